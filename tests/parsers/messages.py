"""Messages to read in tests."""

from datetime import datetime

from parsers.fields.view import View, view_of
from parsers.message import Message, Sender, Zone
from parsers.vocabulary import Channel, FieldName, ZoneKind

SENT_AT = datetime.fromisoformat("2026-10-20T10:51:00-04:00")
"""A Tuesday morning on the US East Coast."""


def message(
    text: str,
    *,
    subject: str = "",
    name: str = "Ann Roe",
    address: str | None = "ann.roe@lantern-hall.example",
    zones: tuple[Zone, ...] = (),
    sent_at: datetime | None = SENT_AT,
) -> Message:
    return Message(
        channel=Channel.SMTP,
        sender=Sender(address=address, name=name),
        subject=subject,
        text=text,
        zones=zones,
        sent_at=sent_at,
    )


def view(text: str, *, subject: str = "", asked: frozenset[FieldName] = frozenset(), name: str = "Ann Roe") -> View:
    return view_of(message(text, subject=subject, name=name), SENT_AT, asked)


def zoned(*parts: tuple[ZoneKind, str]) -> Message:
    """A message made of stretches of text, each with its zone."""
    zones: list[Zone] = []
    at = 0
    for kind, part in parts:
        zones.append(Zone(kind=kind, start=at, end=at + len(part)))
        at += len(part)
    return message("".join(part for _, part in parts), zones=tuple(zones))
