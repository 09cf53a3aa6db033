"""Carries a redaction out, in the caller's one transaction."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.arrivals import keep_content
from store.desk import one_at_a_time
from store.redaction import wiping
from store.redaction.contents import TOMBSTONE, TOMBSTONE_SHA256, drop_unneeded, stand_in_bytes
from store.redaction.scope import Scope, is_under, of_person, of_ticket, rows
from store.redaction.wiping import By
from store.redaction.words import REDACTED
from store.schema import (
    AddressRow,
    AlertRow,
    ArrivalRow,
    AttachmentRow,
    ContactRow,
    CorrectionRow,
    DeliveryRow,
    EntryRow,
    FieldRow,
    HoldRow,
    MessageIdRow,
    QuestionRow,
    RedactionRow,
    RouteRow,
    ShuntRow,
    TicketRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a redaction would take out, by sort; what was taken out before is not counted. ``quoting``: others' messages."""

    messages: int
    quoting: int
    files: int
    fields: int
    answers: int
    waiting: int
    contacts: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing left to take out."""
        return not (self.messages or self.quoting or self.files or self.fields or self.answers or self.contacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was taken out. ``contents``: how many kept messages and files were deleted for good."""

    counts: Counts
    contents: int


def counts(session: Session, scope: Scope) -> Counts:
    """Count what would be taken out."""
    arrivals = list(rows(session, ArrivalRow, ArrivalRow.id, scope.arrivals))
    answers = [
        row for row in rows(session, DeliveryRow, DeliveryRow.id, scope.deliveries) if "redacted" not in row.payload
    ]
    return Counts(
        messages=sum(row.raw_sha256 != TOMBSTONE_SHA256 for row in arrivals),
        quoting=len(scope.quoting),
        files=sum(row.sha256 != TOMBSTONE_SHA256 for row in _of_arrivals(session, AttachmentRow, scope)),
        fields=sum(row.value != REDACTED for row in _of_arrivals(session, FieldRow, scope)),
        answers=len(answers),
        waiting=sum(row.state == "queued" for row in answers),
        contacts=int(scope.contact_id is not None),
    )


def past(session: Session, what: str) -> list[RedactionRow]:
    """The redactions of this before, oldest first."""
    return list(session.scalars(select(RedactionRow).where(RedactionRow.what == what).order_by(RedactionRow.id)))


def redact_ticket(session: Session, ticket_id: int, by: By, today: date) -> Done:
    """Take out everything on a ticket. Raises LookupError where there is none.

    A worker that has one of its arrivals in hand finds its claim lost; an answer that is on the wire at this moment leaves.
    """
    _begin(session)
    return _redact(session, of_ticket(session, ticket_id, lock=True), by, today)


def redact_person(session: Session, address: str, by: By, today: date) -> Done | None:
    """Take out everything of whoever writes from an address; None where nothing is known of him. See :func:`redact_ticket`.

    A contact may write until ``today``, which is the desk's day, and has no address any more.
    """
    _begin(session)
    scope = of_person(session, address, lock=True)
    return _redact(session, scope, by, today) if scope else None


def _begin(session: Session) -> None:
    # In turn with intake; what the outbox is writing just now is waited for by the locks that the scope takes.
    one_at_a_time(session)
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def _redact(session: Session, scope: Scope, by: By, today: date) -> Done:
    before = counts(session, scope)
    by = By(name=by.name, now=by.now, reason=scope.words.out_of(by.reason))
    keep_content(session, TOMBSTONE)
    hashes = _arrivals(session, scope, by) | _files(session, scope)
    _tickets(session, scope, by)
    _fields(session, scope)
    _corrections(session, scope)
    _deliveries(session, scope, by)
    _alerts_and_questions(session, scope)
    if scope.contact_id is not None:
        _contact(session, scope, today)
    session.add(RedactionRow(what=scope.what, redacted_at=by.now, redacted_by=by.name, reason=by.reason))
    session.flush()
    return Done(counts=before, contents=drop_unneeded(session, hashes - {TOMBSTONE_SHA256}))


