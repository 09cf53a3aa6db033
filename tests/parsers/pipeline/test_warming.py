"""What is kept at hand of a language: the commonest words, and wide vectors; nothing is read differently for it."""

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language

from parsers.pipeline.warming import MOST, warm
from parsers.pipeline.wording import Wording


def wording(*words: str) -> Wording:
    """The first word is the commonest."""
    return Wording(words, len(words), np.arange(len(words), dtype=np.float32))


@pytest.fixture
def nlp() -> Language:
    made = spacy.blank("en")
    vocab: Any = made.vocab
    vocab.set_vector("queue", np.full(3, 0.5, dtype=np.float32))
    vocab.vectors.data = vocab.vectors.data.astype(np.float16)
    return made


@pytest.mark.parametrize("word", ["billing", "Billing", "cannot", "x-ray"])
def test_a_common_word_is_known_before_it_is_read(nlp: Language, word: str) -> None:
    warm(nlp, wording("billing", "cannot", "x-ray"))
    known = len(nlp.vocab)
    nlp.make_doc(word)
    assert len(nlp.vocab) == known


def test_pairs_of_words_are_no_words(nlp: Language) -> None:
    warm(nlp, wording("queue down", "queue"))
    assert "down" not in nlp.vocab


def test_no_more_than_the_commonest(nlp: Language) -> None:
    warm(nlp, wording(*(f"word{number:05}" for number in range(MOST + 1))))
    assert f"word{MOST - 1:05}" in nlp.vocab
    assert f"word{MOST:05}" not in nlp.vocab


def test_tokens_are_the_same(nlp: Language) -> None:
    text = "I'm on billing: x-ray's down, can't (re)connect, billing."
    before = [token.text for token in nlp.make_doc(text)]
    warm(nlp, wording("billing", "i'm", "can't", "x-ray's", "down"))
    assert [token.text for token in nlp.make_doc(text)] == before


def test_vectors_become_wide_and_stay_as_they_are(nlp: Language) -> None:
    warm(nlp, wording("queue"))
    assert nlp.vocab.vectors.data.dtype == np.float32
    assert nlp.vocab.get_vector("queue").tolist() == [0.5, 0.5, 0.5]
