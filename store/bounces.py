"""What a report about our own mail changes: the delivery, and the address that it could not reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.contacts import address_key
from store.schema import AddressRow, DeliveryRow, EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """A delivery, as far as a report about it needs it."""

    delivery_id: int
    ticket_id: int | None
    notice: str
    recipient: str
    message_id: str
    state: str


def by_id(session: Session, delivery_id: int) -> SentMail | None:
    """The delivery of this id."""
    row = session.get(DeliveryRow, delivery_id)
    return _mail(row) if row else None


def by_message_id(session: Session, message_id: str) -> SentMail | None:
    """The delivery that is the mail with this Message-ID."""
    row = session.scalars(select(DeliveryRow).where(DeliveryRow.message_id == message_id)).first()
    return _mail(row) if row else None


def _mail(row: DeliveryRow) -> SentMail:
    return SentMail(
        delivery_id=row.id,
        ticket_id=row.ticket_id,
        notice=row.notice,
        recipient=row.recipient,
        message_id=row.message_id,
        state=row.state,
    )


def mark_bounced(session: Session, delivery_id: int, *, states: Sequence[str], answer: str, now: datetime) -> bool:
    """End a delivery as ``bounced``; False where it stands in none of ``states``."""
    statement = (
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state.in_(states))
        .values(state="bounced", answer=answer, finished_at=now, lease_owner=None, lease_until=None)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).first() is not None


def is_noted(session: Session, delivery_id: int, arrival_id: int) -> bool:
    """Whether the history says already what this arrival reported on this delivery."""
    query = select(EntryRow.id).where(EntryRow.arrival_id == arrival_id, EntryRow.delivery_id == delivery_id)
    return session.scalars(query.where(EntryRow.kind == "undelivered")).first() is not None


def flag(session: Session, address: str, *, reason: str, now: datetime) -> bool:
    """Note that mail to a contact's address does not arrive; the first day stays. False where it is no contact's."""
    row = session.scalars(select(AddressRow).where(AddressRow.address == address_key(address))).first()
    if row is None:
        return False
    row.undeliverable_since = row.undeliverable_since or now
    row.undeliverable_reason = reason
    session.flush()
    return True


def clear_flag(session: Session, address: str) -> bool:
    """Take the note back; False where there was none."""
    statement = (
        update(AddressRow)
        .where(AddressRow.address == address_key(address), AddressRow.undeliverable_since.is_not(None))
        .values(undeliverable_since=None, undeliverable_reason=None)
        .returning(AddressRow.id)
    )
    return session.scalars(statement).first() is not None
