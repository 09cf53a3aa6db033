"""How many users the words say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.counts import bare_count, counts, number_of


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("about forty agents cannot log in", "about forty agents", 40),
        ("my whole team of 12 is idle", "my whole team of 12", 12),
        ("it is just me", "just me", 1),
        ("agent Kim cannot log in", "agent Kim", 1),
        ("85 of 120 seats are down", "85 of 120 seats", 85),
        ("everyone is affected", "everyone", None),
        ("a lot of agents hear it", "a lot of agents", None),
        ("20 to 30 agents", "20 to 30 agents", None),
        ("10-15 agts hit so far", "10-15 agts", None),
        ("no agents are affected", "no agents", 0),
        ("140 ppl sitting", "140 ppl", 140),
        ("2 new starters (dana", "2 new starters", 2),
        ("New hire login doesnt work", "New hire", 1),
        ("two dozen reps", "two dozen reps", 24),
        ("half of our agents", "half of our agents", None),
        ("one of our agents sees it", "one of our agents", 1),
        ("all 40 agents", "all 40 agents", 40),
        ("all agents in Leeds", "all agents", None),
        ("8 out of 60 home agents", "8 out of 60 home agents", 8),
        ("about a hundred and ten users", "about a hundred and ten users", 110),
        ("1,200 users", "1,200 users", 1200),
        ("both team leads", "both team leads", 2),
        ("eleven collectors", "eleven collectors", 11),
        ("18 of them", "18 of them", 18),
        ("the whole evening crew (14) is stuck", "the whole evening crew (14)", 14),
        ("roughly half the floor", "roughly half the floor", None),
        ("twenty-six clerks wait", "twenty-six clerks", 26),
        ("twenty-six to thirty clerks wait", "twenty-six to thirty clerks", None),
        ("twenty-thirty clerks wait", "twenty-thirty clerks", None),
        ("40 seats idle", "40 seats", 40),
        ("55 on the phones and no call", "55 on the phones", 55),
        ("118 logged in, all deaf", "118 logged in", 118),
        ("a half dozen advisers", "a half dozen advisers", 6),
    ],
)
def test_a_count_of_people(text: str, words: str, value: int | None) -> None:
    assert [(text[one.start : one.end], one.value) for one in counts(text)] == [(words, value)]


@pytest.mark.parametrize(
    "text",
    [
        "45 customers and 12 callers waited",
        "40 calls in queue",
        "extension 230",
        "the agent desktop is frozen",
        "5 minutes",
        "94% of them within 20 seconds",
        "three servers, 12 numbers and 7 orders",
    ],
)
def test_what_is_no_count_of_users(text: str) -> None:
    assert list(counts(text)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25", 25),
        ("about 25, all in Tulsa", 25),
        ("85 of 120", 85),
        ("20 to 30", None),
        ("twelve I think", 12),
        ("twenty-six", 26),
    ],
)
def test_a_bare_answer(text: str, value: int | None) -> None:
    found = bare_count(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("text", ["not sure", "", "they rotate", "EP-104233"])
def test_no_bare_answer(text: str) -> None:
    assert bare_count(text) is None


@given(st.integers(min_value=0, max_value=99_999))
def test_digits_are_their_number(value: int) -> None:
    assert number_of(str(value)) == value
    assert number_of(f"{value:,}") == value


@given(st.text(max_size=200))
def test_any_text_can_be_counted(text: str) -> None:
    assert all(text[one.start : one.end].strip() for one in counts(text))
