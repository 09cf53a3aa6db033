"""Which words may fill a label: those that the network marks, those that the rules find, and both put together.

A candidate keeps its tokens and where it comes from; :mod:`parsers.pipeline.fusion` weighs it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from parsers.pipeline.evidence import Cue
from parsers.pipeline.labels import CLAUSES
from parsers.pipeline.tokens import Floats, Tokens

LEVELS: Final = (0.5, 0.2, 0.06)
"""A run of tokens is a candidate where the network gives each at least this share of being part of the label."""

_LEVELS: Final = np.array(LEVELS, dtype=np.float32)[:, None]

MOST: Final = 24
"""Candidates of one label that are weighed: those with the greatest share."""

SORTS_OF: Final[dict[str, tuple[str, ...]]] = {
    "service": ("service",),
    "department": ("department",),
    "users": ("count",),
    "started": ("clock", "time"),
    "access_hours": ("hours",),
    "iso": ("step",),
    "impact": ("consequence",),
    "phone": ("contact", "unclear", "caller", "dialled"),
    "ani": ("caller", "unclear", "contact", "dialled"),
    "email": ("address",),
    "name": ("sender",),
}
"""The cues that point at words of a label."""

EXACT: Final = frozenset({"connid", "ani", "phone", "email"})
"""Labels whose words only a rule can delimit: half a number is none."""
_SMALL_WORDS = (
    "to of in at on for and or with from by but the a an that which who is are was were as into so since because"
)
_TRAILING = frozenset(f"{_SMALL_WORDS} if when while has have our my".split())
_LEADING = frozenset({"and", "or", "but", "since", "that", "which", "so", "because", "then", "also", "at", "from"})
_JOINING = frozenset({"and", "or", "but"})
_OPENING = frozenset("(\"'#~“<+[")
_CLOSING = frozenset(")\"'%”>]")


@dataclass(slots=True)
class Candidate:
    """The tokens ``[first, last)``. ``sources`` are the strengths by which it was found: ``level0`` to ``level2``, ``rule``,
    ``form``, ``union``, or a sort of cue. ``cue`` is the best of those that point at the very words."""

    first: int
    last: int
    sources: dict[str, float] = field(default_factory=dict)
    cue: Cue | None = None


def candidates(label: str, tokens: Tokens, shares: Floats, cues: Iterable[Cue]) -> list[Candidate]:
    """The candidates of ``label``; ``shares`` has the columns outside, beginning, inside for it (tokens x STATES)."""
    found: dict[tuple[int, int], Candidate] = {}

    def add(first: int, last: int, source: str, strength: float, cue: Cue | None = None) -> None:
        first, last = _trimmed(label, tokens, first, last)
        if first < last:
            one = found.setdefault((first, last), Candidate(first, last))
            one.sources[source] = max(strength, one.sources.get(source, 0.0))
            one.cue = one.cue or cue

    if label not in EXACT:
        for level, (first, last) in runs(shares):
            add(first, last, f"level{level}", 1.0)
    sorts = SORTS_OF.get(label, ())
    for cue in cues:
        if cue.label == label:
            first, last = tokens.span(cue.start, cue.end)
            add(first, last, "rule", cue.strength, cue)
            if cue.explicit:
                add(first, last, "form", 1.0)
        elif cue.sort in sorts:
            first, last = tokens.span(cue.start, cue.end)
            add(first, last, cue.sort, cue.strength, cue)
    for one, other in _overlapping(list(found.values())) if label not in EXACT else ():
        add(min(one.first, other.first), max(one.last, other.last), "union", 1.0)
    return _strongest(list(found.values()), shares)


def runs(shares: Floats) -> Iterator[tuple[int, tuple[int, int]]]:
    """The runs of tokens at each level, cut where another begins."""
    size = len(shares)
    part = 1 - shares[:, 0]
    if not part.max(initial=0) >= LEVELS[-1]:
        return
    # A row a level, and behind the last token one that is outside.
    inside = np.zeros((len(LEVELS), size + 1), dtype=np.bool_)
    np.greater_equal(part, _LEVELS, out=inside[:, :-1])
    opens = inside.copy()
    opens[:, 1:-1] &= (shares[1:, 1] > shares[1:, 2]) | ~inside[:, :-2]
    firsts = np.flatnonzero(opens)
    # A run ends where the next begins, or before that where a token is outside.
    stops = np.flatnonzero(opens | ~inside)
    lasts = stops[np.searchsorted(stops, firsts, "right")]
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        level, at = divmod(first, size + 1)
        yield level, (at, at + last - first)


def _overlapping(found: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    ruled = [one for one in found if "rule" in one.sources]
    for one in ruled:
        for other in found:
            if "rule" not in other.sources and one.first < other.last and other.first < one.last:
                yield one, other


def _strongest(found: list[Candidate], shares: Floats) -> list[Candidate]:
    if len(found) <= MOST:
        return found
    part = np.concatenate([[0.0], np.cumsum(1 - shares[:, 0])])
    found.sort(key=lambda one: -(part[one.last] - part[one.first]) / (one.last - one.first) - ("rule" in one.sources))
    return found[:MOST]


def _trimmed(label: str, tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """Without white space, marks and small words at the edges; of whole clauses only what joins them to the next."""
    trailing, leading = (_JOINING, _JOINING) if label in CLAUSES else (_TRAILING, _LEADING)
    while last > first and _falls(tokens, last - 1, _CLOSING, trailing):
        last -= 1
    while first < last and _falls(tokens, first, _OPENING, leading):
        first += 1
    return first, last


def _falls(tokens: Tokens, at: int, kept: frozenset[str], small: frozenset[str]) -> bool:
    word = tokens.lower[at]
    return tokens.space[at] or (tokens.mark[at] and word not in kept) or word in small
