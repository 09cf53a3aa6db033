"""GATHER: raw bytes to facts. Reading is done outside any transaction; looking things up is quick and done inside it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from bot import bounces
from bot.intake.allowance import Allowance
from bot.intake.confirming import confirmation_of
from bot.intake.reads import Read
from bot.intake.threads import Threads
from bot.policy.asking import QUIET_AFTER_NO
from bot.policy.facts import Asking, Facts, Release, Terms, Thread, Writer
from bot.policy.required import required_for
from bot.policy.threading import has_new_subject, unthreaded
from bot.reading.base import Opened, Reading, ReadingFailedError
from bot.scanning import NoScanner, Scanned, Scanner, scan_all
from parsers.arrival import Arrival
from parsers.extraction import Extraction, Judgement
from parsers.mail.addresses import read_sender
from parsers.mail.headers import split_headers
from parsers.message import Message
from parsers.references import is_for_bounces
from parsers.verdict import Verdict
from parsers.vocabulary import (
    AuthenticationPolicy,
    Authenticity,
    FieldName,
    MessageKind,
    ScanState,
)
from store import contacts, deliveries, holds, questions, tickets
from store.arrivals import Claimed
from store.engine import Session, Store

_ANSWER_PERIOD = timedelta(hours=1)
_FIRST_PATIENCE = 1.5
"""Seconds for the DNS at the first try: behind a mail whose name servers are dead, others wait. The next try has longer.

Not less than authentication.dns_timeout by default: a silence that was cut short is not remembered, and each mail of a flood
would wait for it anew.
"""

_WITHOUT_WAITING = 0.1
"""Seconds of reading that are no waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFacts:
    """What of the settings gathering needs. Addresses are the desk's own, case-folded.

    ``forwarders`` are addresses that forward to the desk. ``zone`` is the desk's: a contact may write until his last day is over
    there. ``patience`` is how many seconds the DNS may take for one message.
    """

    prefix: str
    addresses: frozenset[str]
    terms: Terms
    held_answer_within: timedelta
    forwarders: frozenset[str] = frozenset()
    authentication: AuthenticationPolicy = AuthenticationPolicy.REQUIRE
    patience: float = 5.0
    zone: tzinfo = UTC


_NOT_UNDERSTOOD = "The text could not be weighed in time; a person reads it."


