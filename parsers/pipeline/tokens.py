"""A message's tokens as the network sees them beside their vectors: what the rules point at, and how they are written."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from parsers.pipeline.evidence import CUES, Cue
from parsers.pipeline.labels import LABELS

Floats = npt.NDArray[np.float32]
_LABEL_AT: Final = {label: 2 * index for index, label in enumerate(LABELS)}
_CUE_AT: Final = {sort: 2 * (len(LABELS) + index) for index, sort in enumerate(CUES)}
_FORM_AT: Final = 2 * (len(LABELS) + len(CUES))
_SHAPE_AT: Final = _FORM_AT + len(LABELS)
_SHAPES: Final = 9
_FLAGS: Final[list[int | str]] = ["IS_DIGIT", "LIKE_NUM", "IS_UPPER", "IS_TITLE"]
_FLAGS_AT: Final = [3, 4, 6, 8]

WIDTH: Final = _SHAPE_AT + _SHAPES
"""Columns of :func:`inputs`."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a Doc by their offsets, with what trimming needs to know of each."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    lower: tuple[str, ...]
    space: tuple[bool, ...]
    mark: tuple[bool, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that ``[start, end)`` of the text touches, without white space at the edges; may be empty."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        while first < last and self.space[first]:
            first += 1
        while last > first and self.space[last - 1]:
            last -= 1
        return first, last

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens ``[first, last)`` stand in the text."""
        return int(self.starts[first]), int(self.ends[last - 1])

    # For one look-up at a time, lists are several times as fast as arrays.
    @cached_property
    def _starts(self) -> list[int]:
        return cast("list[int]", self.starts.tolist())

    @cached_property
    def _ends(self) -> list[int]:
        return cast("list[int]", self.ends.tolist())


def tokens_of(doc: Doc) -> Tokens:
    """The tokens of ``doc``."""
    texts = [token.text for token in doc]
    starts = doc.to_array("IDX").astype(np.int64)
    ends = starts + np.array([len(text) for text in texts], dtype=np.int64)
    return Tokens(
        starts=starts,
        ends=ends,
        lower=tuple(text.lower() for text in texts),
        space=tuple(text.isspace() for text in texts),
        mark=tuple(_is_mark(text) for text in texts),
    )


def _is_mark(text: str) -> bool:
    # Almost every token is a word, and that is known at once.
    return not text.isalnum() and not any(sign.isalnum() or sign.isspace() for sign in text)


def inputs(doc: Doc, tokens: Tokens, cues: Iterable[Cue], *, body_at: int, signature: int, slack: bool) -> Floats:
    """A row a token, ``WIDTH`` columns: the cues at it, then where it stands and how it is written."""
    rows = np.zeros((len(doc), WIDTH), dtype=np.float32)
    for cue in cues:
        first, last = tokens.span(cue.start, cue.end)
        if first >= last:
            continue
        at = _LABEL_AT[cue.label] if cue.label else _CUE_AT[cue.sort]
        rows[first, at] = max(rows[first, at], cue.strength)
        rows[first:last, at + 1] = np.maximum(rows[first:last, at + 1], cue.strength)
        if cue.label and cue.explicit:
            rows[first:last, _FORM_AT + at // 2] = 1
    _write_shapes(rows[:, _SHAPE_AT:], doc, tokens, body_at=body_at, signature=signature, slack=slack)
    return rows


def _write_shapes(rows: Floats, doc: Doc, tokens: Tokens, *, body_at: int, signature: int, slack: bool) -> None:
    rows[:, 0] = tokens.starts >= signature
    rows[:, 1] = tokens.starts < body_at
    rows[:, 2] = slack
    rows[:, _FLAGS_AT] = doc.to_array(_FLAGS)
    rows[:, 5] = np.linspace(0, 1, len(doc))
    rows[:, 7] = ["\n" in text for text in tokens.lower]
