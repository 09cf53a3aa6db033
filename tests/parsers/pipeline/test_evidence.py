"""What the rules point at comes to the trained parts at its place, with its strength, and bounded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields.view import View
from parsers.pipeline.evidence import CUES, MOST_CUES, Cue
from parsers.pipeline.labels import LABELS
from tests.parsers.messages import view
from tests.parsers.pipeline import tiny

TEXT = """\
About forty agents on the billing queue cannot hear the caller since 8:15 this morning. We restarted the phones.
The number is 303-555-0142, CONNID 00a1025b7c3f9d42. Write to help.desk@lantern-hall.example, we are here 8 to 5.

Service: Outbound dialer

Ann Roe
Lantern Hall
303-555-0119
"""


def cues(seen: View) -> list[tuple[str, Cue]]:
    made = tiny.intake(seen)
    return [(made.layout.text[one.start : one.end], one) for one in made.cues]


POINTED = [
    ("count", "forty agents"),
    ("clock", "8:15"),
    ("step", "We restarted the phones"),
    ("address", "help.desk@lantern-hall.example"),
    ("sender", "Roe"),
    ("domain", "Lantern"),
    ("form", "Outbound dialer"),
    ("caller", "303-555-0142"),
    ("department", "billing queue"),
]


@pytest.mark.parametrize(("sort", "words"), POINTED, ids=[sort for sort, _ in POINTED])
def test_a_cue_stands_at_its_words(sort: str, words: str) -> None:
    assert any(words in said for said, one in cues(view(TEXT, subject="No audio")) if one.sort == sort)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Please call me back on 303-555-0119.", "contact"),
        ("The caller's number was 303-555-0119.", "caller"),
        ("They dialed 303-555-0119 and heard nothing.", "dialled"),
        ("Fax: 303-555-0119", "fax"),
        ("It drops. 303-555-0119.", "unclear"),
    ],
)
def test_what_a_number_is_by_the_words_around_it(text: str, sort: str) -> None:
    found = [(said, one.value, one.sort) for said, one in cues(view(text)) if one.sort and one.value]
    assert found == [("303-555-0119", "+13035550119", sort)]


WON = [
    ("service", "Outbound dialer", "Outbound dialer"),
    ("connid", "00a1025b7c3f9d42", "00a1025b7c3f9d42"),
    ("ani", "303-555-0142", "+13035550142"),
    ("phone", "303-555-0119", "+13035550119"),
    ("users", "forty agents", "forty agents"),
]


@pytest.mark.parametrize(("label", "words", "value"), WON, ids=[label for label, *_ in WON])
def test_what_the_rules_find_comes_with_its_value(label: str, words: str, value: str) -> None:
    ((said, one),) = [(said, one) for said, one in cues(view(TEXT)) if one.label == label]
    assert words in said
    assert value in one.value
    assert one.rule


def test_a_labelled_value_is_explicit() -> None:
    explicit = {one.label for _, one in cues(view(TEXT)) if one.explicit}
    assert explicit == {"service"}


def test_words_of_the_subject_stand_in_the_subject() -> None:
    made = tiny.intake(view("Please look.", subject="Outbound dialer down since 9:05"))
    found = {one.label or one.sort: one for one in made.cues}
    for name in ("service", "clock"):
        assert found[name].end < made.layout.body_at, name


def test_winners_come_first_so_that_no_crowd_pushes_them_out() -> None:
    names = [one.label for _, one in cues(view(TEXT))]
    assert names == sorted(names, key=lambda name: name == "")
    crowd = cues(view("Users: 25\n" + "since 9:05, " * 1_000, name=" ".join(["since"] * 3)))
    assert "users" in {one.label for _, one in crowd}


CROWDS = {
    "names": "lantern " * 1_500,
    "addresses": "a@b.example " * 1_000,
    "times": "since 9:05, " * 1_000,
    "numbers": "303-555-0142, " * 800,
    "labels": "Users: 25\n" * 1_200,
}


@pytest.mark.parametrize("text", CROWDS.values(), ids=CROWDS.keys())
def test_there_is_an_end_of_cues(text: str) -> None:
    assert 0 < len(cues(view(text))) <= MOST_CUES


def test_a_crowd_reaches_the_bound() -> None:
    assert len(cues(view("ann roe " * 1_400))) == MOST_CUES


def check(seen: View) -> None:
    made = tiny.intake(seen)
    for one in made.cues:
        assert 0 <= one.start < one.end <= len(made.layout.text)
        assert 0 <= one.strength <= 1
        assert bool(one.label) != bool(one.sort)
        assert (one.label or LABELS[0]) in LABELS
        assert (one.sort or CUES[0]) in CUES


_PHRASES = st.sampled_from(
    [
        *TEXT.split(),
        "\n",
        "\n\n",
        "Users:",
        "Phone:",
        ">",
        "since",
        "noon",
        "error",
        "503",
        "+1",
        "(",
        ")",
        "é",
        "中",
        "😀",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PHRASES, max_size=60), st.lists(_PHRASES, max_size=8))
def test_cues_keep_within_the_text(body: list[str], subject: list[str]) -> None:
    check(view(" ".join(body), subject=" ".join(subject).replace("\n", " ")))
