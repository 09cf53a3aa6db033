"""A text as counts of its words, pairs of words and pieces of words: what the judgements over the whole message read.

Digits are all alike: a number tells nothing by its value. What is known of a text is bounded, however long it is.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MOST_SIGNS: Final = 6_000
"""Characters of a message that are judged: what matters is said by then."""
PIECES: Final = (3, 4, 5)
PIECE_SHARE: Final = 0.7
"""Pieces of words weigh less than whole ones: they are there for spelling mistakes and endings."""

_WORD = re.compile(r"[a-z0-9']{1,40}|\?")
_DIGIT = re.compile(r"\d")


def plain(subject: str, own: str) -> str:
    """The text that is judged: subject and own words, in small letters, every digit a 0."""
    return _DIGIT.sub("0", f"{subject} \n {own[:MOST_SIGNS]}".lower())


def words(text: str) -> list[str]:
    """Words and question marks, then each with its follower. ``text`` is :func:`plain`."""
    single = _WORD.findall(text)
    return single + [f"{one} {other}" for one, other in pairwise(single)]


def pieces(text: str) -> list[str]:
    """Every stretch of three to five signs of a word with a space on both sides."""
    return [piece for word in text.split() for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    padded = f" {word[:40]} "
    # A word that is shorter than a piece still gives itself once for each size.
    return [padded[at : at + size] for size in PIECES for at in range(max(1, len(padded) - size + 1))]


class Wording:
    """Turns texts into rows: ``columns`` tells the column of a word or piece, ``rarity`` (idf) how telling each column is.

    Words have columns below ``split``, pieces from there on; both parts are scaled to a length of one each.
    """

    def __init__(self, vocabulary: Sequence[str], split: int, rarity: Floats) -> None:
        self.vocabulary = tuple(vocabulary)
        self.split = split
        self.rarity = rarity
        self._words: Mapping[str, int] = {word: column for column, word in enumerate(vocabulary[:split])}
        self._pieces: Mapping[str, int] = {piece: split + column for column, piece in enumerate(vocabulary[split:])}
        self._kept: dict[str, list[int]] = {}

    def row(self, text: str) -> tuple[npt.NDArray[np.int64], Floats]:
        """Columns and values of ``text`` (:func:`plain`); all other columns are 0."""
        whole = [column for word in words(text) if (column := self._words.get(word)) is not None]
        found = [self._part(whole, 1.0), self._part(self._in_pieces(text), PIECE_SHARE)]
        return np.concatenate([columns for columns, _ in found]), np.concatenate([values for _, values in found])

    def _in_pieces(self, text: str) -> list[int]:
        """The columns of :func:`pieces`. Those of words that were learned are worked out once; no others are kept, so that
        nothing of a message is."""
        found: list[int] = []
        for word in text.split():
            columns = self._kept.get(word)
            if columns is None:
                columns = [column for piece in _pieces(word) if (column := self._pieces.get(piece)) is not None]
                if word in self._words:
                    self._kept[word] = columns
            found += columns
        return found

    def _part(self, found: list[int], share: float) -> tuple[npt.NDArray[np.int64], Floats]:
        counts = Counter(found)
        columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(times)) * self.rarity[columns]
        length = float(np.sqrt((values**2).sum())) or 1.0
        return columns, (values * np.float32(share / length)).astype(np.float32)
