"""The moment that words tell which are known to be a time: "yest 9am", "quarter past two", "monday about 10", "3 35".

Wider than :mod:`parsers.times`, which has to find times among other words and so passes over what may be something else.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from parsers.clock_words import Atom, atoms
from parsers.elapsed import elapsed
from parsers.time_values import resolved

_LONGEST = 160
"""Characters that are looked at: no time is told in more."""
_ASIDE = 40
_HOUR = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"(?P<hour>[01]?\d|2[0-4]|{_HOUR})"
_TAKEN = "\0"
"""Stands for each character that is a word of another kind."""
_LED = (
    r"(?:^|(?<=[\0,(~@>*\"'–-])|(?<=[\0,(~@>*–-]\s)|(?<!\w)(?:at|around|about|abt|approx\.?|approximately|roughly|circa|"
    r"ca\.?|towards?|by|since|from|say|maybe|perhaps|probably|like|just|after|before|past|was|hours?|hrs|punkt|gegen|um|of|the|"
    r"till?|until|between|b/w|opened|sometime|it)\s)[~\s]*"
)
_ENDED = (
    r"(?=\s*(?:$|[\0,.;:!?)\"'*(–-]|or\s(?:so|thereabouts)|at least|sharp|on the|ish|latest|local|our|my|their|in\s|"
    r"give or|i think|o'?\s?clock|and half|to\s|and\s|till?\s|until\s))"
)
_LOOSE: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])\s?(?P<h>h)\s?(?P<minute>[0-5]\d)?(?![\w])", re.IGNORECASE),
    re.compile(r"\bhours?\s(?P<hour>[01]?\d|2[0-4])(?P<h>)(?:[.,:](?P<minute>[0-5]\d))?(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!\w){_NUMBER}\s(?:and|&)\s(?:a\s)?(?P<shift>half|quarter)\b", re.IGNORECASE),
    re.compile(rf"{_LED}{_NUMBER}[\s-]?(?:ish\b|o'?\s?clock\b)", re.IGNORECASE),
    re.compile(rf"{_LED}(?P<hour>[01]?\d|2[0-3])[ ]?(?P<minute>[0-5]\d)(?![\d/-]){_ENDED}", re.IGNORECASE),
    re.compile(rf"{_LED}{_NUMBER}(?![\w/]){_ENDED}", re.IGNORECASE),
)
_RANGE_BEFORE = re.compile(rf"(?<![\w.:,]){_NUMBER}\s?(?:-|–|to|and|till?|until)\s?\Z", re.IGNORECASE)
_DATE_BEFORE_CLOCK = re.compile(r"(?<![\w.:/-])(?P<dom>[0-3]?\d)\.(?P<month>[01]?\d)\.?(?![\d:])")
_DAY_OF_MONTH = re.compile(r"(?<=\0)\s(?P<dom>[0-3]?\d)(?=,?\s(?:at|around|about|@|\0))", re.IGNORECASE)
_CORRECTED = re.compile(r"\b(?:no|actually|rather|sorry|i mean)\b[,:;]?\s?\Z", re.IGNORECASE)
_ZONE_BEFORE = re.compile(
    r"\((?P<zone>UTC|GMT|[PMCE][SD]?T|BST|CES?T)\)\s?[:=]?\s*\Z|\b(?P<zone2>UTC|GMT)\s?[:=]\s*\Z", re.IGNORECASE
)
_AT_GAP = re.compile(r",?\s?(?:at|around|about|@|~)?(?:\s(?:about|around))?\s?", re.IGNORECASE)
_ON_GAP = re.compile(r"\s?,?\s?(?:on|of)?\s?(?:the\s)?", re.IGNORECASE)
"""What may lie between a time and its day: "Monday at", "on Monday"."""
_OFFSET = re.compile(r"\b(?:UTC|GMT)\s?(?P<plus>[+−-]\d{1,2}(?::?\d\d)?)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?<=[\dmM])\s(?:in\s|at\s)?|(?<=time)\s(?:in|at)\s)(?P<zone>manila|mnl|qld|queensland|brisbane|sydney|perth|london|dublin|berlin|singapore|tokyo|"
    r"mumbai|delhi|hawaii|arizona)\b",
    re.IGNORECASE,
)


def started_value(text: str, start: int, end: int, sent_at: datetime) -> datetime | None:
    """The moment that ``text[start:end]`` tells, in UTC to the minute; None where the words tell no time of day.

    ``sent_at`` is aware: a time without a zone is in its offset, and the moment is never behind it. "This morning",
    "last week" and "since opening" tell none. Never raises.
    """
    words = " ".join(text[start : min(end, start + _LONGEST)].split("\n"))
    try:
        ago = elapsed(words)
        at = (
            sent_at - ago
            if ago is not None
            else _told(words, text[max(0, start - _ASIDE) : start], text[end : end + _ASIDE], sent_at)
        )
        return at.astimezone(UTC).replace(second=0, microsecond=0) if at else None
    except (OverflowError, ValueError):
        return None


def _told(words: str, before: str, after: str, sent_at: datetime) -> datetime | None:
    found = [*_inside(words, after)]
    if any(atom.kind == "ago" for atom in found):
        return None
    clocks = [atom for atom in found if atom.kind == "clock"]
    others = [atom for atom in found if atom.kind != "clock"]
    clocks, dates = _undotted(clocks, words)
    hidden = _hidden(words, [*clocks, *others, *dates])
    if clocks:
        clocks = [*_range_start(hidden, clocks[0]), *_after_correction(clocks, words)]
        others += _loose_dates(hidden)
    else:
        clocks = list(_loose_clocks(hidden))[:1]
    if not clocks:
        return None
    others = [*_zones_aside(words, before), *dates, *others]
    if not any(map(_names_a_day, others)):
        others += _day_aside(before, after)
    return resolved([*clocks[:2], *others], sent_at, past=True)[0]


def _inside(words: str, after: str) -> Iterator[Atom]:
    """The time words of ``words``, and right behind them a zone or what day it was."""
    last = len(words)
    for atom in atoms(words + after.split("\n", 1)[0]):
        if atom.start < len(words) or (
            atom.kind in {"zone", "part", "day"}
            and (words + after)[last : atom.start].strip(" (") == "" == (words[last:].strip())
        ):
            last = atom.end
            yield atom
        else:
            return


def _names_a_day(atom: Atom) -> bool:
    return atom.kind in {"date", "day", "weekday"} or (atom.kind == "part" and "rel" in atom.groups)


def _day_aside(before: str, after: str) -> list[Atom]:
    """The day that stands right before or behind the words, where a reader has left it out."""
    led = before.rsplit("\n", 1)[-1]
    named = [atom for atom in atoms(led) if _names_a_day(atom) and _AT_GAP.fullmatch(led, atom.end)]
    if not named:
        named = [
            atom
            for atom in atoms(after.split("\n", 1)[0])
            if _names_a_day(atom) and _ON_GAP.fullmatch(after, 0, atom.start)
        ]
    return named[:1]


def _undotted(clocks: list[Atom], words: str) -> tuple[list[Atom], list[Atom]]:
    """Of two clocks the one with a dot is a date: "Thursday 22.10 about 10:00"."""
    if len(clocks) < 2:
        return clocks, []
    for clock in clocks:
        match = _DATE_BEFORE_CLOCK.match(words, clock.start)
        if clock.groups.get("sep") == "." and match and _is_date(match) and not {"meridiem", "h"} & clock.groups.keys():
            date = Atom("date", clock.start, clock.end, match.groupdict())
            return [one for one in clocks if one is not clock], [date]
    return clocks, []


def _is_date(match: re.Match[str]) -> bool:
    return 1 <= int(match["dom"]) <= 31 and 1 <= int(match["month"]) <= 12


def _hidden(words: str, found: list[Atom]) -> str:
    shown = list(words)
    for atom in found:
        width = min(atom.end, len(words)) - atom.start
        shown[atom.start : atom.start + width] = _TAKEN * max(0, width)
    return "".join(shown)


def _range_start(hidden: str, clock: Atom) -> list[Atom]:
    """The hour that a range begins with: "between 7 and 7:40"."""
    match = _RANGE_BEFORE.search(hidden, 0, clock.start)
    return [_atom(match)] if match else []


def _after_correction(clocks: list[Atom], words: str) -> list[Atom]:
    corrected = [one for one in clocks[1:] if _CORRECTED.search(words, 0, one.start)]
    return [*corrected, *clocks]


def _loose_dates(hidden: str) -> list[Atom]:
    match = _DATE_BEFORE_CLOCK.search(hidden) or _DAY_OF_MONTH.search(hidden)
    return [Atom("date", match.start(), match.end(), match.groupdict())] if match else []


def _loose_clocks(hidden: str) -> Iterator[Atom]:
    for pattern in _LOOSE:
        match = pattern.search(hidden)
        if match:
            yield _atom(match)


def _atom(match: re.Match[str]) -> Atom:
    groups = {key: value.lower() for key, value in match.groupdict().items() if value is not None}
    return Atom("clock", match.start(), match.end(), groups)


def _zones_aside(words: str, before: str) -> list[Atom]:
    """Zones that are said otherwise than behind a clock: "First seen (UTC): ", "22:12 Manila", "(UTC -07:00)"."""
    match = _OFFSET.search(words) or _PLACE.search(words) or _ZONE_BEFORE.search(before)
    if match is None:
        return []
    zone = next(value for value in match.groupdict().values() if value)
    return [Atom("zone", match.start(), match.end(), {"zone": _padded(zone.lower())})]


def _padded(zone: str) -> str:
    """An offset with two digits of hours."""
    if zone[0] not in "+-−":
        return zone
    hours, _, minutes = zone[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    return f"{'+' if zone[0] == '+' else '-'}{hours:0>2}{minutes:0>2}"
