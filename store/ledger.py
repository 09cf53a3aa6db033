"""The accounting: every arrival with its outcome, and whether the sums agree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from parsers.vocabulary import Disposition
from store.schema import ArrivalRow, ContentRow, HoldRow, RouteRow, ShuntRow, TicketRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalLine:
    """One arrival as lists show it; ``ticket_number`` without prefix, ``routes`` how many ways it came."""

    arrival_id: int
    channel: str
    mailbox: str
    received_at: datetime
    finished_at: datetime | None
    outcome: str | None
    rule: str | None
    reason: str | None
    ticket_number: int | None
    sender: str | None
    subject: str | None
    message_id: str | None
    raw_sha256: str
    attempts: int
    routes: int
    damages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The totals. ``balanced`` says that nothing is missing: every route led to an arrival, every arrival is accounted for."""

    routes: int
    arrivals: int
    duplicates: int
    pending: int
    outcomes: dict[str, int]
    orphans: int

    @property
    def balanced(self) -> bool:
        """Whether routes = arrivals + duplicates, and arrivals = pending + outcomes, and no outcome lacks its record."""
        agrees = self.routes == self.arrivals + self.duplicates
        return agrees and self.arrivals == self.pending + sum(self.outcomes.values()) and self.orphans == 0


def sums(session: Session) -> Sums:
    """Count routes, arrivals and outcomes, each from its own table."""
    by_outcome = {str(disposition): 0 for disposition in Disposition}
    grouped = select(ArrivalRow.outcome, func.count()).where(ArrivalRow.state == "done").group_by(ArrivalRow.outcome)
    for outcome, count in session.execute(grouped):
        by_outcome[outcome or "none"] = count
    extra = select(RouteRow.arrival_id, (func.count() - 1).label("n")).group_by(RouteRow.arrival_id).subquery()
    return Sums(
        routes=session.scalar(select(func.count()).select_from(RouteRow)) or 0,
        arrivals=session.scalar(select(func.count()).select_from(ArrivalRow)) or 0,
        duplicates=int(session.scalar(select(func.coalesce(func.sum(extra.c.n), 0))) or 0),
        pending=session.scalar(select(func.count()).where(ArrivalRow.state == "pending")) or 0,
        outcomes=by_outcome,
        orphans=_orphans(session),
    )


def _orphans(session: Session) -> int:
    """Arrivals that lack what their outcome promises, and what belongs to no arrival. Each should be none."""
    outcome, ticket, hold, shunt = ArrivalRow.outcome, TicketRow.id, HoldRow.arrival_id, ShuntRow.arrival_id
    arrival = select(func.count(ArrivalRow.id.distinct())).select_from(ArrivalRow)
    with_ticket = arrival.outerjoin(TicketRow, ticket == ArrivalRow.ticket_id)
    waiting = arrival.outerjoin(HoldRow, and_(hold == ArrivalRow.id, HoldRow.state == "held"))
    failed = arrival.outerjoin(ShuntRow, and_(shunt == ArrivalRow.id, ShuntRow.replayed_at.is_(None)))
    has_ended = ArrivalRow.state == "done"
    queries = (
        with_ticket.where(outcome.in_(["opened", "added"]), ticket.is_(None)),
        # A hold that is not open is in no analyst's list: its mail would never be seen.
        waiting.where(outcome == "held", hold.is_(None)),
        waiting.where(hold.is_not(None), or_(outcome.is_(None), outcome != "held")),
        failed.where(outcome == "shunted", shunt.is_(None)),
        arrival.where(has_ended, or_(outcome.is_(None), outcome.not_in([str(one) for one in Disposition]))),
        arrival.where(not_(has_ended), outcome.is_not(None)),
        arrival.outerjoin(RouteRow, RouteRow.arrival_id == ArrivalRow.id).where(RouteRow.id.is_(None)),
        arrival.outerjoin(ContentRow, ContentRow.sha256 == ArrivalRow.raw_sha256).where(ContentRow.sha256.is_(None)),
        select(func.count(RouteRow.id))
        .outerjoin(ArrivalRow, ArrivalRow.id == RouteRow.arrival_id)
        .where(ArrivalRow.id.is_(None)),
    )
    return sum(session.scalar(query) or 0 for query in queries)


def lines(session: Session, *, limit: int, outcome: str | None = None) -> list[ArrivalLine]:
    """Arrivals, the newest first; ``outcome`` may be ``pending``."""
    query = _lines()
    if outcome == "pending":
        query = query.where(ArrivalRow.state == "pending")
    elif outcome is not None:
        query = query.where(ArrivalRow.outcome == outcome)
    return _collect(session, query.order_by(ArrivalRow.id.desc()).limit(limit))


def line(session: Session, arrival_id: int) -> ArrivalLine | None:
    """One arrival."""
    found = _collect(session, _lines().where(ArrivalRow.id == arrival_id))
    return found[0] if found else None


def _lines() -> Select[Any]:
    routes = select(func.count()).where(RouteRow.arrival_id == ArrivalRow.id).correlate(ArrivalRow).scalar_subquery()
    return select(ArrivalRow, TicketRow.number, routes).outerjoin(TicketRow, TicketRow.id == ArrivalRow.ticket_id)


def _collect(session: Session, query: Select[Any]) -> list[ArrivalLine]:
    return [
        ArrivalLine(
            arrival_id=row.id,
            channel=row.channel,
            mailbox=row.mailbox,
            received_at=row.received_at,
            finished_at=row.finished_at,
            outcome=row.outcome,
            rule=row.rule,
            reason=row.reason,
            ticket_number=number,
            sender=row.sender,
            subject=row.subject,
            message_id=row.message_id,
            raw_sha256=row.raw_sha256,
            attempts=row.attempts,
            routes=routes,
            damages=tuple(row.damages or ()),
        )
        for row, number, routes in session.execute(query)
    ]
