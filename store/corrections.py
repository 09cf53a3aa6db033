"""Corrections of what was read: kept with the message that was read wrongly, and with its ticket."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from parsers.readings import Reading
from store.redaction.contents import TOMBSTONE_SHA256
from store.schema import ArrivalRow, CorrectionRow, FieldRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What one message was wrongly read to say of one field, "kind" or "severity" (``name``), and what it should have been.

    Empty readings mean nothing. ``contact_id`` and ``source_id`` (the arrival in which he says it) only of a customer. ``way``:
    ``mail``, ``slack``, ``command line``. ``correction_id`` is 0 until it is kept.
    """

    ticket_id: int
    arrival_id: int
    name: str
    was_read: tuple[Reading, ...]
    should_be: tuple[Reading, ...]
    by: str
    way: str
    at: datetime
    contact_id: int | None = None
    source_id: int | None = None
    correction_id: int = 0


def add(session: Session, corrections: Iterable[Correction]) -> None:
    """Keep corrections. They change nothing on the ticket."""
    for one in corrections:
        session.add(
            CorrectionRow(
                ticket_id=one.ticket_id,
                arrival_id=one.arrival_id,
                name=one.name,
                was_read=[reading.as_json() for reading in one.was_read],
                should_be=[reading.as_json() for reading in one.should_be],
                corrected_by=one.by,
                contact_id=one.contact_id,
                source_id=one.source_id,
                way=one.way,
                corrected_at=one.at,
            )
        )
    session.flush()


def of_ticket(session: Session, ticket_id: int) -> list[Correction]:
    """The corrections of a ticket's messages, oldest first."""
    query = select(CorrectionRow).where(CorrectionRow.ticket_id == ticket_id)
    return [_correction(row) for row in session.scalars(query.order_by(CorrectionRow.id))]


def newest(session: Session, *, limit: int, since: datetime | None = None) -> list[Correction]:
    """Corrections, the newest first; ``since`` (aware): those made then or later."""
    query = select(CorrectionRow)
    if since is not None:
        query = query.where(CorrectionRow.corrected_at >= since)
    return [_correction(row) for row in session.scalars(query.order_by(CorrectionRow.id.desc()).limit(limit))]


def corrected_messages(session: Session, *, since: datetime | None = None) -> list[int]:
    """The arrivals that were corrected ``since`` (aware) or ever, in order; without those whose words were taken out."""
    query = (
        select(CorrectionRow.arrival_id)
        .join(ArrivalRow, ArrivalRow.id == CorrectionRow.arrival_id)
        .where(ArrivalRow.raw_sha256 != TOMBSTONE_SHA256)
    )
    if since is not None:
        query = query.where(CorrectionRow.corrected_at >= since)
    return list(session.scalars(query.distinct().order_by(CorrectionRow.arrival_id)))


def of_message(session: Session, arrival_id: int) -> list[Correction]:
    """The corrections of one message, oldest first."""
    query = select(CorrectionRow).where(CorrectionRow.arrival_id == arrival_id)
    return [_correction(row) for row in session.scalars(query.order_by(CorrectionRow.id))]


def withdraw_values(
    session: Session, ticket_id: int, names: Collection[str], *, read_out_of: Sequence[int] | None = None
) -> None:
    """The active values of these fields are active no more; ``read_out_of``: only those out of these arrivals."""
    statement = update(FieldRow).where(FieldRow.ticket_id == ticket_id, FieldRow.name.in_(names))
    if read_out_of is not None:
        statement = statement.where(FieldRow.arrival_id.in_(read_out_of))
    session.execute(statement.values(active=False).execution_options(synchronize_session="fetch"))


def _correction(row: CorrectionRow) -> Correction:
    return Correction(
        ticket_id=row.ticket_id,
        arrival_id=row.arrival_id,
        name=row.name,
        was_read=tuple(map(Reading.from_json, row.was_read)),
        should_be=tuple(map(Reading.from_json, row.should_be)),
        by=row.corrected_by,
        way=row.way,
        at=row.corrected_at,
        contact_id=row.contact_id,
        source_id=row.source_id,
        correction_id=row.id,
    )