def _of_arrivals(session: Session, table: Any, scope: Scope) -> list[Any]:
    """Fields or files that came with the person's messages, or all of a ticket's."""
    if scope.whole:
        return list(rows(session, table, table.ticket_id, scope.tickets))
    return list(rows(session, table, table.arrival_id, scope.arrivals))


def _arrivals(session: Session, scope: Scope, by: By) -> set[str]:
    hashes = set()
    for row in rows(session, ArrivalRow, ArrivalRow.id, scope.arrivals):
        hashes.add(row.raw_sha256)
        _forget_message_id(session, row)
        wiping.wipe_arrival(row)
        wiping.end_arrival(row, session.get(HoldRow, row.id), session.get(ShuntRow, row.id), by)
    for route in rows(session, RouteRow, RouteRow.arrival_id, scope.arrivals):
        wiping.wipe_route(route)
    for row in rows(session, ArrivalRow, ArrivalRow.id, scope.quoting):
        hashes.add(row.raw_sha256)
        wiping.quote_no_more(row, scope.words)
        ticket = session.get(TicketRow, row.ticket_id) if row.ticket_id in scope.opened else None
        if ticket is not None and is_under(ticket.subject, row.subject):
            row.subject = REDACTED
    for route in rows(session, RouteRow, RouteRow.arrival_id, scope.quoting):
        route.envelope = scope.words.out_of_json(route.envelope)
    for hold in rows(session, HoldRow, HoldRow.arrival_id, scope.quoting):
        hold.reason = scope.words.out_of(hold.reason)
        hold.decision = scope.words.out_of(hold.decision) if hold.decision else hold.decision
    for shunt in rows(session, ShuntRow, ShuntRow.arrival_id, scope.quoting):
        shunt.error, shunt.traceback = scope.words.out_of(shunt.error), scope.words.out_of(shunt.traceback)
    return hashes


def _forget_message_id(session: Session, row: ArrivalRow) -> None:
    """Its Message-ID names its writer's mail server, at times himself. The ids of our answers stay, and thread replies."""
    if row.message_id is not None:
        his = (MessageIdRow.message_id == row.message_id, MessageIdRow.outbound.is_(False))
        session.execute(delete(MessageIdRow).where(*his))


def _files(session: Session, scope: Scope) -> set[str]:
    gone = _of_arrivals(session, AttachmentRow, scope)
    hashes = {row.sha256 for row in gone}
    for row in gone:
        wiping.wipe_file(row)
    for row in rows(session, AttachmentRow, AttachmentRow.ticket_id, scope.tickets):
        if row.sha256 not in hashes | {TOMBSTONE_SHA256} and stand_in_bytes(session, row.sha256, scope.words):
            hashes.add(row.sha256)
            row.sha256 = TOMBSTONE_SHA256
        row.name = scope.words.out_of(row.name)
        row.note = scope.words.out_of(row.note) if row.note else row.note
    return hashes


def _tickets(session: Session, scope: Scope, by: By) -> None:
    for ticket in rows(session, TicketRow, TicketRow.id, scope.tickets):
        subject = ticket.subject
        mine = scope.whole or ticket.id in scope.opened
        ticket.subject = REDACTED if mine else scope.words.out_of(subject)
        if scope.whole:
            ticket.contact_id = None
        ticket.updated_at = by.now
        _entries(session, ticket.id, scope, subject if mine else "")
        _note(session, ticket.id, scope, by)
    # The older ticket that his new one follows has a line about it.
    for entry in rows(session, EntryRow, EntryRow.arrival_id, scope.arrivals):
        if entry.ticket_id not in scope.tickets:
            wiping.wipe_entry(entry, None, scope.label)


