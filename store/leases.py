"""Leases on rows that a worker has claimed: arrivals to be read, deliveries to be sent."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.schema import ArrivalRow, DeliveryRow


def free_dead(
    session: Session, table: type[ArrivalRow] | type[DeliveryRow], unfinished: str, is_dead: Callable[[str], bool]
) -> int:
    """Free the leases of owners that are known to be dead, on rows in the state ``unfinished``; how many came back."""
    owners = session.scalars(select(table.lease_owner).where(table.lease_owner.is_not(None)).distinct())
    dead = [owner for owner in owners if owner and is_dead(owner)]
    statement = (
        update(table)
        .where(table.lease_owner.in_(dead), table.state == unfinished)
        .values(lease_owner=None, lease_until=None)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return len(list(session.scalars(statement)))
