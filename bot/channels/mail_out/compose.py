"""One answer as finished bytes (RFC 5322, RFC 2046): the same for the same inputs, on every try and on every machine.

It is marked as a machine's answer: ``Auto-Submitted: auto-replied`` (RFC 3834 section 5), the header with which Exchange keeps
out-of-office notes from answering it, and ``X-Loop``, which is in no standard and is left where a gateway takes the others away.
``Precedence`` is left out on purpose: it is in no standard either, and ``bulk`` costs delivery where a filter reads it, while who
honours it honours Auto-Submitted. No receipt is asked for (RFC 8098), and nothing is for unsubscribing from (RFC 8058 is for
bulk mail).
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from bot.channels.mail_out import headers
from bot.errors import PermanentError
from bot.render import Rendered
from bot.text import lines_of

_CRLF = "\r\n"


def compose(
    rendered: Rendered,
    *,
    message_id: str,
    date: datetime,
    mail_from_name: str,
    mail_from: str,
    reply_to: str | None,
    recipient: str,
    recipient_name: str,
    in_reply_to: str | None,
    references: Sequence[str],
) -> bytes:
    """The message with CRLF line ends, all ASCII, no line over 998 characters (RFC 5322 section 2.1.1).

    ``mail_from`` and ``reply_to`` are header addresses (the envelope's reverse-path is the transport's matter); ``references``
    are those of the message answered, ``in_reply_to`` its own id; ids without angle brackets. Whatever is in the texts, the
    result has exactly these fields and this one recipient; ids that are not plain are left out.

    Raises PermanentError for an address or a ``message_id`` that cannot stand in a header, ValueError for a naive ``date``.
    """
    if not headers.is_message_id(message_id):
        raise PermanentError("the answer's own Message-ID is not local@domain in printable ASCII")
    if date.tzinfo is None:
        raise ValueError("date must be an aware datetime")
    boundary = _boundary(message_id)
    thread = headers.references(references, in_reply_to)
    fields = [
        ("Date", format_datetime(date.astimezone(UTC))),
        ("From", headers.address(mail_from_name, mail_from)),
        ("Reply-To", headers.address("", reply_to) if reply_to else ""),
        ("To", headers.address(recipient_name, recipient)),
        ("Subject", headers.unstructured(rendered.subject)),
        ("Message-ID", headers.message_ids([message_id])),
        ("In-Reply-To", headers.message_ids([in_reply_to or ""])),
        ("References", headers.message_ids(thread)),
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Loop", mail_from),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative;{_CRLF} boundary="{boundary}"'),
    ]
    head = [f"{name}: {body}" for name, body in fields if body]
    parts = [_part(boundary, "plain", rendered.text), _part(boundary, "html", rendered.html)]
    return _CRLF.join([*head, "", *parts, f"--{boundary}--", ""]).encode("ascii")


def _boundary(message_id: str) -> str:
    """A boundary that no body can hold: neither base64 nor quoted-printable ever has an underscore after "="."""
    return f"=_{hashlib.sha256(message_id.encode('ascii')).hexdigest()[:32]}"


def _part(boundary: str, subtype: str, text: str) -> str:
    encoding, body = _body(text)
    lines = [
        f"--{boundary}",
        f"Content-Type: text/{subtype}; charset=utf-8",
        f"Content-Transfer-Encoding: {encoding}",
        "",
        body,
    ]
    return _CRLF.join(lines)


def _body(text: str) -> tuple[str, str]:
    """The text as quoted-printable, or as base64 where that is shorter (RFC 2045): 7-bit, so that any relay takes it."""
    content = "\n".join(lines_of(text)).encode("utf-8")
    quoted = binascii.b2a_qp(content, istext=True).decode("ascii").replace("\n", _CRLF)
    encoded = base64.encodebytes(content.replace(b"\n", b"\r\n")).decode("ascii").rstrip("\n").replace("\n", _CRLF)
    return ("quoted-printable", quoted) if len(quoted) <= len(encoded) else ("base64", encoded)
