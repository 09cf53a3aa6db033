"""What the header alone tells of a mail whose reading had to be stopped."""

from parsers.automatic import automatic_of
from parsers.mail.addresses import read_addresses, read_sender
from parsers.mail.headers import Headers, split_headers
from parsers.mail.ids import message_id, message_ids, sent_at
from parsers.mail.words import header_text
from parsers.message import Automatic, Message, Sender
from parsers.vocabulary import Channel

_MOST_BYTES = 65_536
_MOST_FIELDS = 300
_MOST_VALUES = 20


def read_bare(raw: bytes, *, channel: Channel, reason: str) -> Message:
    """The message as far as the first 64 kB of its header tell it: no text, no files. Cheap, and never raises, on any bytes.

    ``reason`` is a clause for an analyst ("it took more than 1.5 seconds of processor time"). A From field behind the 64 kB
    counts: whoever hides a second one there is no proven sender.
    """
    if b"\n" not in raw:  # as in the full reading: lone CRs end lines where nothing else does
        raw = raw.replace(b"\r", b"\n")
    headers, _ = split_headers(raw, cap=_MOST_BYTES)
    sender = read_sender(headers.all("from"), headers.from_count)
    subject = header_text(headers.get("subject"))
    return Message(
        channel=channel,
        sender=sender,
        subject=subject,
        sent_at=sent_at(headers.get("date")),
        message_id=message_id(headers.all("message-id")),
        in_reply_to=message_ids(headers.all("in-reply-to")),
        references=message_ids(headers.all("references")),
        reply_to=read_addresses(headers.all("reply-to")),
        to=read_addresses(headers.all("to")),
        cc=read_addresses(headers.all("cc")),
        automatic=_automatic(headers, sender, subject),
        received_hops=len(headers.all("received")),
        damages=(f"The mail could not be read: {reason}. Its bytes are kept as they came.", *headers.damages),
    )


def _automatic(headers: Headers, sender: Sender, subject: str) -> Automatic | None:
    fields: dict[str, list[str]] = {}
    for name, value in headers.fields[:_MOST_FIELDS]:
        values = fields.setdefault(name, [])
        if len(values) < _MOST_VALUES:
            values.append(header_text(value, 300))
    return automatic_of(fields, subject=subject, address=sender.address, name=sender.name)
