"""The door out: every ending of a sending, the same mail at every try, and no delivery sent twice while its lease holds."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.bell import Bell
from bot.channels.base import Deferred, Outgoing, Refused, Sending, Sent
from bot.outbox import Delivered, Outbox, RetryTerms
from bot.owner import Owner
from store import deliveries, tickets
from store.deliveries import Delivery, NewDelivery
from store.engine import Session, Store, StoreUnavailable
from store.schema import DeliveryRow
from tests.clock import NOON, ManualClock
from tests.store.arrival_states import ticket
from tests.threads import together

PATIENCE = 30
TERMS = RetryTerms(first=60, longest=3600, give_up_after=4 * 86_400)
OK = Sent(answer="250 2.0.0 queued")


class FakeTransport:
    """Keeps what it is given; ``answers`` says how each sending ends, the last one for all that follow."""

    def __init__(self, *answers: Sending) -> None:
        self.answers = list(answers) or [OK]
        self.sent: list[Outgoing] = []
        self.closed = False
        self.before: Callable[[Sequence[Outgoing]], None] = lambda _: None

    def send(self, messages: Sequence[Outgoing]) -> list[Sending]:
        self.before(messages)
        self.sent += messages
        return [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0] for _ in messages]

    def close(self) -> None:
        self.closed = True


def compose(delivery: Delivery) -> Outgoing:
    content = f"to {delivery.recipient} at {delivery.created_at.isoformat()}".encode()
    return Outgoing(message_id=delivery.message_id, mail_from="", recipient=delivery.recipient, content=content)


class Desk:
    """A store with one ticket, a clock, and outboxes over it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock()
        self.watched: list[Delivered] = []
        self._pause = threading.Event()
        with store.write() as session:
            self.ticket = ticket(session)

    def queue(self, *numbers: int, with_ticket: bool = True) -> None:
        with self.store.write() as session:
            for number in numbers:
                new = NewDelivery(
                    cause=f"arrival {number}",
                    notice="acknowledged",
                    recipient=f"{number}@bluefern.example",
                    recipient_name="",
                    payload={},
                    message_id=f"{number}@echopass.example",
                    reply_to="help@echopass.example",
                    ticket_id=self.ticket if with_ticket else None,
                )
                deliveries.queue(session, new, self.clock.now())

    def outbox(self, transport: FakeTransport, name: str = "one", **values: Any) -> Outbox:
        return Outbox(
            self.store,
            values.pop("compose", compose),
            transport,
            TERMS,
            self.clock,
            Owner("desk", 1, name),
            queued=values.pop("queued", Bell()),
            poll_seconds=values.pop("poll_seconds", 0.02),
            watch=self.watched.append,
            **values,
        )

    def states(self) -> dict[str, str]:
        with self.store.read() as session:
            rows = deliveries.in_state(session, "queued", "sent", "refused", "failed")
        return {row.message_id.partition("@")[0]: row.state for row in rows}

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Look until it holds."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline
            self._pause.wait(0.01)

    def wait_until_leased_from_now(self) -> None:
        """Until every lease was renewed by the clock as it stands."""
        until = self.clock.now() + timedelta(seconds=300)

        def renewed() -> bool:
            with self.store.read() as session:
                return session.scalar(select(func.min(DeliveryRow.lease_until))) == until

        self.wait_until(renewed)

    def one(self) -> Delivery:
        with self.store.read() as session:
            (row,) = deliveries.in_state(session, "queued", "sent", "refused", "failed")
        return row

    def history(self) -> list[tuple[str, str, str]]:
        with self.store.read() as session:
            return [(e.kind, e.text, e.data["answer"]) for e in tickets.entries(session, self.ticket)]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


TOLD = "acknowledged to 1@bluefern.example"


@pytest.mark.parametrize(
    ("answer", "state", "history"),
    [
        (OK, "sent", [("told", f"{TOLD}: sent", "250 2.0.0 queued")]),
        (Refused(reason="550 no such user"), "refused", [("undelivered", f"{TOLD}: refused", "550 no such user")]),
        (Deferred(reason="450 later"), "queued", []),
        (Deferred(reason="lost after the dot", unclear=True), "queued", []),
    ],
    ids=["sent", "refused", "deferred", "unclear"],
)
def test_how_a_sending_ends(desk: Desk, answer: Sending, state: str, history: list[tuple[str, str, str]]) -> None:
    desk.queue(1)
    transport = FakeTransport(answer)
    outbox = desk.outbox(transport)
    assert outbox.work()
    assert desk.states() == {"1": state}
    assert desk.history() == history
    assert [(seen.state, seen.at) for seen in desk.watched] == [(state, NOON)]
    assert not outbox.work(), "nothing more is due now"
    assert len(transport.sent) == 1


def test_nothing_due_is_nothing_to_do(desk: Desk) -> None:
    transport = FakeTransport()
    assert not desk.outbox(transport).work()
    assert transport.sent == []


def test_a_notice_about_no_ticket(desk: Desk) -> None:
    desk.queue(1, with_ticket=False)
    desk.outbox(FakeTransport(Refused(reason="550 no"))).work()
    assert desk.states() == {"1": "refused"}


def test_each_of_a_group_ends_as_it_ended(desk: Desk) -> None:
    desk.queue(1, 2, 3, 4)
    desk.outbox(FakeTransport(OK, Refused(reason="no"), Deferred(reason="later"), OK)).work()
    assert desk.states() == {"1": "sent", "2": "refused", "3": "queued", "4": "sent"}


