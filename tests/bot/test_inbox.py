"""The door in: an arrival is durable before anybody is told so, groups are kept together, and a bad one falls alone."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.bell import Bell
from bot.channels.base import Receipt
from bot.errors import TransientError
from bot.inbox import Inbox
from parsers.arrival import Arrival
from store import ledger
from store.engine import Store
from store.ledger import Sums
from tests.builders import arrival, raw_mail
from tests.databases import SqliteFolder
from tests.threads import together

PATIENCE = 30


def numbered(number: int) -> Arrival:
    return arrival(raw_mail(Message_ID=f"<{number}@client.example>", Subject=f"number {number}"))


@contextmanager
def running(
    store: Store, checkpoint: Callable[[str], None] = lambda _: None, bell: Bell | None = None
) -> Iterator[Inbox]:
    inbox = Inbox(store, bell or Bell(), checkpoint)
    inbox.start()
    try:
        yield inbox
    finally:
        inbox.stop()


class Gate:
    """Holds the inbox at one step until it is opened; what comes meanwhile becomes one group."""

    def __init__(self, step: str) -> None:
        self._step = step
        self.reached, self._open = threading.Event(), threading.Event()
        self.steps: list[str] = []

    def __call__(self, step: str) -> None:
        self.steps.append(step)
        if step == self._step:
            self.reached.set()
            assert self._open.wait(PATIENCE)

    def open(self) -> None:
        self._open.set()


def sums(store: Store) -> Sums:
    with store.read() as session:
        return ledger.sums(session)


def test_an_arrival_is_kept_and_has_its_number(store: Store) -> None:
    bell = Bell()
    with running(store, bell=bell) as inbox:
        receipt = inbox.accept(numbered(1)).result(PATIENCE)
    assert not receipt.duplicate
    with store.read() as session:
        line = ledger.line(session, receipt.arrival_id)
    assert line is not None
    assert line.message_id == "1@client.example"
    assert bell.wait(0), "intake is woken"


def test_nobody_is_told_before_the_commit(store: Store) -> None:
    gate = Gate("accept-uncommitted")
    with running(store, gate) as inbox:
        future = inbox.accept(numbered(1))
        assert gate.reached.wait(PATIENCE)
        assert not future.done()
        assert sums(store).arrivals == 0
        gate.open()
        future.result(PATIENCE)
        assert sums(store).arrivals == 1
    assert gate.steps.index("accept-committed") < gate.steps.index("accepted")


def test_a_mail_sent_twice_is_one_arrival_with_both_routes(store: Store) -> None:
    with running(store) as inbox:
        first = inbox.accept(numbered(1)).result(PATIENCE)
        second = inbox.accept(numbered(1)).result(PATIENCE)
    assert (second.arrival_id, second.duplicate) == (first.arrival_id, True)
    assert (sums(store).arrivals, sums(store).routes) == (1, 2)


def test_what_waits_is_committed_together(store: Store) -> None:
    gate = Gate("accept-uncommitted")
    with running(store, gate) as inbox:
        first = inbox.accept(numbered(0))
        assert gate.reached.wait(PATIENCE)
        others = [inbox.accept(numbered(n)) for n in range(1, 51)]
        gate.open()
        ids = [future.result(PATIENCE).arrival_id for future in (first, *others)]
    assert ids == sorted(ids), "the order in which they came"
    assert gate.steps.count("accept-committed") == 2


def test_the_same_mail_twice_in_one_group(store: Store) -> None:
    gate = Gate("accept-uncommitted")
    with running(store, gate) as inbox:
        inbox.accept(numbered(0))
        assert gate.reached.wait(PATIENCE)
        twins = [inbox.accept(numbered(1)) for _ in range(2)]
        gate.open()
        receipts = [future.result(PATIENCE) for future in twins]
    assert receipts[0].arrival_id == receipts[1].arrival_id
    assert [receipt.duplicate for receipt in receipts] == [False, True]


def test_one_bad_arrival_does_not_take_the_others_with_it(store: Store) -> None:
    gate = Gate("accept-uncommitted")
    bad = arrival(raw_mail(Message_ID="<bad@client.example>"), uid=object(), uidvalidity=1)
    with running(store, gate) as inbox:
        inbox.accept(numbered(0))
        assert gate.reached.wait(PATIENCE)
        futures = [inbox.accept(one) for one in (numbered(1), bad, numbered(2))]
        gate.open()
        assert isinstance(futures[0].result(PATIENCE), Receipt)
        with pytest.raises(TransientError, match="cannot keep it"):
            futures[1].result(PATIENCE)
        assert isinstance(futures[2].result(PATIENCE), Receipt)
    assert sums(store).arrivals == 3


def test_who_gave_up_waiting_is_passed_over_and_the_door_stays_open(store: Store) -> None:
    gate = Gate("accept-uncommitted")
    with running(store, gate) as inbox:
        under_way = inbox.accept(numbered(0))
        assert gate.reached.wait(PATIENCE)
        assert not under_way.cancel(), "a commit that is under way cannot be given up"
        given_up, wanted = inbox.accept(numbered(1)), inbox.accept(numbered(2))
        assert given_up.cancel()
        gate.open()
        assert under_way.result(PATIENCE).arrival_id != wanted.result(PATIENCE).arrival_id
        inbox.accept(numbered(3)).result(PATIENCE)
    assert sums(store).arrivals == 3


def test_a_stopped_desk_refuses_but_keeps_what_it_had_taken(store: Store) -> None:
    gate = Gate("accept-uncommitted")
    inbox = Inbox(store, Bell(), gate)
    inbox.start()
    taken = [inbox.accept(numbered(0))]
    assert gate.reached.wait(PATIENCE)
    taken += [inbox.accept(numbered(n)) for n in range(1, 200)]
    stopping = threading.Thread(target=inbox.stop)
    stopping.start()
    gate.open()
    stopping.join(PATIENCE)
    assert all(isinstance(future.result(PATIENCE), Receipt) for future in taken)
    with pytest.raises(TransientError, match="stopping"):
        inbox.accept(numbered(999)).result(0)
    inbox.stop()
    assert sums(store).arrivals == 200


def test_a_desk_that_never_started_refuses(store: Store) -> None:
    inbox = Inbox(store, Bell())
    futures = [inbox.accept(numbered(n)) for n in range(100)]
    assert futures[7].cancel()
    inbox.stop()
    for future in futures[:7] + futures[8:]:
        with pytest.raises(TransientError, match="never started"):
            future.result(0)


def test_thousands_from_several_threads(store: Store) -> None:
    futures: list[Future[Receipt]] = []

    def hand_over(sender: int) -> None:
        futures.extend(inbox.accept(numbered(sender * 1000 + n % 250)) for n in range(300))

    with running(store) as inbox:
        together([partial(hand_over, sender) for sender in range(4)])
        receipts = [future.result(PATIENCE * 2) for future in futures]
    assert len(receipts) == 1200
    assert len({receipt.arrival_id for receipt in receipts}) == 1000
    total = sums(store)
    assert (total.arrivals, total.routes, total.duplicates, total.balanced) == (1000, 1200, 200, True)


@pytest.fixture
def impatient(sqlite_folder: SqliteFolder) -> Iterator[Store]:
    for url in sqlite_folder.database(empty=False):
        store = Store(url, busy_seconds=0.2)
        yield store
        store.close()


def test_while_the_store_is_away_all_are_told_so_at_once_and_later_it_goes_on(impatient: Store) -> None:
    steps: list[str] = []
    with running(impatient, steps.append) as inbox:
        with closing(sqlite3.connect(Path(str(impatient.url.database)), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            futures = [inbox.accept(numbered(n)) for n in range(40)]
            for future in futures:
                with pytest.raises(TransientError, match="cannot be used now"):
                    future.result(PATIENCE)
            assert steps.count("accepting") <= 2, "one time-out for a group, not one for each"
        assert sums(impatient).arrivals == 0
        inbox.accept(numbered(1)).result(PATIENCE)
    assert sums(impatient).arrivals == 1


@pytest.mark.parametrize("raw", [b"", b"\x00" * 100, b"From: \xff\xfe\r\n\r\n", b"\r\n" * 5000])
def test_hostile_bytes_are_kept_too(store: Store, raw: bytes) -> None:
    with running(store) as inbox:
        inbox.accept(arrival(raw)).result(PATIENCE)
        assert inbox.accept(arrival(raw)).result(PATIENCE).duplicate
