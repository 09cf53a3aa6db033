"""Arrivals in every state, made the way the desk makes them."""

from datetime import timedelta

from parsers.vocabulary import Disposition
from store import arrivals, desk, tickets
from store.arrivals import Outcome
from store.engine import Session, Store
from tests.builders import contact, kept
from tests.clock import NOON


def ticket(session: Session, **values: object) -> int:
    """A ticket of Bluefern Travel; its id."""
    person = contact(session)
    base: dict[str, object] = {
        "number": desk.next_ticket_number(session, 104_233),
        "kind": "incident",
        "severity": "P3",
        "status": "new",
        "account_id": person.account_id,
        "contact_id": person.contact_id,
        "subject": "Calls drop",
        "opened_at": NOON,
        "updated_at": NOON,
    }
    return tickets.open_ticket(session, **{**base, **values})


def end(store: Store, disposition: Disposition, number: int = 1, *, again: int | None = None) -> int:
    """An arrival with this outcome and what belongs to it; ``again``: one that is pending already."""
    with store.write() as session:
        one = again or kept(session, number)
        arrivals.claim(session, owner="one", now=NOON, lease=timedelta(seconds=60), limit=100)
        with_ticket = disposition in (Disposition.OPENED, Disposition.ADDED)
        outcome = Outcome(
            disposition=disposition,
            rule="test",
            reason="a test",
            ticket_id=ticket(session) if with_ticket else None,
        )
        if disposition is Disposition.HELD:
            arrivals.hold(session, one, rule="test", reason="a test", now=NOON)
        if disposition is Disposition.SHUNTED:
            arrivals.shunt(session, one, error="a bug", traceback="at line 1", now=NOON)
        assert arrivals.finish(session, one, outcome, owner="one", now=NOON)
    return one


def held(store: Store, number: int = 1, *, again: int | None = None) -> int:
    """A held arrival."""
    return end(store, Disposition.HELD, number, again=again)


def shunted(store: Store, number: int = 1, *, again: int | None = None) -> int:
    """A shunted arrival."""
    return end(store, Disposition.SHUNTED, number, again=again)


def pending(store: Store) -> list[int]:
    """The arrivals that a worker would get now."""
    with store.write() as session:
        claimed = arrivals.claim(session, owner="looker", now=NOON, lease=timedelta(0), limit=100)
        arrivals.give_back(session, [one.arrival_id for one in claimed], owner="looker")
    return [one.arrival_id for one in claimed]
