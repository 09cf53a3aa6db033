"""py3langid's model: how likely each of our languages is for a text."""

import lzma
from array import array
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from parsers.languages import ENGLISH, NAMES


def likely(text: str) -> dict[str, float]:
    """How likely English and each of :data:`parsers.languages.NAMES` is, by ISO 639-1 code; together they make 1."""
    return dict(identifier().rank(text))


@cache
def identifier() -> LanguageIdentifier:
    """The model, with our languages alone. Loaded at the first use: it takes half a second, and many commands read no text.

    py3langid's own loading unpacks into a temporary file. A reader may write none (docs/decisions/reading-process.md), and
    not every machine has a place for one, so it is unpacked in memory. ``tests/parsers/test_language.py`` holds the two
    against each other.
    """
    with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
        unpacked = BytesIO(packed.read())
    with np.load(unpacked, allow_pickle=False) as model:
        classes = model["classes"].tolist()
        ours = [place for place, code in enumerate(classes) if code == ENGLISH or code in NAMES]
        return LanguageIdentifier(
            model["ptc"][:, ours],
            model["pc"][ours],
            [classes[place] for place in ours],
            _as_array(model["nextmove"]),
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_as_array(model["nextmove_row"]),
        )


def _as_array(numbers: "np.ndarray[Any, Any]") -> "array[int]":
    """As many plain integers: Python reads them one by one, which numpy is slow at."""
    plain = array("H" if numbers.dtype.itemsize == 2 else "I")
    plain.frombytes(numbers.data.cast("B"))
    return plain
