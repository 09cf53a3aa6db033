"""Tickets: opening, finding, adding to them. The history is append-only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.schema import AccountRow, AttachmentRow, ContactRow, ContentRow, EntryRow, FieldRow, MessageIdRow, TicketRow
from store.sql import insert_or_ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket as it stands. ``number`` has no prefix."""

    ticket_id: int
    number: int
    kind: str
    severity: str | None
    status: str
    account_id: int
    account: str
    contact_id: int | None
    contact: str | None
    subject: str
    linked_id: int | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldValue:
    """One value of a field with its evidence: ``words`` at ``[start, end)`` of the ``place`` of ``arrival_id``."""

    name: str
    value: Any
    words: str
    place: str
    start: int
    end: int
    score: float
    rule: str
    arrival_id: int | None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a ticket's history."""

    at: datetime
    actor: str
    kind: str
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    arrival_id: int | None = None
    delivery_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFile:
    """A file of a ticket; its bytes are the content under ``sha256``. ``scan`` is a ScanState, ``scan_detail`` its reason."""

    name: str
    media_type: str
    sha256: str
    size: int
    inline: bool
    note: str | None
    arrival_id: int
    scan: str = "not_scanned"
    scan_detail: str | None = None


def open_ticket(session: Session, **values: Any) -> int:
    """Insert a ticket (the columns of TicketRow); returns its id."""
    row = TicketRow(**values)
    session.add(row)
    session.flush()
    return row.id


def get(session: Session, ticket_id: int) -> Ticket | None:
    """The ticket of this id."""
    return _one(session, TicketRow.id == ticket_id)


def by_number(session: Session, number: int) -> Ticket | None:
    """The ticket of this number (without the prefix)."""
    return _one(session, TicketRow.number == number)


def by_message_ids(session: Session, message_ids: Iterable[str]) -> list[Ticket]:
    """The tickets to which these Message-IDs belong, in the order of the ids, each once."""
    ids = list(message_ids)
    query = select(MessageIdRow.message_id, MessageIdRow.ticket_id).where(MessageIdRow.message_id.in_(ids))
    found: dict[str, list[int]] = {}
    for message_id, ticket_id in session.execute(query.order_by(MessageIdRow.id)):
        found.setdefault(message_id, []).append(ticket_id)
    ordered = dict.fromkeys(ticket_id for message_id in ids for ticket_id in found.get(message_id, []))
    return [ticket for ticket_id in ordered if (ticket := get(session, ticket_id))]


def newest(session: Session, *, limit: int, status: str | None = None, account: str | None = None) -> list[Ticket]:
    """Tickets, the newest first."""
    query = _query()
    if status is not None:
        query = query.where(TicketRow.status == status)
    if account is not None:
        query = query.where(AccountRow.key == " ".join(account.split()).casefold())
    rows = session.execute(query.order_by(TicketRow.number.desc()).limit(limit)).all()
    return [_ticket(*row) for row in rows]


def _query() -> Any:
    return (
        select(TicketRow, AccountRow.name, ContactRow.name)
        .join(AccountRow, AccountRow.id == TicketRow.account_id)
        .outerjoin(ContactRow, ContactRow.id == TicketRow.contact_id)
    )


def _one(session: Session, where: Any) -> Ticket | None:
    row = session.execute(_query().where(where)).first()
    return _ticket(*row) if row else None


def _ticket(row: TicketRow, account: str, contact: str | None) -> Ticket:
    return Ticket(
        ticket_id=row.id,
        number=row.number,
        kind=row.kind,
        severity=row.severity,
        status=row.status,
        account_id=row.account_id,
        account=account,
        contact_id=row.contact_id,
        contact=contact,
        subject=row.subject,
        linked_id=row.linked_id,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
    )


def change(session: Session, ticket_id: int, *, now: datetime, **values: Any) -> None:
    """Change columns of a ticket (``status``, ``severity``, ``closed_at`` ...)."""
    statement = update(TicketRow).where(TicketRow.id == ticket_id).values(updated_at=now, **values)
    session.execute(statement.execution_options(synchronize_session="fetch"))


