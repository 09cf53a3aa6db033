"""Held and shunted mail: what waits for an analyst, and what he decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.arrivals import finish_held, reopen
from store.schema import ArrivalRow, HoldRow, ShuntRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A hold and the decision on it; ``state``: held, released, rejected."""

    arrival_id: int
    rule: str
    reason: str
    held_at: datetime
    state: str
    decided_at: datetime | None
    decided_by: str | None
    decision: str | None
    account_id: int | None
    contact_id: int | None
    ticket_id: int | None


def held(session: Session, arrival_id: int) -> Held | None:
    """The hold of an arrival, whatever became of it."""
    row = session.get(HoldRow, arrival_id)
    return _held(row) if row else None


def all_held(session: Session, state: str = "held") -> list[Held]:
    """The holds in one state, oldest first."""
    return [
        _held(row) for row in session.scalars(select(HoldRow).where(HoldRow.state == state).order_by(HoldRow.held_at))
    ]


def waiting_from(session: Session, address: str, *, rules: Collection[str], but: int) -> bool:
    """Whether another mail in the name of ``address`` is held by one of ``rules``."""
    query = select(HoldRow.arrival_id).join(ArrivalRow, ArrivalRow.id == HoldRow.arrival_id)
    found = query.where(
        HoldRow.state == "held", ArrivalRow.sender == address, HoldRow.rule.in_(rules), HoldRow.arrival_id != but
    )
    return session.scalars(found.limit(1)).first() is not None


def _held(row: HoldRow) -> Held:
    return Held(
        arrival_id=row.arrival_id,
        rule=row.rule,
        reason=row.reason,
        held_at=row.held_at,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decision=row.decision,
        account_id=row.account_id,
        contact_id=row.contact_id,
        ticket_id=row.ticket_id,
    )


def release(
    session: Session,
    arrival_id: int,
    *,
    by: str,
    decision: str,
    now: datetime,
    account_id: int | None = None,
    contact_id: int | None = None,
    ticket_id: int | None = None,
) -> bool:
    """Let a held arrival in, on an analyst's word; intake takes it up again. False when it is not held (any more)."""
    decided = _decide(
        session,
        arrival_id,
        state="released",
        decided_by=by,
        decided_at=now,
        decision=decision,
        account_id=account_id,
        contact_id=contact_id,
        ticket_id=ticket_id,
    )
    if decided:
        reopen(session, arrival_id)
    return decided


def reject(session: Session, arrival_id: int, *, by: str, reason: str, now: datetime) -> bool:
    """Turn a held arrival away for good: its outcome becomes ``ignored`` with the analyst's reason. It stays kept."""
    decided = _decide(session, arrival_id, state="rejected", decided_by=by, decided_at=now, decision=reason)
    if decided:
        finish_held(session, arrival_id, rule="rejected-by-analyst", reason=f"{by}: {reason}", now=now)
    return decided


def _decide(session: Session, arrival_id: int, **values: object) -> bool:
    statement = update(HoldRow).where(HoldRow.arrival_id == arrival_id, HoldRow.state == "held").values(**values)
    found = session.scalars(statement.returning(HoldRow.arrival_id).execution_options(synchronize_session=False))
    return found.first() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shunted:
    """An arrival that failed unexpectedly."""

    arrival_id: int
    shunted_at: datetime
    error: str
    traceback: str
    replayed_at: datetime | None


def all_shunted(session: Session) -> list[Shunted]:
    """The shunted arrivals that were not replayed, oldest first."""
    query = select(ShuntRow).where(ShuntRow.replayed_at.is_(None)).order_by(ShuntRow.shunted_at)
    return [_shunted(row) for row in session.scalars(query)]


def shunted(session: Session, arrival_id: int) -> Shunted | None:
    """One shunted arrival, replayed or not."""
    row = session.get(ShuntRow, arrival_id)
    return _shunted(row) if row else None


def _shunted(row: ShuntRow) -> Shunted:
    return Shunted(
        arrival_id=row.arrival_id,
        shunted_at=row.shunted_at,
        error=row.error,
        traceback=row.traceback,
        replayed_at=row.replayed_at,
    )


def replay(session: Session, arrival_ids: Sequence[int], now: datetime) -> list[int]:
    """Let intake try shunted arrivals again; returns those that were shunted."""
    statement = (
        update(ShuntRow)
        .where(ShuntRow.arrival_id.in_(arrival_ids), ShuntRow.replayed_at.is_(None))
        .values(replayed_at=now)
        .returning(ShuntRow.arrival_id)
        .execution_options(synchronize_session=False)
    )
    ids = sorted(session.scalars(statement))
    for arrival_id in ids:
        reopen(session, arrival_id)
    return ids
