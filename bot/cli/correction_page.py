"""Corrections on a page and in a list: what was read, what it should have been, who says so."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.cli.desk import CliDesk
from bot.cli.output import columns
from bot.cli.safe import short_time
from parsers.readings import Reading
from store.corrections import Correction

COLUMNS = columns("made | ticket | message | field | was read* | should be* | by* | way")


def row(at: CliDesk, one: Correction, ticket: str | None) -> tuple[object, ...]:
    """A line of the list."""
    return (
        short_time(one.at, at.zone),
        ticket,
        one.arrival_id,
        one.name,
        values(one.was_read),
        values(one.should_be),
        one.by,
        one.way,
    )


def document(one: Correction, ticket: str | None) -> dict[str, Any]:
    """A correction for machines; ``ticket`` has its prefix."""
    shown = asdict(one)
    for internal in ("ticket_id", "contact_id"):
        del shown[internal]
    return {**shown, "ticket": ticket}


def values(readings: Sequence[Reading]) -> str:
    """``40``, ``no target; busy``; "nothing" where there are none."""
    return "; ".join(str(one.value) for one in readings) or "nothing"


def note(corrections: Sequence[Correction], name: str, value: object) -> str:
    """Who has made a field what it is: ``corrected by ana, was 40``; "" where its value is not a corrected one."""
    for one in reversed(corrections):
        if one.name == name:
            is_this = any(reading.value == value for reading in one.should_be)
            return f"corrected by {one.by}, was {values(one.was_read)}" if is_this else ""
    return ""
