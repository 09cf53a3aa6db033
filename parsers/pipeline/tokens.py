"""A message's tokens as the network sees them beside their vectors: what the rules point at, and how they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

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
        first = int(np.searchsorted(self.ends, start, "right"))
        last = int(np.searchsorted(self.starts, end, "left"))
        while first < last and self.space[first]:
            first += 1
        while last > first and self.space[last - 1]:
            last -= 1
        return first, last

    def offsets(self, first: int, last: int) -> tuple[int, int]:
        """Where the tokens ``[first, last)`` stand in the text."""
        return int(self.starts[first]), int(self.ends[last - 1])


def tokens_of(doc: Doc) -> Tokens:
    """The tokens of ``doc``."""
    starts = np.array([token.idx for token in doc], dtype=np.int64)
    texts = [token.text for token in doc]
    ends = starts + np.array([len(text) for text in texts], dtype=np.int64)
    return Tokens(
        starts=starts,
        ends=ends,
        lower=tuple(text.lower() for text in texts),
        space=tuple(text.isspace() for text in texts),
        mark=tuple(not any(sign.isalnum() or sign.isspace() for sign in text) for text in texts),
    )


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
    rows[:, 3] = [token.is_digit for token in doc]
    rows[:, 4] = [token.like_num for token in doc]
    rows[:, 5] = np.linspace(0, 1, len(doc))
    rows[:, 6] = [token.is_upper for token in doc]
    rows[:, 7] = ["\n" in text for text in tokens.lower]
    rows[:, 8] = [token.is_title for token in doc]
