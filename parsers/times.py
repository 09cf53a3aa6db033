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

_GLUE = re.compile(
    r"[\s,)]{0,3}[(~@-]?\s?(?:(?:at|on|um|gegen|around|about|approx\.?|approximately|roughly|ca\.|circa|"
    r"just|shortly|exactly|sometime|like|towards?|maybe|probably|say|a"
    r"|after|before|the|of|from|in the|T)\b\s?){0,3}[(~]?\s?\Z",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:-|–|to|and|until|till|or)\s?\Z", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:\b(?:around|about|approximately|approx\.?|roughly|circa|ca\.|just after|just before|"
    r"shortly after|shortly before|right after|"
    r"sometime|some time|exactly|early|late|earlier|between|probably|maybe)\s|~\s?){1,2}\Z",
    re.IGNORECASE,
)
_AT = re.compile(r"\b(?:since|at|from|around|about|until|till|um|gegen|time,)\s(?:about\s)?\Z", re.IGNORECASE)
_AFTER = re.compile(r"\)?(?:\s(?:or so|or thereabouts|sharp))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time at ``[start, end)`` of the text. ``at`` is aware, or None where the words tell no time of day."""

    start: int
    end: int
    at: datetime | None
    future: bool
    clock: bool


def _sequences(text: str) -> Iterator[list[Atom]]:
    current: list[Atom] = []
    for atom in atoms(text):
        if current and not _joins(text, current, atom):
            yield current
            current = []
        current.append(atom)
    if current:
        yield current


def _joins(text: str, current: list[Atom], atom: Atom) -> bool:
    gap = text[current[-1].end : atom.start]
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


def _bounds(text: str, sequence: list[Atom]) -> tuple[int, int]:
    start, end = sequence[0].start, sequence[-1].end
    before = _BEFORE.search(text, max(0, start - 34), start)
    after = _AFTER.match(text, end)
    if "(" in text[start:end] and text[end : end + 1] == ")":
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


def _possible(text: str, sequence: list[Atom]) -> bool:
    for atom in sequence:
        if atom.kind == "date" and "first" in atom.groups:
            first, second = int(atom.groups["first"]), int(atom.groups["second"])
            if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12) or (first, second) == (24, 7):
                return False
        if atom.kind == "clock" and atom.groups.get("sep") == "." and not _dotted_clock(text, atom, sequence):
            return False
    return True


def _dotted_clock(text: str, atom: Atom, sequence: list[Atom]) -> bool:
    """ "8.30" is a time beside a day, with "am" or "Uhr", or after "since" and its like."""
    if {"meridiem", "h"} & atom.groups.keys() or len(sequence) > 1:
        return True
    return bool(_AT.search(text, max(0, atom.start - 14), atom.start))


def times(text: str, sent_at: datetime) -> tuple[TimeExpression, ...]:
    """Every time expression in ``text`` with its offsets, resolved against ``sent_at`` (aware) to the past.

    ``at`` is in UTC. An hour without a.m. or p.m. means the last such hour before ``sent_at``, on another day the one in
    working hours. Never raises.
    """
    found: list[TimeExpression] = []
    for sequence in _sequences(text):
        if not (_says_something(sequence) and _possible(text, sequence)):
            continue
        try:
            at, future = (
                (before_sending(sequence[0].groups, sent_at), False)
                if sequence[0].kind == "ago"
                else resolved(sequence, sent_at)
            )
        except (OverflowError, ValueError):
            continue
        start, end = _bounds(text, sequence)
        has_clock = sequence[0].kind == "ago" or any(atom.kind == "clock" for atom in sequence)
        found.append(TimeExpression(start, end, at.astimezone(UTC) if at else None, future, has_clock))
    return tuple(found)
