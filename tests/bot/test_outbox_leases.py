"""No delivery is sent twice while its lease holds, however slow the relay is or whether the store is there."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import pytest

from bot.bell import Bell
from bot.channels.base import Outgoing
from bot.outbox import Outbox
from store import deliveries
from store.engine import Session, Store, StoreUnavailable
from tests.bot.outbox_desk import PATIENCE, FakeTransport, OutboxDesk
from tests.threads import together


@pytest.fixture
def desk(store: Store) -> OutboxDesk:
    return OutboxDesk(store)


def test_a_slow_relay_does_not_lose_the_lease(desk: OutboxDesk) -> None:
    """Thirty-two messages of a minute each outlive a lease of five minutes: it is renewed while they are sent."""
    desk.queue(*range(1, 33))
    slow, other = FakeTransport(), FakeTransport()
    second = desk.outbox(other, "two")

    def take_long(_: Sequence[Outgoing]) -> None:
        for _minutes in range(3):
            desk.clock.advance(seconds=250)
            desk.wait_until_leased_from_now()
            assert not second.work(), "they are leased"

    slow.before = take_long
    assert desk.outbox(slow, renew_seconds=0.01).work()
    assert other.sent == []
    assert len(slow.sent) == 32
    assert set(desk.states().values()) == {"sent"}


def test_a_lease_that_nobody_renews_runs_out(desk: OutboxDesk) -> None:
    """A process that hangs must not keep its deliveries for ever."""
    desk.queue(1)
    hung, other = FakeTransport(), FakeTransport()
    second = desk.outbox(other, "two")

    def hang(_: Sequence[Outgoing]) -> None:
        desk.clock.advance(seconds=301)
        assert second.work()

    hung.before = hang
    desk.outbox(hung).work()
    assert other.sent == hung.sent, "the same mail, by the same Message-ID"
    assert desk.states() == {"1": "sent"}
    assert len(desk.history()) == 1


def test_two_outboxes_share_the_work_and_send_nothing_twice(desk: OutboxDesk) -> None:
    desk.queue(*range(1, 41))
    transports = [FakeTransport(), FakeTransport()]
    outboxes = [
        desk.outbox(transport, name, batch=3) for transport, name in zip(transports, ("one", "two"), strict=True)
    ]

    def work(outbox: Outbox) -> None:
        while outbox.work():
            pass

    together([partial(work, outbox) for outbox in outboxes])
    sent = [mail.message_id for transport in transports for mail in transport.sent]
    assert len(sent) == len(set(sent)) == 40


class StoreThatGoesAway(Store):
    """A store that can be away."""

    away = False

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self.away:
            raise StoreUnavailable("away")
        with super().write() as session:
            yield session


@pytest.fixture
def unsteady(database_url: str) -> Iterator[StoreThatGoesAway]:
    store = StoreThatGoesAway(database_url)
    yield store
    store.close()


def test_what_was_sent_while_the_store_went_away_is_marked_and_not_sent_again(unsteady: StoreThatGoesAway) -> None:
    desk = OutboxDesk(unsteady)
    desk.queue(*range(1, 21))
    transport = FakeTransport()

    def go_away(_: Sequence[Outgoing]) -> None:
        unsteady.away = True

    transport.before = go_away
    outbox = desk.outbox(transport)
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            outbox.work()
    assert len(transport.sent) == 16, "the rest of the group waits"
    unsteady.away = False
    transport.before = lambda _: None
    assert outbox.work(), "the rest is taken up at once, not when its lease runs out"
    assert not outbox.work()
    sent = [mail.message_id for mail in transport.sent]
    assert len(sent) == len(set(sent)) == 20
    assert set(desk.states().values()) == {"sent"}


def test_a_thread_sends_what_is_queued_and_stops(desk: OutboxDesk) -> None:
    bell, transport = Bell(), FakeTransport()
    outbox = desk.outbox(transport, queued=bell, poll_seconds=60)
    outbox.start()
    desk.queue(1)
    bell.ring()
    desk.wait_until(lambda: len(desk.watched) == 1)
    desk.queue(2)
    outbox.stop()
    assert desk.states() == {"1": "sent", "2": "sent"}, "what is due is sent before the end"
    assert transport.closed


def test_a_thread_that_is_stopped_without_grace_gives_back_what_it_did_not_try(desk: OutboxDesk) -> None:
    desk.queue(*range(1, 33))
    transport, begun, go_on = FakeTransport(), threading.Event(), threading.Event()

    def wait(_: Sequence[Outgoing]) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    transport.before = wait
    outbox = desk.outbox(transport)
    outbox.start()
    assert begun.wait(PATIENCE)
    stopping = threading.Thread(target=outbox.stop, args=(0.0,))
    stopping.start()
    desk.wait_until(lambda: outbox.is_stopping)
    go_on.set()
    stopping.join(PATIENCE)
    assert list(desk.states().values()).count("sent") == 16
    rest = FakeTransport()
    assert desk.outbox(rest, "two").work(), "the rest is free at once"
    assert len(rest.sent) == 16
    with desk.store.read() as session:
        assert {row.attempts for row in deliveries.in_state(session, "sent")} == {1}


def test_a_thread_outlives_a_store_that_goes_away(unsteady: StoreThatGoesAway) -> None:
    desk = OutboxDesk(unsteady)
    transport = FakeTransport()
    outbox = desk.outbox(transport)
    desk.queue(1)
    unsteady.away = True
    outbox.start()
    unsteady.away = False
    desk.wait_until(lambda: len(desk.watched) == 1)
    outbox.stop()
    assert desk.states() == {"1": "sent"}
