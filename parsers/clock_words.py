"""The words for times of day and days: what the grammar of :mod:`parsers.times` is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from parsers.zone_words import LETTERS, PLACES

AtomKind = Literal["clock", "day", "weekday", "date", "part", "ago", "zone"]

_I = re.IGNORECASE

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

_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT = (
    r"\d{1,3}(?:\.\d)?|half an|(?:an?\s)?couple(?:\sof)?|(?:a\s)?few|an?|one|two|three|four|five|six|"
    r"seven|eight|nine|ten"
    r"|eleven|twelve|fifteen|twenty|thirty|forty-five|forty|fifty|sixty|ninety"
)
_SHIFT = (
    r"(?:an|one|half an) hour|half|(?:a\s)?quarter|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty(?:[\s-](?:one|two|three|four|five|six|seven|"
    r"eight|nine))?|[1-5]?\d"
)
"""How far a time lies from the hour that it is told by: "ten" past, "two" minutes to, "an hour" before."""
_UNIT = r"seconds?|secs?|minutes?|mins?|min|m|hours?|hrs?|hr|h|days?|weeks?|months?|years?"
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:,?\s(?P<year>20\d\d))?"
_MERIDIEM = r"(?P<meridiem>a\.m\.?|p\.m\.?|am|pm|a|p)"
_AFTER_BARE = (
    r"(?=\s*(?:$|[,.;!?)\n]|ish|this|today|yesterday|on\s|in the|last|or so|when|and\s|but|local|our time|your time"
    r"|(?:mon|tues?|wed|thurs?|fri|sat|sun)|[PMCE][SD]?T\b|UTC|GMT|eastern|central|mountain|pacific|sharp|"
    r"-|–|all|every|until|till|we\b|it\b|has|have))"
)

_PATTERNS: tuple[tuple[AtomKind, re.Pattern[str]], ...] = (
    (
        "ago",
        re.compile(
            rf"\b(?:(?:over|about|around|roughly|approx\.?|approximately|maybe|nearly|almost|some|only|just)\s)?"
            rf"(?P<n1>{_COUNT})[\s-]?(?P<u1>{_UNIT})(?:\sor\s(?:so|"
            rf"two))?(?:(?:\sand)?\s(?P<n2>{_COUNT})\s?(?P<u2>{_UNIT}))?"
            rf"(?:\sor so)?\sago\b",
            _I,
        ),
    ),
    (
        "ago",
        re.compile(
            rf"\b(?:for|in|within|over|during)\s(?:the\s|at least\s|about\s|around\s|roughly\s|over\s|almost\s|"
            rf"nearly\s|more than\s"
            rf"|these\s)?"
            rf"(?P<span>(?:last|past)\s(?:about\s|"
            rf"approx\.?\s)?(?:(?P<n1>{_COUNT})[\s-]?)?(?P<u1>{_UNIT})\b(?:\sor so)?)",
            _I,
        ),
    ),
    (
        "ago",
        re.compile(
            rf"\b(?:been|now|down|out|broken)\s(?:\w+\s){{0,3}}?for\s(?P<span>(?:(?:about|around|roughly|over|"
            rf"almost|nearly|at least)\s)?"
            rf"(?P<n1>{_COUNT})[\s-]?(?P<u1>{_UNIT})\b(?:\sor so)?)",
            _I,
        ),
    ),
    ("ago", re.compile(r"\b(?P<now>just now|moments ago|a moment ago|a minute ago)\b", _I)),
    (
        "date",
        re.compile(r"\b(?P<year>20\d\d)(?P<joint>[-./])(?P<month>\d{1,2})(?P=joint)(?P<dom>\d{1,2})(?=T?\b|T\d)", _I),
    ),
    ("date", re.compile(r"(?<![\d./-])(?P<first>\d{1,2})-(?P<second>\d{1,2})-(?P<year>20\d\d)(?![\d-])")),
    ("date", re.compile(rf"\b(?P<name>{_MONTH})\.?\s(?:the\s)?(?P<dom>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){_YEAR}", _I)),
    (
        "date",
        re.compile(
            (
                rf"\b(?P<dom>\d{{1,2}})(?:st|nd|rd|th|"
                rf"\.)?[\s-](?:of\s)?(?P<name>{_MONTH})\b\.?(?:[\s,-]{{1,2}}(?P<year>20\d\d))?"
            ),
            _I,
        ),
    ),
    ("date", re.compile(r"(?<![\d./])(?P<dom>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>20\d\d|\d\d)(?![\d.]*\d)")),
    (
        "date",
        re.compile(
            (
                r"(?:(?<=\bon )|(?<=\bam )|(?<=\bsince )|(?<=\bfrom )|(?<=day, )|(?<=day )|"
                r"(?<=seit ))(?P<dom>\d{1,2})\.(?P<month>\d{1,2})\.(?!\d)"
            ),
            _I,
        ),
    ),
    (
        "date",
        re.compile(
            r"(?<![\d./])(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d./]|\s?(?:of|"
            r"calls|agents|users))"
        ),
    ),
    ("date", re.compile(r"\bthe\s(?P<dom>\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:floor|line|level|call|time|try))", _I)),
    (
        "day",
        re.compile(
            r"\b(?P<word>the day before yesterday|day before yesterday|yesterday|yday|yest|ystdy|today|tonight|tomorrow|tmrw|"
            r"tmw|tomorow"
            r"|(?:last|this|next)\s(?:week|month|weekend|year)|the weekend|the other day)\b",
            _I,
        ),
    ),
    (
        "weekday",
        re.compile(
            r"\b(?:(?P<rel>last|this|next|this past|past)\s)?"
            r"(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?(?!')\b",
            _I,
        ),
    ),
    (
        "weekday",
        re.compile(
            (
                r"(?:(?<=\bon )|(?<=since )|(?<=last )|(?<=this )|(?<=from ))(?P<name>mon|tues?|weds?|thu(?:rs?)?|fri|"
                r"sat|sun)\b"
            ),
            _I,
        ),
    ),
    ("weekday", re.compile(r"\b(?P<name>Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun|tues|weds|thurs)\b(?!-)\.?")),
    (
        "weekday",
        re.compile(
            r"\b(?P<name>mon|tue|wed|thur?|fri|sat|sun)(?=\s(?:at|around|about|@|night|morning|afternoon|evening|"
            r"am|pm)?\s?\d?)"
            r"(?=\s(?:(?:at|around|about|@)\s\d|night|morning|afternoon|evening|\d{1,2}(?::|\s?[ap]m)))",
            _I,
        ),
    ),
    (
        "part",
        re.compile(
            r"\b(?:(?:early|late|earlier|later|mid)[\s-])?(?P<rel>this|last|yesterday|tomorrow|in the|at|"
            r"during the|over)\s"
            r"(?:(?:early|late)\s)?(?P<part>morning|afternoon|arvo|evening|night|nite|lunch(?:time)?)\b",
            _I,
        ),
    ),
    (
        "part",
        re.compile(
            r"\b(?:(?:early|late)\s)?(?P<part>morning|afternoon|arvo|evening|night|nite|overnight|lunchtime)\b", _I
        ),
    ),
    (
        "part",
        re.compile(
            r"\b(?P<rel>earlier today|earlier on|overnight)\b|(?<=since )(?P<meal>lunch(?:time)?|breakfast)\b", _I
        ),
    ),
    (
        "clock",
        re.compile(
            rf"(?<![\d.:/$])(?:(?<=T)|\b)(?P<hour>[01]?\d|"
            rf"2[0-4])(?P<sep>[:.])(?P<minute>[0-5]\d)(?::[0-5]\d(?:[.,]\d{{1,6}})?)?"
            rf"(?!\d|[:.]\d)(?:\s?{_MERIDIEM}(?!\w)|(?P<h>\s?(?:uhr|hrs?|h)\b))?(?:\s?ish\b)?",
            _I,
        ),
    ),
    (
        "clock",
        re.compile(
            r"(?<![\d.:/$-])\b(?P<hour>1[0-2]|0?[1-9])\s?(?P<meridiem>a\.m\.?|p\.m\.?|am|pm|"
            r"(?<=\d)[ap])(?!\w|-(?!ish))(?:[\s-]?ish\b)?",
            _I,
        ),
    ),
    ("clock", re.compile(r"(?<![\d.:/$-])\b(?P<hour>1[0-2]|0?[1-9])[\s-]?(?:ish|o'?\s?clock)\b(?:\s?(?:ish\b)?)", _I)),
    ("clock", re.compile(r"(?<![\d.:/$-])\b(?P<hour>[01]?\d|2[0-4])\s?uhr\b", _I)),
    ("clock", re.compile(r"(?<![\d.:/$-])\b(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs|hours|h|z)\b", _I)),
    (
        "clock",
        re.compile(
            r"(?:(?<=at )|(?<=since )|(?<=from ))(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\b(?!\s?(?:calls|"
            r"agents|users|-))",
            _I,
        ),
    ),
    (
        "clock",
        re.compile(
            rf"\b(?P<shift>half|quarter|twenty-five|twenty|ten|five|20|10|25|5)\s(?:(?P<way>past|to|after|before|"
            rf"till?|gone)\s)?"
            rf"(?P<hour>{_HOUR}|1[0-2]|[1-9])\b(?!:|-)(?:\s?{_MERIDIEM}(?!\w))?",
            _I,
        ),
    ),
    (
        "clock",
        re.compile(
            rf"\b(?P<shift>{_SHIFT})(?:\s(?:minutes?|mins?))?\s(?P<way>past|to|after|before|till?|gone)\s"
            rf"(?:(?P<named>noon|midday|midnight)|(?P<hour>{_HOUR}|1[0-2]|[1-9])\b(?!:|-)(?:\s?{_MERIDIEM}(?!\w))?)",
            _I,
        ),
    ),
    ("clock", re.compile(r"\b(?P<named>noon|midday|midnight)\b", _I)),
    (
        "clock",
        re.compile(
            rf"(?:\b(?:since|at|from|after|before|by|started|began|begun)\s(?:(?:about|around|approx\.?|"
            rf"approximately|roughly|just|shortly|like|some time|sometime)\s)?"
            rf"(?:(?:after|before)\s)?|@\s?|~\s?)(?P<span>(?P<hour>1[0-2]|[1-9]|{_HOUR})\b){_AFTER_BARE}",
            _I,
        ),
    ),
    (
        "clock",
        re.compile(
            rf"\b(?:around|about|approx\.?)\s(?P<span>(?P<hour>1[0-2]|[1-9]|{_HOUR})\b)(?=\s(?:this|today|"
            rf"yesterday|in the|last night|on (?:mon|tue|wed|thu|fri|sat|sun)))",
            _I,
        ),
    ),
    (
        "clock",
        re.compile(
            r"(?:(?<=day )|(?<=today )|(?<=morning )|(?<=night ))(?P<hour>1[0-2]|[1-9])\b(?=\s*(?:$|[,.;!?)\n]))", _I
        ),
    ),
    (
        "zone",
        re.compile(
            rf"\b(?P<zone>(?:[PMCE][SD]?T|{LETTERS})\b(?!\))|(?i:eastern|"
            r"central|mountain|pacific)(?i:(?:\s(?:standard|daylight))?\stime)?\b"
            rf"|(?i:{PLACES}|local|our|server) time\b)"
        ),
    ),
    ("zone", re.compile(rf"(?<=[apm\d] )(?P<zone>(?:[pmce][sd]?t|mtn|{LETTERS.lower()}))\b")),
    (
        "zone",
        re.compile(
            r"(?<=\d)(?P<zone>Z)\b|(?<=:\d\d)\s?(?P<plus>\+\d{2}:?\d{2})\b|"
            r"(?<=:\d\d:\d\d)(?P<minus>-\d{2}:?\d{2})\b"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One word or two of a time expression: ``groups`` are what its pattern named, lower-case."""

    kind: AtomKind
    start: int
    end: int
    groups: dict[str, str]


def atoms(text: str) -> Iterator[Atom]:
    """The time words in ``text``, in order and without overlaps: the longer wins, then the earlier pattern."""
    found: list[tuple[int, int, int, Atom]] = []
    for order, (kind, pattern) in enumerate(_PATTERNS):
        for match in pattern.finditer(text):
            name = "span" if match.groupdict().get("span") else 0
            groups = {key: value.lower() for key, value in match.groupdict().items() if value}
            atom = Atom(kind, match.start(name), match.end(name), groups)
            found.append((atom.start, -atom.end, order, atom))
    end = -1
    for start, _, _, atom in sorted(found, key=lambda row: row[:3]):
        if start >= end:
            yield atom
            end = atom.end


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
