"""How many users words tell which are known to be a headcount: "me + 2 testers", "55 on the phones", "Deb and Angelica".

Wider than :mod:`parsers.counts`, which has to find counts among other words and so asks for a noun beside the number.
"""

import re

from parsers.count_patterns import NUMBER
from parsers.counts import number_of

_LONGEST = 160
"""Characters that are looked at: no headcount takes more."""
_I = re.IGNORECASE
_LABEL = re.compile(r"\A(?!(?:mrs?|ms|dr|st|approx|ca|est|abt)\.)\W*[\w.-]{1,20}\W?[.:;)\]]+\*?\s+(?=\w)", _I)
"""What a reader may have taken too much: "Users:", "3.", the end of the sentence before."""
_NUMBER = re.compile(rf"(?<![\w.,:/#$€£])(?<![a-z]-)(?:{NUMBER})(?![\d%]|[.,:]\d)(?:(?=ppl|pax)|(?!\w))", _I)
_NAME_OF = re.compile(
    r"\b(?:ext|extn|extension|agent|user|id|seat|tier|floor|level|line|team|site|room|building|bldg|rule|no|nr|number|the other)"
    r"\.?\s?\Z",
    _I,
)
"""Before a number that counts nobody: "ext 4471", "Tier 1", "the one in the back"."""
_NOT_PEOPLE = re.compile(
    r"\A\s?(?:%|percent|per cent|(?:calls?|minutes?|mins?|hours?|hrs?|days?|weeks?|times|am|pm|o'?\s?clock)\b)", _I
)
_BETWEEN = re.compile(r"\bbetween\s(?:about\s)?\Z", _I)
_SPAN = re.compile(
    r"\A\s?(?:-|–|—|/|,|to|or|up to|till?|maybe|perhaps|possibly|and (?:maybe|perhaps|sometimes))\s?"
    r"(?:maybe\s|even\s|about\s|sometimes\s)?\Z",
    _I,
)
_NONE = re.compile(
    r"\A\W*(?:(?:currently|so far|at present|there (?:is|are)|literally|absolutely)\s)*(?:none|nil|no[ -]?one|nobody|zero|"
    r"(?:no|not (?:a|one)(?: single)?)\s(?!(?:more|less|fewer|longer|idea|clue|number|count|figure|exact|telling|way|of)\b)\w)",
    _I,
)
_NOBODY = re.compile(r"\A\W*(?:nobody|no[ -]?one|none|not (?:a|one)(?: single)?)\b", _I)
_CANNOT = re.compile(
    r"\A[\w\s,'()-]{0,30}?\b(?:can|could|is able|are able|was able|were able|gets?|got|hears?|sees?|receives?|has been able|"
    r"manages?|works?|will be able)\b",
    _I,
)
"""Behind "nobody": then it is everybody who is affected."""
_PART_OF_A_NUMBER = re.compile(
    r"\A\W*(?:about\s|roughly\s|around\s|nearly\s|almost\s)*(?:a\s)?(?P<part>half|third|quarter)\b(?!\s(?:a\s)?(?:dozen|hundred|thousand)\b)",
    _I,
)
_EXCEPT = re.compile(
    r"\A\W*(?:\w+\s){0,2}?(?:all|every\w*|each|any\w*)\s(?:\w+\s){0,3}?(?:but|except|bar|apart from|besides|save)\b", _I
)
_EACH = re.compile(r"\A\W*(?:each|every)\s(?:single\s)?one\b", _I)
_MANY = re.compile(
    r"\b(?:every(?:one|body)?|each|all|whole|entire|most|many|several|some|few|handful|bunch|lots?|various|multiple|majority|"
    r"dozens|hundreds|team|floor|crew|shift|group|department|dept|office|site|room|desk|staff|people|ppl|folks|class|unit|"
    r"cent(?:er|re)|others|us|them|we|they|row|lads|girls|boys|guys|ladies|colleagues|earlies|lates|nights|days|reps|agts|"
    r"half|percent|unknown|unsure|not sure|tbc|tbd|n/a|lot|any(?:one|body))\b|[%?]",
    _I,
)
_SELF = re.compile(r"\b(?:me|myself|i)\b", _I)
_AND_ME = re.compile(
    r"\b(?:me|myself|i)\b[\w\s]{0,12}?(?:\+|&|\band\b|\bplus\b)\W*(?:the|my|our)?\W*(?:other\s)?\Z", _I
)
_PLUS_ME = re.compile(r"(?:\+|&|\band\b|\bplus\b)\s(?:me|myself|I)\b", _I)
_JOINTS = re.compile(r"\s*(?:,\s*(?:and|or)\s|,|\s(?:and|or|nor|plus)\s|[+&/])\s*", _I)
_ONLY_ONE = re.compile(
    r"\b(?:(?:the|is) only (?:one|person|agent|user|soul|member)|yours truly|(?:just|only)\s(?:for\s)?(?:me|myself|mine|him|her|"
    r"one|I)\b(?!\s(?:and|or|plus)\b)|(?:me|mine|myself|him|her) (?:only|alone)|(?:my|his|her) \w+ (?:only|alone)|for my \w+)",
    _I,
)
_ONE = re.compile(
    r"\A\W*(?:(?:just|only|for|also|it'?s|it is|that is|our|the|my|a|an|one|new)\s)*"
    r"(?P<who>[^\W\d_][\w.'’-]*(?:\s(?:[^\W\d_][\w.'’-]*|\(?[#\w.-]+\)?)){0,4})\W*\Z"
)
_OWN = re.compile(r"['’]s\Z")
_PLURAL = re.compile(r"\b[a-z]{2,}(?<!s)s\Z|\b[A-Z]{2,}s\Z")
_ID = re.compile(
    r"\A\W*(?:our\s|the\s|new\s)*(?:agent|user|rep|operator|login|seat|ext(?:ension)?|supervisor)\s(?:no\.?\s|id\s|#\s?)?\d{3,}\Z",
    _I,
)


