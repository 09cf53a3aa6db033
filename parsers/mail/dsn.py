"""Delivery status notifications (RFC 3464, RFC 6533), and the bounces of programs that know no standard.

A bounce is a report about one mail: what is in the outermost message counts, not what is in a message that it gives back.
"""

import re
from collections.abc import Iterator, Sequence

from parsers.automaticwords import BOUNCE_SUBJECT
from parsers.characters import clean_line
from parsers.mail.bouncetext import id_in, read_text
from parsers.mail.charsets import decode
from parsers.mail.headers import Headers, split_headers
from parsers.mail.ids import message_id
from parsers.mail.mailboxes import AddressError, normal_address
from parsers.mail.structure import Entity
from parsers.mail.transfer import decode_transfer
from parsers.mail.words import header_text
from parsers.message import DeliveryReport, RecipientStatus

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/global"})
_HEADER_TYPES = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_MOST_RECIPIENTS = 50
_MOST_BYTES = 256_000
_MOST_GROUPS = 500
_CODE = re.compile(r"\b([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r(?!\n))")
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_BRACKETS = re.compile(r"<([^<>]{1,320})>")
_DAEMON = re.compile(
    r"mailer-?daemon|postmaster|mail ?delivery|delivery ?sub ?system|mail administrator|system administrator|mdaemon",
    re.IGNORECASE,
)


def read_report(entities: Sequence[Entity]) -> DeliveryReport | None:
    """What a bounce says, or None where the message is none. Never raises.

    ``entities`` are all those of the message, the message itself first. At most 50 recipients are told.
    """
    if not entities:
        return None
    statuses = _outermost(entities, _STATUS_TYPES)
    recipients: dict[str, RecipientStatus] = {}
    for status in _statuses(statuses):
        recipients.setdefault(status.recipient.casefold(), status)
    if recipients:
        told = tuple(recipients.values())[:_MOST_RECIPIENTS]
        return DeliveryReport(recipients=told, original_id=_given_back(entities) or _among(statuses))
    said = _by_words(entities)
    return said or (DeliveryReport(original_id=_given_back(entities)) if statuses else None)


def _by_words(entities: Sequence[Entity]) -> DeliveryReport | None:
    """A bounce that is one by its header and its words alone."""
    headers = entities[0].headers
    if not _is_from_a_mail_system(headers):
        return None
    text = next((_text(entity) for entity in _outermost(entities, frozenset({"text/plain"}))), "")
    said = read_text(text)
    failed = _failed_recipients(headers)
    if not failed and not said.recipients:
        return None
    known = {status.recipient.casefold(): status for status in said.recipients}
    named = [known.pop(address.casefold(), RecipientStatus(recipient=address, action="failed")) for address in failed]
    recipients = (*named, *known.values())
    return DeliveryReport(
        recipients=recipients[:_MOST_RECIPIENTS], original_id=_given_back(entities) or said.original_id
    )


def _outermost(entities: Sequence[Entity], types: frozenset[str]) -> list[Entity]:
    """The entities of these types in the outermost message that has one."""
    found = [(_depth(entity), entity) for entity in entities if entity.type.value in types]
    least = min((depth for depth, _ in found), default=0)
    return [entity for depth, entity in found if depth == least]


def _depth(entity: Entity) -> int:
    """In how many messages the entity is wrapped."""
    depth, above = 0, entity.parent
    while above is not None:
        depth += above.type.value in _MESSAGE_TYPES
        above = above.parent
    return depth


def _statuses(entities: Sequence[Entity]) -> Iterator[RecipientStatus]:
    for entity in entities:
        data = decode_transfer(entity.body[:_MOST_BYTES], entity.encoding)[0]
        for group in _BLANK_LINE.split(data, _MOST_GROUPS):
            status = _status(split_headers(group.strip(b"\r\n"))[0]) if group.strip() else None
            if status:
                yield status