def test_a_deferred_answer_is_the_same_mail_at_every_try_until_it_is_given_up(desk: Desk) -> None:
    desk.queue(1)
    transport = FakeTransport(Deferred(reason="450 later"))
    outbox = desk.outbox(transport)
    tries = 0
    while desk.states() == {"1": "queued"}:
        tries += outbox.work()
        desk.clock.advance(minutes=10)
    assert {(mail.message_id, mail.content) for mail in transport.sent} == {
        ("1@echopass.example", b"to 1@bluefern.example at 2026-11-16T12:00:00+00:00")
    }
    assert len(transport.sent) == tries > 80
    waited = desk.clock.now() - NOON
    assert timedelta(days=4) <= waited < timedelta(days=4, hours=1)
    assert desk.history() == [("undelivered", f"{TOLD}: failed", f"given up after {tries} tries: 450 later")]


def test_a_deferred_answer_waits_for_its_time(desk: Desk) -> None:
    desk.queue(1)
    transport = FakeTransport(Deferred(reason="450 later"), OK)
    outbox = desk.outbox(transport)
    outbox.work()
    desk.clock.advance(seconds=30)
    assert not outbox.work()
    desk.clock.advance(seconds=31)
    assert outbox.work()
    assert desk.states() == {"1": "sent"}
    assert desk.one().attempts == 2


def test_a_crash_between_sending_and_marking_leads_to_the_same_mail_again(desk: Desk) -> None:
    class Killed(BaseException):
        """The process is no more."""

    def kill(step: str) -> None:
        if step == "sent":
            raise Killed

    desk.queue(1)
    first, second = FakeTransport(), FakeTransport()
    with pytest.raises(Killed):
        desk.outbox(first, checkpoint=kill).work()
    assert desk.states() == {"1": "queued"}
    after = desk.outbox(second, "two")
    assert not after.work(), "its lease still holds"
    desk.clock.advance(seconds=301)
    assert after.work()
    assert first.sent == second.sent
    assert desk.states() == {"1": "sent"}


def test_a_notice_that_cannot_be_made_fails_alone(desk: Desk) -> None:
    def broken(delivery: Delivery) -> Outgoing:
        if delivery.recipient.startswith("2"):
            raise ValueError("no \x00 template \ud800")
        return compose(delivery)

    desk.queue(1, 2, 3)
    transport = FakeTransport()
    desk.outbox(transport, compose=broken).work()
    assert desk.states() == {"1": "sent", "2": "failed", "3": "sent"}
    assert len(transport.sent) == 2
    (entry,) = [entry for entry in desk.history() if entry[0] == "undelivered"]
    assert "could not be made: ValueError" in entry[2]
    assert "\x00" not in entry[2]


def test_nothing_is_sent_where_nothing_could_be_made(desk: Desk) -> None:
    def broken(_: Delivery) -> Outgoing:
        raise ValueError("no template")

    desk.queue(1)
    transport = FakeTransport()
    transport.before = lambda _: pytest.fail("there is nothing to send")
    desk.outbox(transport, compose=broken).work()
    assert desk.states() == {"1": "failed"}


def test_a_transport_that_raises_against_its_word_puts_off_and_in_the_end_gives_up(desk: Desk) -> None:
    def fail(_: Sequence[Outgoing]) -> None:
        raise RuntimeError("a bug")

    desk.queue(1, 2)
    transport = FakeTransport()
    transport.before = fail
    outbox = desk.outbox(transport)
    assert outbox.work()
    assert desk.states() == {"1": "queued", "2": "queued"}
    assert not outbox.work()
    desk.clock.advance(days=5)
    assert outbox.work()
    assert desk.states() == {"1": "failed", "2": "failed"}


def test_a_transport_that_forgets_a_result_puts_off(desk: Desk) -> None:
    class Forgetful(FakeTransport):
        def send(self, messages: Sequence[Outgoing]) -> list[Sending]:
            return super().send(messages)[1:]

    desk.queue(1, 2)
    desk.outbox(Forgetful()).work()
    assert desk.states() == {"1": "queued", "2": "queued"}


def test_an_answer_that_no_database_takes_is_cleaned(desk: Desk) -> None:
    desk.queue(1)
    desk.outbox(FakeTransport(Sent(answer="250 \x00ok\ud800\r\nmore" + "x" * 9000))).work()
    answer = desk.one().answer
    assert answer is not None
    assert answer.startswith("250 ok")
    assert answer.isprintable(), "no NUL, no lone surrogate, one line"
    assert len(answer) <= 500


def test_who_lost_the_claim_writes_nothing(desk: Desk) -> None:
    desk.queue(1)
    late = FakeTransport()

    def taken_over(_: Sequence[Outgoing]) -> None:
        with desk.store.write() as session:
            session.execute(update(DeliveryRow).values(lease_owner="desk:2:two"))

    late.before = taken_over
    desk.outbox(late).work()
    assert desk.states() == {"1": "queued"}
    assert desk.history() == []


def test_a_slow_relay_does_not_lose_the_lease(desk: Desk) -> None:
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


def test_a_lease_that_nobody_renews_runs_out(desk: Desk) -> None:
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


def test_two_outboxes_share_the_work_and_send_nothing_twice(desk: Desk) -> None:
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
    desk = Desk(unsteady)
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


def test_a_thread_sends_what_is_queued_and_stops(desk: Desk) -> None:
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


def test_a_thread_that_is_stopped_without_grace_gives_back_what_it_did_not_try(desk: Desk) -> None:
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
    desk = Desk(unsteady)
    transport = FakeTransport()
    outbox = desk.outbox(transport)
    desk.queue(1)
    unsteady.away = True
    outbox.start()
    unsteady.away = False
    desk.wait_until(lambda: len(desk.watched) == 1)
    outbox.stop()
    assert desk.states() == {"1": "sent"}
