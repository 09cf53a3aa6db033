"""The outbox's rows: written with the ticket, claimed under a lease, ended as sent, refused or failed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from store import leases
from store.schema import DeliveryRow
from store.sql import insert_or_ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """One notice for one recipient. ``cause`` names what it answers (``arrival 17``): told once, however often applied."""

    cause: str
    notice: str
    recipient: str
    recipient_name: str
    payload: dict[str, Any] = field(repr=False)
    message_id: str
    reply_to: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    arrival_id: int | None = None
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as it stands. ``attempts`` counts this try."""

    delivery_id: int
    notice: str
    recipient: str
    recipient_name: str
    payload: dict[str, Any] = field(repr=False)
    message_id: str
    reply_to: str
    in_reply_to: str | None
    references: tuple[str, ...]
    ticket_id: int | None
    arrival_id: int | None
    created_at: datetime
    state: str
    attempts: int
    next_try_at: datetime
    answer: str | None
    finished_at: datetime | None


def queue(session: Session, new: NewDelivery, now: datetime) -> int | None:
    """Write a delivery; None when this cause was told to this recipient already."""
    values = {
        "cause": new.cause,
        "notice": new.notice,
        "recipient": new.recipient,
        "recipient_name": new.recipient_name,
        "payload": new.payload,
        "message_id": new.message_id,
        "in_reply_to": new.in_reply_to,
        "reference_ids": list(new.references),
        "reply_to": new.reply_to,
        "arrival_id": new.arrival_id,
        "ticket_id": new.ticket_id,
        "created_at": now,
        "state": "queued",
        "attempts": 0,
        "next_try_at": now,
    }
    return session.scalars(insert_or_ignore(session, DeliveryRow, values).returning(DeliveryRow.id)).first()


def claim(session: Session, *, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
    """Lease up to ``limit`` deliveries that are due, the longest due first."""
    free = or_(DeliveryRow.lease_until.is_(None), DeliveryRow.lease_until < now)
    due = select(DeliveryRow.id).where(DeliveryRow.state == "queued", DeliveryRow.next_try_at <= now, free)
    ordered = due.order_by(DeliveryRow.next_try_at, DeliveryRow.id)
    # Not a subquery: see store.arrivals.
    chosen = ordered.limit(limit).with_for_update(skip_locked=True).cte("chosen")
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(select(chosen.c.id)))
        .values(lease_owner=owner, lease_until=now + lease, attempts=DeliveryRow.attempts + 1)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(session.scalars(statement))
    rows = session.scalars(select(DeliveryRow).where(DeliveryRow.id.in_(ids)).order_by(DeliveryRow.id))
    return [_delivery(row) for row in rows]


def renew(session: Session, delivery_ids: Sequence[int], *, owner: str, until: datetime) -> list[int]:
    """Lengthen the leases of deliveries that take long; returns those that are still this owner's."""
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(delivery_ids), DeliveryRow.state == "queued", DeliveryRow.lease_owner == owner)
        .values(lease_until=until)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(session.scalars(statement))


def give_back(session: Session, delivery_ids: Sequence[int], *, owner: str) -> None:
    """Give up a claim without having tried: another outbox takes it at once."""
    session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(delivery_ids), DeliveryRow.state == "queued", DeliveryRow.lease_owner == owner)
        .values(lease_owner=None, lease_until=None, attempts=DeliveryRow.attempts - 1)
        .execution_options(synchronize_session=False),
    )


def finish(session: Session, delivery_id: int, *, owner: str, state: str, answer: str, now: datetime) -> bool:
    """End a delivery as ``sent``, ``refused`` or ``failed``; False when the claim was lost."""
    return _release(session, delivery_id, owner, state=state, answer=answer, finished_at=now)


def put_off(session: Session, delivery_id: int, *, owner: str, answer: str, next_try_at: datetime) -> bool:
    """Try a delivery again later; False when the claim was lost."""
    return _release(session, delivery_id, owner, answer=answer, next_try_at=next_try_at)


def _release(session: Session, delivery_id: int, owner: str, **values: object) -> bool:
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state == "queued", DeliveryRow.lease_owner == owner)
        .values(lease_owner=None, lease_until=None, **values)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).first() is not None


def free_dead(session: Session, is_dead: Callable[[str], bool]) -> int:
    """Free the leases of owners that are known to be dead; returns how many deliveries came back."""
    return leases.free_dead(session, DeliveryRow, "queued", is_dead)


def told_since(session: Session, recipient: str, since: datetime, notice: str | None = None) -> int:
    """How many deliveries were made for ``recipient`` since then, of one notice or of all."""
    query = select(func.count()).where(DeliveryRow.recipient == recipient, DeliveryRow.created_at >= since)
    if notice is not None:
        query = query.where(DeliveryRow.notice == notice)
    return session.scalar(query) or 0


def of_ticket(session: Session, ticket_id: int) -> list[Delivery]:
    """The deliveries about a ticket, oldest first."""
    return _list(session, DeliveryRow.ticket_id == ticket_id)


def in_state(session: Session, *states: str) -> list[Delivery]:
    """The deliveries in these states, oldest first."""
    return _list(session, DeliveryRow.state.in_(states))


def of_arrival(session: Session, arrival_id: int) -> list[Delivery]:
    """What was told because of an arrival."""
    return _list(session, DeliveryRow.arrival_id == arrival_id)


def is_ours(session: Session, message_id: str) -> bool:
    """Whether a Message-ID is of a mail the desk itself has written."""
    return session.scalars(select(DeliveryRow.id).where(DeliveryRow.message_id == message_id)).first() is not None


def _list(session: Session, where: Any) -> list[Delivery]:
    return [_delivery(row) for row in session.scalars(select(DeliveryRow).where(where).order_by(DeliveryRow.id))]


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        delivery_id=row.id,
        notice=row.notice,
        recipient=row.recipient,
        recipient_name=row.recipient_name,
        payload=row.payload,
        message_id=row.message_id,
        reply_to=row.reply_to,
        in_reply_to=row.in_reply_to,
        references=tuple(row.references),
        ticket_id=row.ticket_id,
        arrival_id=row.arrival_id,
        created_at=row.created_at,
        state=row.state,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        answer=row.answer,
        finished_at=row.finished_at,
    )
