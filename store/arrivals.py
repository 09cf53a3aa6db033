"""Keeping arrivals: each once, every route noted, claimed under a lease, finished with one outcome."""

import hashlib
import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, undefer

from parsers.arrival import Arrival, Envelope
from parsers.mail.identity import exactly
from parsers.vocabulary import Channel, Disposition
from store import leases
from store.envelopes import envelope_from, envelope_json
from store.schema import ArrivalRow, ContentRow, HoldRow, RouteRow, ShuntRow
from store.sql import insert_or_ignore

_OWN_WAY = "/"
"""Behind it, in a key, stands what tells an arrival from an earlier one of the same key."""

_AT_ONCE = 64_000_000
"""Bytes of raw mail that one claim brings into memory, unless a single one is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where an arrival was kept; ``duplicate`` when it was there before."""

    arrival_id: int
    duplicate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A pending arrival that this worker has leased, with its bytes. ``put_off``: it was tried before, and the DNS failed."""

    arrival_id: int
    arrival: Arrival
    attempts: int
    raw: bytes = field(repr=False)
    put_off: bool = False


def keep_content(session: Session, data: bytes) -> str:
    """Keep bytes once; returns their SHA-256 in hex."""
    sha256 = hashlib.sha256(data).hexdigest()
    session.execute(insert_or_ignore(session, ContentRow, {"sha256": sha256, "size": len(data), "data": data}))
    return sha256


def keep(
    session: Session,
    arrival: Arrival,
    *,
    key: str,
    earlier_key: str | None,
    message_id: str | None,
    final: Collection[str] = (),
) -> Kept:
    """Keep ``arrival`` under ``key`` (unique in its mailbox), or note one more route of the one already there.

    ``earlier_key`` is a second key under which it may be known. ``final`` are the rules that would end any mail of this key
    alike. Where the one there is on no ticket and was ended by another rule, what comes in other bytes or from elsewhere is an
    arrival of its own: a forger who knew the mail beforehand must not make the true one vanish by being first.
    """
    known = _find(session, arrival.mailbox, [k for k in (key, earlier_key) if k])
    if known is not None and (another := _another(session, known, arrival, final)):
        key = another
        known = _find(session, arrival.mailbox, [key])
    duplicate = known is not None
    arrival_id = known if known is not None else _insert(session, arrival, key, message_id)
    if arrival_id is None:  # another process kept it between the look and the insert
        arrival_id, duplicate = _find(session, arrival.mailbox, [key]), True
    if arrival_id is None:
        raise LookupError(f"arrival with key {key} neither inserted nor found")
    session.execute(insert_or_ignore(session, RouteRow, _route(arrival, arrival_id)))
    return Kept(arrival_id=arrival_id, duplicate=duplicate)


def _another(session: Session, known: int, arrival: Arrival, final: Collection[str]) -> str:
    """The key of its own under which an arrival is kept though one of its key is there; "" where that one stands for both."""
    row = session.get_one(ArrivalRow, known)
    waits = row.state == "pending" and row.next_try_at is None
    if row.ticket_id is not None or (not waits and row.state == "done" and row.rule in final):
        return ""
    there = load(session, known).arrival
    # What is about to be read is asked only for its bytes: the same mail by SMTP and from a folder is one.
    new, old = (_way(one, wire=not waits) for one in (arrival, there))
    return "" if new == old else f"{row.dedup_key}{_OWN_WAY}{_way(arrival, wire=True)}"


def _way(arrival: Arrival, *, wire: bool) -> str:
    envelope = arrival.envelope
    proof = (str(arrival.channel), envelope.client_ip, envelope.mail_from, envelope.auth_user) if wire else ()
    return hashlib.sha256(f"{exactly(arrival.raw)} {proof!r}".encode("utf-8", "replace")).hexdigest()


def same_mail(session: Session, arrival_id: int) -> int | None:
    """The ticket that has this very mail already, by another arrival of the same key; None where there is none."""
    row = session.get_one(ArrivalRow, arrival_id)
    key = row.dedup_key.partition(_OWN_WAY)[0]
    query = select(ArrivalRow.dedup_key, ArrivalRow.ticket_id).where(
        ArrivalRow.mailbox == row.mailbox, ArrivalRow.id != arrival_id, ArrivalRow.ticket_id.is_not(None)
    )
    if row.message_id is not None:
        query = query.where(ArrivalRow.message_id == row.message_id)
    else:
        query = query.where(ArrivalRow.dedup_key == key)
    return next((ticket for other, ticket in session.execute(query) if other.partition(_OWN_WAY)[0] == key), None)


def _find(session: Session, mailbox: str, keys: list[str]) -> int | None:
    query = select(ArrivalRow.id).where(ArrivalRow.mailbox == mailbox, ArrivalRow.dedup_key.in_(keys))
    return session.scalars(query.order_by(ArrivalRow.id).limit(1)).first()


def _insert(session: Session, arrival: Arrival, key: str, message_id: str | None) -> int | None:
    values = {
        "channel": str(arrival.channel),
        "mailbox": arrival.mailbox,
        "dedup_key": key,
        "message_id": message_id,
        "raw_sha256": keep_content(session, arrival.raw),
        "envelope": envelope_json(arrival.envelope),
        "silent": arrival.silent,
        "received_at": arrival.received_at,
        "state": "pending",
        "attempts": 0,
    }
    statement = insert_or_ignore(session, ArrivalRow, values)
    return session.scalars(statement.returning(ArrivalRow.id)).first()


def _route(arrival: Arrival, arrival_id: int) -> dict[str, Any]:
    envelope = arrival.envelope
    key = None
    if envelope.uid is not None:
        key = f"{arrival.mailbox} {envelope.source}/{envelope.folder} {envelope.uidvalidity} {envelope.uid}"
    return {
        "arrival_id": arrival_id,
        "channel": str(arrival.channel),
        "route_key": key,
        "envelope": envelope_json(envelope),
        "received_at": arrival.received_at,
    }


def claim(session: Session, *, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Claimed]:
    """Lease up to ``limit`` pending arrivals, oldest first.

    Arrivals tried before are claimed alone, after the fresh ones: if one of them kills the process, it takes none with it.
    """
    fresh = _claim(session, owner=owner, now=now, lease=lease, limit=limit, fresh=True)
    return fresh or _claim(session, owner=owner, now=now, lease=lease, limit=1, fresh=False)


def _claim(session: Session, *, owner: str, now: datetime, lease: timedelta, limit: int, fresh: bool) -> list[Claimed]:
    tried = ArrivalRow.attempts == 0 if fresh else ArrivalRow.attempts > 0
    free = or_(ArrivalRow.lease_until.is_(None), ArrivalRow.lease_until < now)
    now_due = or_(ArrivalRow.next_try_at.is_(None), ArrivalRow.next_try_at <= now)
    due = select(ArrivalRow.id).where(ArrivalRow.state == "pending", tried, free, now_due).order_by(ArrivalRow.id)
    # A common table expression, not a subquery: PostgreSQL may run a subquery once for each row, and lease more than the limit.
    chosen = due.limit(limit).with_for_update(skip_locked=True).cte("chosen")
    statement = (
        update(ArrivalRow)
        .where(ArrivalRow.id.in_(select(chosen.c.id)))
        .values(lease_owner=owner, lease_until=now + lease, attempts=ArrivalRow.attempts + 1)
        .returning(ArrivalRow.id)
        .execution_options(synchronize_session=False)
    )
    ids = sorted(session.scalars(statement))
    handy = _handy(session, ids)
    give_back(session, ids[len(handy) :], owner=owner)
    return [load(session, arrival_id) for arrival_id in handy]


def _handy(session: Session, ids: list[int]) -> list[int]:
    """The first of the arrivals: as many as may be in memory together, and always one."""
    query = select(ArrivalRow.id, ContentRow.size).join(ContentRow, ContentRow.sha256 == ArrivalRow.raw_sha256)
    sizes = dict(session.execute(query.where(ArrivalRow.id.in_(ids))).all())
    totals = itertools.accumulate(sizes[arrival_id] for arrival_id in ids)
    return [one for place, (one, total) in enumerate(zip(ids, totals, strict=True)) if not place or total <= _AT_ONCE]


def load(session: Session, arrival_id: int) -> Claimed:
    """An arrival with its bytes. Raises LookupError where there is none."""
    row = session.get(ArrivalRow, arrival_id, populate_existing=True)
    if row is None:
        raise LookupError(f"no arrival {arrival_id}")
    content = session.get_one(ContentRow, row.raw_sha256, options=[undefer(ContentRow.data)])
    envelope: Envelope = envelope_from(row.envelope)
    arrival = Arrival(
        channel=Channel(row.channel),
        mailbox=row.mailbox,
        raw=content.data,
        envelope=envelope,
        received_at=row.received_at,
        silent=row.silent,
    )
    return Claimed(
        arrival_id=row.id,
        arrival=arrival,
        attempts=row.attempts,
        raw=content.data,
        put_off=row.next_try_at is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an arrival ended, with what is shown of it in lists."""

    disposition: Disposition
    rule: str
    reason: str
    ticket_id: int | None = None
    sender: str | None = None
    subject: str | None = None
    sent_at: datetime | None = None
    verdict: dict[str, Any] | None = None
    damages: tuple[str, ...] = ()


