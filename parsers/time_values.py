"""What the words of a time expression come to, seen from when the message was sent."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from parsers.clock_words import HOUR_WORDS, Atom, duration, month_number, weekday_number

_ZONE_NAMES = {
    "p": "America/Los_Angeles", "m": "America/Denver", "c": "America/Chicago", "e": "America/New_York",
    "pacific": "America/Los_Angeles", "mountain": "America/Denver", "central": "America/Chicago",
    "eastern": "America/New_York", "bst": "Europe/London", "uk": "Europe/London", "london": "Europe/London",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "german": "Europe/Berlin", "berlin": "Europe/Berlin",
    "ist": "Asia/Kolkata", "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "eet": "Europe/Helsinki",
    "sgt": "Asia/Singapore", "jst": "Asia/Tokyo",
}  # fmt: skip
_SLACK = timedelta(minutes=5)
"""Clocks differ: a time this little ahead of the sending is not a time to come."""
_LAST_MORNING_HOUR = 7


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo | None:
    if name in {"utc", "gmt", "z"}:
        return UTC
    if name[0] in "+-":
        sign = -1 if name[0] == "-" else 1
        digits = name[1:].replace(":", "")
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    key = name.split(maxsplit=1)[0]
    if key in _ZONE_NAMES:
        return ZoneInfo(_ZONE_NAMES[key])
    # "EST" in July is what people write for the time on the wall, so the letters name the zone and not its offset.
    if re.fullmatch(r"[pmce][sd]?t", key):
        return ZoneInfo(_ZONE_NAMES[key[0]])
    return None


def _days_back(word: str) -> int | None:
    if word in {"today", "tonight"}:
        return 0
    if word in {"yesterday", "yday"}:
        return 1
    if "day before" in word:
        return 2
    return -1 if word.startswith(("tom", "tm")) else None


def _year(groups: dict[str, str], today: date) -> int:
    if "year" in groups:
        year = int(groups["year"])
        return year if year > 100 else 2000 + year
    return today.year


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _slashed(groups: dict[str, str], european: bool) -> tuple[int, int]:
    first, second = int(groups["first"]), int(groups["second"])
    if first > 12 or (european and second <= 12):
        return second, first
    return first, second


def _date(groups: dict[str, str], today: date, european: bool) -> date | None:
    """The date meant; without a year the last such day not after ``today`` (or a week ahead: dates of plans)."""
    if "first" in groups:
        month, day = _slashed(groups, european)
    elif "name" in groups:
        month, day = month_number(groups["name"]), int(groups["dom"])
    else:
        month, day = int(groups.get("month", today.month)), int(groups["dom"])
    found = _safe_date(_year(groups, today), month, day)
    if found and "year" not in groups and (found - today).days > 180:
        return _safe_date(today.year - 1, month, day)
    return found


@dataclass(frozen=True, slots=True)
class _Day:
    day: date | None
    known: bool
    """Whether the words name the day."""


def _day_of(sequence: list[Atom], now: datetime, european: bool) -> _Day:
    today = now.date()
    for atom in sequence:
        if atom.kind == "date":
            return _Day(_date(atom.groups, today, european), True)
    for atom in sequence:
        if atom.kind == "weekday":
            back = (today.weekday() - weekday_number(atom.groups["name"])) % 7
            if atom.groups.get("rel") == "next":
                back -= 7
            elif back == 0 and atom.groups.get("rel") == "last":
                back = 7
            return _Day(today - timedelta(days=back), True)
        if atom.kind == "day":
            back_days = _days_back(atom.groups["word"])
            return _Day(None if back_days is None else today - timedelta(days=back_days), True)
    part = next((atom.groups for atom in sequence if atom.kind == "part" and "rel" in atom.groups), {})
    relation = part.get("rel")
    if relation in {"yesterday", "last", "tomorrow"}:
        return _Day(today + timedelta(days=1 if relation == "tomorrow" else -1), True)
    return _Day(today, relation == "this")


_SHIFTS = {
    "half": 30,
    "quarter": 15,
    "twenty": 20,
    "ten": 10,
    "five": 5,
    "twenty-five": 25,
    "20": 20,
    "10": 10,
    "25": 25,
    "5": 5,
}


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    fixed: bool
    """Whether the words say which half of the day."""


def _clock(groups: dict[str, str], inherited: str | None) -> _Clock:
    if "named" in groups:
        return _Clock(0 if groups["named"] == "midnight" else 12, 0, True)
    word = groups["hour"]
    hour = HOUR_WORDS.get(word) or int(word)
    minute = int(groups.get("minute", 0))
    if "shift" in groups:
        shift = _SHIFTS[groups["shift"]]
        before = groups.get("way") in {"to", "before", "till"}
        hour, minute = (hour - 1 if before else hour), (60 - shift if before else shift)
    meridiem = groups.get("meridiem") or inherited
    if meridiem and hour <= 12:
        return _Clock(hour % 12 + (12 if meridiem[0] == "p" else 0), minute, True)
    fixed = hour > 12 or hour == 0 or word.startswith("0") or "h" in groups
    return _Clock(hour % 24, minute, fixed)


def _part(sequence: list[Atom]) -> str | None:
    for atom in sequence:
        if atom.kind == "part":
            return atom.groups.get("part")
        if atom.kind == "day" and atom.groups["word"] == "tonight":
            return "night"
    return None


def _hours(clock: _Clock, part: str | None) -> list[int]:
    """The hours of the day that the words may mean."""
    if clock.fixed:
        return [clock.hour]
    hour = clock.hour % 12
    if part in {"morning"}:
        return [hour]
    if part in {"afternoon", "evening"}:
        return [hour + 12]
    if part in {"night", "overnight"}:
        return [hour + 12 if hour >= 6 else hour]
    if part:
        return [12 if hour == 0 else hour + 12 if hour < 6 else hour]
    return [hour, hour + 12]


def _last_past(day: date, hours: list[int], minute: int, now: datetime, known: bool) -> datetime:
    """The latest of the possible times that is not after ``now``; on an earlier day, the one in working hours."""
    options = [datetime.combine(day, time(hour, minute), now.tzinfo) for hour in hours]
    if day != now.date():
        working = [one for one in options if one.hour >= _LAST_MORNING_HOUR]
        return (working or options)[0]
    past = [one for one in options if one <= now + _SLACK]
    if past:
        return past[-1]
    return options[0] if known else options[-1] - timedelta(days=1)


def _inherited(sequence: list[Atom]) -> str | None:
    clocks = [atom for atom in sequence if atom.kind == "clock"]
    return clocks[1].groups.get("meridiem") if len(clocks) > 1 else None


def resolved(sequence: list[Atom], sent_at: datetime) -> tuple[datetime | None, bool]:
    """The moment meant, and whether it is to come."""
    zone = next((_zone(next(iter(atom.groups.values()))) for atom in sequence if atom.kind == "zone"), None)
    now = sent_at.astimezone(zone or sent_at.tzinfo)
    offset = sent_at.utcoffset() or timedelta()
    day = _day_of(sequence, now, european=timedelta(0) <= offset <= timedelta(hours=3))
    if day.day is None:
        return None, any(atom.groups.get("word", "").startswith("next") for atom in sequence)
    words = next((atom for atom in sequence if atom.kind == "clock"), None)
    if words is None:
        return None, day.day > now.date()
    clock, part = _clock(words.groups, _inherited(sequence)), _part(sequence)
    hours = _hours(clock, part)
    meant = day.day
    if part == "night" and hours[0] < 6 and any(a.groups.get("rel") == "last" for a in sequence):
        meant += timedelta(days=1)
    at = _last_past(meant, hours, clock.minute, now, day.known)
    weekday_only = any(a.kind == "weekday" and a.groups.get("rel") != "next" for a in sequence) and all(
        a.kind != "date" for a in sequence
    )
    if at > now + _SLACK and weekday_only:
        at -= timedelta(days=7)
    return (None, True) if at > now + _SLACK else (at, False)


def before_sending(groups: dict[str, str], sent_at: datetime) -> datetime | None:
    """The moment that "two hours ago" means; None for days and more, which tell no time of day."""
    if "now" in groups:
        return sent_at
    total = duration(groups.get("n1"), groups["u1"])
    if total is None:
        return None
    if "u2" in groups:
        total += duration(groups.get("n2"), groups["u2"]) or timedelta()
    return sent_at - total