def users_value(text: str, start: int, end: int) -> int | None:
    """How many users ``text[start:end]`` tells; None where the words give no single number. Never raises.

    A range and "everyone" have none; "no agents" and "nobody" are 0, but "nobody" who "can log in" is everyone; "just
    me" or somebody's name is 1, two names are 2. Of "85 of 120" the first counts.
    """
    words = _LABEL.sub("", " ".join(text[start : min(end, start + _LONGEST)].split()))
    if _ID.match(words):
        return 1
    if _NONE.match(words):
        return None if _everyone_but_none(words, text[end : end + 60]) else 0
    if _PART_OF_A_NUMBER.match(words) or _EXCEPT.match(words) or _EACH.match(words):
        return None
    numbers = [one for one in _NUMBER.finditer(words) if _counts_people(words, one)]
    if numbers:
        return _number(words, numbers)
    return _persons(words)


def _everyone_but_none(words: str, after: str) -> bool:
    nobody = _NOBODY.match(words)
    return bool(nobody and _CANNOT.match(words[nobody.end() :] + after))


def _counts_people(words: str, number: re.Match[str]) -> bool:
    if _NOT_PEOPLE.match(words, number.end()):
        return False
    if number[0].lower() == "one" and words[: number.start()].lower().endswith("the "):
        return False
    return _NAME_OF.search(words, 0, number.start()) is None


def _number(words: str, numbers: list[re.Match[str]]) -> int | None:
    first = numbers[0]
    if len(numbers) > 1:
        second = numbers[1]
        between = words[first.end() : second.start()]
        if _BETWEEN.search(words, 0, first.start()) or (_SPAN.match(between) and _climbs(first[0], second[0])):
            return None
    value = number_of(first[0])
    if value is None:
        return None
    if _AND_ME.search(words, 0, first.start()) or (
        _PLUS_ME.search(words, first.end()) and not _stands_for(words, first)
    ):
        return value + 1
    return value


def _climbs(first: str, second: str) -> bool:
    low, high = number_of(first), number_of(second)
    return low is not None and high is not None and low < high


def _stands_for(words: str, number: re.Match[str]) -> bool:
    """Whether a number is the sum of what follows: "2, me + Lori"."""
    return words[number.end() : number.end() + 1] in {",", ":", "(", "-", "–"}


def _persons(words: str) -> int | None:
    if _ONLY_ONE.search(words) and not _JOINTS.search(words):
        return 1
    pieces = [piece for piece in _JOINTS.split(words) if piece.strip()]
    return len(pieces) if pieces and all(map(_is_one, pieces)) else None


def _is_one(piece: str) -> bool:
    """Whether it is one person: "me", "my deputy", "Ms. Farrow", "devon"; "agents" and "the whole row" are more."""
    match = _ONE.match(piece)
    if match is None or (_MANY.search(piece) and not _SELF.fullmatch(match["who"])):
        return False
    who = match["who"].split(" (")[0]
    return bool(_OWN.search(who) or not _PLURAL.search(who))
