"""The contract's measures, by hand."""

from pathlib import Path

import pytest

from tests.training.samples import SAMPLE, parsed
from training.__main__ import main
from training.annotated import as_annotation, read_all
from training.metrics import Scores, best_matching, score, token_f1
from training.scoring import as_message, pairs


@pytest.mark.parametrize(
    ("gold", "read", "f1"),
    [
        (None, None, 1.0),
        ("the dialer", None, 0.0),
        (None, "the dialer", 0.0),
        ("The Dialer!", "dialer", 1.0),
        ("outbound dialer", "dialer", 2 / 3),
        ("on-site", "on site", 1.0),
        ("the", "a", 1.0),
        ("dialer", "queue", 0.0),
    ],
)
def test_words(gold: str | None, read: str | None, f1: float) -> None:
    assert token_f1(gold, read) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("gold", "read", "total"),
    [
        ([], ["x"], 0.0),
        (["x", "y"], ["y", "x"], 2.0),
        (["b c", "b"], ["b"], 1.0),
        (["k l m", "n"], ["k l m n", "k l"], 0.8 + 0.4),  # the likest two apart
        (["x"] * 12, ["x"] * 12, 12.0),
    ],
)
def test_lists(gold: list[str], read: list[str], total: float) -> None:
    assert best_matching(gold, read) == pytest.approx(total)


def scored(gold: dict[str, object], read: dict[str, object]) -> Scores:
    return score([({"kind": "incident", **gold}, {"kind": "incident", **read})])


@pytest.mark.parametrize(
    ("name", "gold", "read", "value"),
    [
        ("started_at", "2026-03-17T12:45Z", "2026-03-17T13:15Z", 1.0),
        ("started_at", "2026-03-17T12:45Z", "2026-03-17T13:16Z", 0.0),
        ("users_affected", 0, 0, 1.0),
        ("users_affected", 0, None, 0.0),
        ("anis", ["+13035550164", "+13035550165"], ["+13035550164"], 2 / 3),
        ("connids", ["00A1025b7c3f9d42"], ["00a1025b7c3f9d42"], 1.0),
        ("environment", "production", "development", 0.0),
        ("impact", "we cannot bill", "cannot bill", 0.8),
        ("errors", ["no target"], ["no target", "bad"], 2 / 3),
        ("severity", "P1", "P2", 0.0),
    ],
)
def test_a_field(name: str, gold: object, read: object, value: float) -> None:
    assert scored({name: gold}, {name: read}).fields[name].value == pytest.approx(value)


def test_a_field_that_nobody_has_does_not_count() -> None:
    result = scored({"service": "dialer"}, {"service": "dialer"})
    assert result.overall == 1.0
    assert not result.fields["impact"].counts


def test_kinds_count_alike_however_many_there_are() -> None:
    kinds = [("incident", "incident")] * 9 + [("question", "incident")]
    result = score([({"kind": gold}, {"kind": read}) for gold, read in kinds])
    assert result.accuracy == 0.9
    assert result.fields["kind"].value == pytest.approx((18 / 19 + 0) / 2)


def test_the_gravest_beside() -> None:
    levels = [("P1", "P1"), ("P1", "P2"), ("P2", "P1"), (None, "P1")]
    result = score([({"kind": "x", "severity": gold}, {"kind": "x", "severity": read}) for gold, read in levels])
    assert result.p1_recall == 0.5
    assert result.p1_precision == pytest.approx(1 / 3)
    assert scored({}, {}).p1_recall is None


@pytest.mark.parametrize("channel", ["email", "slack"])
def test_a_message_comes_to_the_reader_as_it_was_written(channel: str) -> None:
    text = SAMPLE.replace("channel: email", f"channel: {channel}").replace(
        "Good morning,", "Guten Tag – Grüße 👋,\nFrom A to B"
    )
    message = parsed(text)
    read = as_message(message)
    assert read.text.rstrip("\n") == message.body
    assert read.sent_at == message.sent
    assert read.sent_at is not None
    assert read.sent_at.utcoffset() == message.sent.utcoffset()
    assert (read.sender.name, read.sender.address) == (message.from_name, message.from_address)


def test_every_marked_word_comes_to_the_reader() -> None:
    for message in read_all():
        read = as_message(message)
        lost = [
            one.words for one in message.labels if one.words not in (read.text, read.subject)[one.place == "subject"]
        ]
        assert lost == [], message.id


def test_a_reader_that_knows_it_all() -> None:
    def reads(message: object) -> dict[str, object]:
        gold = as_annotation(parsed())["gold"]
        assert isinstance(gold, dict)
        return gold

    found = pairs([parsed()], reads)
    assert score(found["sample"]).overall == 1.0


@pytest.mark.parametrize("command", ["table", "score"])
def test_the_tables(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "terse-voice.txt"
    path.write_text(SAMPLE, encoding="utf-8")
    assert main([command, str(path)]) == 0
    assert "1 messages in 1 voices" in capsys.readouterr().out
    path.write_text(SAMPLE.replace("kind: incident", "kind: outage"), encoding="utf-8")
    assert main([command, str(path)]) == 2
    assert "kind is one of" in capsys.readouterr().err
