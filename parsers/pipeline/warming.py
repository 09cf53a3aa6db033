"""Makes a pipeline that was loaded ready to be fast. Nothing is read differently for it.

What a message adds to spaCy's vocabulary is forgotten with the message: the commonest words are kept at hand, since to make a
word's entry anew takes longer than all else in telling tokens apart. Vectors are halves on disk, and no processor reckons
with those.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from spacy.language import Language

from parsers.pipeline.wording import Wording

MOST: Final = 2_500
"""Words that are kept: a tenth of a second at the start. Twice as many save hardly more."""


def warm(nlp: Language, wording: Wording) -> None:
    """Let ``nlp`` keep the words that are commonest in ``wording``, in small letters and with a capital, and ``wording`` their
    pieces; widen the vectors of ``nlp``."""
    vectors = nlp.vocab.vectors
    vectors.data = vectors.data.astype(np.float32)
    for word in _commonest(wording):
        wording.row(word)
        # One by one: the tokenizer keeps nothing of a text that has an exception in it ("I'm").
        nlp.tokenizer(word)
        nlp.tokenizer(word.capitalize())


def _commonest(wording: Wording) -> Iterator[str]:
    single = zip(wording.rarity[: wording.split].tolist(), wording.vocabulary, strict=False)
    words = sorted((rarity, word) for rarity, word in single if " " not in word)
    return (word for _, word in words[:MOST])
