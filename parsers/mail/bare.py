"""What the header alone tells of a mail whose reading had to be stopped."""

from dataclasses import replace

from parsers.automatic import automatic_of
from parsers.mail.headers import split_headers
from parsers.mail.heading import fields_of, read_heading
from parsers.message import Message
from parsers.vocabulary import Channel

_MOST_BYTES = 65_536


def read_bare(raw: bytes, *, channel: Channel, reason: str) -> Message:
    """The message as far as the first 64 kB of its header tell it: no text, no files. Cheap, and never raises, on any bytes.

    ``reason`` is a clause for an analyst ("it took more than 1.5 seconds of processor time"). A From field behind the 64 kB
    counts: whoever hides a second one there is no proven sender.
    """
    if b"\n" not in raw:  # as in the full reading: lone CRs end lines where nothing else does
        raw = raw.replace(b"\r", b"\n")
    headers, _ = split_headers(raw, cap=_MOST_BYTES)
    message = read_heading(headers, channel)
    sender = message.sender
    return replace(
        message,
        automatic=automatic_of(fields_of(headers), subject=message.subject, address=sender.address, name=sender.name),
        damages=(f"The mail could not be read: {reason}. Its bytes are kept as they came.", *headers.damages),
    )
