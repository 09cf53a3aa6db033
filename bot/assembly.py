"""Settings into the values that the parts are made from."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.base import Outgoing
from bot.channels.mail_out import compose
from bot.intake.apply import DeskIdentity
from bot.intake.gather import DeskFacts
from bot.notices import DeskCard, from_json
from bot.outbox import RetryTerms
from bot.policy.facts import Terms
from bot.render import Renderer
from bot.settings import Settings
from parsers.arrival import Arrival
from parsers.limits import ReadLimits
from parsers.mail import read_mail, with_envelope
from parsers.message import Message
from store.deliveries import Delivery


def read_limits(settings: Settings) -> ReadLimits:
    """The bounds on reading one message."""
    limits = settings.limits
    return ReadLimits(
        header_bytes=limits.header_bytes,
        parts=limits.parts,
        depth=limits.depth,
        text_bytes=limits.text_bytes,
        read_seconds=limits.read_seconds,
        attachments=limits.attachments,
        attachment_bytes=limits.attachment_bytes,
    )


def message_reader(settings: Settings) -> Callable[[Arrival], Message]:
    """Reads an arrival of any mail channel."""
    limits = read_limits(settings)

    def read(arrival: Arrival) -> Message:
        message = read_mail(arrival.raw, channel=arrival.channel, limits=limits)
        return with_envelope(message, arrival.envelope.mail_from)

    return read


def desk_facts(settings: Settings) -> DeskFacts:
    """What gathering needs."""
    admission = settings.admission
    own = {address.casefold() for mailbox in settings.mailboxes for address in mailbox.addresses}
    users = (*settings.smtp.users, *settings.lmtp.users)
    return DeskFacts(
        prefix=settings.desk.ticket_prefix,
        zone=ZoneInfo(settings.desk.time_zone),
        addresses=frozenset(own | {settings.desk.address.casefold()}),
        held_answer_within=timedelta(days=admission.held_answer_days),
        logins={user.name: user.addresses for user in users},
        networks=admission.genuine_networks,
        terms=Terms(
            required={name: tuple(getattr(settings.required, name)) for name in type(settings.required).model_fields},
            reopen_within=timedelta(days=admission.reopen_days),
            max_hops=admission.max_hops,
            answers_per_hour=admission.answers_per_sender_per_hour,
            answer_held=admission.answer_held,
        ),
    )


def desk_card(settings: Settings) -> DeskCard:
    """Who answers."""
    desk = settings.desk
    return DeskCard(name=desk.name, address=desk.address, phone=desk.phone, portal=desk.portal)


def desk_identity(settings: Settings, reply_key: bytes) -> DeskIdentity:
    """What applying needs."""
    return DeskIdentity(
        card=desk_card(settings),
        prefix=settings.desk.ticket_prefix,
        first_ticket=settings.desk.first_ticket,
        zone=ZoneInfo(settings.desk.time_zone),
        reply_key=reply_key,
    )


def retry_terms(settings: Settings) -> RetryTerms:
    """How long sending is tried."""
    out = settings.mail_out
    return RetryTerms(first=out.first_retry, longest=out.longest_retry, give_up_after=out.give_up_after)


def composer(settings: Settings) -> Callable[[Delivery], Outgoing]:
    """Makes a delivery into the mail that says it: the same bytes at every try."""
    renderer = Renderer(settings.templates)
    desk = settings.desk

    def make(delivery: Delivery) -> Outgoing:
        content = compose(
            renderer.render(from_json(delivery.payload)),
            message_id=delivery.message_id,
            date=delivery.created_at,
            mail_from_name=desk.name,
            mail_from=desk.address,
            reply_to=delivery.reply_to,
            recipient=delivery.recipient,
            recipient_name=delivery.recipient_name,
            in_reply_to=delivery.in_reply_to,
            references=delivery.references,
        )
        # The null reverse-path (RFC 3834 section 3.3): a bounce of an automatic answer must not come back as mail.
        return Outgoing(message_id=delivery.message_id, mail_from="", recipient=delivery.recipient, content=content)

    return make
