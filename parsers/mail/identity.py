"""How the door knows a mail it has seen: cheap, from headers and body bytes alone, the same by every route."""

import hashlib
import re
from dataclasses import dataclass

from parsers.mail.addresses import read_sender
from parsers.mail.headers import Headers, split_headers
from parsers.mail.ids import message_id
from parsers.mail.words import header_text

_TRAILING = b" \t\n"
_TRACE = re.compile(rb"(?:received[ \t]*+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*+", re.IGNORECASE)
_HOP = re.compile(rb"^received", re.IGNORECASE | re.MULTILINE)
_LONGEST_TRACE = 262_144
_MANY_HOPS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class MailIdentity:
    """``message_id`` is without angle brackets. ``fingerprint`` (hex SHA-256) is over what no transport changes.

    The fingerprint also holds From, Date, Subject and body where there is a Message-ID: a program that uses one id for two
    mails, or a stranger who takes another's, must not make a mail vanish. ``has_date`` false and no id is weak evidence.
    """

    message_id: str | None
    fingerprint: str
    has_date: bool


def identity(raw: bytes) -> MailIdentity:
    """The identity of a raw message. Never raises; received, signature and other transport fields do not matter."""
    headers, body = split_headers(raw)
    own_id = message_id(headers.all("message-id"))
    digest = hashlib.sha256()
    for value in _stable(headers, own_id):
        digest.update(value.encode("utf-8", "replace") + b"\0")
    digest.update(raw[body:].replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(_TRAILING))
    return MailIdentity(message_id=own_id, fingerprint=digest.hexdigest(), has_date=bool(headers.get("date")))


def exactly(raw: bytes) -> str:
    """A digest of all that a mail's fate may hang on: every byte but the Received fields on top, which each relay adds.

    Of those it holds whether they are many, since a mail that goes round is treated otherwise.
    """
    trace = _TRACE.match(raw, 0, _LONGEST_TRACE)
    end = trace.end() if trace else 0
    many = sum(1 for _ in _HOP.finditer(raw, 0, end)) // _MANY_HOPS
    digest = hashlib.sha256(b"%d\0" % many)
    digest.update(memoryview(raw)[end:])
    return digest.hexdigest()


def _stable(headers: Headers, own_id: str | None) -> list[str]:
    senders = headers.all("from")
    sender = read_sender(senders, headers.from_count)
    author = sender.address or " ".join(header_text(value) for value in senders)
    values = [author, header_text(headers.get("date")), header_text(headers.get("subject")), own_id or ""]
    if own_id is None:
        values.append(" ".join(header_text(value) for value in headers.all("to")))
    return values