def _status(fields: Headers) -> RecipientStatus | None:
    """One group of per-recipient fields (RFC 3464 section 2.3), or None for the group about the message."""
    # What we sent it to, where it is told (section 2.3.1): behind a forwarding the final recipient is somebody we do not know.
    recipient = _recipient(fields.get("original-recipient")) or _recipient(fields.get("final-recipient"))
    if not recipient:
        return None
    diagnostic = clean_line(re.sub(r"\A[\w-]{1,30};\s?", "", header_text(fields.get("diagnostic-code"), 500)), 500)
    status = _code(header_text(fields.get("status"), 100), diagnostic)
    words = header_text(fields.get("action"), 100).lower().split()
    action = words[0].strip("(;,") if words else ""
    return RecipientStatus(
        recipient=recipient,
        action=action if action in _ACTIONS else _action_by(status),
        status=status,
        diagnostic=diagnostic,
    )


def _code(written: str, diagnostic: str) -> str:
    """The status; where it says nothing (``5.0.0``), the one that the other server said."""
    given, said = _CODE.search(written), _CODE.search(diagnostic)
    if given and not (given[1].endswith(".0.0") and said):
        return given[1]
    return said[1] if said else ""


def _action_by(status: str) -> str:
    """What the code means where the action is missing (RFC 3463 section 2)."""
    return {"5": "failed", "4": "delayed", "2": "delivered"}.get(status[:1], "failed")


def _recipient(value: bytes) -> str:
    """The address of ``rfc822; ann@firm.example`` or ``utf-8; ...`` (RFC 6533 section 3), ``""`` for none."""
    text = header_text(value, 500)
    kind, separator, rest = text.partition(";")
    address = rest.strip() if separator else text
    if kind.strip().lower() == "utf-8":
        address = clean_line(_ESCAPED.sub(_character, address))
    return _normal(address)


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _normal(address: str) -> str:
    """An address as the desk compares it; ``""`` where it is none."""
    inside = _BRACKETS.search(address)
    local, _, domain = (inside[1] if inside else address).strip().rpartition("@")
    try:
        return normal_address(local, domain)
    except AddressError:
        return ""


def _given_back(entities: Sequence[Entity]) -> str | None:
    """The Message-ID of the message, or of the header, that the bounce gives back."""
    for entity in _outermost(entities, _MESSAGE_TYPES | _HEADER_TYPES):
        headers = entity.parts[0].headers if entity.parts else _own_headers(entity)
        found = message_id(headers.all("message-id"))
        if found:
            return found
    return None


def _among(statuses: Sequence[Entity]) -> str | None:
    """The Message-ID behind the statuses, where a damaged boundary left what is given back there."""
    return next((found for entity in statuses if (found := id_in(_text(entity)))), None)


def _own_headers(entity: Entity) -> Headers:
    data = decode_transfer(entity.body[:_MOST_BYTES], entity.encoding)[0]
    return split_headers(data)[0]


def _failed_recipients(headers: Headers) -> list[str]:
    """X-Failed-Recipients, as Exim and others write it."""
    text = ",".join(header_text(value) for value in headers.all("x-failed-recipients")[:_MOST_RECIPIENTS])
    addresses = (_normal(part) for part in text.split(",")[:_MOST_RECIPIENTS])
    return list(dict.fromkeys(address for address in addresses if address))


def _is_from_a_mail_system(headers: Headers) -> bool:
    """Whether a mail system wrote it: words alone would make a bounce of what a person quotes from one."""
    return (
        bool(headers.get("x-failed-recipients"))
        or headers.get("return-path").replace(b" ", b"") == b"<>"
        or _DAEMON.search(header_text(headers.get("from"), 300)) is not None
        or BOUNCE_SUBJECT.match(header_text(headers.get("subject"), 300)) is not None
    )


def _text(entity: Entity) -> str:
    data = decode_transfer(entity.body[:_MOST_BYTES], entity.encoding)[0]
    return decode(data, entity.type.parameters.get("charset"))[0]
