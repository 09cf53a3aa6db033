"""Keeps the commonest words at hand: what a message adds to spaCy's vocabulary is forgotten with the message.

To make a word's entry anew takes longer than all else in telling tokens apart. Nothing is read differently for it.
"""

from collections.abc import Iterator
from typing import Final

from spacy.language import Language

from parsers.pipeline.wording import Wording

MOST: Final = 2_500
"""Words that are kept: a tenth of a second at the start. Twice as many save hardly more."""


def warm(nlp: Language, wording: Wording) -> None:
    """Let ``nlp`` keep the words that are commonest in ``wording``, in small letters and with a capital."""
    for word in _commonest(wording):
        # One by one: the tokenizer keeps nothing of a text that has an exception in it ("I'm").
        nlp.tokenizer(word)
        nlp.tokenizer(word.capitalize())


def _commonest(wording: Wording) -> Iterator[str]:
    single = zip(wording.rarity[: wording.split].tolist(), wording.vocabulary, strict=False)
    words = sorted((rarity, word) for rarity, word in single if " " not in word)
    return (word for _, word in words[:MOST])