class Gatherer:
    """Reads arrivals and looks up what belongs to them. One for each worker: ``reading`` reads one message at a time."""

    def __init__(
        self, store: Store, reading: Reading, desk: DeskFacts, reply_key: bytes, scanner: Scanner | None = None
    ) -> None:
        self._store = store
        self._reading = reading
        self._desk = desk
        self._key = reply_key
        self._threads = Threads(prefix=desk.prefix, key=reply_key)
        self._scanner = scanner or NoScanner()
        self._strangers = Allowance()

    def close(self) -> None:
        """Give back what reading holds."""
        self._reading.close()

    def read(self, claimed: Claimed) -> Read:
        """Read the bytes. The only look-up is the ticket it answers, for the fields that were asked for."""
        arrival = claimed.arrival
        opened = self._opened(claimed)
        message = opened.message
        with self._store.read() as session:
            writer = self._writer(session, message, arrival.received_at)
            thread = self._threads.of(session, message, arrival, writer, opened.verdict, None)
        # A number or a reply mark that leads nowhere must not make a new report read as an addition to something.
        to_read = message if thread else unthreaded(message, self._desk.prefix)
        asked = self._asked(thread, writer, message.subject)
        extraction, unread = self._extracted(to_read, arrival.received_at, asked)
        if unread:
            message = replace(message, damages=(*message.damages, _NOT_UNDERSTOOD))
        return Read(
            claimed=claimed,
            message=message,
            extraction=extraction,
            verdict=opened.verdict,
            unread=opened.unread,
            scans=scan_all(self._scanner, message.attachments),
        )

    def _opened(self, claimed: Claimed) -> Opened:
        """The message and the verdict. A stranger's name servers are waited for only so long as they delay nobody."""
        full = self._desk.patience if claimed.put_off else min(_FIRST_PATIENCE, self._desk.patience)
        if self._is_contacts(claimed.arrival):
            return self._reading.open(claimed.arrival, patience=full)
        began = time.monotonic()
        opened = self._reading.open(claimed.arrival, patience=min(full, self._strangers.left()))
        self._strangers.spend(max(0.0, time.monotonic() - began - _WITHOUT_WAITING))
        return opened

    def _is_contacts(self, arrival: Arrival) -> bool:
        """Whether it is in a contact's name, by the one reading of the From field that all the rest goes by."""
        headers, _ = split_headers(arrival.raw)
        address = read_sender(headers.all("from"), headers.from_count).address
        if address is None:
            return False
        with self._store.read() as session:
            return contacts.by_address(session, address) is not None

    def _extracted(
        self, message: Message, received_at: datetime, asked: frozenset[FieldName]
    ) -> tuple[Extraction, str]:
        """What the text says; nothing, and why, where its reading had to be stopped: a person reads it then."""
        try:
            return self._reading.extract(message, received_at=received_at, asked=asked), ""
        except ReadingFailedError as error:
            nothing = Judgement(value=MessageKind.OTHER, score=0.0, reasons=("the text could not be weighed",))
            return Extraction(kind=nothing), str(error)

    def facts(self, session: Session, read: Read, now: datetime) -> Facts:
        """The facts as the database has them now; call it in the transaction that will apply the decision."""
        message, arrival = read.message, read.claimed.arrival
        writer = self._writer(session, message, arrival.received_at)
        address = message.sender.address or ""
        bounced = bounces.look_up(session, message, arrival.envelope, self._key)
        same = self._threads.same_mail(session, read.claimed.arrival_id)
        held_since = now - self._desk.held_answer_within
        return Facts(
            now=now,
            message=message,
            extraction=read.extraction,
            verdict=read.verdict,
            terms=self._desk.terms,
            silent=arrival.silent,
            writer=writer,
            same_mail=same.number if same else "",
            thread=same
            or self._threads.bounced_on(session, bounced)
            or self._threads.of(
                session,
                message,
                arrival,
                writer,
                read.verdict,
                read.claimed.arrival_id,
                self._threads.twins(session, read),
            )
            or self._threads.meant(session, read, writer),
            release=self._release(session, read.claimed.arrival_id, now),
            own_mail=bool(message.message_id) and deliveries.is_ours(session, message.message_id or ""),
            from_desk=self._is_desk(address),
            answers_last_hour=deliveries.told_since(session, address, now - _ANSWER_PERIOD),
            answered_while_held=deliveries.told_since(session, address, held_since, "waiting") > 0,
            to_desk=self._is_to_desk(message),
            to_return_address=is_for_bounces((*arrival.envelope.rcpt_to, *message.to, *message.cc)),
            unread=read.unread,
            received_at=arrival.received_at,
            put_off=read.claimed.put_off,
            confirmation=confirmation_of(session, message, arrival.envelope),
            bounced=bounced,
            asking=self._asking(session, writer, read.verdict, address, now),
            infected=_infected(message, read.scans),
        )

    def _asking(self, session: Session, writer: Writer | None, verdict: Verdict, address: str, now: datetime) -> Asking:
        # Nobody is asked about what his own server has brought: three look-ups less for most mail.
        if writer is None or (verdict.result is Authenticity.PASS and verdict.direct):
            return Asking()
        return Asking(
            last_asked=questions.last_asked(session, writer.contact_id),
            said_no=questions.said_no_since(session, writer.contact_id, now - QUIET_AFTER_NO),
            undeliverable=contacts.is_undeliverable(session, address),
        )

    def _is_to_desk(self, message: Message) -> bool:
        """Whether the header's recipients name the desk, or an address that forwards to it."""
        return any(
            self._is_desk(address) or address.casefold() in self._desk.forwarders
            for address in (*message.to, *message.cc)
        )

    def _is_desk(self, address: str) -> bool:
        local, _, domain = address.casefold().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" in self._desk.addresses

    def _writer(self, session: Session, message: Message, at: datetime) -> Writer | None:
        found = contacts.by_address(session, message.sender.address) if message.sender.address else None
        return as_writer(found, at, self._desk.zone, self._desk.authentication) if found else None

    def _asked(self, thread: Thread | None, writer: Writer | None, subject: str) -> frozenset[FieldName]:
        if thread is None or writer is None or thread.account_id != writer.account_id:
            return frozenset()
        if has_new_subject(thread, subject):  # it may speak of something else: nothing is read into bare words
            return frozenset()
        wanted = self._desk.terms.required.get(required_for(thread.kind, thread.severity), ())
        return frozenset(name for name in wanted if name not in thread.known)

    def _release(self, session: Session, arrival_id: int, now: datetime) -> Release | None:
        hold = holds.held(session, arrival_id)
        if hold is None or hold.state != "released" or hold.account_id is None:
            return None
        contact = contacts.by_id(session, hold.contact_id) if hold.contact_id else None
        ticket = tickets.get(session, hold.ticket_id) if hold.ticket_id else None
        return Release(
            by=hold.decided_by or "an analyst",
            account_id=hold.account_id,
            account=contacts.account_name(session, hold.account_id),
            writer=as_writer(contact, now, self._desk.zone, self._desk.authentication) if contact else None,
            thread=self._threads.known(session, ticket, "number") if ticket else None,
        )


def _infected(message: Message, scans: Mapping[str, Scanned]) -> tuple[str, ...]:
    found = ((file.name, scans.get(file.sha256)) for file in message.attachments)
    return tuple(name for name, scan in found if scan is not None and scan.state is ScanState.INFECTED)


def as_writer(
    contact: contacts.Contact,
    at: datetime,
    zone: tzinfo = UTC,
    authentication: AuthenticationPolicy = AuthenticationPolicy.REQUIRE,
) -> Writer:
    """A contact as the policy sees him at a moment. ``authentication`` is the desk's policy: his account's own goes first."""
    return Writer(
        contact_id=contact.contact_id,
        account_id=contact.account_id,
        account=contact.account,
        name=contact.name,
        phone=contact.phone,
        invalid=contact.invalid_on(at.astimezone(zone).date()),
        authentication=AuthenticationPolicy(contact.authentication) if contact.authentication else authentication,
    )
