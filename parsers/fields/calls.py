"""Single calls: CONNIDs, and telling a caller's number from the contact's and from the one he dialled."""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import islice

from parsers.extraction import Found
from parsers.fields.view import View
from parsers.phones import Phone, phones, region_for

_CONNID = re.compile(r"(?<![\w-])(?:0x)?([0-9a-fA-F]{16})(?![\w-])")
_DIGITS = 16
_CONNID_WORD = re.compile(r"conn\s?-?id|call id|connection id", re.IGNORECASE)
_I = re.IGNORECASE

_CONTACT_BEFORE = re.compile(
    r"(?:\b(?:call|ring|reach|phone|text|contact|page|dial|callback|call-back|number to (?:call|"
    r"reach))\b(?:\s(?:me|us|him|her|them|back|directly|any ?time|anytime|[A-Z][\w.'-]+))"
    r"{0,4}(?:\s(?:back|directly|any ?time))?(?:\s(?:on|at|via|under|is))?|\b(?:my|his|her|our|their|"
    r"direct|best|desk|office|site|local|contact|mobile|callback)\s(?:\w+\s){0,2}"
    r"(?:cell|mobile|phone|number|line|desk|direct|extension|tel)(?:\s(?:number|phone|line|no))?(?:\s(?:is|on|at))?"
    r"|\b(?:tel(?:ephone|efon)?|phone|mobile|cell|direct|ph|mob|handy|office|desk|t|m|p|o|d|c|h|w)\b[.:]?|"
    r"\bon|\bat|\bavailable at|\breachable (?:on|at|under)|☎|📞)[\s:.,(=-]{0,4}\Z",
    _I,
)
_FAX = re.compile(r"\b(?:fax|telefax|f)\b[\s:.(-]{0,4}\Z", _I)
_ANI_BEFORE = re.compile(
    r"(?:\b(?:ani|anis|cli|clid|caller(?:'?s)?(?: id| number)?|calling (?:number|party|from)|from|"
    r"customer(?:'?s)?(?: number| phone| cell)?|patient|member|guest|client|called (?:in )?from|"
    r"phoned (?:in )?from|calls? (?:came )?from|originat\w+|source)\b[\s:.(=#-]{0,4}(?:(?:number|is|was|"
    r"were|of|the|cell|mobile|id)[\s:(]{1,2}){0,3})\Z",
    _I,
)
_DIALLED_BEFORE = re.compile(
    r"\b(?:dial(?:l?ed|l?ing|s)?|dnis|did|ddi|tfn|toll[- ]free|freephone|called number|calling|"
    r"calls? (?:in)?to|to|number called|800 number|old number|new number|main (?:number|line)|"
    r"our (?:\w+ )?(?:line|number)|hotline|"
    r"caller id as|show(?:s|ing)?(?: up)? as|outbound (?:cli|number)|display(?:s|ing)?(?: as)?|"
    r"forward(?:ed|s|ing)? to|route[ds]? to|transfer(?:red|s)? to)\b[\s:.(=#-]{0,4}(?:(?:number|line|is|"
    r"was|the|our|on)\s){0,2}\Z",
    _I,
)
_ANI_HEADER = re.compile(
    (
        r"\b(?:ani|anis|cli|caller|callers|calling|connids?|conn id|from|affected calls|examples?|customers?|"
        r"numbers? affected)\b"
    ),
    _I,
)
_DIALLED_HEADER = re.compile(r"\b(?:dnis|dialled|dialed|toll[- ]free|tfn)\b", _I)
_MAIL_NEAR = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,200}")
_OWN_TEST = re.compile(r"\b(?:my|our) (?:own )?(?:cell|mobile|desk|phone)\b", _I)


class Role(Enum):
    """Whose number it is."""

    CALLER = "caller"
    CONTACT = "contact"
    DIALLED = "dialled"
    FAX = "fax"
    UNCLEAR = "unclear"


