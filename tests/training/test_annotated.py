"""A file of annotated messages is read whole, given in the contract's shape, and its faults are told by line."""

from dataclasses import replace
from pathlib import Path

import pytest

from parsers.vocabulary import FieldName
from tests.training.samples import SAMPLE, parsed
from training.annotated import AnnotationError, as_annotation, as_input, as_text, parse_file, parse_text, read_file


def test_the_contracts_object() -> None:
    row = as_annotation(parsed())
    gold = row["gold"]
    assert isinstance(gold, dict)
    assert list(gold) == ["kind", "severity", *map(str, FieldName)]
    assert gold | {"isolation_steps": None} == {
        "kind": "incident",
        "severity": "P1",
        "environment": "production",
        "account": "Harbor Lane Finance",
        "department": "the Tampa collections floor",
        "service": "Outbound dialer",
        "users_affected": 40,
        "users_affected_text": "about forty agents",
        "frequency": "calls at all",
        "impact": "We cannot take any calls at all",
        "isolation_steps": None,
        "started_text": "7:45 this\nmorning",
        "started_at": "2026-03-17T12:45Z",
        "connids": ["00a1025b7c3f9d42"],
        "anis": ["+13035550164"],
        "errors": ["no target"],
        "contact_name": "Dana Whitlock",
        "contact_phone": "+13035550119",
        "contact_email": None,
        "access_hours": "8 to 5 Central",
    }
    assert gold["isolation_steps"] == ["We rebooted the gateway", "then the switch"]


def test_the_message_itself() -> None:
    given = as_input(parsed())
    body = str(given.pop("body"))
    assert given == {
        "id": "sample-001",
        "channel": "email",
        "from_name": "Dana Whitlock",
        "from_email": "dana.whitlock@harborlane.example",
        "subject": "Outbound dialer is down",
        "sent_at": "2026-03-17T08:42:00-05:00",
        "thread": None,
    }
    assert body.startswith("Good morning,\n\nWe have lost the Tampa")
    assert "the log has {no target}." in body
    assert body.endswith("8 to 5 Central")


def test_labels_stand_where_they_say() -> None:
    message = parsed()
    assert len(message.labels) == 15
    for label in message.labels:
        assert message.text_of(label.place)[label.start : label.end] == label.words


def test_labels_know_their_line() -> None:
    message = parsed()
    lines = SAMPLE.split("\n")
    for label in message.labels:
        assert f"{{{label.field}" in lines[message.line_of(label) - 1]


def test_a_message_is_written_as_it_is_read() -> None:
    assert as_text(parsed()) == SAMPLE
    slack = "=== id: a-001\nchannel: slack\nfrom: <bot@x.example>\nsent: 2026-01-02T03:04:00+00:00\nkind: other\n\nhi"
    again = parsed(as_text(parsed(slack)))
    assert as_annotation(again) == as_annotation(parsed(slack))


@pytest.mark.parametrize("line", ["=== id: a-002", "=====", "\\===", "\\\\=== x", " ===", "# no remark"])
def test_a_line_of_the_text_begins_no_message(line: str) -> None:
    message = replace(parsed(), body=f"Hello,\n{line}\nbye", labels=())
    assert parsed(as_text(message)).body == message.body


def test_remarks_above_the_text_are_not_read() -> None:
    with_remarks = SAMPLE.replace("channel:", "# users: read 4, should be 40\nchannel:", 1).replace(
        "severity:", "#\nseverity:"
    )
    again = parsed(with_remarks)
    assert as_annotation(again) == as_annotation(parsed())
    assert again.body_line == parsed().body_line + 2


def test_two_messages_and_a_comment() -> None:
    found = parse_text(
        f"# Voice: sample\n# Who writes so\n\n{SAMPLE}\n\n{SAMPLE.replace('001', '002')}", voice="sample"
    )
    assert found.comment == "Voice: sample\nWho writes so"
    assert [(message.id, message.line) for message in found.messages] == [("sample-001", 4), ("sample-002", 23)]
    assert found.messages[0].body == found.messages[1].body


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("channel: email", "channel: fax", 2, "email or slack"),
        ("channel: email\n", "", 1, "channel is missing"),
        ("channel: email", "channel: email\nchannel: email", 3, "second time"),
        ("from: Dana Whitlock <", "from: Dana Whitlock ", 3, "from is written"),
        ("T08:42:00-05:00", "T08:42:00", 4, "with its offset"),
        ("2026-03-17T08", "17.03.2026 08", 4, "with its offset"),
        ("kind: incident", "kind: outage", 6, "kind is one of"),
        ("severity: P1", "severity: P5", 7, "severity is one of"),
        ("environment: production", "environment: staging", 8, "environment is one of"),
        ("environment: production", "priority: high", 8, "no header line"),
        ("=== id: sample-001", "=== sample-001", 1, "=== id:"),
        ("{service|Outbound dialer}", "{service|Outbound dialer", 5, "not closed"),
        ("{department|", "{floor|", 12, "no field floor"),
        ("users=40", "users=about 40", 12, "whole number"),
        ("started=2026-03-17T12:45Z", "started=2026-03-17T07:45-05:00", 12, "UTC"),
        ("started=2026-03-17T12:45Z", "started=2026-02-30T12:45Z", 12, "UTC"),
        ("{connid|", "{connid=1|", 14, "takes no value"),
        ("{ani=+13035550164|", "{ani|", 14, "needs the number"),
        ("phone=+13035550119", "phone=303-555-0119", 17, "+13035550119"),
        ("switch}.", "switch}. a | b", 13, r"\|"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, says: str) -> None:
    assert old in SAMPLE
    found = parse_text(SAMPLE.replace(old, new, 1), voice="sample", file="sample.txt")
    assert found.messages == ()
    assert [(fault.file, fault.line) for fault in found.faults] == [("sample.txt", line)]
    assert says in found.faults[0].problem


def test_words_before_the_first_message() -> None:
    found = parse_text(f"hello\n{SAMPLE}", voice="sample")
    assert [fault.line for fault in found.faults] == [1]
    assert len(found.messages) == 1


def test_a_message_without_a_body() -> None:
    found = parse_text(SAMPLE.partition("\n\n")[0], voice="sample")
    assert "no body" in found.faults[0].problem


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(b"# Voice\n# caf\xe9\n")
    assert [fault.line for fault in parse_file(path).faults] == [2]
    with pytest.raises(AnnotationError, match="UTF-8"):
        read_file(path)


def test_the_voice_is_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "terse-supervisor.txt"
    path.write_text(SAMPLE, encoding="utf-8")
    assert [message.voice for message in read_file(path)] == ["terse-supervisor"]
