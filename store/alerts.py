"""Alerts: what an analyst must look at, one open row for each matter, however often it comes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.schema import AlertRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """An alert as lists show it. ``times`` is how often it came between ``raised_at`` and ``last_at``."""

    alert_id: int
    kind: str
    key: str
    text: str
    arrival_id: int | None
    ticket_id: int | None
    raised_at: datetime
    last_at: datetime
    times: int


def raise_alert(
    session: Session,
    *,
    kind: str,
    key: str,
    text: str,
    now: datetime,
    arrival_id: int | None = None,
    ticket_id: int | None = None,
) -> int | None:
    """Raise an alert; its id where it is new, None where one of this kind and key was open: that one is counted on."""
    open_one = update(AlertRow).where(AlertRow.kind == kind, AlertRow.key == key, AlertRow.cleared_at.is_(None))
    counted = open_one.values(times=AlertRow.times + 1, last_at=now, text=text).returning(AlertRow.id)
    if session.scalars(counted.execution_options(synchronize_session=False)).first() is not None:
        return None
    row = AlertRow(
        kind=kind, key=key, text=text, arrival_id=arrival_id, ticket_id=ticket_id, raised_at=now, last_at=now, times=1
    )
    session.add(row)
    session.flush()
    return row.id


def open_alerts(session: Session) -> list[AlertLine]:
    """The alerts that nobody has cleared, the oldest first."""
    query = select(AlertRow).where(AlertRow.cleared_at.is_(None)).order_by(AlertRow.id)
    return [
        AlertLine(
            alert_id=row.id,
            kind=row.kind,
            key=row.key,
            text=row.text,
            arrival_id=row.arrival_id,
            ticket_id=row.ticket_id,
            raised_at=row.raised_at,
            last_at=row.last_at,
            times=row.times,
        )
        for row in session.scalars(query)
    ]


def clear(session: Session, alert_id: int, *, by: str, now: datetime) -> bool:
    """Clear an alert; False where it is not open. The same matter raises a new one."""
    statement = update(AlertRow).where(AlertRow.id == alert_id, AlertRow.cleared_at.is_(None))
    done = statement.values(cleared_at=now, cleared_by=by).returning(AlertRow.id)
    return session.scalars(done.execution_options(synchronize_session=False)).first() is not None


def clear_all(session: Session, *, by: str, now: datetime) -> list[int]:
    """Clear what is open; the ids."""
    statement = update(AlertRow).where(AlertRow.cleared_at.is_(None))
    done = statement.values(cleared_at=now, cleared_by=by).returning(AlertRow.id)
    return sorted(session.scalars(done.execution_options(synchronize_session=False)))
