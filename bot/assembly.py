"""Settings into the values that the parts are made from."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import alerting, bounces
from bot.channels.base import Outgoing
from bot.channels.mail_out import compose
from bot.errors import ConfigurationError
from bot.intake.gather import DeskFacts
from bot.intake.identity import DeskIdentity
from bot.notices import DeskCard, from_json
from bot.outbox import OnRefused, RetryTerms
from bot.policy.facts import Terms
from bot.reading.here import ReaderTerms
from bot.reading.requests import Bounds
from bot.render import Renderer
from bot.scanning import Scanner, make_scanner
from bot.settings import Settings
from bot.settings.providers import named_ids, provider_ids
from parsers.arrival import Arrival
from parsers.authentication import Trust
from parsers.limits import ReadLimits
from parsers.mail import read_mail, with_envelope
from parsers.message import Message
from parsers.references import bounce_address
from store.deliveries import Delivery
from store.engine import Session

_ENHANCED = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
"""An enhanced status code (RFC 3463) in what a server said."""


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
        smime_roots=_smime_roots(settings.authentication.smime_roots),
    )


def _smime_roots(path: Path | None) -> tuple[bytes, ...]:
    if path is None:
        return ()
    try:
        return (path.read_bytes(),)
    except OSError as error:
        raise ConfigurationError(f"authentication.smime_roots: {path} cannot be read: {error.strerror}") from error


def trust(settings: Settings) -> Trust:
    """What counts as proof of a sender."""
    from bot.channels.imap import source_of  # commands that read no mailbox need not wait for its libraries

    users = (*settings.smtp.users, *settings.lmtp.users)
    authentication = settings.authentication
    return Trust(
        logins={user.name: user.addresses for user in users},
        genuine_networks=settings.admission.genuine_networks,
        gateways=authentication.gateways,
        authserv_ids=named_ids(authentication),
        imap_authserv_ids={source_of(account): provider_ids(account, authentication) for account in settings.imap},
        arc_sealers=authentication.arc_sealers,
        check=authentication.check,
    )


def reader_terms(settings: Settings) -> ReaderTerms:
    """What a reader of messages is made from."""
    authentication = settings.authentication
    return ReaderTerms(
        limits=read_limits(settings),
        trust=trust(settings),
        dns_servers=authentication.dns_servers,
        dns_timeout=authentication.dns_timeout,
        ticket_prefix=settings.desk.ticket_prefix,
        home_zone=settings.desk.time_zone,
        reader=settings.desk.reader,
    )


def reading_bounds(settings: Settings) -> Bounds:
    """When the process that reads is ended."""
    return Bounds(seconds=settings.limits.process_seconds, memory=settings.limits.process_memory)


def message_reader(settings: Settings) -> Callable[[Arrival], Message]:
    """Reads an arrival of any mail channel."""
    limits = read_limits(settings)

    def read(arrival: Arrival) -> Message:
        message = read_mail(arrival.raw, channel=arrival.channel, limits=limits, at=arrival.received_at)
        return with_envelope(message, arrival.envelope.mail_from)

    return read


def desk_facts(settings: Settings) -> DeskFacts:
    """What gathering needs."""
    admission = settings.admission
    own = {address.casefold() for mailbox in settings.mailboxes for address in mailbox.addresses}
    authentication = settings.authentication
    return DeskFacts(
        prefix=settings.desk.ticket_prefix,
        zone=ZoneInfo(settings.desk.time_zone),
        addresses=frozenset(own | {settings.desk.address.casefold()}),
        held_answer_within=timedelta(days=admission.held_answer_days),
        forwarders=frozenset(address.casefold() for address in authentication.forwarders),
        authentication=authentication.policy,
        patience=authentication.dns_seconds,
        terms=Terms(
            required={name: tuple(getattr(settings.required, name)) for name in type(settings.required).model_fields},
            reopen_within=timedelta(days=admission.reopen_days),
            max_hops=admission.max_hops,
            answers_per_hour=admission.answers_per_sender_per_hour,
            answer_held=admission.answer_held,
            retry_for=timedelta(seconds=authentication.retry_for),
            ask_every=_ask_every(settings),
        ),
    )


def on_refused(settings: Settings, key: bytes) -> OnRefused:
    """A refused answer flags the address and raises an alert, as a bounce does."""
    card, to = desk_card(settings), settings.alerts.to

    def carry_out(session: Session, delivery: Delivery, answer: str, now: datetime) -> None:
        status = _ENHANCED.search(answer)
        alerts = bounces.refused(session, delivery, status=status[0] if status else "", answer=answer, now=now)
        alerting.carry_out(session, alerts=alerts, to=to, card=card, key=key, now=now)

    return carry_out


def scanner(settings: Settings) -> Scanner:
    """Who looks into files. Raises ConfigurationError."""
    return make_scanner(settings.scanning)


def _ask_every(settings: Settings) -> timedelta | None:
    authentication = settings.authentication
    return timedelta(hours=authentication.ask_hours) if authentication.ask_contact else None


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
        ask_every=_ask_every(settings),
        alerts_to=settings.alerts.to,
    )


def retry_terms(settings: Settings) -> RetryTerms:
    """How long sending is tried."""
    out = settings.mail_out
    return RetryTerms(first=out.first_retry, longest=out.longest_retry, give_up_after=out.give_up_after)


def composer(settings: Settings, reply_key: bytes) -> Callable[[Delivery], Outgoing]:
    """Makes a delivery into the mail that says it: the same bytes at every try."""
    renderer = Renderer(settings.templates)
    desk = settings.desk
    signed = settings.mail_out.bounces == "signed"

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
        # Nothing that comes there is answered, so that it is as safe as the null reverse-path (RFC 3834 section 3.3).
        back = bounce_address(reply_key, desk.address, delivery.delivery_id) if signed else ""
        return Outgoing(message_id=delivery.message_id, mail_from=back, recipient=delivery.recipient, content=content)

    return make