def _entries(session: Session, ticket_id: int, scope: Scope, subject: str) -> None:
    for entry in session.scalars(select(EntryRow).where(EntryRow.ticket_id == ticket_id)).all():
        if scope.whole or entry.arrival_id in scope.arrivals or entry.delivery_id in scope.deliveries:
            delivery = session.get(DeliveryRow, entry.delivery_id) if entry.delivery_id else None
            wiping.wipe_entry(entry, delivery, scope.label)
        else:
            wiping.unname_entry(entry, scope.words)
            if is_under(subject, entry.data.get("subject")):
                entry.data = {**entry.data, "subject": REDACTED}


def _note(session: Session, ticket_id: int, scope: Scope, by: By) -> None:
    text = f"personal data of {scope.what} was taken out: {by.reason}"
    session.add(EntryRow(ticket_id=ticket_id, at=by.now, actor=by.name, kind="redacted", text=text, data={}))


def _fields(session: Session, scope: Scope) -> None:
    for row in _of_arrivals(session, FieldRow, scope):
        wiping.wipe_field(row)
    for row in rows(session, FieldRow, FieldRow.ticket_id, scope.tickets):
        wiping.unname_field(row, scope.words)


def _corrections(session: Session, scope: Scope) -> None:
    """Of his messages, and those that he made; the others on his tickets lose his name."""
    for row in rows(session, CorrectionRow, CorrectionRow.ticket_id, scope.tickets):
        his = row.source_id in scope.arrivals
        if scope.whole or his or row.arrival_id in scope.arrivals:
            wiping.wipe_correction(row)
        else:
            wiping.unname_correction(row, scope.words)
        if row.source_id is not None and (scope.whole or his):
            row.corrected_by = scope.label
            row.contact_id = None if scope.whole else row.contact_id


def _deliveries(session: Session, scope: Scope, by: By) -> None:
    for row in rows(session, DeliveryRow, DeliveryRow.id, scope.deliveries):
        wiping.wipe_delivery(row, scope, by, _ours(session, row))
    if not scope.whole:
        for row in rows(session, DeliveryRow, DeliveryRow.ticket_id, scope.tickets):
            if row.id not in scope.deliveries:
                wiping.unname_delivery(row, scope.words, _ours(session, row))
                if row.ticket_id in scope.opened and "subject" in row.payload:
                    row.payload = {**row.payload, "subject": REDACTED}
        for row in session.scalars(select(DeliveryRow).where(DeliveryRow.notice == "alert")).all():
            if scope.words.stand_in(json.dumps(row.payload, ensure_ascii=False)):
                wiping.unname_delivery(row, scope.words, _ours(session, row))


def _ours(session: Session, row: DeliveryRow) -> frozenset[str]:
    """Those of the Message-IDs it refers to that the desk has made."""
    known = {*row.references, *([row.in_reply_to] if row.in_reply_to else [])}
    return frozenset(session.scalars(select(DeliveryRow.message_id).where(DeliveryRow.message_id.in_(known))))


def _alerts_and_questions(session: Session, scope: Scope) -> None:
    for alert in session.scalars(select(AlertRow)).all():
        about = alert.arrival_id in scope.arrivals or (scope.whole and alert.ticket_id in scope.tickets)
        if about or scope.words.stand_in(alert.key):
            wiping.wipe_alert(alert)
        else:
            alert.text = scope.words.out_of(alert.text)
    questions = list(rows(session, QuestionRow, QuestionRow.arrival_id, scope.arrivals))
    if scope.contact_id is not None:
        questions += session.scalars(select(QuestionRow).where(QuestionRow.contact_id == scope.contact_id)).all()
    for question in questions:
        question.address = REDACTED


def _contact(session: Session, scope: Scope, today: date) -> None:
    """The row stays, so that tickets keep their shape; who it was is not known any more, and the addresses are free."""
    row = session.get_one(ContactRow, scope.contact_id)
    row.name, row.phone, row.slack_id, row.reachable_24x7 = scope.label, None, None, False
    row.valid_to = min(row.valid_to, today) if row.valid_to else today
    session.execute(delete(AddressRow).where(AddressRow.contact_id == row.id))
    session.expire(row, ["addresses"])
