"""The desk's own sentences, as its mails carry them: quoted back they are never the customer's words.

Mail programs re-wrap, mark and flatten a quote, so a sentence is known whatever white space, quote marks or stars stand
between its words. A test holds these against the mails' templates.
"""

import re

from parsers.labels import QUESTIONS
from parsers.wordsearch import CasedSearch, folded

HEADINGS: tuple[str, ...] = (
    "What we understood",
    "What we took from it",
    "What we still need",
    "What you wrote",
    "What we could not keep or read",
    "Attachments we received",
    "Please call us now",
)
"""The mails' headings; each is a line of its own."""

_QUOTE_NUMBER = "in all further correspondence: reply to this mail, or say the number when you call."
SENTENCES: tuple[str, ...] = (
    "We have your message. Your ticket is",
    "We have added your message to ticket",
    "We have your message, and one of us will look at it.",
    "We have what we need from you. If something else comes up, we will ask.",
    "We still need a few facts from you.",
    "It is a new ticket, linked to the earlier",
    "If something here is not right, reply to this mail and say so.",
    "Please reply to this mail and fill in what you can, or answer in your own words.",
    "Our target for a solution is counted from the moment we have all of this.",
    "A critical problem is handled by telephone. The ticket is open already, so you need not repeat what you wrote.",
    _QUOTE_NUMBER,
    "Thank you for writing to",
    "You need not send it again.",
    "(cut here; the whole text is kept in the ticket)",
    "Cut here; the whole text is kept in the ticket.",
)
"""The mails' fixed sentences, or the fixed part of one."""

MASK = "\x1f"
"""Stands for each character of the desk's words once they are taken out."""

_GAP = r"[\s>|*_]{1,12}"
_END = r"(?=[ \t\u00a0*_]{0,8}(?:\n|\Z))"
_SURE = 2
_SEEN = 20_000


def _pattern(words: str) -> str:
    return _GAP.join(map(re.escape, words.split()))


_QUOTE_US = rf"Please{_GAP}quote{_GAP}\S{{1,40}}{_GAP}" + _pattern(_QUOTE_NUMBER)
_WORDS = CasedSearch(
    r"(?<![^\W_])(?:"
    + "|".join(_pattern(sentence) for sentence in SENTENCES)
    + "|(?:"
    + "|".join(_pattern(question) for question in sorted(QUESTIONS.values(), key=len, reverse=True))
    + rf"){_END}|(?m:(?<=\n)|\A)[ \t>|*_]{{0,8}}(?:"
    + "|".join(_pattern(heading) for heading in HEADINGS)
    + rf")[ \t*_]{{0,4}}(?:\n[ \t>|]{{0,8}}-{{3,60}})?{_END})"
)
_CARD = r"(?:^[^\n]{0,80}\n)?(?:^[ \t>|*_]{0,8}(?:Phone|E-mail|Portal):?[ \t\u00a0][^\n]{1,120}(?:\n|\Z)){1,3}"
_BLANK_LINES = r"(?:[ \t>|]{0,8}\n){0,3}"
_FOOT = CasedSearch(
    rf"{_CARD}{_BLANK_LINES}[ \t>|]{{0,8}}{_QUOTE_US}|{_QUOTE_US}[^\n]{{0,8}}\n{_BLANK_LINES}{_CARD}", re.MULTILINE
)
_VISIBLE = re.compile(r"[^\n>]")


def masked(text: str, mask: str = MASK) -> str:
    """``text`` with ``mask`` for each character of the desk's sentences; line ends and quote marks stay, so does the length."""
    low = folded(text)
    text = _FOOT.sub(lambda match: _VISIBLE.sub(mask, match.group()), text, low)
    return _WORDS.sub(lambda match: _VISIBLE.sub(mask, match.group()), text, low)


def carries_own_words(text: str) -> bool:
    """Whether ``text`` holds one of the desk's mails: at least two of its sentences."""
    return any(count >= _SURE for count, _ in enumerate(_WORDS.finditer(text[:_SEEN], folded(text[:_SEEN])), start=1))
