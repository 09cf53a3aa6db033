"""A text as counts of words and pieces: the same rows as scikit-learn makes, and a bound to them."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from parsers.pipeline.wording import MOST_SIGNS, PIECE_SHARE, Wording, pieces, plain, words
from training.judgement_fits import fit_wording

TEXTS = [
    plain("Calls drop", "Forty agents on the billing queue cannot hear the caller since 8:15."),
    plain("Re: EP-104233", "It works again. Calls come in, calls go out."),
    plain("", "Can you tell me how to add an agent? I can't find it. Calls?"),
    plain("Calls drop again", "Agents on the billing queue cannot hear the caller."),
]


@pytest.mark.parametrize(
    ("subject", "own", "text"),
    [
        ("Calls DROP", "Since 8:15", "calls drop \n since 0:00"),
        ("", "", " \n "),
        ("EP-104233", "Ünï ٣", "ep-000000 \n ünï 0"),
    ],
)
def test_small_letters_and_every_digit_alike(subject: str, own: str, text: str) -> None:
    assert plain(subject, own) == text


def test_words_and_pairs_of_them() -> None:
    assert words("calls can't drop? no") == [
        *("calls", "can't", "drop", "?", "no"),
        *("calls can't", "can't drop", "drop ?", "? no"),
    ]


def test_pieces_of_words() -> None:
    assert pieces("ab cde") == [
        *(" ab", "ab ", " ab ", " ab "),
        *(" cd", "cde", "de ", " cde", "cde ", " cde "),
    ]


def unit(analyzer: object, vocabulary: dict[str, int], text: str) -> np.ndarray:
    """scikit-learn's row, from its own fit on ``TEXTS``."""
    made = TfidfVectorizer(analyzer=analyzer, vocabulary=vocabulary, sublinear_tf=True).fit(TEXTS)
    row: np.ndarray = made.transform([text]).toarray()[0]
    return row


def dense(wording: Wording, text: str) -> np.ndarray:
    row = np.zeros(len(wording.vocabulary))
    columns, values = wording.row(text)
    assert len(set(columns.tolist())) == len(columns)
    row[columns] = values
    return row


@pytest.mark.parametrize("text", [*TEXTS, plain("calls calls calls", "the the the agents xyzzy"), plain("", "zzz"), ""])
def test_rows_are_those_of_scikit_learn(text: str) -> None:
    wording = fit_wording(TEXTS)
    split = wording.split
    single = {word: number for number, word in enumerate(wording.vocabulary[:split])}
    small = {piece: number for number, piece in enumerate(wording.vocabulary[split:])}
    assert min(len(single), len(small)) > 5
    row = dense(wording, text)
    # Rarity is kept in half precision, as the model on disk has it.
    assert row[:split] == pytest.approx(unit(words, single, text), abs=2e-3)
    assert row[split:] == pytest.approx(unit(pieces, small, text) * PIECE_SHARE, abs=2e-3)


def test_a_word_that_was_read_before_counts_the_same() -> None:
    wording = fit_wording(TEXTS)
    first = [dense(wording, text).tolist() for text in TEXTS]
    assert [dense(wording, text).tolist() for text in reversed(TEXTS)] == first[::-1]


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_has_a_row_of_bounded_length(subject: str, own: str) -> None:
    wording = fit_wording(TEXTS)
    columns, values = wording.row(plain(subject, own))
    assert np.isfinite(values).all()
    for part, share in ((columns < wording.split, 1.0), (columns >= wording.split, PIECE_SHARE)):
        length = float(np.sqrt((values[part] ** 2).sum()))
        assert length == pytest.approx(share if part.any() else 0.0, abs=1e-3)


@pytest.mark.parametrize("own", ["x" * 1_000_000, "x " * 500_000, "?" * 1_000_000, "12 " * 300_000])
def test_what_is_known_of_a_text_is_bounded(own: str) -> None:
    text = plain("s" * 1_000, own)
    assert len(text) <= 1_000 + 3 + MOST_SIGNS
    begun = time.thread_time()
    fit_wording(TEXTS).row(text)
    assert time.thread_time() - begun < 1.0
    assert len(pieces(text)) <= 3 * len(text) + 3
    assert max(map(len, pieces(text))) == 5
