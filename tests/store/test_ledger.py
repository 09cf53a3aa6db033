"""The accounting: it agrees on every path, and whatever is taken away by hand makes it disagree."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from parsers.vocabulary import Disposition
from store import arrivals, holds, ledger
from store.engine import Store
from store.ledger import Sums
from tests.builders import arrival, kept, raw_mail
from tests.clock import NOON
from tests.store.arrival_states import end, held, shunted


def sums(store: Store) -> Sums:
    with store.read() as session:
        return ledger.sums(session)


def one_of_each(store: Store) -> dict[Disposition, int]:
    return {disposition: end(store, disposition, number) for number, disposition in enumerate(Disposition, 1)}


def test_an_empty_store_is_balanced(store: Store) -> None:
    assert sums(store) == Sums(
        routes=0, arrivals=0, duplicates=0, pending=0, outcomes=dict.fromkeys(map(str, Disposition), 0), orphans=0
    )
    assert sums(store).balanced


def test_every_outcome_is_counted(store: Store) -> None:
    one_of_each(store)
    with store.write() as session:
        kept(session, 98)
        kept(session, 99)
        again = arrival(raw_mail(Message_ID="<98@client.example>"))
        arrivals.keep(session, again, key="id:98", earlier_key=None, message_id=None)
    total = sums(store)
    assert total.outcomes == dict.fromkeys(map(str, Disposition), 1)
    assert (total.routes, total.arrivals, total.duplicates, total.pending) == (8, 7, 1, 2)
    assert total.balanced


def test_it_stays_balanced_through_every_decision(store: Store) -> None:
    released, rejected, failed = held(store, 1), held(store, 2), shunted(store, 3)
    steps = (
        lambda session: holds.release(session, released, by="Ada", decision="", now=NOON),
        lambda session: holds.reject(session, rejected, by="Ada", reason="", now=NOON),
        lambda session: holds.replay(session, [failed], NOON),
    )
    assert sums(store).balanced
    for step in steps:
        with store.write() as session:
            assert step(session)
        assert sums(store).balanced
    held(store, again=released)
    assert sums(store).balanced
    shunted(store, again=failed)
    assert sums(store).balanced
    assert sums(store).outcomes == {"opened": 0, "added": 0, "held": 1, "ignored": 1, "shunted": 1}


@contextmanager
def by_hand(store: Store) -> Iterator[Connection]:
    """A connection that does not mind foreign keys, as a careless repair has it."""
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.rollback()
            driver = connection.connection.dbapi_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                yield connection
            connection.invalidate()
        return
    with store.migrating() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM arrival WHERE outcome = 'opened'",
        "DELETE FROM arrival WHERE outcome = 'ignored'",
        "DELETE FROM arrival_route WHERE arrival_id = (SELECT max(id) FROM arrival)",
        "DELETE FROM hold",
        "DELETE FROM shunt",
        "DELETE FROM ticket WHERE id = (SELECT max(id) FROM ticket)",
        "DELETE FROM content",
        "UPDATE hold SET state = 'released'",
        "UPDATE shunt SET replayed_at = shunted_at",
        "UPDATE arrival SET outcome = NULL WHERE outcome = 'ignored'",
        "UPDATE arrival SET outcome = 'lost' WHERE outcome = 'ignored'",
        "UPDATE arrival SET outcome = 'ignored' WHERE outcome = 'held'",
        "UPDATE arrival SET ticket_id = NULL",
        "UPDATE arrival SET state = 'pending' WHERE outcome = 'added'",
        "UPDATE arrival SET state = 'stuck' WHERE outcome = 'added'",
    ],
)
def test_what_is_changed_by_hand_is_seen(store: Store, statement: str) -> None:
    one_of_each(store)
    assert sums(store).balanced
    with by_hand(store) as connection:
        assert connection.execute(text(statement)).rowcount >= 1
    assert not sums(store).balanced


def test_lines_are_listed_newest_first(store: Store) -> None:
    made = one_of_each(store)
    with store.write() as session:
        waiting = kept(session, 99)
        lines = ledger.lines(session, limit=3)
        assert [line.arrival_id for line in lines] == [waiting, made[Disposition.SHUNTED], made[Disposition.IGNORED]]
        assert [line.arrival_id for line in ledger.lines(session, limit=9, outcome="pending")] == [waiting]
        (opened,) = ledger.lines(session, limit=9, outcome="opened")
        assert ledger.line(session, 999) is None
    assert (opened.arrival_id, opened.ticket_number, opened.routes) == (made[Disposition.OPENED], 104_233, 1)
