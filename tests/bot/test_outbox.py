"""The door out: every ending of a sending, the same mail at every try, and what is given up."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.channels.base import Deferred, Outgoing, Refused, Sending, Sent
from store.deliveries import Delivery
from store.engine import Store
from store.schema import DeliveryRow
from tests.bot.outbox_desk import OK, FakeTransport, OutboxDesk, compose
from tests.clock import NOON


@pytest.fixture
def desk(store: Store) -> OutboxDesk:
    return OutboxDesk(store)


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
def test_how_a_sending_ends(desk: OutboxDesk, answer: Sending, state: str, history: list[tuple[str, str, str]]) -> None:
    desk.queue(1)
    transport = FakeTransport(answer)
    outbox = desk.outbox(transport)
    assert outbox.work()
    assert desk.states() == {"1": state}
    assert desk.history() == history
    assert [(seen.state, seen.at) for seen in desk.watched] == [(state, NOON)]
    assert not outbox.work(), "nothing more is due now"
    assert len(transport.sent) == 1


def test_nothing_due_is_nothing_to_do(desk: OutboxDesk) -> None:
    transport = FakeTransport()
    assert not desk.outbox(transport).work()
    assert transport.sent == []


def test_a_notice_about_no_ticket(desk: OutboxDesk) -> None:
    desk.queue(1, with_ticket=False)
    desk.outbox(FakeTransport(Refused(reason="550 no"))).work()
    assert desk.states() == {"1": "refused"}


def test_each_of_a_group_ends_as_it_ended(desk: OutboxDesk) -> None:
    desk.queue(1, 2, 3, 4)
    desk.outbox(FakeTransport(OK, Refused(reason="no"), Deferred(reason="later"), OK)).work()
    assert desk.states() == {"1": "sent", "2": "refused", "3": "queued", "4": "sent"}


def test_a_deferred_answer_is_the_same_mail_at_every_try_until_it_is_given_up(desk: OutboxDesk) -> None:
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


def test_a_deferred_answer_waits_for_its_time(desk: OutboxDesk) -> None:
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


def test_a_crash_between_sending_and_marking_leads_to_the_same_mail_again(desk: OutboxDesk) -> None:
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


def test_a_notice_that_cannot_be_made_fails_alone(desk: OutboxDesk) -> None:
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


def test_nothing_is_sent_where_nothing_could_be_made(desk: OutboxDesk) -> None:
    def broken(_: Delivery) -> Outgoing:
        raise ValueError("no template")

    desk.queue(1)
    transport = FakeTransport()
    transport.before = lambda _: pytest.fail("there is nothing to send")
    desk.outbox(transport, compose=broken).work()
    assert desk.states() == {"1": "failed"}


def test_a_transport_that_raises_against_its_word_puts_off_and_in_the_end_gives_up(desk: OutboxDesk) -> None:
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


def test_a_transport_that_forgets_a_result_puts_off(desk: OutboxDesk) -> None:
    class Forgetful(FakeTransport):
        def send(self, messages: Sequence[Outgoing]) -> list[Sending]:
            return super().send(messages)[1:]

    desk.queue(1, 2)
    desk.outbox(Forgetful()).work()
    assert desk.states() == {"1": "queued", "2": "queued"}


def test_an_answer_that_no_database_takes_is_cleaned(desk: OutboxDesk) -> None:
    desk.queue(1)
    desk.outbox(FakeTransport(Sent(answer="250 \x00ok\ud800\r\nmore" + "x" * 9000))).work()
    answer = desk.one().answer
    assert answer is not None
    assert answer.startswith("250 ok")
    assert answer.isprintable(), "no NUL, no lone surrogate, one line"
    assert len(answer) <= 500


def test_who_lost_the_claim_writes_nothing(desk: OutboxDesk) -> None:
    desk.queue(1)
    late = FakeTransport()

    def taken_over(_: Sequence[Outgoing]) -> None:
        with desk.store.write() as session:
            session.execute(update(DeliveryRow).values(lease_owner="desk:2:two"))

    late.before = taken_over
    desk.outbox(late).work()
    assert desk.states() == {"1": "queued"}
    assert desk.history() == []
