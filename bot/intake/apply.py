"""APPLY: carries a decision out in the caller's transaction: ticket, fields, history, files, the answer, the outcome."""

from dataclasses import asdict, dataclass
from datetime import datetime

from bot.intake import corrected
from bot.intake.asking import ask_contact
from bot.intake.consequences import follow
from bot.intake.identity import DeskIdentity
from bot.intake.reads import Read
from bot.message_ids import delivery_id_for
from bot.notices import to_json
from bot.policy.decide import Answer, Decision
from bot.policy.facts import Facts
from bot.policy.telling import notice_for
from bot.policy.threading import base_subject
from parsers.extraction import plain
from parsers.references import reply_address
from parsers.vocabulary import Disposition, ScanState
from store import arrivals, deliveries, desk, tickets
from store.engine import Session
from store.tickets import Entry, FieldValue, TicketFile

_SUBJECT_LIMIT = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of one arrival. ``number`` has its prefix; ``told`` says whether an answer was queued.

    ``asked``: the contact is asked whether he wrote it. ``queued``: there is something for the outbox. ``let_in``: a held mail
    is pending again.
    """

    arrival_id: int
    disposition: Disposition
    rule: str
    reason: str
    number: str | None
    told: bool
    received_at: datetime
    asked: bool = False
    queued: bool = False
    let_in: bool = False


class ClaimLostError(Exception):
    """Somebody else finished this arrival: nothing of ours may be kept."""


def apply(
    session: Session, read: Read, facts: Facts, decision: Decision, *, identity: DeskIdentity, owner: str
) -> Applied:
    """Carry out ``decision`` for one arrival. Raises ClaimLostError when the claim on the arrival was lost meanwhile."""
    one = _One(session, read, facts, decision, identity)
    number = one.ticket()
    told = one.answer(number)
    asked = one.ask()
    alerted = follow(session, facts, decision, identity, arrival_id=one.arrival_id, ticket_id=one.ticket_id)
    outcome = one.outcome()
    if not arrivals.finish(session, read.claimed.arrival_id, outcome, owner=owner, now=facts.now):
        raise ClaimLostError(f"arrival {read.claimed.arrival_id} was finished by somebody else")
    return Applied(
        arrival_id=read.claimed.arrival_id,
        disposition=decision.disposition,
        rule=decision.rule,
        reason=decision.reason,
        number=number,
        told=told,
        received_at=read.claimed.arrival.received_at,
        asked=asked,
        queued=told or asked or alerted,
        let_in=decision.release is not None,
    )


class _One:
    """The steps for one arrival, in one transaction."""

    def __init__(self, session: Session, read: Read, facts: Facts, decision: Decision, identity: DeskIdentity) -> None:
        self.session = session
        self.read = read
        self.facts = facts
        self.decision = decision
        self.identity = identity
        self.arrival_id = read.claimed.arrival_id
        self.ticket_id: int | None = None
        self.subject = ""

    def ticket(self) -> str | None:
        """Open the ticket or add to it; its number, or None where there is none."""
        match self.decision.disposition:
            case Disposition.OPENED:
                number = self._open()
            case Disposition.ADDED:
                number = self._add()
            case Disposition.HELD:
                arrivals.hold(
                    self.session,
                    self.arrival_id,
                    rule=self.decision.rule,
                    reason=self.decision.reason,
                    now=self.facts.now,
                )
                return None
            case Disposition.SHUNTED:
                arrivals.shunt(
                    self.session,
                    self.arrival_id,
                    error=self.decision.reason,
                    traceback=self.facts.unread,
                    now=self.facts.now,
                )
                return None
            case Disposition.IGNORED:
                return None
        self._history()
        return number

    def _open(self) -> str:
        decision, now = self.decision, self.facts.now
        if decision.account_id is None:
            raise ValueError(f"rule {decision.rule} opens a ticket for no account")
        number = desk.next_ticket_number(self.session, self.identity.first_ticket)
        self.subject = _ticket_subject(self.facts.message.subject, self.facts.message.own_text)
        self.ticket_id = tickets.open_ticket(
            self.session,
            number=number,
            kind=str(decision.kind),
            severity=str(decision.severity) if decision.severity else None,
            status=str(decision.status),
            account_id=decision.account_id,
            contact_id=decision.writer.contact_id if decision.writer else None,
            subject=self.subject,
            linked_id=decision.thread.ticket_id if decision.thread else None,
            opened_at=now,
            updated_at=now,
        )
        reasons = self.facts.extraction.severity.reasons if self.facts.extraction.severity else ()
        self._entry(
            "opened",
            decision.reason,
            {
                "rule": decision.rule,
                "kind": str(decision.kind),
                "kind_reasons": list(self.facts.extraction.kind.reasons),
                "severity": str(decision.severity) if decision.severity else None,
                "severity_reasons": list(reasons),
            },
        )
        self._link(number)
        return f"{self.identity.prefix}{number}"

    def _link(self, number: int) -> None:
        older = self.decision.thread
        if older is None:
            return
        self._entry("linked", f"follows {older.number}")
        entry = self._line("linked", f"followed by {self.identity.prefix}{number}")
        tickets.add_entry(self.session, older.ticket_id, entry)

    def _add(self) -> str:
        decision, now = self.decision, self.facts.now
        thread = decision.thread
        if thread is None:
            raise ValueError(f"rule {decision.rule} adds to no ticket")
        self.ticket_id, self.subject = thread.ticket_id, thread.subject
        changed: dict[str, object] = {}
        if decision.status is not thread.status:
            changed["status"] = str(decision.status)
            self._entry("status", f"{thread.status} -> {decision.status}", {"rule": decision.rule})
        if decision.severity is not thread.severity:
            changed["severity"] = str(decision.severity) if decision.severity else None
            self._entry("severity", f"{thread.severity or 'unrated'} -> {decision.severity}", {"rule": decision.rule})
        if decision.kind is not thread.kind:
            changed["kind"] = str(decision.kind)
            self._entry("kind", f"{thread.kind} -> {decision.kind}", {"rule": decision.rule})
        if decision.status is not thread.status and thread.closed_at is not None:
            changed["closed_at"] = None
        tickets.change(self.session, thread.ticket_id, now=now, **changed)
        return thread.number

    def _history(self) -> None:
        """The message itself, what was read out of it, its files and its Message-ID."""
        message = self.facts.message
        kind = "automatic" if message.automatic else "message"
        self._entry(
            kind,
            message.own_text,
            {
                "subject": message.subject,
                "rule": self.decision.rule,
                "reason": self.decision.reason,
                "answer": str(self.decision.answer),
                "silence": self.decision.silence,
                "damages": list(message.damages),
                "said_otherwise": [[str(name), found.words] for name, found in self.decision.changes.differing],
                "labels": list(self.decision.labels),
                "verdict": {
                    "result": str(self.facts.verdict.result),
                    "method": self.facts.verdict.method,
                    "reasons": list(self.facts.verdict.reasons),
                },
                **corrected.reading_of(self.facts),
            },
        )
        if self.decision.silence:
            self._entry("unanswered", self.decision.silence, {"rule": self.decision.rule})
        if self.decision.changes.differing:
            said = "; ".join(f"{name}: {found.words}" for name, found in self.decision.changes.differing)
            self._entry("said otherwise", said, {"rule": self.decision.rule})
        self._fields()
        for attachment in message.attachments:
            arrivals.keep_content(self.session, attachment.content)
            scanned = self.read.scans.get(attachment.sha256)
            file = TicketFile(
                name=attachment.name,
                media_type=attachment.media_type,
                sha256=attachment.sha256,
                size=attachment.size,
                inline=attachment.inline,
                note=attachment.note,
                arrival_id=self.arrival_id,
                scan=str(scanned.state if scanned else ScanState.NOT_SCANNED),
                scan_detail=(scanned.detail or None) if scanned else None,
            )
            tickets.add_file(self.session, self._ticket_id, file)
        if message.message_id:
            tickets.add_message_id(self.session, self._ticket_id, message.message_id, outbound=False)

    def _fields(self) -> None:
        changes = self.decision.changes
        if not changes.added:
            return
        corrected.keep(self.session, self.facts, self.decision, arrival_id=self.arrival_id, ticket_id=self._ticket_id)
        values = [
            FieldValue(
                name=str(name),
                value=plain(found.value),
                words=found.words,
                place=found.place,
                start=found.start,
                end=found.end,
                score=found.score,
                rule=found.rule,
                arrival_id=self.arrival_id,
            )
            for name, found in changes.added
        ]
        replaced = [str(name) for name in changes.replaced]
        tickets.put_fields(self.session, self._ticket_id, values, replaced=replaced, now=self.facts.now)
        self._entry("fields", ", ".join(str(name) for name in changes.names), {"replaced": replaced})

    def answer(self, number: str | None) -> bool:
        """Queue the notice that answers the message; whether there is one."""
        address = self.facts.message.sender.address
        if self.decision.answer is Answer.NONE or address is None:
            return False
        message, identity = self.facts.message, self.identity
        notice = notice_for(self.facts, self.decision, number or "", self.subject, identity.card, identity.zone)
        cause = f"arrival {self.arrival_id}"
        message_id = delivery_id_for(identity.reply_key, cause, notice.template, address, identity.card.address)
        queued = deliveries.queue(
            self.session,
            deliveries.NewDelivery(
                cause=cause,
                notice=notice.template,
                recipient=address,
                recipient_name=message.sender.name,
                payload=to_json(notice),
                message_id=message_id,
                reply_to=reply_address(identity.reply_key, identity.card.address, number)
                if number
                else identity.card.address,
                in_reply_to=message.message_id,
                references=(*message.references, *([message.message_id] if message.message_id else [])),
                arrival_id=self.arrival_id,
                ticket_id=self.ticket_id,
            ),
            self.facts.now,
        )
        if queued is not None and self.ticket_id is not None:
            tickets.add_message_id(self.session, self.ticket_id, message_id, outbound=True)
        return queued is not None

    def ask(self) -> bool:
        """Ask the contact, at his address on file, whether he wrote it; whether he is asked."""
        if not self.decision.ask_contact or self.facts.writer is None:
            return False
        return ask_contact(self.session, self.facts, self.facts.writer, self.arrival_id, self.identity)

    def outcome(self) -> arrivals.Outcome:
        """The one recorded outcome."""
        message, decision = self.facts.message, self.decision
        return arrivals.Outcome(
            disposition=decision.disposition,
            rule=decision.rule,
            reason=decision.reason,
            ticket_id=self.ticket_id,
            sender=message.sender.address,
            subject=message.subject,
            sent_at=message.sent_at,
            verdict=asdict(self.facts.verdict),
            damages=message.damages,
        )

    @property
    def _ticket_id(self) -> int:
        if self.ticket_id is None:
            raise ValueError("no ticket yet")
        return self.ticket_id

    def _line(self, kind: str, text: str, data: dict[str, object] | None = None) -> Entry:
        return Entry(
            at=self.facts.now,
            actor=self.facts.actor,
            kind=kind,
            text=text,
            data=data or {},
            arrival_id=self.arrival_id,
        )

    def _entry(self, kind: str, text: str, data: dict[str, object] | None = None) -> None:
        tickets.add_entry(self.session, self._ticket_id, self._line(kind, text, data))


def _ticket_subject(subject: str, text: str) -> str:
    """The subject as it came; where it says nothing, the first words of the text."""
    said = subject.strip() if base_subject(subject) else ""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return (said or first or "(no subject)")[:_SUBJECT_LIMIT]
