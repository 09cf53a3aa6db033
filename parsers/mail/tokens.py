"""The lexical tokens of structured header fields (RFC 5322 section 3.2), in one pass."""

import re
from dataclasses import dataclass
from typing import Literal

from parsers.mail.mailboxes import AddressError

_SPACE = re.compile(r"[ \t\r\n]+")
# Square brackets count as letters: "Ann [Contractor] <...>" is common; inside an address they are refused later.
_ATOM = re.compile(r"[^ \t\r\n\"()<>:;@\\,]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_IN_COMMENT = re.compile(r"[()]|\\.", re.DOTALL)
_PAIR = re.compile(r"\\(.)", re.DOTALL)
_SPECIALS = frozenset("<>:;@,")
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` tells what ``text`` is; ``spaced`` is true where white space stands before it."""

    kind: Literal["atom", "quoted", "comment", "special"]
    text: str
    spaced: bool


def tokens(text: str) -> list[Token]:
    """All tokens of ``text``. Raises AddressError at the first quote, bracket or comment that is not closed or not opened."""
    found: list[Token] = []
    position = 0
    spaced = False
    while position < len(text):
        space = _SPACE.match(text, position)
        if space:
            position, spaced = space.end(), True
            continue
        token, position = _next(text, position, spaced)
        found.append(token)
        spaced = False
    return found


def _next(text: str, position: int, spaced: bool) -> tuple[Token, int]:
    sign = text[position]
    if sign in _SPECIALS:
        return Token("special", sign, spaced), position + 1
    if sign == '"':
        match = _QUOTED.match(text, position)
        if not match:
            raise AddressError("has a quotation mark without its partner")
        return Token("quoted", match[1], spaced), match.end()
    if sign == "(":
        end = _comment_end(text, position)
        return Token("comment", text[position + 1 : end - 1], spaced), end
    atom = _ATOM.match(text, position)
    if not atom:
        raise AddressError(f"has a stray {sign}")
    return Token("atom", atom[0], spaced), atom.end()


def _comment_end(text: str, position: int) -> int:
    depth = 0
    for match in _IN_COMMENT.finditer(text, position):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
        if depth > _DEEPEST:
            break
    raise AddressError("has a comment that is not closed")


def quoted_text(token: Token) -> str:
    """The content of a quoted string, its quoted pairs resolved."""
    return _PAIR.sub(r"\1", token.text)


def comment_text(token: Token) -> str:
    """The content of a comment, its quoted pairs resolved."""
    return _PAIR.sub(r"\1", token.text)
