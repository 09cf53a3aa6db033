"""Raw bytes to a Message. Whatever comes in, a Message comes out, with what could not be read said in its damages."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from parsers.automatic import automatic_of
from parsers.bodies import MOST_LINES, zones
from parsers.limits import ReadLimits
from parsers.mail.assembly import assemble, block_text
from parsers.mail.content import Block, Content, Desk
from parsers.mail.dsn import read_report
from parsers.mail.headers import Headers
from parsers.mail.heading import fields_of, read_heading
from parsers.mail.smime import Trusted, protections
from parsers.mail.structure import Entity, read_structure
from parsers.message import Automatic, Message, Zone
from parsers.vocabulary import AutomaticKind, Channel, ZoneKind

_GAP = "\n\n"


def read_mail(
    raw: bytes,
    *,
    channel: Channel = Channel.SMTP,
    limits: ReadLimits | None = None,
    now: Callable[[], float] = time.perf_counter,
    at: datetime | None = None,
) -> Message:
    """The message in ``raw`` (RFC 5322, MIME). Never raises, on any bytes.

    ``now`` counts seconds for ``limits.read_seconds``; ``at`` is when the message came in (aware), against which a signer's
    certificate is held: without it no signature is verified. What was repaired or left out is said in ``damages``.
    """
    limits = limits or ReadLimits()
    end = now() + limits.read_seconds
    desk = Desk(limits, lambda: now() > end, [])
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    entities = read_structure(raw, limits, desk.late, desk.damages)
    content = assemble(desk, entities)
    return _message(desk, channel, entities, content, at)


def with_envelope(message: Message, mail_from: str | None) -> Message:
    """``message`` marked automatic where the envelope's sender is empty (RFC 5321 section 4.5.5) and nothing else said so.

    ``mail_from`` is None where the channel has no envelope.
    """
    if mail_from != "" or message.automatic is not None:
        return message
    reason = "Its sender in the envelope is empty (MAIL FROM:<>)."
    return replace(message, automatic=Automatic(kind=AutomaticKind.BOUNCE, reason=reason))


def _message(desk: Desk, channel: Channel, entities: list[Entity], content: Content, at: datetime | None) -> Message:
    headers = entities[0].headers
    heading = read_heading(headers, channel)
    text, parts = _text(desk, content, heading.subject)
    if not text:
        _keep_html(desk, content)
    desk.say(desk.filing.left_out)
    trusted = Trusted(address=heading.sender.address, roots=desk.limits.smime_roots, at=at)
    labels = [*protections(entities, trusted, desk.late), *desk.protections]
    if heading.sent_at is None and headers.get("date"):
        desk.say("The Date field could not be read.")
    return replace(
        heading,
        text=text,
        zones=parts,
        attachments=tuple(content.files),
        automatic=_automatic(headers, heading, entities, text),
        damages=tuple(desk.damages),
        report=read_report(entities),
        protections=tuple(dict.fromkeys(labels)),
    )


def _automatic(headers: Headers, heading: Message, entities: list[Entity], text: str) -> Automatic | None:
    types = [entity.type.value for entity in entities]
    sender = heading.sender
    return automatic_of(
        fields_of(headers),
        subject=heading.subject,
        address=sender.address,
        name=sender.name,
        part_types=types,
        text=text,
    )


def _text(desk: Desk, content: Content, subject: str) -> tuple[str, tuple[Zone, ...]]:
    """The text of all blocks one behind the other, and its zones; within ``limits.text_bytes`` in all."""
    pieces: list[str] = []
    found: list[Zone] = []
    length, room, lines = 0, desk.limits.text_bytes, MOST_LINES
    for block in _shown(content):
        piece = _within(desk, block_text(desk, block).strip("\n"), room) if room > 0 else ""
        if not piece.strip():
            continue
        if pieces:
            pieces.append(_GAP)
            length += len(_GAP)
            found[-1] = replace(found[-1], end=length)
        kinds = _forward(piece) if block.forward else zones(piece, subject=subject, most_lines=lines)
        lines = max(0, lines - piece.count("\n"))
        _extend(found, kinds, length)
        pieces.append(piece)
        length += len(piece)
        room -= len(piece.encode()) + len(_GAP)
    return "".join(pieces), tuple(found)


def _keep_html(desk: Desk, content: Content) -> None:
    """HTML that shows no text (pictures alone, or markup nobody understands) is kept as a file: no mail comes in empty."""
    for block in content.blocks:
        if block.html and block.html.strip():
            markup = block.html.encode("utf-8", "replace")
            content.files.extend(desk.filing.keep(markup, name="", media_type="text/html"))
            desk.say("The HTML part shows no text; it is kept as a file.")


def _shown(content: Content) -> list[Block]:
    """The blocks without the spare ones, where any other says something."""
    proper = [block for block in content.blocks if not block.spare]
    return proper if any((block.html or block.text).strip() for block in proper) else content.blocks


def _within(desk: Desk, piece: str, room: int) -> str:
    encoded = piece.encode()
    if len(encoded) <= room:
        return piece
    desk.say(f"The text is longer than {desk.limits.text_bytes} bytes; the rest is not shown.")
    return encoded[:room].decode("utf-8", "ignore")


def _extend(found: list[Zone], more: tuple[Zone, ...], offset: int) -> None:
    """Append the zones of a block that begins at ``offset``; neighbours of one kind are one zone."""
    for zone in more:
        if found and found[-1].kind is zone.kind:
            found[-1] = replace(found[-1], end=zone.end + offset)
        else:
            found.append(Zone(kind=zone.kind, start=zone.start + offset, end=zone.end + offset))


def _forward(piece: str) -> tuple[Zone, ...]:
    return (Zone(kind=ZoneKind.FORWARD, start=0, end=len(piece)),)
