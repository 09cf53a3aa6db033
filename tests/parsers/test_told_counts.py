"""What words come to that are known to be a headcount."""

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.told_counts import users_value


def told(sentence: str) -> int | None:
    match = re.search(r"<([^>]*)>", sentence)
    assert match
    return users_value(sentence.replace("<", "").replace(">", ""), match.start(), match.end() - 2)


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("<forty-two>", 42),
        ("<all fourteen of us> wait", 14),
        ("<about thirty of our 120 seats>", 30),
        ("<19 of its 22 people>", 19),
        ("<70 instead of the usual 35>", 70),
        ("<60ppl>", 60),
        ("<17 on the phones tonight>", 17),
        ("<115 logged in>", 115),
        ("<the full 80>", 80),
        ("<our 16 on the returns team>", 16),
        ("<a late shift of 9>", 9),
        ("<the warehouse crew (8)>", 8),
        ("<two of my team> can't", 2),
        ("<two, Bea and Tom>", 2),
        ("<half a dozen clerks>", 6),
        ("<two dozen>", 24),
        ("<a couple of reps>", 2),
        ("<both trainees>", 2),
        ("<either of my two leads>", 2),
        ("<one of mine> was thrown out", 1),
        ("<a hundred and twelve collectors>", 112),
        ("<1,250 seats>", 1250),
        ("<twelve, was seven this morning>", 12),
        ("<3 nurses namely Ana, Ben and one more>", 3),
        ("<2. 26 agents>", 26),
        ("line <2207. Nineteen agents> see it", 19),
        ("<Users: me and my deputy>", 2),
        ("<approx. 30>", 30),
    ],
)
def test_a_number_in_words_or_digits(sentence: str, value: int) -> None:
    assert told(sentence) == value


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("it's <just me>", 1),
        ("<only I> use it", 1),
        ("<I'm the only one> on", 1),
        ("<he is the only person who needs it>", 1),
        ("<me only>", 1),
        ("<only for me>", 1),
        ("<my screen only>", 1),
        ("<yours truly>", 1),
        ("<just Pavel> can't", 1),
        ("<ramona> cant log in", 1),
        ("<Mr. J. Petrossian>", 1),
        ("<Agent 4410> has no sound", 1),
        ("<Ida Holt (ext 2207)>", 1),
        ("<our new hire>", 1),
        ("<me and my deputy>", 2),
        ("<Otto and I>", 2),
        ("<me + dad>", 2),
        ("<mine and Bea's>", 2),
        ("<Bea, Tom and me>", 3),
        ("<Bea or me>", 2),
        ("<me + 3 testers>", 4),
        ("<me and the two other clerks>", 3),
        ("<four reps and me>", 5),
        ("<2, me and Bea>", 2),
    ],
)
def test_persons_are_counted(sentence: str, value: int) -> None:
    assert told(sentence) == value


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("<no agents> are affected", 0),
        ("<none of them> is touched", 0),
        ("<nobody on the floor> notices", 0),
        ("<nobody> is signed in at that hour", 0),
        ("<zero staff>", 0),
        ("Users: <none>", 0),
        ("<0>", 0),
        ("<nobody> can log in", None),
        ("<no one> is able to dial", None),
        ("<no idea, many>", None),
    ],
)
def test_nobody_is_none_unless_nobody_can(sentence: str, value: int | None) -> None:
    assert told(sentence) == value


@pytest.mark.parametrize(
    "words",
    [
        "20 to 30 agents",
        "15-20",
        "eight or nine",
        "between 5 and 8 people",
        "somewhere between ten and fifteen",
        "twenty, twenty-five of them",
        "20 maybe 30 reps",
        "everyone",
        "literally everybody",
        "all of us",
        "all but two of us",
        "each one of them",
        "most of the floor",
        "a few of us",
        "a handful of leads",
        "half my crew",
        "half of the floor",
        "a third of the team",
        "the whole night shift",
        "my whole bunch",
        "whole row",
        "dispatchers, all of them",
        "the floor walkers",
        "the clerks",
        "every driver on the road",
        "unknown",
        "",
        "...",
    ],
)
def test_what_is_no_single_number(words: str) -> None:
    assert told(f"It hits <{words}> since Monday.") is None


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_any_words_can_be_read(text: str, start: int, end: int) -> None:
    value = users_value(text, start, end)
    assert value is None or value >= 0


@given(
    st.integers(min_value=0, max_value=9_999), st.sampled_from(["{}", "all {} of us", "about {} agents", "{} on shift"])
)
def test_a_number_is_its_value(value: int, words: str) -> None:
    text = words.format(value)
    assert users_value(text, 0, len(text)) == value


@pytest.mark.parametrize(
    "hostile", ["a ", "1 ", "me and ", "me + ", "twenty-", "all ", "no ", "Bea, ", "(", "one hundred and "]
)
def test_a_long_text_costs_little(hostile: str) -> None:
    text = hostile * 20_000
    begin = perf_counter()
    users_value(text, 0, len(text))
    assert perf_counter() - begin < 0.5
