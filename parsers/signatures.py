"""Where a signature begins: the delimiter line, "Sent from my ...", or a closing phrase with a name block."""

import re
from collections.abc import Sequence

from parsers import quotewords as words

_DELIMITER = re.compile(r"-- ?\Z|[–—]\s?\Z|_{2,60}\s?\Z")
_MOST_DELIMITED = 25
_MOST_BLOCK = 12
_LONGEST_LINE = 90
_NAME = re.compile(
    r"[^\W\d_][\w.’'-]{0,30}(?:,? (?:[^\W\d_][\w.’'()-]{0,30}|(?:de|la|van|von|der|den|of|al|bin|y|e)\b)){0,5},?\s{0,4}\Z"
)
_SENTENCE = re.compile(r"[.!?]\s{0,3}\Z")
_LABEL = re.compile(r"\s{0,8}[^\W\d_][\w /()#-]{0,40}\s?[:=]\s?\S")


def signature_starts(lines: Sequence[str]) -> int | None:
    """The index of the line where the signature at the end of ``lines`` begins, or None.

    A name block counts only behind a closing phrase ("Best regards,") and only while nothing in it looks like a
    sentence or a labelled fact ("Users: 25"): that is the customer's word.
    """
    end = _mobile_lines(lines)
    begin = end if end < len(lines) else None
    delimiter = _delimiter(lines, end)
    if delimiter is not None:
        return delimiter
    block = _closing(lines, end)
    return block if block is not None else begin


def _mobile_lines(lines: Sequence[str]) -> int:
    """Where the "Sent from my ..." lines at the end begin; the number of lines where there are none."""
    first = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if words.MOBILE.match(lines[number]) and len(lines[number]) <= 200:
            first = number
        elif lines[number].strip():
            break
    return first


def _delimiter(lines: Sequence[str], end: int) -> int | None:
    """The first "-- " (RFC 3676 section 4.3) with no more than a signature's worth of lines behind it."""
    for number in range(max(0, end - _MOST_DELIMITED), end):
        if not _DELIMITER.match(lines[number]):
            continue
        behind = [line for line in lines[number + 1 : end] if line.strip()]
        exact = lines[number] in ("-- ", "--")
        if exact or (behind and all(_belongs(line) for line in behind)):
            return number
    return None


def _closing(lines: Sequence[str], end: int) -> int | None:
    filled = [n for n in range(end) if lines[n].strip()]
    for number in filled[-_MOST_BLOCK:]:
        if words.SIGN_OFF.match(lines[number][:120]):
            behind = [lines[n] for n in filled if n > number]
            return number if _is_block(behind) else None
    return None


def _is_block(behind: Sequence[str]) -> bool:
    """A name first, then what belongs to a name. A bare "Thank you!" is the writer's word."""
    if not behind:
        return False
    return bool(_NAME.match(behind[0][:200])) and all(_belongs(line) for line in behind[1:])


def _belongs(line: str) -> bool:
    """A title, firm, number or address: short, no sentence, no labelled fact of another sort."""
    if words.CONTACT_LINE.match(line):
        return len(line) <= 200
    if len(line) > _LONGEST_LINE or _LABEL.match(line):
        return False
    return not (_SENTENCE.search(line) and len(line.split()) > 5) and "?" not in line
