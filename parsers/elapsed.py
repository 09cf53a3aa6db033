"""How long ago words say that something was: "a couple hours ago", "two and a quarter hours now", "some 1.5 hrs back"."""

import re
from datetime import timedelta

from parsers.wordsearch import WordSearch, folded

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_WORDS = {
    word: float(value)
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        start=1,
    )
} | {
    "a": 1.0, "an": 1.0, "couple": 2.0, "few": 3.0, "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fourty": 40.0,
    "fifty": 50.0, "sixty": 60.0, "ninety": 90.0, "half": 0.5, "quarter": 0.25,
}  # fmt: skip
_AMOUNT = (
    rf"\d{{1,3}}(?:[.,]\d)?(?:\s?½)?|½|three quarters of an|(?:a\s)?quarter of an|half an?|(?:an?\s)?couple(?:\sof)?|(?:a\s)?few|"
    rf"(?:twenty|thirty|fou?rty|fifty)[\s-](?:{_UNITS})|{_UNITS}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    rf"seventeen|eighteen|nineteen|twenty|thirty|fou?rty|fifty|sixty|ninety|an?"
)
_FRACTION = r"\sand\s(?:a\s|three\s)?(?:half|quarters?)"
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|(?<=\d)\s?m|hours?|hrs?|(?<=\d)\s?h)\b"
_MORE = rf"(?:(?:\sand\s|\s|,\s)?(?P<n2>{_AMOUNT})[\s-]?(?P<u2>(?:minutes?|mins?|(?<=\d)m)\b))?"
_ELAPSED = WordSearch(
    rf"(?<![\w.:])(?:(?P<n1>{_AMOUNT})(?P<f1>{_FRACTION})?(?:\s?(?:-|–|to|or)\s?(?:{_AMOUNT}))?[\s-]?"
    rf"|(?<=last\s)|(?<=past\s))(?P<u1>{_UNIT})\.?"
    rf"(?P<f2>{_FRACTION})?{_MORE}(?P<rest>[^\n]{{0,40}})",
)
_SINCE_THEN = WordSearch(
    r"\s?(?:(?:or\s(?:so|more|better|two|thereabouts)|plus|roughly|about|maybe|at least),?\s?)*"
    r"(?:(?P<said>ago|back|earlier|now|by now|already|since|before (?:i|this|now|writing|sending)|"
    r"straight|solid|and counting|so far)\b|\Z|[,.;(])",
)
_ONLY = WordSearch(
    r"\A(?:(?:for|over|in|during|since|been|the|these|this|last|past|about|around|approx\.?|approximately|roughly|some|nearly|"
    r"almost|a good|good|at least|more than|going on|maybe|say|well|now|down|out|~)\s?)*\Z",
)
"""What may stand before a length that is not said to be "ago"."""
_NOW = WordSearch(
    r"\A(?:(?:only\s)?just now|right now|(?:a\s(?:few\s)?)?moments? ago|this (?:very )?(?:minute|second|moment))\b",
)


def elapsed(words: str) -> timedelta | None:
    """How long before it was written; None where ``words`` say no hours or minutes that have gone by.

    "Two minutes past midnight" and "20 minutes into the shift" are counted from something else and say none.
    """
    low = folded(words)
    if _NOW.match(low):
        return timedelta()
    match = _ELAPSED.search(low)
    then = _SINCE_THEN.match(match["rest"]) if match else None
    if match is None or then is None or not (then["said"] or _ONLY.match(low[: match.start()])):
        return None
    total = _length(match["n1"] or "", match["f1"] or match["f2"], match["u1"])
    return total + (_length(match["n2"], None, match["u2"]) if match["n2"] else timedelta())


def _length(amount: str, fraction: str | None, unit: str) -> timedelta:
    number = _number(amount) + _part(fraction)
    if unit[0] == "h":
        return timedelta(hours=number)
    return timedelta(seconds=number) if unit[0] == "s" else timedelta(minutes=number)


def _part(fraction: str | None) -> float:
    if fraction is None:
        return 0.0
    if "half" in fraction:
        return 0.5
    return 0.75 if "three" in fraction else 0.25


def _number(words: str) -> float:
    digits = re.match(r"\d+(?:[.,]\d)?", words)
    if digits:
        return float(digits[0].replace(",", ".")) + (0.5 if "½" in words else 0.0)
    if words == "½":
        return 0.5
    if words.startswith("three quarters"):
        return 0.75
    known = [_WORDS[word] for word in words.replace("-", " ").split() if word in _WORDS and word not in {"a", "an"}]
    return sum(known) if known else 1.0
