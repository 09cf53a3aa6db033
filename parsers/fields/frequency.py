"""How often it happens: "every 10 minutes or so", "maybe 1 in 4", "on and off", "all of them"."""

import re

from parsers.extraction import Found
from parsers.fields.view import View
from parsers.vocabulary import FieldName, MessageKind
from parsers.wordsearch import WordSearch

_I = re.IGNORECASE
_N = (
    r"(?:\d{1,3}(?:,\d{3})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|a hundred|hundred|a dozen)"
)
_ABOUT = re.compile(
    r"(?:(?<!\w)(?:maybe|about|around|roughly|approx\.?|approximately|some|perhaps|nearly|almost|at least|"
    r"more than|over|up to|probably|"
    r"like|only|still|just under|just over|well over|anywhere from|easily|currently)\s|~\s?){1,2}\Z",
    _I,
)
"""Words before a frequency that belong to it."""
_THING = (
    r"(?:calls?|chats?|e-?mails?|transfers?|attempts?|times?|tries|logins?|inbound calls?|outbound calls?|"
    r"callers?|contacts?|interactions?|conversations?|sessions?|messages?|cases|recordings?|dials?|"
    r"customers?|screen pops?|pops?|records?|holds?)"
)
_UNIT = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|mornings?|afternoons?|evenings?|"
    r"nights?|shifts?)"
)
_ADJ = r"(?:(?!minutes|hours)[a-z-]{2,14}\s){0,2}?"

_PATTERNS: tuple[tuple[float, WordSearch], ...] = tuple(
    (score, WordSearch(pattern.replace(" ", r"\s")))
    for score, pattern in (
        (0.86, r"\b\d{1,4}(?: ?(?:-|–|to) ?\d{1,4})? (?:a|an|per|each) (?:day|hour|week|shift|minute)\b"),
        (
            0.92,
            (
                r"\b(?:every|each) time (?:we|they|an?|the|i|you|someone|somebody|agents?|callers?|customers?|he|she|"
                r"one) [^,.;!?\n]{3,70}"
            ),
        ),
        (0.9, r"\b(?:all|ca|approx) \d{1,3}(?: ?(?:-|–|to) ?\d{1,3})? (?:minutes|mins?|hours|seconds)\b"),
        (0.88, r"\bevery (?:single )?attempt(?: so far)?(?: today)?\b"),
        (0.86, rf"\b(?:once|twice|{_N} times) (?:per|each|every|a|an) \w+\b"),
        (
            0.9,
            (
                rf"\b{_N} (?:{_ADJ}{_THING} )?(?:in|out of|of|of every|from)(?: every| the last| about| our last|"
                rf" the)? {_N}(?: {_ADJ}{_THING})?(?! (?:agents|users|seats|people|reps|ppl|\w+(?:ors|ers|ists)|sites|"
                rf"servers|minutes|"
                rf"hours|mins))\b"
            ),
        ),
        (
            0.9,
            (
                rf"\b\d{{1,3}}(?:-\d{{1,3}})?\s?(?:%|percent|per cent)(?: of)?(?: the| our| all| inbound|"
                rf" these)? {_ADJ}{_THING}"
            ),
        ),
        (
            0.85,
            (
                rf"\b(?:a third|a quarter|a half|half|one third|two thirds|most|the majority|a few|some|a handful|"
                rf"a fraction|a lot|several|many|nearly all|all|each|every|every single|every other|every second|"
                rf"every third|not every)(?: of)?(?: the| our| these| those)? {_ADJ}(?:inbound |outbound |"
                rf"transferred |such )?(?:calls?|chats?|transfers?|attempts?|callers|interactions|logins?|recordings|"
                rf"contacts|messages|dials|holds)\b"
            ),
        ),
        (
            0.9,
            (
                rf"\bevery (?:other |single |few |couple (?:of )?|half |{_N}(?: ?(?:-|–|to|"
                rf"or) ?{_N})? )?{_UNIT}(?: or so| or two)?\b(?!'s)"
            ),
        ),
        (
            0.85,
            (
                rf"\b(?:happen(?:s|ed|ing)?|occurr(?:s|ed)|seen|dropped|crashed|failed|it's been|been)?\s?(?:once|"
                rf"twice|thrice|once or twice|two or three times|{_N}(?: ?(?:-|–|to|or) ?{_N})? times|a few times|"
                rf"several times|a couple of times|many times|multiple times)(?: (?:now|so far|already))?(?: (?:a|an|"
                rf"per|each|every) {_UNIT}| today| this (?:morning|week|afternoon|shift|month)| so far(?: today)?|"
                rf" yesterday| since \w+(?: \w+)?| in (?:the )?(?:last|past) (?:{_N} )?{_UNIT}| in (?:an|one|two|"
                rf"{_N}) {_UNIT}| daily)"
            ),
        ),
        (
            0.85,
            (
                rf"\b(?:{_N}(?: ?(?:-|–|to|or) ?{_N})?|a few|several|dozens of|a couple(?: of)?) {_ADJ}(?:calls?|"
                rf"drops?|times?|cases|occurrences|incidents|complaints|failures|errors|crashes|reports|"
                rf"disconnects) (?:a|an|per|each|every|/) ?{_UNIT}"
            ),
        ),
        (
            0.8,
            (
                r"\b(?:very |quite |only |just |rather )?(?:intermittent(?:ly)?|sporadic(?:ally)?|occasional(?:ly)?|"
                r"constant(?:ly)?|continuous(?:ly)?|repeatedly|permanently|randomly|at random(?: times)?|consistently|"
                r"persistent(?:ly)?|non-?stop|all the time|all day(?: long)?|the whole time|without exception|"
                r"100% of the time)\b"
            ),
        ),
        (
            0.85,
            (
                r"\b(?:on and off|off and on|now and (?:then|again)|every now and (?:then|again)|from time to time|"
                r"once in a while|every so often|more often than not|comes and goes|come and go|hit (?:and|or) miss|"
                r"here and there|in waves|in bursts|in fits and starts)\b"
            ),
        ),
        (
            0.85,
            (
                r"\b(?:(?:still )?the odd (?:call|one|chat|time)|one[- ]off|just (?:the )?once|only once|"
                r"a single time|happened once|every time|each time|every single time|all of them|every call|each call|"
                r"every one of them|every single one|most of the time|half the time|most of them|some of them|"
                r"almost all of them|nearly every (?:call|time)|almost every (?:call|time)|not every (?:call|time|"
                r"one))\b"
            ),
        ),
        (0.6, r"\b(?:sometimes|usually|often|rarely|frequently|regularly)\b"),
    )
)
_NOT = re.compile(
    (
        r"\b(?:report|reports|survey|newsletter|backup|meeting|standup|digest|export|schedule|summary|volume|"
        r"capacity|target|sla|service level|answered|within)\b"
    ),
    _I,
)
_NOT_AFTER = re.compile(
    (
        r"\A\s?(?:reports?|summary|meeting|backup|digest|newsletter|volume|agents?|users?|export|stand|survey|"
        r"%|within|work|hours|use|answered|are fine|is fine|work fine|were fine)\b"
    ),
    _I,
)
_SWITCHED = re.compile(r"\b(?:log|logged|logging|switch|switched|turn|turned|sign|signed|power)\s(?:\w+\s){0,2}\Z", _I)
_GENERAL = re.compile(
    r"\b(?:like|as|than|unlike|not|isn't|to|check|checked|we|i|agents|please|must|would|should|retry|refresh)\s?\Z", _I
)
_WEAK = 0.6
_FREQUENT_KINDS = frozenset(
    {MessageKind.INCIDENT, MessageKind.UPDATE, MessageKind.ESCALATION, MessageKind.STATUS_REQUEST}
)


