"""What the header of a mail says, as both the full reading and the one of the header alone take it."""

from parsers.automatic import Fields
from parsers.mail.addresses import read_addresses, read_sender
from parsers.mail.headers import Headers
from parsers.mail.ids import message_id, message_ids, sent_at
from parsers.mail.words import header_text
from parsers.message import Message
from parsers.vocabulary import Channel

_MOST_FIELDS = 300
_MOST_VALUES = 20


def read_heading(headers: Headers, channel: Channel) -> Message:
    """The message as far as its header tells it: without text, files, damages, and without whether a machine wrote it."""
    return Message(
        channel=channel,
        sender=read_sender(headers.all("from"), headers.from_count),
        subject=header_text(headers.get("subject")),
        sent_at=sent_at(headers.get("date")),
        message_id=message_id(headers.all("message-id")),
        in_reply_to=message_ids(headers.all("in-reply-to")),
        references=message_ids(headers.all("references")),
        reply_to=read_addresses(headers.all("reply-to")),
        to=read_addresses(headers.all("to")),
        cc=read_addresses(headers.all("cc")),
        received_hops=len(headers.all("received")),
    )


def fields_of(headers: Headers) -> Fields:
    """The fields as :func:`parsers.automatic.automatic_of` weighs them, bounded in number."""
    fields: dict[str, list[str]] = {}
    for name, value in headers.fields[:_MOST_FIELDS]:
        values = fields.setdefault(name, [])
        if len(values) < _MOST_VALUES:
            values.append(header_text(value, 300))
    return fields