def read_connids(view: View) -> tuple[Found[str], ...]:
    """The CONNIDs as written, each once, in order; those of the subject first."""
    found: dict[str, Found[str]] = {}
    for match in _connids(view.subject):
        found.setdefault(match[1].lower(), view.verbatim(*match.span(1), 0.95, "connid", place="subject"))
    for match in _connids(view.own):
        if _is_connid(match[1], view.own[max(0, match.start() - 200) : match.start()]):
            found.setdefault(match[1].lower(), view.verbatim(*match.span(1), 0.97, "connid"))
    return tuple(found.values())


def _connids(text: str) -> Iterator[re.Match[str]]:
    """What looks like a CONNID. Few texts have so long a word at all, which is told sooner."""
    long = any(len(word) >= _DIGITS for word in text.split())
    return _CONNID.finditer(text) if long else iter(())


def _is_connid(digits: str, before: str) -> bool:
    """Sixteen decimals may be a payment card: then the word has to stand near."""
    return not digits.isdigit() or digits.startswith("00") or bool(_CONNID_WORD.search(before))


_LINE = 500
"""Characters of a line that are looked at to either side of a number."""
_MOST = 100
"""Numbers that are looked at: a text made of numbers must not cost seconds."""


def _line(text: str, at: int) -> tuple[int, int]:
    """The line that ``at`` stands in, no more than a screenful of it to either side."""
    start = text.rfind("\n", max(0, at - _LINE), at) + 1 or max(0, at - _LINE)
    end = text.find("\n", at, at + _LINE)
    return start, min(len(text), at + _LINE) if end < 0 else end


def _heading(text: str, line_start: int) -> str:
    """The nearest line above that has words: what a column or a list of numbers is headed by."""
    above = text[max(0, line_start - 500) : line_start].rstrip("\n").split("\n")
    for line in reversed(above[-8:]):
        if re.search(r"[A-Za-z]{3}", re.sub(r"[0-9a-fA-F]{16}|\b[ap]m\b", "", line)):
            return line
    return ""


def role_of(text: str, phone: Phone) -> Role:
    """Whose number ``phone`` is, from the words before it, its line, and the heading of its column."""
    before = text[max(0, phone.start - 60) : phone.start].replace("\n", " ")
    if _FAX.search(before):
        return Role.FAX
    if _ANI_BEFORE.search(before) and not _OWN_TEST.search(before):
        return Role.CALLER
    if _DIALLED_BEFORE.search(before):
        return Role.DIALLED
    if phone.toll_free and not _CONTACT_BEFORE.search(before):
        return Role.DIALLED
    if _CONTACT_BEFORE.search(before):
        return Role.CONTACT
    return _role_by_line(text, phone)


def _role_by_line(text: str, phone: Phone) -> Role:
    start, end = _line(text, phone.start)
    line = text[start:end]
    if _CONNID.search(line) or re.search(r"\b(?:ani|cli)\b", line, _I):
        return Role.CALLER
    if _MAIL_NEAR.search(line):
        return Role.CONTACT
    listed = not re.search(r"[A-Za-z]{3}", text[start : phone.start])
    heading = _heading(text, start) if listed else line[: phone.start - start]
    if _DIALLED_HEADER.search(heading) and not _ANI_HEADER.search(heading):
        return Role.DIALLED
    if _ANI_HEADER.search(heading):
        return Role.CALLER
    return Role.UNCLEAR


Numbers = tuple[tuple[Phone, Role], ...]


def own_phones(view: View) -> Numbers:
    """The numbers in the writer's own words with their roles."""
    region = region_for(view.sent_at.utcoffset(), view.text)
    return tuple((phone, role_of(view.own, phone)) for phone in islice(phones(view.own, region), _MOST))


def read_anis(view: View, numbers: Numbers) -> tuple[Found[str], ...]:
    """The calling numbers of affected calls as E.164, each once, in order."""
    found: dict[str, Found[str]] = {}
    for phone, role in numbers:
        if role is Role.CALLER:
            found.setdefault(phone.e164, view.found(phone.e164, phone.start, phone.end, 0.8, "ani by context"))
    return tuple(found.values())