def _score(view: View, base: float, match: re.Match[str]) -> float:
    before = view.own[max(0, match.start() - 25) : match.start()]
    after = view.own[match.end() : match.end() + 20]
    if _NOT_AFTER.match(after) or _NOT.search(match.group()) or _SWITCHED.search(before):
        return 0.0
    if base <= _WEAK and _GENERAL.search(before):
        return 0.0
    return base - 0.08 * match.start() / max(1, len(view.own)) + 0.002 * min(len(match.group()), 40)


def _start(text: str, match: re.Match[str]) -> int:
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    before = _ABOUT.search(text, max(0, start - 40), start)
    return before.start() if before else start


def _best(view: View) -> tuple[float, re.Match[str]] | None:
    found = [(_score(view, base, match), match) for base, pattern in _PATTERNS for match in pattern.finditer(view.low)]
    return max((pair for pair in found if pair[0] >= 0.5), key=lambda pair: pair[0], default=None)


def read_frequency(view: View, kind: MessageKind) -> Found[str] | None:
    """The words for how often; a share of calls is a frequency. None for kinds in which nothing happens."""
    if kind not in _FREQUENT_KINDS and FieldName.FREQUENCY not in view.asked:
        return None
    best = view.once(_best)
    if best:
        score, match = best
        return view.verbatim(_start(view.own, match), match.end(), round(min(0.9, score), 2), "frequency")
    for base, pattern in _PATTERNS[:8]:
        subject = pattern.search(view.low_subject)
        if subject and not _NOT.search(view.subject) and kind in _FREQUENT_KINDS:
            return view.verbatim(_start(view.subject, subject), subject.end(), base - 0.2, "frequency", place="subject")
    return None
