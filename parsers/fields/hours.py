"""When the contact can be reached or the site be entered: "on site 8am-6pm MT Mon-Fri", "after 5", "8-5 Central"."""

import re
from collections.abc import Iterator

from parsers.extraction import Found
from parsers.fields.view import View
from parsers.wordsearch import Folded, WordSearch, folded

_I = re.IGNORECASE
_WORD_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_T = (
    rf"(?:\d{{1,2}}(?:[:.]\d{{2}})?\s?(?:a\.?m\.?|p\.?m\.?|a\b|p\b|uhr|h\b|o'clock)?|noon|midnight|midday|"
    rf"half past (?:{_WORD_HOUR}|\d{{1,2}})|quarter (?:past|to) (?:{_WORD_HOUR}|\d{{1,2}})|"
    rf"(?:{_WORD_HOUR})(?:\s(?:in the (?:morning|evening|afternoon)|a\.?m\.?|p\.?m\.?|o'clock))?)"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun|mo|di|mi|do|fr|sa|so|tu|we|th|su)(?:day)?s?\.?"
_DAYS = (
    rf"(?:(?:{_DAY})(?:\s?(?:-|–|to|through|thru|bis|until|till)\s?(?:{_DAY})|(?:(?:\s?,\s?|\s?/\s?|"
    rf"\s?&\s?|\sand\s|,\sand\s)(?:{_DAY})){{0,5}})|weekdays?|week days|weekends|business days|"
    rf"work(?:ing)? ?days|every ?day|daily|each day|seven days(?: a week)?|7 days(?: a week)?|"
    rf"week ?nights?|the week)"
)
_ZONE = (
    r"(?:\s?\(?(?:[pmce][sd]?t|utc|gmt|bst|cet|cest|az|(?:eastern|central|mountain|pacific|local|"
    r"uk)(?:\stime)?|(?:our|your|german) time)\b\)?)"
)
_RANGE = rf"(?:(?:from|between|von)\s)?{_T}{_ZONE}?\s?(?:-|–|—|to|until|till|til|and|bis|through)\s?{_T}{_ZONE}?"
_ALWAYS = (
    r"(?:24\s?[x/]\s?7(?:\s?[x/]\s?365)?|24 hours(?: a day)?|around the clock|round the clock|"
    r"any ?time(?: (?:today|this (?:morning|afternoon)|before|after|until|of day)(?: \S+)?)?|"
    r"all day(?: today)?|at all hours|day (?:or|and) night|all (?:night|evening|morning|afternoon|weekend)(?: long)?)"
)
_LIMIT = (
    rf"(?:after|before|until|till|til|to|from|not before|no later than|by)\s(?:about\s|"
    rf"around\s)?{_T}{_ZONE}?(?:\s(?:today|tomorrow|this (?:morning|afternoon|evening)|onwards|on|daily|"
    rf"local))?"
)
_EXCEPT = r"(?:,?\s\(?(?:except|excluding|but not|not|closed|apart from|save)\s[^.;\n)]{3,40}\)?)?"
_EXPRESSION = WordSearch(
    rf"\b(?:(?:{_DAYS}),?\s?(?:at\s|from\s|only\s|between\s)?(?:{_RANGE}|{_LIMIT})|(?:{_RANGE}|"
    rf"{_LIMIT})(?:,?\s?(?:on\s|only\s)?(?:{_DAYS}|today|tomorrow|only))?|{_ALWAYS}(?:,?\s(?:{_DAYS}))?|"
    rf"(?:{_DAYS}))"
    rf"(?:,\s?(?:{_DAYS})\s(?:{_RANGE}|{_LIMIT}|closed))?{_ZONE}?{_EXCEPT}",
)
_CUE = WordSearch(
    r"\b(?:available|availability|reachable|be reached|can reach|reach (?:me|us|him|her)|on[- ]?site|"
    r"onsite|in the (?:office|building)|in (?:the )?office|at my desk|at (?:his|her|the) desk|i(?:'m|"
    r" am) (?:here|in|there|around|at|free|up)|(?:he|she|they)(?:'s|'re| is| are) (?:here|in|there|around|"
    r"at|free)|"
    r"someone (?:is|will be)|somebody (?:is|will be)|we(?:'re| are) (?:here|open|in|on|staffed|there|"
    r"around)|(?:site|office|building|store|branch|floor|centre|center|shop|lobby|reception|door|dc|"
    r"data ?cent(?:er|re)) (?:is )?(?:open|access|hours|staffed|manned|can be|opens)|"
    r"access(?: to (?:the )?\w+)?(?: is| from| between| only|:)|hours|open|staffed|"
    r"manned|badge|escort|let (?:you|them|him|anyone) in|get in|(?:call|ring|phone|text|reach)(?: me| us|"
    r" him| her)?(?: any ?time)?(?: on| at)?|works?|working hours|shift|best (?:time|between)|my hours|"
    r"please|on duty|security|visit|keys?|technician|there|covering|until then)\b",
)
_STARTED = WordSearch(
    (
        r"\b(?:since|began|started|happened|occurred|between|window|maintenance|outage|failed|dropped|"
        r"report(?:s|ed)?|saw|noticed|closed|every|each)\b"
    ),
)
_PHONE_NEAR = re.compile(r"\d[\d\s().-]{4,14}\d{3,4}(?:,?\s(?:ext\.?|x)\s?\d{1,5})?[\s),]{1,6}\(?\Z")
_STRICT_CUE = WordSearch(
    r"\b(?:available|availability|reachable|be reached|can reach|reach (?:me|us|him|her)|on[- ]?site|"
    r"onsite|in the office|in (?:the )?office|at (?:my|his|her) desk|i(?:'m| am) (?:here|in|around|free|"
    r"at)|(?:he|she|they)(?:'s|'re| is| are) (?:here|in|there|around|free|on|at)|site access|access|"
    r"staffed|manned|badge|escort|let (?:you|them|him|anyone) in|"
    r"we(?:'re| are) (?:here|open|in|staffed|there|around)|(?:building|site|office|store|branch|reception|"
    r"lobby|floor|centre|center|shop) (?:is |opens |hours )?(?:open|from|between)|contact[^.;\n]{0,20}|"
    r"(?:call|ring|phone|text)(?: me| us| him| her)\b|works|my hours|best time|security desk|hours)\b",
)
_DATED = re.compile(r"(?:\b20\d\d|\d\.)[\s),]{1,4}\Z")
_TRAILING = re.compile(r"[\s,(]+\Z|\b(?:and|to|on|at)\s?\Z", _I)
_HAS_CLOCK = WordSearch(
    rf"\d|\ball (?:night|day)\b|clock|noon|midnight|\b(?:{_WORD_HOUR})\b",
)