def add_entry(session: Session, ticket_id: int, entry: Entry) -> None:
    """Append to the history."""
    session.add(
        EntryRow(
            ticket_id=ticket_id,
            at=entry.at,
            actor=entry.actor,
            kind=entry.kind,
            text=entry.text,
            data=entry.data,
            arrival_id=entry.arrival_id,
            delivery_id=entry.delivery_id,
        ),
    )
    session.flush()


def entries(session: Session, ticket_id: int) -> list[Entry]:
    """The history, oldest first."""
    rows = session.scalars(select(EntryRow).where(EntryRow.ticket_id == ticket_id).order_by(EntryRow.id))
    return [
        Entry(
            at=row.at,
            actor=row.actor,
            kind=row.kind,
            text=row.text,
            data=row.data,
            arrival_id=row.arrival_id,
            delivery_id=row.delivery_id,
        )
        for row in rows
    ]


def first_words(session: Session, ticket_id: int) -> str:
    """What the first message of the ticket said."""
    query = select(EntryRow.text).where(EntryRow.ticket_id == ticket_id, EntryRow.kind == "message")
    return session.scalars(query.order_by(EntryRow.id).limit(1)).first() or ""


def put_fields(
    session: Session, ticket_id: int, values: Iterable[FieldValue], *, replaced: Iterable[str], now: datetime
) -> None:
    """Add field values; the older values of the fields named in ``replaced`` stay, but are active no more."""
    names = list(replaced)
    if names:
        outdated = update(FieldRow).where(FieldRow.ticket_id == ticket_id, FieldRow.name.in_(names))
        session.execute(outdated.values(active=False).execution_options(synchronize_session="fetch"))
    for value in values:
        session.add(
            FieldRow(
                ticket_id=ticket_id,
                arrival_id=value.arrival_id,
                name=value.name,
                value=value.value,
                words=value.words,
                place=value.place,
                start=value.start,
                end=value.end,
                score=value.score,
                rule=value.rule,
                active=True,
                at=now,
            ),
        )
    session.flush()


def fields(session: Session, ticket_id: int, *, active_only: bool = True) -> list[FieldValue]:
    """The field values, in the order in which they came."""
    query = select(FieldRow).where(FieldRow.ticket_id == ticket_id).order_by(FieldRow.id)
    if active_only:
        query = query.where(FieldRow.active)
    return [
        FieldValue(
            name=row.name,
            value=row.value,
            words=row.words,
            place=row.place,
            start=row.start,
            end=row.end,
            score=row.score,
            rule=row.rule,
            arrival_id=row.arrival_id,
            active=row.active,
        )
        for row in session.scalars(query)
    ]


def add_message_id(session: Session, ticket_id: int, message_id: str, *, outbound: bool) -> None:
    """Tie a Message-ID to the ticket."""
    values = {"message_id": message_id, "ticket_id": ticket_id, "outbound": outbound}
    session.execute(insert_or_ignore(session, MessageIdRow, values))


def message_ids(session: Session, ticket_id: int) -> list[str]:
    """The Message-IDs of the ticket's messages, in and out, oldest first."""
    query = select(MessageIdRow.message_id).where(MessageIdRow.ticket_id == ticket_id).order_by(MessageIdRow.id)
    return list(session.scalars(query))


def add_file(session: Session, ticket_id: int, file: TicketFile) -> None:
    """Add a file whose content is kept already."""
    session.add(
        AttachmentRow(
            ticket_id=ticket_id,
            arrival_id=file.arrival_id,
            sha256=file.sha256,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            inline=file.inline,
            note=file.note,
            scan=file.scan,
            scan_detail=file.scan_detail,
        ),
    )


def files(session: Session, ticket_id: int) -> list[TicketFile]:
    """The files, in the order in which they came."""
    rows = session.scalars(select(AttachmentRow).where(AttachmentRow.ticket_id == ticket_id).order_by(AttachmentRow.id))
    return [
        TicketFile(
            name=row.name,
            media_type=row.media_type,
            sha256=row.sha256,
            size=row.size,
            inline=row.inline,
            note=row.note,
            arrival_id=row.arrival_id,
            scan=row.scan,
            scan_detail=row.scan_detail,
        )
        for row in rows
    ]


def file_content(session: Session, file: TicketFile) -> bytes | None:
    """The bytes of a file; None where they were taken out."""
    query = select(ContentRow.data).where(ContentRow.sha256 == file.sha256)
    return session.scalars(query).first()
