"""Time expressions as customers write them: "last night at 11:12", "3ish", "2026-05-19 05:48 UTC", "tues around 2 pm".

A grammar of its own because libraries do not know PT/MT/CT/ET, prefer the future, and give no offsets. An expression
without a zone is in the offset of ``sent_at``; one without a time of day has words but no ``at``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from parsers.clock_patterns import AtomKind
from parsers.clock_words import Atom, atoms
from parsers.time_values import before_sending, resolved
from parsers.wordsearch import Folded, WordSearch, folded

_GLUE = WordSearch(
    r"[\s,)]{0,3}[(~@-]?\s?(?:(?:at|on|um|gegen|around|about|approx\.?|approximately|roughly|ca\.|circa|"
    r"just|shortly|exactly|sometime|like|towards?|maybe|probably|say|a"
    r"|after|before|the|of|from|in the|t)\b\s?){0,3}[(~]?\s?\Z",
)
_RANGE = WordSearch(r"\s?(?:-|–|to|and|until|till|or)\s?\Z")
_BEFORE = WordSearch(
    r"(?:\b(?:around|about|approximately|approx\.?|roughly|circa|ca\.|just after|just before|"
    r"shortly after|shortly before|right after|"
    r"sometime|some time|exactly|early|late|earlier|between|probably|maybe)\s|~\s?){1,2}\Z",
)
_AT = WordSearch(r"\b(?:since|at|from|around|about|until|till|um|gegen|time,)\s(?:about\s)?\Z")
_AFTER = WordSearch(r"\)?(?:\s(?:or so|or thereabouts|sharp))\b")


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time at ``[start, end)`` of the text. ``at`` is aware, or None where the words tell no time of day."""

    start: int
    end: int
    at: datetime | None
    future: bool
    clock: bool


def _sequences(text: str, low: Folded) -> Iterator[list[Atom]]:
    current: list[Atom] = []
    for atom in atoms(text, low):
        if current and not _joins(low, current, atom):
            yield current
            current = []
        current.append(atom)
    if current:
        yield current


def _joins(low: Folded, current: list[Atom], atom: Atom) -> bool:
    gap = low[current[-1].end : atom.start]
    if len(gap) > 30 or "\n\n" in gap:
        return False
    kinds: set[AtomKind] = {one.kind for one in current}
    if "ago" in kinds or atom.kind == "ago":
        return False
    if atom.kind == "clock" and "clock" in kinds:
        return (
            current[-1].kind != "day" and bool(_RANGE.match(gap)) and sum(one.kind == "clock" for one in current) == 1
        )
    if atom.kind in kinds or ({"day", "weekday", "date"} & kinds and atom.kind == "day"):
        return False
    if atom.kind == "zone":
        return current[-1].kind in {"clock", "part", "date"} and bool(re.fullmatch(r"\s?\(?", gap))
    return bool(_GLUE.match(gap))


def _bounds(low: Folded, sequence: list[Atom]) -> tuple[int, int]:
    start, end = sequence[0].start, sequence[-1].end
    before = _BEFORE.search_here(low, max(0, start - 34), start)
    after = _AFTER.match(low, end)
    if "(" in low[start:end] and low[end : end + 1] == ")":
        end += 1
    return (before.start() if before else start), (after.end() if after else end)


_BARE_PARTS = frozenset({"morning", "afternoon", "evening", "night"})


def _says_something(sequence: list[Atom]) -> bool:
    """A zone, "in the morning" or "night" alone is no time expression."""
    kinds = {atom.kind for atom in sequence}
    if kinds <= {"zone"}:
        return False
    if kinds <= {"part", "zone"}:
        return (
            "meal" in sequence[0].groups
            or sequence[0].groups.get("rel")
            in {
                "this",
                "last",
                "yesterday",
                "tomorrow",
                "earlier today",
                "overnight",
            }
            or (sequence[0].groups.get("part") == "overnight")
        )
    return True


def _possible(low: Folded, sequence: list[Atom]) -> bool:
    for atom in sequence:
        if atom.kind == "date" and "first" in atom.groups:
            first, second = int(atom.groups["first"]), int(atom.groups["second"])
            if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12) or (first, second) == (24, 7):
                return False
        if atom.kind == "clock" and atom.groups.get("sep") == "." and not _dotted_clock(low, atom, sequence):
            return False
    return True


def _dotted_clock(low: Folded, atom: Atom, sequence: list[Atom]) -> bool:
    """ "8.30" is a time beside a day, with "am" or "Uhr", or after "since" and its like."""
    if {"meridiem", "h"} & atom.groups.keys() or len(sequence) > 1:
        return True
    return bool(_AT.search_here(low, max(0, atom.start - 14), atom.start))


def times(text: str, sent_at: datetime, low: Folded | None = None) -> tuple[TimeExpression, ...]:
    """Every time expression in ``text`` with its offsets, resolved against ``sent_at`` (aware) to the past.

    ``at`` is in UTC. An hour without a.m. or p.m. means the last such hour before ``sent_at``, on another day the one in
    working hours. ``low`` is ``text``, folded, for those who have it already. Never raises.
    """
    found: list[TimeExpression] = []
    low = folded(text) if low is None else low
    for sequence in _sequences(text, low):
        if not (_says_something(sequence) and _possible(low, sequence)):
            continue
        try:
            at, future = (
                (before_sending(sequence[0].groups, sent_at), False)
                if sequence[0].kind == "ago"
                else resolved(sequence, sent_at)
            )
        except (OverflowError, ValueError):
            continue
        start, end = _bounds(low, sequence)
        has_clock = sequence[0].kind == "ago" or any(atom.kind == "clock" for atom in sequence)
        found.append(TimeExpression(start, end, at.astimezone(UTC) if at else None, future, has_clock))
    return tuple(found)
