"""Claims: a lease that nobody shares, that runs out, and without which nothing can be finished."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest

from parsers.vocabulary import Disposition
from store import arrivals, ledger
from store.arrivals import Outcome
from store.engine import Session, Store
from tests.builders import arrival, kept, raw_mail
from tests.clock import NOON
from tests.threads import together

LEASE = timedelta(seconds=60)
DONE = Outcome(disposition=Disposition.IGNORED, rule="test", reason="a test")


def fill(store: Store, count: int) -> list[int]:
    with store.write() as session:
        return [kept(session, number) for number in range(1, count + 1)]


def claim(store: Store, owner: str = "one", now: datetime = NOON, limit: int = 10) -> list[int]:
    with store.write() as session:
        claimed = arrivals.claim(session, owner=owner, now=now, lease=LEASE, limit=limit)
    return [one.arrival_id for one in claimed]


def finish(store: Store, arrival_id: int, owner: str = "one") -> bool:
    with store.write() as session:
        return arrivals.finish(session, arrival_id, DONE, owner=owner, now=NOON)


def test_the_oldest_go_first_and_never_more_than_asked(store: Store) -> None:
    ids = fill(store, 7)
    assert claim(store, limit=3) == ids[:3]
    assert claim(store, "two", limit=3) == ids[3:6]
    assert claim(store, limit=3) == ids[6:]
    assert claim(store, limit=3) == []


def test_a_lease_that_ran_out_comes_back_alone_and_after_the_fresh(store: Store) -> None:
    ids = fill(store, 3)
    assert claim(store, limit=2) == ids[:2]
    assert claim(store, "two", NOON + LEASE, limit=9) == ids[2:], "not before the lease is over"
    later = NOON + LEASE + timedelta(seconds=1)
    assert claim(store, "two", later, limit=9) == ids[:1]
    assert claim(store, "two", later, limit=9) == ids[1:2]
    assert claim(store, "two", later, limit=9) == []


def test_attempts_are_counted(store: Store) -> None:
    fill(store, 1)
    for attempt in range(1, 4):
        with store.write() as session:
            (one,) = arrivals.claim(session, owner="one", now=NOON + attempt * 2 * LEASE, lease=LEASE, limit=9)
        assert one.attempts == attempt


def test_only_the_owner_of_the_claim_may_finish_and_only_once(store: Store) -> None:
    (one,) = fill(store, 1)
    assert not finish(store, one), "nobody has claimed it"
    claim(store)
    assert not finish(store, one, "two")
    assert finish(store, one)
    assert not finish(store, one)
    assert claim(store, now=NOON + 2 * LEASE) == []


def test_a_claim_lost_to_another_cannot_be_finished(store: Store) -> None:
    (one,) = fill(store, 1)
    claim(store)
    claim(store, "two", NOON + 2 * LEASE)
    assert not finish(store, one)
    assert finish(store, one, "two")


@pytest.mark.parametrize(("tried", "attempts"), [(False, 1), (True, 2)])
def test_what_is_given_back_is_free_at_once(store: Store, tried: bool, attempts: int) -> None:
    (one,) = fill(store, 1)
    claim(store)
    with store.write() as session:
        arrivals.give_back(session, [one], owner="two", tried=tried)
    assert claim(store, "two") == [], "it is not theirs to give back"
    with store.write() as session:
        arrivals.give_back(session, [one], owner="one", tried=tried)
        (again,) = arrivals.claim(session, owner="two", now=NOON, lease=LEASE, limit=1)
    assert again.attempts == attempts


def test_the_leases_of_the_dead_are_freed_and_only_theirs(store: Store) -> None:
    ids = fill(store, 4)
    claim(store, "dead", limit=2)
    claim(store, "alive", limit=1)
    with store.write() as session:
        assert arrivals.free_dead(session, lambda owner: owner == "dead") == 2
        assert arrivals.free_dead(session, lambda owner: owner == "dead") == 0
    assert claim(store, "new") == ids[3:]
    assert [claim(store, "new"), claim(store, "new"), claim(store, "new")] == [ids[:1], ids[1:2], []]


def test_a_claim_brings_no_more_bytes_into_memory_than_are_handy(store: Store) -> None:
    large = [raw_mail("x" * 35_000_000, Message_ID=f"<{n}@x.example>") for n in range(3)]
    with store.write() as session:
        ids = [
            arrivals.keep(session, arrival(raw), key=str(n), earlier_key=None, message_id=None).arrival_id
            for n, raw in enumerate(large)
        ]
    assert claim(store) == ids[:1]
    assert claim(store, "two") == ids[1:2], "what was too much is free for others, as if it had never been claimed"


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_many_workers_never_share_a_claim(store: Store, limit: int) -> None:
    ids = fill(store, 60)
    taken: Counter[int] = Counter()
    lock = threading.Lock()

    def work() -> None:
        owner = threading.current_thread().name
        while got := claim(store, owner, limit=limit):
            assert len(got) <= limit
            with lock:
                taken.update(got)

    together([work] * 4)
    assert sorted(taken) == ids
    assert set(taken.values()) == {1}


def test_of_two_that_finish_one_arrival_one_wins(store: Store) -> None:
    (one,) = fill(store, 1)
    claim(store)
    wins: list[bool] = []
    together([lambda: wins.append(finish(store, one)) for _ in range(4)])
    assert sorted(wins) == [False, False, False, True]


def test_two_that_keep_one_mail_at_once_keep_it_once(store: Store) -> None:
    results: list[tuple[int, bool]] = []

    def keep() -> None:
        with store.write() as session:
            one = arrivals.keep(session, arrival(), key="id:1", earlier_key=None, message_id=None)
        results.append((one.arrival_id, one.duplicate))

    together([keep] * 6)
    assert len({arrival_id for arrival_id, _ in results}) == 1
    assert sorted(duplicate for _, duplicate in results) == [False] + [True] * 5
    with store.read() as session:
        sums = ledger.sums(session)
    assert (sums.arrivals, sums.routes, sums.balanced) == (1, 6, True)


def test_a_state_that_is_rolled_back_leaves_the_claim(store: Store) -> None:
    (one,) = fill(store, 1)
    claim(store)

    def fail(session: Session) -> None:
        arrivals.finish(session, one, DONE, owner="one", now=NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as session:
        fail(session)
    assert finish(store, one)
