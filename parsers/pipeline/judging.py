"""What is known of a whole message, for its kind, its severity and its environment: named columns, and a linear model each.

A model's reasons are the named columns and the words that spoke most for its choice over the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from parsers.pipeline.wording import Wording

Floats = npt.NDArray[np.float32]
VECTOR_WIDTH: Final = 900
"""Mean, highest and lowest value of each of the vocabulary's 300 columns over the words of a message."""
_EXTREMES: Final = 0.25
_READ: Final[list[int | str]] = ["ORTH", "IS_SPACE", "IS_PUNCT"]


@dataclass(frozen=True)
class Seen:
    """One message as the judgements see it: its words, its vector, and the columns that :mod:`parsers.pipeline.signs` names."""

    columns: npt.NDArray[np.int64]
    values: Floats
    vector: Floats
    signs: Floats


@dataclass(frozen=True)
class Linear:
    """A linear model over a message: ``wording`` (columns x classes), ``vector`` and ``signs`` (rows x classes), scaled as it
    was trained. ``classes`` are the names of what it tells apart."""

    classes: tuple[str, ...]
    wording: npt.NDArray[np.floating]
    vector: Floats
    signs: Floats
    offset: Floats

    def shares(self, seen: Seen) -> dict[str, float]:
        """The probability of each class."""
        scores = self._scores(seen)
        exponents = np.exp(scores - scores.max())
        return dict(zip(self.classes, (exponents / exponents.sum()).tolist(), strict=True))

    def _scores(self, seen: Seen) -> Floats:
        by_words = seen.values @ self.wording[seen.columns].astype(np.float32)
        result: Floats = by_words + seen.vector @ self.vector + seen.signs @ self.signs + self.offset
        return result

    def telling_signs(self, seen: Seen, choice: str, names: Sequence[str]) -> list[tuple[str, float]]:
        """The named columns with what each adds for ``choice`` beyond the mean of the classes, the most telling first."""
        at = self.classes.index(choice)
        added = seen.signs * (self.signs[:, at] - self.signs.mean(axis=1))
        order = np.argsort(-added)
        return [(names[index], float(added[index])) for index in order[added[order] > 0]]

    def telling_words(self, seen: Seen, choice: str, wording: Wording) -> list[tuple[str, float]]:
        """The same for whole words and pairs of words."""
        at = self.classes.index(choice)
        rows = self.wording[seen.columns].astype(np.float32)
        added = seen.values * (rows[:, at] - rows.mean(axis=1))
        order = np.argsort(-added)
        telling = order[(added[order] > 0) & (seen.columns[order] < wording.split)]
        return [(wording.vocabulary[seen.columns[index]], float(added[index])) for index in telling]


def vector_of(doc: Doc) -> Floats:
    """The vectors of a text's words, put together; zeros where it has none."""
    read = doc.to_array(_READ)
    keys = read[~read[:, 1:].any(axis=1), 0]
    vectors = doc.vocab.vectors
    if not len(keys):
        return np.zeros(VECTOR_WIDTH, dtype=np.float32)
    rows = vectors.find(keys=keys.tolist())
    found = vectors.data[rows].astype(np.float32)
    found[rows < 0] = 0
    parts = [found.mean(axis=0), found.max(axis=0) * _EXTREMES, found.min(axis=0) * _EXTREMES]
    return np.concatenate(parts).astype(np.float32)


def best(shares: Mapping[str, float]) -> str:
    """The most likely class."""
    return max(shares, key=lambda name: shares[name])
