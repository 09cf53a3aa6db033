"""The patterns of the words for times of day and days."""

from dataclasses import dataclass
from typing import Literal

from parsers.wordsearch import CasedSearch, WordSearch
from parsers.zone_words import LETTERS, PLACES

AtomKind = Literal["clock", "day", "weekday", "date", "part", "ago", "zone"]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A pattern of time words. ``needs``: a text in which none of these stands (in small letters) cannot match."""

    kind: AtomKind
    pattern: WordSearch | CasedSearch
    needs: tuple[str, ...]


def _words(kind: AtomKind, pattern: str, *, needs: tuple[str, ...] = ()) -> TimeWords:
    return TimeWords(kind, WordSearch(pattern), needs)


def _cased(kind: AtomKind, pattern: str) -> TimeWords:
    return TimeWords(kind, CasedSearch(pattern), ())


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
    r"(?=\s*(?:$|[,.;!?)\n]|ish|this|today|tonight|yesterday|on\s|in the|last|or so|when|and\s|but|local|our time|your time"
    r"|(?:mon|tues?|wed|thurs?|fri|sat|sun)|[pmce][sd]?t\b|utc|gmt|eastern|central|mountain|pacific|sharp|"
    r"-|–|all|every|until|till|we\b|it\b|has|have))"
)
_DOTTED = r"(?P<span>(?P<dom>\d{1,2})\.(?P<month>\d{1,2})\.)(?!\d)"
_CLOCK = (
    rf"(?P<hour>[01]?\d|2[0-4])(?P<sep>[:.])(?P<minute>[0-5]\d)(?::[0-5]\d(?:[.,]\d{{1,6}})?)?"
    rf"(?!\d|[:.]\d)(?:\s?{_MERIDIEM}(?!\w)|(?P<h>\s?(?:uhr|hrs?|h)\b))?(?:\s?ish\b)?"
)

# A pattern that cannot be tried at words begins with the digit or letter itself and looks back at what stands before it:
# ``re`` then passes over all other characters at once.
PATTERNS: tuple[TimeWords, ...] = (
    _words(
        "ago",
        rf"\b(?:(?:over|about|around|roughly|approx\.?|approximately|maybe|nearly|almost|some|only|just)\s)?"
        rf"(?P<n1>{_COUNT})[\s-]?(?P<u1>{_UNIT})(?:\sor\s(?:so|"
        rf"two))?(?:(?:\sand)?\s(?P<n2>{_COUNT})\s?(?P<u2>{_UNIT}))?"
        rf"(?:\sor so)?\sago\b",
        needs=("ago",),
    ),
    _words(
        "ago",
        rf"\b(?:for|in|within|over|during)\s(?:the\s|at least\s|about\s|around\s|roughly\s|over\s|almost\s|"
        rf"nearly\s|more than\s"
        rf"|these\s)?"
        rf"(?P<span>(?:last|past)\s(?:about\s|"
        rf"approx\.?\s)?(?:(?P<n1>{_COUNT})[\s-]?)?(?P<u1>{_UNIT})\b(?:\sor so)?)",
        needs=("last", "past"),
    ),
    _words(
        "ago",
        rf"\b(?:been|now|down|out|broken)\s(?:\w+\s){{0,3}}?for\s(?P<span>(?:(?:about|around|roughly|over|"
        rf"almost|nearly|at least)\s)?"
        rf"(?P<n1>{_COUNT})[\s-]?(?P<u1>{_UNIT})\b(?:\sor so)?)",
        needs=("for",),
    ),
    _words("ago", r"\b(?P<now>just now|moments ago|a moment ago|a minute ago)\b", needs=("now", "ago")),
    _words("date", r"\b(?P<year>20\d\d)(?P<joint>[-./])(?P<month>\d{1,2})(?P=joint)(?P<dom>\d{1,2})(?=t?\b|t\d)"),
    _words(
        "date",
        r"(?P<first>\d(?<![\d./-]\d)\d?)-(?P<second>\d{1,2})-(?P<year>20\d\d)(?![\d-])",
        needs=("-20",),
    ),
    _words("date", rf"\b(?P<name>{_MONTH})\.?\s(?:the\s)?(?P<dom>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){_YEAR}"),
    _words(
        "date",
        (
            rf"\b(?P<dom>\d{{1,2}})(?:st|nd|rd|th|"
            rf"\.)?[\s-](?:of\s)?(?P<name>{_MONTH})\b\.?(?:[\s,-]{{1,2}}(?P<year>20\d\d))?"
        ),
    ),
    _words("date", r"(?P<dom>\d(?<![\d./]\d)\d?)\.(?P<month>\d{1,2})\.(?P<year>20\d\d|\d\d)(?![\d.]*\d)"),
    _words("date", rf"\b(?:on|am|since|from|seit)\s{_DOTTED}"),
    _words("date", rf"day,?\s{_DOTTED}"),
    _words(
        "date",
        r"(?P<first>\d(?<![\d./]\d)\d?)/(?P<second>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d./]|\s?(?:of|"
        r"calls|agents|users))",
        needs=("/",),
    ),
    _words("date", r"\bthe\s(?P<dom>\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:floor|line|level|call|time|try))"),
    _words(
        "day",
        r"\b(?P<word>the day before yesterday|day before yesterday|yesterday|yday|yest|ystdy|today|tonight|tomorrow|tmrw|"
        r"tmw|tomorow"
        r"|(?:last|this|next)\s(?:week|month|weekend|year)|the weekend|the other day)\b",
    ),
    _words(
        "weekday",
        r"\b(?:(?P<rel>last|this|next|this past|past)\s)?"
        r"(?P<name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?(?!')\b",
        needs=("day",),
    ),
    _words(
        "weekday", (r"\b(?:on|since|last|this|from)\s(?P<span>(?P<name>mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b)")
    ),
    _cased("weekday", r"\b(?P<name>Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun|tues|weds|thurs)\b(?!-)\.?"),
    _words(
        "weekday",
        r"\b(?P<name>mon|tue|wed|thur?|fri|sat|sun)(?=\s(?:at|around|about|@|night|morning|afternoon|evening|"
        r"am|pm)?\s?\d?)"
        r"(?=\s(?:(?:at|around|about|@)\s\d|night|morning|afternoon|evening|\d{1,2}(?::|\s?[ap]m)))",
    ),
    _words(
        "part",
        r"\b(?:(?:early|late|earlier|later|mid)[\s-])?(?P<rel>this|last|yesterday|tomorrow|in the|at|"
        r"during the|over)\s"
        r"(?:(?:early|late)\s)?(?P<part>morning|afternoon|arvo|evening|night|nite|lunch(?:time)?)\b",
        needs=("morning", "noon", "arvo", "evening", "ni", "lunch"),
    ),
    _words(
        "part",
        r"\b(?:(?:early|late)\s)?(?P<part>morning|afternoon|arvo|evening|night|nite|overnight|lunchtime)\b",
        needs=("morning", "noon", "arvo", "evening", "ni", "lunchtime"),
    ),
    _words("part", r"\b(?P<rel>earlier today|earlier on|overnight)\b"),
    _words("part", r"\b(?<=since )(?P<meal>lunch(?:time)?|breakfast)\b"),
    _words("clock", rf"(?<![\d.:/$])\b{_CLOCK}"),
    _words("clock", rf"t(?P<span>{_CLOCK})", needs=tuple(f"t{digit}" for digit in range(10))),
    _words(
        "clock",
        r"(?<![\d.:/$-])\b(?P<hour>1[0-2]|0?[1-9])\s?(?P<meridiem>a\.m\.?|p\.m\.?|am|pm|"
        r"(?<=\d)[ap])(?!\w|-(?!ish))(?:[\s-]?ish\b)?",
    ),
    _words(
        "clock",
        rf"(?<![\d.:/$-])\b(?P<hour>1[0-2]|0?[1-9]|{_HOUR})[\s-]?(?:ish|o['’]?\s?clock)\b(?:\s?ish\b)?",
        needs=("ish", "clock"),
    ),
    _words("clock", r"(?<![\d.:/$-])\b(?P<hour>[01]?\d|2[0-4])\s?uhr\b", needs=("uhr",)),
    _words(
        "clock",
        r"(?<![\d.:/$-])\b(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:(?:hrs|hours|h)\b|(?=z\b))",
        needs=("h", "z"),
    ),
    _words(
        "clock",
        r"\b(?:at|since|from)\s(?P<span>(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\b)(?!\s?(?:calls|agents|users|-))",
    ),
    _words(
        "clock",
        rf"\b(?P<shift>half|quarter|twenty-five|twenty|ten|five|20|10|25|5)\s(?:(?P<way>past|to|after|before|"
        rf"till?|gone)\s)?"
        rf"(?P<hour>{_HOUR}|1[0-2]|[1-9])\b(?!:|-)(?:\s?{_MERIDIEM}(?!\w))?",
    ),
    _words(
        "clock",
        rf"\b(?P<shift>{_SHIFT})(?:\s(?:minutes?|mins?))?\s(?P<way>past|to|after|before|till?|gone)\s"
        rf"(?:(?P<named>noon|midday|midnight)|(?P<hour>{_HOUR}|1[0-2]|[1-9])\b(?!:|-)(?:\s?{_MERIDIEM}(?!\w))?)",
        needs=("past", "min", "noon", "midnight", "midday", "hour "),
    ),
    _words("clock", r"\b(?P<named>noon|midday|midnight)\b", needs=("noon", "midnight", "midday")),
    _words(
        "clock",
        rf"\b(?:since|at|from|after|before|by|started|began|begun)\s(?:(?:about|around|approx\.?|"
        rf"approximately|roughly|just|shortly|like|some time|sometime)\s)?"
        rf"(?:(?:after|before)\s)?(?P<span>(?P<hour>1[0-2]|[1-9]|{_HOUR})\b){_AFTER_BARE}",
    ),
    _words("clock", rf"[@~]\s?(?P<span>(?P<hour>1[0-2]|[1-9]|{_HOUR})\b){_AFTER_BARE}", needs=("@", "~")),
    _words(
        "clock",
        rf"\b(?:around|about|approx\.?)\s(?P<span>(?P<hour>1[0-2]|[1-9]|{_HOUR})\b)(?=\s(?:this|today|"
        rf"yesterday|in the|last night|on (?:mon|tue|wed|thu|fri|sat|sun)))",
    ),
    *(
        _words(
            "clock",
            rf"{part},?\s(?:(?:at|around|about|towards|@|say|maybe)\s)?"
            rf"(?P<span>(?P<hour>1[0-2]|[1-9]|{_HOUR})\b)"
            r"(?=\s*(?:$|[.;!?)\n]|,(?!\s?\d)|or (?:so|thereabouts)|in the (?:morning|afternoon|evening|night)))",
        )
        for part in ("day", "morning", "night", "afternoon", "evening")
    ),
    _words(
        "clock",
        r"\b(?:at|since|around|about|from|to|[a-z]{3,6}day|morning|evening)\s(?P<span>(?P<hour>[01]?[0-9]|2[0-3])(?P<h>h)"
        r"(?P<minute>[0-5]\d))\b",
        needs=tuple(f"{digit}h" for digit in range(10)),
    ),
    _cased(
        "zone",
        rf"\b(?P<zone>(?:[PMCE][SD]?T|{LETTERS})\b(?!\))|(?:[Ee]astern|EASTERN|[Cc]entral|CENTRAL|[Mm]ountain|MOUNTAIN|"
        rf"[Pp]acific|PACIFIC)(?i:(?:\s(?:standard|daylight))?\stime)?\b)",
    ),
    _words("zone", rf"\b(?P<zone>(?:{PLACES}|local|our|server)\stime\b)", needs=("time",)),
    _cased("zone", rf"\b(?<=[apm\d] )(?P<zone>(?:[pmce][sd]?t|mtn|{LETTERS.lower()}))\b"),
    _words("zone", r"(?P<zone>z(?<=\dz))\b"),
    _words("zone", r"(?P<plus>\+(?:(?<=:\d\d\+)|(?<=:\d\d\s\+))\d{2}:?\d{2})\b"),
    _words("zone", r"(?P<minus>-(?<=:\d\d:\d\d-)\d{2}:?\d{2})\b"),
)
"""The groups of a match say what the words mean; one named ``span`` is what belongs to the time."""
