"""Texts from customers on an operator's terminal: shown as they are read, never obeyed.

Nothing here is rich markup, no control code and no mark that turns the direction of a line survives
(:mod:`bot.text` takes them out).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.text import lines_of, one_line

CELL = 400
"""Characters of one cell at most: more belongs on a page of its own."""


def safe_cell(value: object) -> str:
    """A value as one clean line; None and "" are empty."""
    return "" if value is None else one_line(_undirected(str(value)), CELL)


def safe_lines(text: str) -> list[str]:
    """A text as clean lines."""
    return lines_of(_undirected(text))


def _undirected(text: str) -> str:
    # The one mark of direction (Unicode's bidi algorithm, ALM) that bot.text leaves in for Arabic letters' sake.
    return text.replace("\u061c", "")


def shown_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """A time for people: ``2026-07-13 09:20:05 MDT``."""
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")


def short_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """A time in a list: ``2026-07-13 09:20``, in the desk's zone."""
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def shown_size(size: int) -> str:
    """A size for people: ``12 bytes``, ``3.4 kB``, ``1.2 MB``."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:,.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"
