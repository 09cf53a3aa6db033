"""Tokens are spaCy's own, but for stretches that would keep it busy for minutes."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pipeline.splitting import LONGEST, split
from tests.parsers.pipeline import tiny

WORDS = ["Calls", "drop,", "(all)", "https://bluefern.example/" + "a" * 200, "\n", "  ", "8:15", "😀", "can't"]


def texts(text: str) -> list[str]:
    doc = split(tiny.english(), text)
    assert doc.text == text
    return [token.text for token in doc]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_what_people_write_is_split_as_ever(text: str) -> None:
    assert texts(text) == [token.text for token in tiny.doc_of(text)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([",", "(", "ab", "'", " ", "\n", "😀"]), st.integers(1, 900)), max_size=5))
def test_nothing_is_lost_and_every_token_stands_where_it_says(parts: list[tuple[str, int]]) -> None:
    text = "".join(sign * times for sign, times in parts)
    doc = split(tiny.english(), text)
    assert doc.text == text
    for token in doc:
        assert text[token.idx : token.idx + len(token.text)] == token.text


def test_a_stretch_is_cut_where_it_is_too_long() -> None:
    assert texts("x" * LONGEST) == ["x" * LONGEST]
    assert texts("x" * (2 * LONGEST + 1) + " y") == ["x" * LONGEST, "x" * LONGEST, "x", "y"]


@pytest.mark.parametrize("sign", [",", "(", ")", "'", "...", ":)", "😀", "a.", "(a", "$", "\"'"])
def test_marks_without_end_come_to_one(sign: str) -> None:
    text = (sign * 12_000)[:12_000]
    begun = time.thread_time()
    assert len(texts(text)) > 30
    assert time.thread_time() - begun < 1.5
