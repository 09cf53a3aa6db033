"""The arguments of MAIL and RCPT: a path and its parameters (RFC 5321 section 4.1.2)."""

import re
from dataclasses import dataclass
from typing import Self

# An address may be quoted ("a b"@example.com), and a source route before it is to be ignored (RFC 5321 appendix C).
# Angle brackets left out, and a space after the colon, are common in hand-written clients.
_PATH = re.compile(
    r"""\s*
    (?: < (?:@[^<>:\s]*:)? (?P<angled> (?: "(?:[^"\\]|\\.)*" | [^<>\s"] )* ) >
      | (?P<bare> [^<>\s"]+ ) )
    (?: \s+ (?P<parameters> \S.* ) )? \s*
    """,
    re.VERBOSE,
)
_PARAMETER = re.compile(r"(?P<keyword>[A-Za-z0-9][A-Za-z0-9-]*)(?:=(?P<value>[!-<>-~]+))?")


class PathError(ValueError):
    """The argument does not have the form of RFC 5321 section 4.1.2."""


@dataclass(frozen=True, slots=True)
class Path:
    """A reverse-path or forward-path without its brackets (``""`` is the null one), and parameters by upper-case keyword."""

    address: str
    parameters: dict[str, str | None]

    @classmethod
    def parse(cls, keyword: str, argument: str | None) -> Self:
        """Read what follows the word MAIL or RCPT; ``keyword`` is ``FROM:`` or ``TO:``. Raises PathError."""
        if argument is None or argument[: len(keyword)].upper() != keyword:
            raise PathError(f"{keyword} is missing")
        match = _PATH.fullmatch(argument, len(keyword))
        if match is None:
            raise PathError("the address is malformed")
        address = match["angled"] if match["bare"] is None else match["bare"]
        if any(character < " " or character == "\x7f" for character in address):
            raise PathError("the address holds control characters")
        return cls(address, _parameters(match["parameters"] or ""))


def _parameters(text: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for word in text.split():
        match = _PARAMETER.fullmatch(word)
        if match is None or match["keyword"].upper() in found:
            raise PathError("a parameter is malformed or given twice")
        found[match["keyword"].upper()] = match["value"]
    return found
