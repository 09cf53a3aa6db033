"""Message-IDs and dates (RFC 5322 sections 3.6.1 and 3.6.4), as broken as they come."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from parsers.characters import clean_line

_ID = re.compile(r"<([^<>]{1,998})>")
_BARE = re.compile(r"[^\s<>,;]{1,400}@[^\s<>,;]{1,400}")
_SPACES = re.compile(r"\s+")
_MOST_IDS = 200
_MOST_BYTES = 64_000
_FIRST_YEAR, _LAST_YEAR = 1970, 9998


def message_ids(values: tuple[bytes, ...]) -> tuple[str, ...]:
    """Every Message-ID in the values, without angle brackets, in order, each once; of very many the last 200."""
    found: dict[str, None] = {}
    for value in values:
        text = value[-_MOST_BYTES:].decode("utf-8", "replace")
        for written in _ID.findall(text) or _BARE.findall(text):
            clean = clean_line(_SPACES.sub("", written))
            if clean:
                found.setdefault(clean)
    return tuple(found)[-_MOST_IDS:]


def message_id(values: tuple[bytes, ...]) -> str | None:
    """The message's own id, without angle brackets: what stands in them, or the whole value where there are none."""
    for value in values:
        ids = message_ids((value,))
        if ids:
            return ids[0]
        bare = clean_line(_SPACES.sub("", value[:998].decode("utf-8", "replace"))).strip("<>")
        if bare:
            return bare
    return None


def sent_at(value: bytes) -> datetime | None:
    """The Date field as an aware time with its own offset; ``-0000`` is UTC (RFC 5322 section 3.3). None if unreadable."""
    text = clean_line(value[:200].decode("latin-1"))
    if not text:
        return None
    try:
        date = parsedate_to_datetime(text)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        year = date.astimezone(UTC).year
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if _FIRST_YEAR <= year <= _LAST_YEAR else None
