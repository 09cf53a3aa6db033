"""Offsets become tokens and tokens offsets; a row says what the rules point at, where a token stands and how it is written."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pipeline.evidence import CUES, Cue
from parsers.pipeline.labels import LABELS
from parsers.pipeline.tokens import WIDTH, Floats, inputs
from tests.parsers.pipeline import tiny

TEXT = "Forty agents (billing)  cannot hear,\nsince 8:15 am."


@pytest.mark.parametrize(
    ("words", "tokens"),
    [
        ("agents", "agents"),
        ("gen", "agents"),  # a part of a token is all of it
        ("agents (", "agents ("),
        (" agents ", "agents"),
        ("\nsince", "since"),
        ("8:15", "8:15"),
        (
            "Forty agents (billing)  cannot hear,\nsince 8:15 am.",
            "Forty agents (billing)  cannot hear,\nsince 8:15 am.",
        ),
    ],
)
def test_the_tokens_of_words(words: str, tokens: str) -> None:
    found = tiny.tokens(TEXT)
    start = TEXT.index(words)
    first, last = found.span(start, start + len(words))
    begin, end = found.offsets(first, last)
    assert TEXT[begin:end] == tokens


@pytest.mark.parametrize("words", ["\n", "  "])
def test_blanks_have_no_tokens(words: str) -> None:
    found = tiny.tokens(TEXT)
    start = TEXT.index(words)
    first, last = found.span(start, start + len(words))
    assert first >= last


def test_no_words_have_no_tokens() -> None:
    first, last = tiny.tokens(TEXT).span(6, 6)
    assert first >= last


@settings(deadline=None)
@given(st.text(max_size=80), st.data())
def test_there_and_back_again(text: str, data: st.DataObject) -> None:
    found = tiny.tokens(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = found.span(start, end)
    assert 0 <= first <= len(found.starts)
    if first < last:
        begin, stop = found.offsets(first, last)
        assert found.span(begin, stop) == (first, last)
        assert set(text[start:begin]) <= set(filter(str.isspace, text))
        assert not any(text[at : at + 1].isspace() for at in (begin, stop - 1))
    elif first == last and start < end:
        assert not text[start:end].strip()


@settings(deadline=None)
@given(st.text(max_size=80))
def test_each_token_is_itself(text: str) -> None:
    found = tiny.tokens(text)
    for at in range(len(found.starts)):
        begin, end = found.offsets(at, at + 1)
        assert text[begin:end].lower() == found.lower[at]


def rows(text: str = TEXT, *cues: Cue, body_at: int = 0, signature: int | None = None, slack: bool = False) -> Floats:
    doc = tiny.doc_of(text)
    at = len(text) if signature is None else signature
    return inputs(doc, tiny.tokens(text), cues, body_at=body_at, signature=at, slack=slack)


def at(words: str, *, label: str = "", sort: str = "", strength: float = 0.5, explicit: bool = False) -> Cue:
    start = TEXT.index(words)
    return Cue(start, start + len(words), strength, label, sort, explicit=explicit)


CUE_COLUMNS = 2 * (len(LABELS) + len(CUES)) + len(LABELS)


def shown(found: Floats) -> dict[tuple[int, int], float]:
    """What cues have put where: (token, column)."""
    part = found[:, :CUE_COLUMNS]
    return {(int(row), int(column)): float(part[row, column]) for row, column in np.argwhere(part)}


def test_without_cues_there_are_none() -> None:
    assert rows().shape == (len(tiny.doc_of(TEXT)), WIDTH)
    assert shown(rows()) == {}


def test_a_label_shows_where_it_begins_and_what_it_covers() -> None:
    column = 2 * LABELS.index("users")
    assert shown(rows(TEXT, at("Forty agents", label="users"))) == {
        (0, column): 0.5,
        (0, column + 1): 0.5,
        (1, column + 1): 0.5,
    }


def test_so_does_a_sort_in_columns_of_its_own() -> None:
    column = 2 * (len(LABELS) + CUES.index("count"))
    assert shown(rows(TEXT, at("agents", sort="count"))) == {(1, column): 0.5, (1, column + 1): 0.5}


def test_a_labelled_value_says_so_beside() -> None:
    assert shown(rows(TEXT, at("agents", label="users", explicit=True)))[1, CUE_COLUMNS - 15 + 8] == 1.0
    assert LABELS[8] == "users"


def test_of_two_cues_the_stronger_counts() -> None:
    found = shown(rows(TEXT, at("agents", sort="count", strength=0.9), at("agents", sort="count", strength=0.2)))
    assert list(found.values()) == [pytest.approx(0.9)] * 2


def test_a_cue_at_a_blank_shows_nowhere() -> None:
    assert shown(rows(TEXT, at("\n", label="users"))) == {}


def test_where_a_token_stands_and_how_it_is_written() -> None:
    found = rows("No\nCALLS 25 Reno", body_at=3, signature=12, slack=True)[:, CUE_COLUMNS:]
    names = ("signature", "subject", "slack", "digit", "number", "place", "upper", "line end", "title")
    columns = {name: [float(one) for one in found[:, number]] for number, name in enumerate(names)}
    assert columns == {  # No, line end, CALLS, 25, Reno
        "signature": [0, 0, 0, 0, 1],
        "subject": [1, 1, 0, 0, 0],
        "slack": [1, 1, 1, 1, 1],
        "digit": [0, 0, 0, 1, 0],
        "number": [0, 0, 0, 1, 0],
        "place": [0, 0.25, 0.5, 0.75, 1],
        "upper": [0, 0, 1, 0, 0],
        "line end": [0, 1, 0, 0, 0],
        "title": [1, 0, 0, 0, 1],
    }
