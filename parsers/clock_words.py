"""The words for times of day and days: what the grammar of :mod:`parsers.times` is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from parsers.clock_patterns import PATTERNS, AtomKind
from parsers.wordsearch import Folded, WordSearch, folded

HOUR_WORDS = {
    word: value
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}  # fmt: skip
_COUNT_WORDS = {
    **HOUR_WORDS, "a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50,
    "sixty": 60, "ninety": 90, "couple": 2, "few": 3, "half": 0.5,
}  # fmt: skip
_SHIFT_WORDS = {
    **HOUR_WORDS, "half": 30, "quarter": 15, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True, slots=True)
class Atom:
    """One word or two of a time expression: ``groups`` are what its pattern named, lower-case."""

    kind: AtomKind
    start: int
    end: int
    groups: dict[str, str]


def atoms(text: str, low: Folded | None = None) -> Iterator[Atom]:
    """The time words in ``text``, in order and without overlaps: the longer wins, then the earlier pattern.

    ``low`` is ``text``, folded, for those who have it already.
    """
    found: list[tuple[int, int, int, Atom]] = []
    for order, (kind, match) in enumerate(_matches(text, folded(text) if low is None else low)):
        groups = {key: value.lower() for key, value in match.groupdict().items() if value}
        start, end = match.span("span" if "span" in groups else 0)
        found.append((start, -end, order, Atom(kind, start, end, groups)))
    end = -1
    for start, _, _, atom in sorted(found, key=lambda row: row[:3]):
        if start >= end:
            yield atom
            end = atom.end


def _matches(text: str, low: Folded) -> Iterator[tuple[AtomKind, re.Match[str]]]:
    for words in PATTERNS:
        if words.needs and not any(map(low.__contains__, words.needs)):
            continue
        search = words.pattern
        found = search.finditer(low) if isinstance(search, WordSearch) else search.finditer(text, low)
        for match in found:
            yield words.kind, match


def month_number(name: str) -> int:
    """``"sept"`` -> 9."""
    return _MONTHS.index(name[:3]) + 1


def weekday_number(name: str) -> int:
    """``"tues"`` -> 1 (Monday is 0)."""
    return _WEEKDAYS.index(name[:3])


def shift_minutes(words: str) -> int:
    """``"quarter"`` -> 15, ``"twenty-two"`` -> 22, ``"an hour"`` -> 60."""
    if words.endswith("hour"):
        return 30 if "half" in words else 60
    if words.isdigit():
        return int(words)
    last = words.replace("-", " ").split()
    return sum(_SHIFT_WORDS.get(word, 0) for word in last)


def _amount(words: str) -> float:
    words = words.strip()
    if words.replace(".", "", 1).isdigit():
        return float(words)
    for word in (words, *words.split()):
        if word in _COUNT_WORDS and word not in {"a", "an"}:
            return float(_COUNT_WORDS[word])
    return 1.0


def duration(words: str | None, unit: str) -> timedelta | None:
    """How long "a couple of" "hrs" is; None for days and more, which tell no time of day."""
    amount = _amount(words) if words else 1.0
    if unit.startswith(("d", "w", "y", "mo")):
        return None
    if unit.startswith("h"):
        return timedelta(hours=amount)
    return timedelta(seconds=amount) if unit.startswith("s") else timedelta(minutes=amount)
