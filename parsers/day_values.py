"""Which day the words of a time expression name, seen from the day the message was sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from parsers.clock_words import Atom, month_number, weekday_number

_MONTH_FIRST = timedelta(hours=-4)
"""West of this offset 05/06 is the sixth of May; in the rest of the world the fifth of June."""
_PLANS_AHEAD = 180
"""Days: a date without a year that is further ahead was in the year before."""


@dataclass(frozen=True, slots=True)
class Day:
    """``day`` is None where the words name more than one, or none there is. ``known``: whether they name any."""

    day: date | None
    known: bool


def day_of(sequence: list[Atom], now: datetime, offset: timedelta, *, past: bool) -> Day:
    """The day of ``sequence``; without one the day of ``now`` (aware, in the zone of the words).

    ``offset`` is the sender's, which decides 05/06. With ``past`` a date that may be read in two ways is one gone by.
    """
    today = now.date()
    dates = [atom for atom in sequence if atom.kind == "date"]
    weekday = next((atom for atom in sequence if atom.kind == "weekday"), None)
    if dates:
        return Day(_date(dates[0].groups, weekday, today, offset, past=past), True)
    for atom in sequence:
        if atom.kind == "weekday":
            return Day(today - timedelta(days=_days_since(atom, today)), True)
        if atom.kind == "day":
            back_days = _days_back(atom.groups["word"])
            return Day(None if back_days is None else today - timedelta(days=back_days), True)
    part = next((atom.groups for atom in sequence if atom.kind == "part" and "rel" in atom.groups), {})
    relation = part.get("rel")
    if relation in {"yesterday", "last", "tomorrow"}:
        return Day(today + timedelta(days=1 if relation == "tomorrow" else -1), True)
    return Day(today, relation == "this")


def _days_since(weekday: Atom, today: date) -> int:
    back = (today.weekday() - weekday_number(weekday.groups["name"])) % 7
    if weekday.groups.get("rel") == "next":
        return back - 7
    return 7 if back == 0 and weekday.groups.get("rel") in {"last", "past"} else back


def _days_back(word: str) -> int | None:
    if word in {"today", "tonight"}:
        return 0
    if word in {"yesterday", "yday", "yest", "ystdy"}:
        return 1
    if "day before" in word:
        return 2
    return -1 if word.startswith(("tom", "tm")) else None


def _date(groups: dict[str, str], weekday: Atom | None, today: date, offset: timedelta, *, past: bool) -> date | None:
    """The date meant; without a year the last such day not after ``today`` (or some way ahead: dates of plans)."""
    found = [day for day in _readings(groups, today, offset) if day is not None]
    named = [one for one in found if weekday and one.weekday() == weekday_number(weekday.groups["name"])]
    gone = [one for one in found if past and one <= today]
    return next(iter(named or gone or found), None)


def _readings(groups: dict[str, str], today: date, offset: timedelta) -> Iterator[date | None]:
    """What a date may mean, the likelier first."""
    if "first" in groups:
        first, second = int(groups["first"]), int(groups["second"])
        pairs = [(first, second), (second, first)]
        for month, dom in pairs if offset <= _MONTH_FIRST else reversed(pairs):
            yield _in_year(groups, today, month, dom)
    elif "name" in groups:
        yield _in_year(groups, today, month_number(groups["name"]), int(groups["dom"]))
    elif "month" in groups:
        yield _in_year(groups, today, int(groups["month"]), int(groups["dom"]))
    else:
        before = today.replace(day=1) - timedelta(days=1)
        yield _safe_date(today.year, today.month, int(groups["dom"]))
        yield _safe_date(before.year, before.month, int(groups["dom"]))


def _in_year(groups: dict[str, str], today: date, month: int, dom: int) -> date | None:
    if "year" in groups:
        year = int(groups["year"])
        return _safe_date(year if year > 100 else 2000 + year, month, dom)
    found = _safe_date(today.year, month, dom)
    return _safe_date(today.year - 1, month, dom) if found and (found - today).days > _PLANS_AHEAD else found


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
