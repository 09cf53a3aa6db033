"""Which ticket a message replies to, as against one it mentions in passing."""

import re

from parsers.fields.view import View
from parsers.references import ticket_numbers

_PASSING = re.compile(
    r"(?:\b(?:like|similar to|same as|as in|as with|see also|cf\.?|related to|unrelated to|not related to|"
    r"had in|we had|last (?:time|year|month|spring|summer)|"
    r"back in|previous(?:ly)?|earlier (?:ticket|case)|old(?:er)? (?:ticket|case)|another ticket|"
    r"other (?:ticket|case)|different (?:from|to|than)|"
    r"not (?:the same as|part of)|possibly|perhaps|maybe|i (?:believe|think)|belongs? to|was|compare|"
    r"reminds?|(?:for|to) us in|history|closed|back under|under|resembles|copy of|follow-?up (?:to|of|"
    r"from)|"
    r"came out of|after|since|from|reference to|remember|duplicate of|sister of)\b[^.;\n]{0,45}|\([^()\n]{0,12})\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:on|for|re|regarding|about|reference|ref|update|status|ticket|case|close|escalate|of|with|"
    r"concerning|number)\b|\A|[\n\[#:])"
    r"[\s\W]{0,6}(?:(?:the|our|my|your|ticket|case|number|no|incident|ref)[\s.:#]{1,3}){0,3}\Z",
    re.IGNORECASE,
)
_WRAP = re.compile(r"(?<=[^\n]{45})(?<![.:;!?])\n(?!\s)")
"""A line end that a mail program has put: after a long line, within a sentence. It is a space."""
_LATE = 400
"""Far down in a long mail a number is a mention, whatever word stands before it."""


def thread_of(view: View, prefix: str) -> str | None:
    """The first ticket number that the message is about, or None."""
    in_subject = ticket_numbers(view.subject, prefix)
    if in_subject:
        return in_subject[0]
    stem = re.escape(prefix.rstrip("-"))
    for match in re.finditer(rf"(?<![\w-]){stem}\s?[-–]?\s?\d{{4,9}}\b", view.own, re.IGNORECASE):
        before = _WRAP.sub(" ", view.own[max(0, match.start() - 120) : match.start()])[-70:]
        numbers = ticket_numbers(match.group(), prefix)
        if numbers and not _PASSING.search(before) and (match.start() < _LATE or _ABOUT.search(before)):
            return numbers[0]
    return None
