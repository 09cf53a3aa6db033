"""Annotated messages as the pipeline sees them, and other names put into them: marks go with their words."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pipeline.evidence import Cue
from parsers.pipeline.labels import LABELS
from parsers.vocabulary import MessageKind
from tests.training.samples import SAMPLE, parsed
from training.annotated import read_all
from training.labels import LabelField
from training.samples import (
    CLAUSES_VOICE,
    KINDS_VOICE,
    Mark,
    Written,
    in_small_letters,
    names_of,
    sample_of,
    snippets,
    with_other_names,
    written,
)

SWAPPED = ("account", "department", "service", "name")
NAMES = {label: [f"Other {label}", "Ó", f"A far longer {label} than any"] for label in SWAPPED}


class Always(random.Random):
    """Swaps whatever may be swapped."""

    def random(self) -> float:
        return 0.0


def test_marks_stand_at_their_words_in_subject_and_body() -> None:
    sample = sample_of(parsed())
    text = sample.intake.layout.text
    assert [(mark.label, text[mark.start : mark.end]) for mark in sample.marks] == [
        (str(label.field), label.words) for label in sample.message.labels
    ]
    assert (sample.kind, sample.voice, sample.marked) == (MessageKind.INCIDENT, "sample", True)


def test_every_mark_of_every_message_stands_at_its_words() -> None:
    for message in read_all():
        sample = sample_of(message)
        text = sample.intake.layout.text
        for mark, label in zip(sample.marks, message.labels, strict=True):
            # Typographic signs and wrapped lines are written plainly; quotes and the like are blank.
            said = re.sub(r"\s+", " ", text[mark.start : mark.end])
            assert len(text[mark.start : mark.end]) == len(label.words), message.id
            assert not said.strip() or re.sub(r"\W", "", said) == re.sub(r"\W", "", label.words), message.id


def test_the_pipelines_labels_are_those_of_the_messages() -> None:
    assert set(LABELS) == set(map(str, LabelField))


def test_snippets() -> None:
    found = snippets()
    kinds = [one for one in found if one.voice == KINDS_VOICE]
    clauses = [one for one in found if one.voice == CLAUSES_VOICE]
    assert len(kinds) + len(clauses) == len(found)
    assert {one.kind for one in kinds} == set(MessageKind)
    assert not any(one.marked or one.marks for one in kinds)
    assert {one.kind for one in clauses} == {None}
    assert {mark.label for one in clauses for mark in one.marks} <= set(LABELS)
    assert len({one.message.id for one in found}) == len(found)


def test_names_are_gathered_by_label() -> None:
    assert names_of([sample_of(parsed())]) == {
        "account": ["Harbor Lane Finance"],
        "department": ["the Tampa collections floor"],
        "name": ["Dana Whitlock"],
        "service": ["Outbound dialer"],
    }


def said(one: Written) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mark in one.marks:
        found.setdefault(mark.label, []).append(one.text[mark.start : mark.end])
    return found


def test_other_names_stand_where_the_old_ones_stood() -> None:
    before = written(sample_of(parsed()))
    after = with_other_names(before, {label: [f"Other {label}"] for label in SWAPPED}, Always())
    swapped = {label: [f"Other {label}"] for label in SWAPPED}
    assert said(after) == said(before) | swapped
    for label, words in said(before).items():
        assert (words[0] in after.text) == (label not in SWAPPED)
    assert after.text[: after.body_at] == "Other service is down\n"
    assert (
        after.text[after.signature :].strip()
        == before.text[before.signature :]
        .replace("Dana Whitlock", "Other name")
        .replace("Harbor Lane Finance", "Other account")
        .strip()
    )


def test_cues_go_along() -> None:
    before = written(sample_of(parsed()))
    after = with_other_names(before, NAMES, Always())
    kept = [one for one in before.cues if one.label not in SWAPPED and one.label]
    assert len(kept) >= 5
    for old, new in zip(before.cues, after.cues, strict=True):
        if old in kept:
            assert after.text[new.start : new.end] == before.text[old.start : old.end]


def test_mostly_names_are_kept() -> None:
    before = written(sample_of(parsed()))
    choice = random.Random(1)
    kept = sum(with_other_names(before, NAMES, choice).text.count("Dana Whitlock") for _ in range(200))
    assert 90 < kept < 150  # two in five are swapped


def test_names_in_small_letters_stay_small() -> None:
    one = plain("our dialer stopped", [("service", 4, 10)])
    assert with_other_names(one, {"service": ["Outbound IVR"]}, Always()).text == "our outbound ivr stopped"


def test_a_name_over_two_lines_is_left_alone() -> None:
    one = plain("Harbor\nLane", [("account", 0, 11)])
    assert with_other_names(one, NAMES, Always()) is one


def plain(text: str, marks: Sequence[tuple[str, int, int]]) -> Written:
    cues = tuple(Cue(start, end, 1.0, label) for label, start, end in marks)
    return Written(text, tuple(Mark(*mark) for mark in marks), cues, 0, len(text), slack=False)


_GAPS = st.sampled_from(["", " ", "  "])
_PIECES = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from([*SWAPPED, "users", ""]), _GAPS), min_size=1, max_size=7
)


@settings(deadline=None)
@given(_PIECES, st.data(), st.integers(0, 1_000))
def test_whatever_is_swapped_marks_hold_exactly_their_words(
    pieces: list[tuple[int, str, str]], data: st.DataObject, seed: int
) -> None:
    words = [chr(ord("A") + number) * length for number, (length, _, _) in enumerate(pieces)]
    gaps = [gap for _, _, gap in pieces]
    starts = _starts(words, gaps)
    single = [(label, at, at + 1) for at, (_, label, _) in enumerate(pieces) if label]
    around = data.draw(st.lists(st.tuples(st.integers(0, len(words) - 1), st.integers(1, len(words))), max_size=3))
    spans = [*single, *(("impact", first, last) for first, last in around if first < last)]
    body_at, signature = (data.draw(st.integers(0, len(words))) for _ in range(2))
    marks = [(label, starts[first], starts[last - 1] + len(words[last - 1])) for label, first, last in spans]
    before = replace(plain(_joined(words, gaps), marks), body_at=starts[body_at], signature=starts[signature])

    after = with_other_names(before, NAMES, random.Random(seed))

    new = list(words)
    for (label, first, _), mark in zip(single, after.marks, strict=False):
        new[first] = after.text[mark.start : mark.end]
        assert new[first] == words[first] or new[first] in NAMES.get(label, ()), label
    assert after.text == _joined(new, gaps)
    for (_, first, last), mark, cue in zip(spans, after.marks, after.cues, strict=True):
        whole = _joined(new[first:last], [*gaps[first : last - 1], ""])
        assert after.text[mark.start : mark.end] == after.text[cue.start : cue.end] == whole
    assert (after.body_at, after.signature) == (_starts(new, gaps)[body_at], _starts(new, gaps)[signature])


def _joined(words: Sequence[str], gaps: Sequence[str]) -> str:
    return "".join(word + gap for word, gap in zip(words, gaps, strict=True))


def _starts(words: Sequence[str], gaps: Sequence[str]) -> list[int]:
    """Where each word begins, and the end."""
    return [len(_joined(words[:at], gaps[:at])) for at in range(len(words) + 1)]


@pytest.mark.parametrize(
    ("text", "small"), [("Calls DROP", "calls drop"), ("İstanbul", "İstanbul"), ("straße", "straße"), ("", "")]
)
def test_small_letters_where_they_are_as_many(text: str, small: str) -> None:
    assert in_small_letters(plain(text, [])).text == small


def test_a_slack_message_says_so() -> None:
    text = SAMPLE.replace("channel: email", "channel: slack")
    assert written(sample_of(parsed(text))).slack
    assert not written(sample_of(parsed())).slack
