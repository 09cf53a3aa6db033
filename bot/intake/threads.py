"""Which ticket a message belongs to: every way by which one is recognised, looked up for the policy to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.intake.reads import Read
from bot.policy.facts import Bounced, Known, Thread, Via, Writer
from bot.policy.threading import choose
from parsers.arrival import Arrival
from parsers.mail.headers import split_headers
from parsers.message import Message
from parsers.references import bounced_delivery, signed_numbers, ticket_numbers
from parsers.verdict import Verdict
from parsers.vocabulary import Authenticity, FieldName, MessageKind, Severity, Status, TicketKind
from store import arrivals, tickets
from store.bounces import by_id as sent_mail
from store.engine import Session

_ABOUT_A_TICKET = frozenset(
    {MessageKind.STATUS_REQUEST, MessageKind.ESCALATION, MessageKind.RESOLUTION, MessageKind.UPDATE}
)
_MOST_TWINS = 5
_MOST_NUMBERS = 20
"""Ticket numbers of one message that are looked up: a subject may be full of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """Looks tickets up. ``prefix`` is that of their numbers, ``key`` the desk's own, which signs reply addresses."""

    prefix: str
    key: bytes = field(repr=False)

    def known(self, session: Session, ticket: tickets.Ticket, via: Via) -> Thread:
        """A ticket as the policy sees it, recognised by ``via``."""
        values, text = tickets.fields(session, ticket.ticket_id), tickets.first_words(session, ticket.ticket_id)
        return as_thread(ticket, values, self.prefix, via, text)

    def of(
        self,
        session: Session,
        message: Message,
        arrival: Arrival,
        writer: Writer | None,
        verdict: Verdict,
        arrival_id: int | None,
        twins: Sequence[Thread] = (),
    ) -> Thread | None:
        """The ticket a message belongs to, or None. ``arrival_id`` None: before the transaction; copies are not looked for."""
        # Where only a signature proves the mail, somebody else may have put it onto this envelope, or an ancestor on top.
        carried = verdict.result is Authenticity.PASS and not verdict.direct
        envelope = () if carried else arrival.envelope.rcpt_to
        signed = signed_numbers(self.key, (*envelope, *message.to, *message.cc))
        # The last reference is the nearest ancestor (RFC 5322 section 3.6.4).
        ancestors = () if carried and not verdict.threaded else (*message.in_reply_to, *reversed(message.references))
        numbers = ticket_numbers(message.subject, self.prefix)
        candidates = (
            [*self._copies(session, message, arrival_id), *twins],
            self._numbered(session, signed, "address"),
            self._of_delivery(session, bounced_delivery(self.key, (*envelope, *message.to))),
            [self.known(session, t, "references") for t in tickets.by_message_ids(session, ancestors)],
            self._numbered(session, numbers, "number"),
        )
        return choose(candidates, writer)

    def meant(self, session: Session, read: Read, writer: Writer | None) -> Thread | None:
        """The ticket that a new mail speaks about in its text ("any news on EP-104234?"), if it is the writer's account's.

        A number mentioned in passing ties to nothing: the reader must have read the mail as being about a ticket.
        """
        extraction = read.extraction
        if extraction.thread is None or writer is None or extraction.kind.value not in _ABOUT_A_TICKET:
            return None
        found = self._numbered(session, ticket_numbers(extraction.thread, self.prefix), "number")
        return next((thread for thread in found if thread.account_id == writer.account_id), None)

    def same_mail(self, session: Session, arrival_id: int) -> Thread | None:
        """The ticket that has this very mail already, which came by another way."""
        ticket_id = arrivals.same_mail(session, arrival_id)
        ticket = tickets.get(session, ticket_id) if ticket_id is not None else None
        return self.known(session, ticket, "copy") if ticket else None

    def bounced_on(self, session: Session, bounced: Bounced | None) -> Thread | None:
        """The ticket that the mail was about which a report is about."""
        ticket = tickets.get(session, bounced.ticket_id) if bounced and bounced.ticket_id else None
        return self.known(session, ticket, "references") if ticket else None

    def twins(self, session: Session, read: Read) -> list[Thread]:
        """A signed mail that somebody sends once more under another Message-ID, where that is not signed."""
        message = read.message
        if message.sent_at is None or read.verdict.direct or read.verdict.result is not Authenticity.PASS:
            return []
        found = arrivals.twins_of(
            session,
            subject=message.subject,
            sender=message.sender.address,
            sent_at=message.sent_at,
            before=read.claimed.arrival_id,
            limit=_MOST_TWINS,
        )
        body = _body(read.claimed.arrival.raw)
        ids = [ticket_id for ticket_id, raw in found if _body(raw) == body]
        return [self.known(session, t, "copy") for i in ids[:1] if (t := tickets.get(session, i))]

    def _copies(self, session: Session, message: Message, arrival_id: int | None) -> list[Thread]:
        """A mail changed on its way (a gateway's tag in the subject) that came by another route too."""
        if arrival_id is None or message.message_id is None or message.sent_at is None:
            return []
        ids = arrivals.copies_of(
            session, message.message_id, message.sender.address, message.sent_at, before=arrival_id
        )
        return [self.known(session, t, "copy") for i in ids if (t := tickets.get(session, i))]

    def _of_delivery(self, session: Session, delivery_id: int | None) -> list[Thread]:
        """The ticket of the mail whose return address was answered: absence notes go there."""
        sent = sent_mail(session, delivery_id) if delivery_id is not None else None
        ticket = tickets.get(session, sent.ticket_id) if sent and sent.ticket_id else None
        return [self.known(session, ticket, "address")] if ticket else []

    def _numbered(self, session: Session, numbers: tuple[str, ...], via: Via) -> list[Thread]:
        found = (tickets.by_number(session, int(number.rpartition("-")[2])) for number in numbers[:_MOST_NUMBERS])
        return [self.known(session, ticket, via) for ticket in found if ticket]


def _body(raw: bytes) -> bytes:
    """The body as a signature may cover it: blanks added to its lines leave most signatures whole (RFC 6376 section 3.4.4)."""
    from parsers.authentication.signed_view import canonical_body  # its library takes a while to load

    return canonical_body(raw[split_headers(raw)[1] :], b"relaxed")


def as_thread(ticket: tickets.Ticket, values: list[tickets.FieldValue], prefix: str, via: Via, text: str) -> Thread:
    """A ticket as the policy sees it."""
    known: dict[FieldName, tuple[str | int, ...]] = {}
    for value in values:
        name = FieldName(value.name)
        known[name] = (*known.get(name, ()), value.value)
    frozen: Known = known
    return Thread(
        ticket_id=ticket.ticket_id,
        number=f"{prefix}{ticket.number}",
        account_id=ticket.account_id,
        kind=TicketKind(ticket.kind),
        severity=Severity(ticket.severity) if ticket.severity else None,
        status=Status(ticket.status),
        subject=ticket.subject,
        closed_at=ticket.closed_at,
        via=via,
        known=frozen,
        text=text,
    )
