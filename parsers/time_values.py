"""What the words of a time expression come to, seen from when the message was sent."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from parsers.clock_words import HOUR_WORDS, Atom, duration, shift_minutes
from parsers.day_values import day_of
from parsers.zone_words import zone_of

_SLACK = timedelta(minutes=5)
"""Clocks differ: a time this little ahead of the sending is not a time to come."""
_LAST_MORNING_HOUR = 7
_FIRST_NIGHT_HOUR = 5
"""Hours of a night before this one are after its midnight."""


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    fixed: bool
    """Whether the words say which half of the day."""


def _clock(groups: dict[str, str], inherited: str | None) -> _Clock:
    meridiem = groups.get("meridiem") or inherited
    word = groups.get("hour", "")
    if "named" in groups:
        hour, fixed = (0 if groups["named"] == "midnight" else 12), True
    else:
        hour = HOUR_WORDS.get(word) or int(word)
        fixed = hour > 12 or hour == 0 or word.startswith("0") or "h" in groups
        if meridiem and hour <= 12:
            hour, fixed = hour % 12 + (12 if meridiem[0] == "p" else 0), True
    minutes = 60 * hour + int(groups.get("minute", 0)) + _shifted(groups)
    return _Clock(minutes // 60 % 24, minutes % 60, fixed)


def _shifted(groups: dict[str, str]) -> int:
    """Minutes: "ten to" is -10, "half past" 30."""
    if "shift" not in groups:
        return 0
    before = groups.get("way", "")[:2] in {"to", "be", "ti"}
    return -shift_minutes(groups["shift"]) if before else shift_minutes(groups["shift"])


def _part(sequence: list[Atom]) -> str | None:
    for atom in sequence:
        if atom.kind == "part":
            return atom.groups.get("part") or atom.groups.get("rel")
        if atom.kind == "day" and atom.groups["word"] == "tonight":
            return "night"
    return None


def _hours(clock: _Clock, part: str | None) -> list[int]:
    """The hours of the day that the words may mean."""
    if clock.fixed:
        return [clock.hour]
    hour = clock.hour % 12
    if part == "morning":
        return [hour]
    if part in {"afternoon", "arvo", "evening"}:
        return [hour + 12]
    if part in {"night", "nite", "overnight"}:
        return [hour + 12 if hour >= _FIRST_NIGHT_HOUR else hour]
    if part in {"lunch", "lunchtime"}:
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


def _past_midnight(sequence: list[Atom], part: str | None) -> bool:
    """Whether the small hours of the night that is named lie on the day after: of "last night", of "Sunday night"."""
    return part in {"night", "nite"} and any(
        atom.groups.get("rel") in {"last", "yesterday"} or atom.kind == "weekday" for atom in sequence
    )


def resolved(sequence: list[Atom], sent_at: datetime, *, past: bool = False) -> tuple[datetime | None, bool]:
    """The moment meant, and whether it is to come. With ``past`` a date that may be read in two ways is one gone by."""
    zone = next((zone_of(next(iter(atom.groups.values()))) for atom in sequence if atom.kind == "zone"), None)
    now = sent_at.astimezone(zone or sent_at.tzinfo)
    day = day_of(sequence, now, sent_at.utcoffset() or timedelta(), past=past)
    if day.day is None:
        return None, any(atom.groups.get("word", "").startswith("next") for atom in sequence)
    words = next((atom for atom in sequence if atom.kind == "clock"), None)
    if words is None:
        return None, day.day > now.date()
    clock, part = _clock(words.groups, _inherited(sequence)), _part(sequence)
    hours, meant = _hours(clock, part), day.day
    if hours[0] < _FIRST_NIGHT_HOUR and meant < now.date() and _past_midnight(sequence, part):
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