def _clean_end(text: str, start: int, end: int) -> int:
    while end > start and (text[end - 1] in " ,(\n" or (text[end - 1] == "." and text[end - 2] != "m")):
        end -= 1
    return end


def _in_number(text: str, start: int, end: int) -> bool:
    """Whether the stretch is cut out of a telephone or other number: "815-55[5-01]33"."""
    return text[end : end + 1].isdigit() or (
        text[start].isdigit() and text[max(0, start - 1) : start] in tuple("0123456789-./:")
    )


def _candidates(text: Folded, strict: bool) -> Iterator[tuple[float, int, int]]:
    """Expressions in ``text`` (folded) with their scores."""
    cues = _STRICT_CUE if strict else _CUE
    if not (cues.search_here(text) or re.search(r"\d{4}", text)):
        return
    for match in _EXPRESSION.finditer_here(text):
        start, end = match.start(), _clean_end(text, match.start(), match.end())
        start += 5 if text[start : start + 5] == "from " else 0
        if end - start < 3 or _in_number(text, start, end):
            continue
        line_before = text[max(0, start - 70) : start]
        before = re.split(r"[.;!?\n]\s", line_before)[-1]
        score = _score(text[start:end], before, strict)
        if score > 0:
            yield score, start, end


def _score(words: str, before: str, strict: bool) -> float:
    span = bool(re.search(rf"(?i){_T}\s?(?:-|–|to|until|till|and|bis)\s?{_T}", words))
    days = bool(re.search(rf"(?i)\b{_DAYS}", words))
    limit = bool(re.match(r"(?i)(?:after|before|until|till|to|from|not before|no later)", words))
    always = bool(re.fullmatch(rf"(?i){_ALWAYS}.*", words))
    if not (span or days or limit or always):
        return 0.0
    if _STARTED.search_here(before):
        return 0.0
    phone = bool(_PHONE_NEAR.search(before)) and not _DATED.search(before)
    cue = bool((_STRICT_CUE if strict else _CUE).search_here(before))
    single_day = (
        days and not (span or limit or always) and not re.search(r"(?i)\b(?:and|to|through|weekdays|-)\b|,|-|–", words)
    )
    if single_day or not (cue or phone):
        return 0.0
    return 0.5 + 0.2 * (cue + span) + 0.1 * (days + phone) - (0.05 if always and not span else 0)


def named(view: View) -> Iterator[tuple[float, int, int]]:
    """Every expression of hours in the own words as (score, start, end), with or without a word that somebody is there."""
    return _candidates(view.low, strict=False)


def read_access_hours(view: View) -> Found[str] | None:
    """The hours as written; None where the text or signature names none."""
    if view.own.strip():
        best = max(_candidates(view.low, strict=True), default=None)
        if best and best[0] >= 0.6:
            return view.verbatim(best[1], best[2], min(0.9, best[0]), "availability")
    signed = max(_candidates(folded(view.signature), strict=False), default=None)
    if signed:
        return view.verbatim(signed[1], signed[2], min(0.8, signed[0]), "beside the signature's number")
    late = _after_number(view)
    return view.verbatim(*late, 0.6, "said beside the number") if late else None


def _after_number(view: View) -> tuple[int, int] | None:
    """ "My number is 303-555-0142, after 5 please"."""
    if not re.search(r"\d{4}[\s),]", view.low):
        return None
    for match in _EXPRESSION.finditer_here(view.low):
        if _PHONE_NEAR.search(view.low[max(0, match.start() - 20) : match.start()]) and _HAS_CLOCK.search_here(
            match.group()
        ):
            end = _clean_end(view.low, match.start(), match.end())
            if end - match.start() >= 4:
                return match.start(), end
    return None


def bare_hours(view: View) -> Found[str] | None:
    """Hours in an answer to the desk's question, where no other word is needed."""
    for match in _EXPRESSION.finditer_here(view.low):
        end = _clean_end(view.low, match.start(), match.end())
        if end - match.start() >= 3 and _HAS_CLOCK.search_here(match.group()) and not match.group().isdecimal():
            return view.verbatim(match.start(), end, 0.6, "asked for")
    return None