def finish(session: Session, arrival_id: int, outcome: Outcome, *, owner: str, now: datetime) -> bool:
    """Record the outcome if the claim still holds; False when it was lost to somebody else: then nothing may be kept."""
    statement = (
        update(ArrivalRow)
        .where(ArrivalRow.id == arrival_id, ArrivalRow.state == "pending", ArrivalRow.lease_owner == owner)
        .values(
            state="done",
            lease_owner=None,
            lease_until=None,
            outcome=str(outcome.disposition),
            rule=outcome.rule,
            reason=outcome.reason,
            ticket_id=outcome.ticket_id,
            sender=outcome.sender,
            subject=outcome.subject,
            sent_at=outcome.sent_at,
            verdict=outcome.verdict,
            damages=list(outcome.damages),
            finished_at=now,
        )
        .returning(ArrivalRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).first() is not None


def copies_of(session: Session, message_id: str, sender: str | None, sent_at: datetime, *, before: int) -> list[int]:
    """The tickets of earlier arrivals with this Message-ID, sender and Date: copies that were changed on their way."""
    query = select(ArrivalRow.ticket_id).where(
        ArrivalRow.message_id == message_id,
        ArrivalRow.sender == sender,
        ArrivalRow.sent_at == sent_at,
        ArrivalRow.id < before,
        ArrivalRow.ticket_id.is_not(None),
    )
    return [ticket_id for ticket_id in session.scalars(query.order_by(ArrivalRow.id)) if ticket_id is not None]


def twins_of(
    session: Session, *, subject: str, sender: str | None, sent_at: datetime, before: int, limit: int
) -> list[tuple[int, bytes]]:
    """The tickets of the last arrivals with this sender, Date and subject, whatever their Message-ID; and their bytes."""
    query = (
        select(ArrivalRow.ticket_id, ContentRow.data)
        .join(ContentRow, ContentRow.sha256 == ArrivalRow.raw_sha256)
        .where(
            ArrivalRow.subject == subject,
            ArrivalRow.sender == sender,
            ArrivalRow.sent_at == sent_at,
            ArrivalRow.id < before,
            ArrivalRow.ticket_id.is_not(None),
        )
        .order_by(ArrivalRow.id.desc())
        .limit(limit)
    )
    return [(ticket_id, data) for ticket_id, data in session.execute(query) if ticket_id is not None]


def hold(session: Session, arrival_id: int, *, rule: str, reason: str, now: datetime) -> None:
    """Put an arrival before the analysts; one held again after a release is held anew."""
    session.merge(
        HoldRow(
            arrival_id=arrival_id,
            rule=rule,
            reason=reason,
            held_at=now,
            state="held",
            decided_at=None,
            decided_by=None,
            decision=None,
            account_id=None,
            contact_id=None,
            ticket_id=None,
        ),
    )


def shunt(session: Session, arrival_id: int, *, error: str, traceback: str, now: datetime) -> None:
    """Keep why an arrival failed."""
    session.merge(ShuntRow(arrival_id=arrival_id, shunted_at=now, error=error, traceback=traceback, replayed_at=None))


def reopen(session: Session, arrival_id: int) -> None:
    """Make a finished arrival pending again, as if it had never been tried (after a release or a replay)."""
    session.execute(
        update(ArrivalRow)
        .where(ArrivalRow.id == arrival_id)
        .values(
            state="pending",
            attempts=0,
            next_try_at=None,
            lease_owner=None,
            lease_until=None,
            outcome=None,
            finished_at=None,
        )
        .execution_options(synchronize_session=False),
    )


def give_back(session: Session, arrival_ids: Sequence[int], *, owner: str, tried: bool = False) -> None:
    """Give up a claim: another worker takes it at once. ``tried`` false: the attempt does not count."""
    values: dict[str, Any] = {"lease_owner": None, "lease_until": None}
    if not tried:
        values["attempts"] = ArrivalRow.attempts - 1
    session.execute(
        update(ArrivalRow)
        .where(ArrivalRow.id.in_(arrival_ids), ArrivalRow.lease_owner == owner, ArrivalRow.state == "pending")
        .values(**values)
        .execution_options(synchronize_session=False),
    )


def renew(session: Session, arrival_ids: Sequence[int], *, owner: str, until: datetime) -> None:
    """Lengthen the leases of arrivals that take long, as far as they are still this owner's and not done."""
    session.execute(
        update(ArrivalRow)
        .where(ArrivalRow.id.in_(arrival_ids), ArrivalRow.lease_owner == owner, ArrivalRow.state == "pending")
        .values(lease_until=until)
        .execution_options(synchronize_session=False),
    )


def put_off(session: Session, arrival_id: int, *, owner: str, until: datetime) -> bool:
    """Give up a claim and try again at ``until``, as if this try had not been; False when the claim was lost."""
    statement = (
        update(ArrivalRow)
        .where(ArrivalRow.id == arrival_id, ArrivalRow.lease_owner == owner, ArrivalRow.state == "pending")
        .values(lease_owner=None, lease_until=None, next_try_at=until, attempts=ArrivalRow.attempts - 1)
        .returning(ArrivalRow.id)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).first() is not None


def verdict_of(session: Session, arrival_id: int) -> dict[str, Any] | None:
    """What was found out about the sender of an arrival, as it was stored; None before it is done."""
    return session.scalars(select(ArrivalRow.verdict).where(ArrivalRow.id == arrival_id)).first()


def free_dead(session: Session, is_dead: Callable[[str], bool]) -> int:
    """Free the leases of owners that are known to be dead; returns how many arrivals came back."""
    return leases.free_dead(session, ArrivalRow, "pending", is_dead)


def finish_held(session: Session, arrival_id: int, *, rule: str, reason: str, now: datetime) -> None:
    """End a held arrival as ignored, on an analyst's decision."""
    session.execute(
        update(ArrivalRow)
        .where(ArrivalRow.id == arrival_id, ArrivalRow.outcome == str(Disposition.HELD))
        .values(outcome=str(Disposition.IGNORED), rule=rule, reason=reason, finished_at=now)
        .execution_options(synchronize_session=False),
    )
