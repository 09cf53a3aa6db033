"""The worker: groups are taken through together, a bad one falls out alone, and nothing is lost or done twice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from parsers.arrival import Arrival
from parsers.message import Message
from store import deliveries, holds, tickets
from store.engine import Session, Store, StoreUnavailable
from tests.bot.intake.desk import IntakeDesk, read_message
from tests.builders import STRANGER
from tests.threads import together

PATIENCE = 30


def test_a_group_is_taken_through_and_everybody_is_woken_and_told(desk: IntakeDesk) -> None:
    for number in range(5):
        desk.mail(number)
    assert desk.worker().work()
    assert [line.ticket_number for line in desk.lines()] == [104_233 + n for n in range(5)]
    assert desk.queued.wait(0), "the outbox is woken"
    assert [seen.number for seen in desk.seen] == [f"EP-{104_233 + n}" for n in range(5)]
    assert not desk.worker().work()
    assert desk.balanced()


def test_where_nobody_is_answered_nobody_is_woken(desk: IntakeDesk) -> None:
    desk.mail(1, From=STRANGER)
    desk.worker().work()
    assert not desk.queued.wait(0)


HOSTILE_ERROR = "no such \x00 thing \ud800\r\n" + "x" * 2000


def fails_on(word: bytes, error: Exception) -> "Reader":
    return Reader(word, error)


class Reader:
    """Reads mail, and fails where a word is in it."""

    def __init__(self, word: bytes, error: Exception) -> None:
        self._word, self._error = word, error

    def __call__(self, mail: Arrival) -> Message:
        if self._word in mail.raw:
            raise self._error
        return read_message(mail)


def test_a_mail_that_cannot_be_read_is_shunted_alone_with_its_traceback(desk: IntakeDesk) -> None:
    for number, text in enumerate(("one", "bad", "three")):
        desk.mail(number, text)
    desk.worker(read=fails_on(b"bad", ValueError(HOSTILE_ERROR))).work()
    assert [line.outcome for line in desk.lines()] == ["opened", "shunted", "opened"]
    with desk.store.read() as session:
        (row,) = holds.all_shunted(session)
    assert row.error.startswith("ValueError: no such")
    assert len(row.error) <= 500
    assert "in __call__" in row.traceback
    assert desk.balanced()


class Unstorable:
    """Reads one mail into a message that no database takes, against the reader's word."""

    def __call__(self, mail: Arrival) -> Message:
        message = read_message(mail)
        if b"bad" in mail.raw:
            object.__setattr__(message, "subject", "half a \ud800 character")
        return message


def test_a_mail_that_cannot_be_applied_falls_out_alone_and_leaves_no_gap(desk: IntakeDesk) -> None:
    for number, text in enumerate(("one", "bad", "three")):
        desk.mail(number, text)
    desk.worker(read=Unstorable()).work()
    assert [(line.outcome, line.ticket_number) for line in desk.lines()] == [
        ("opened", 104_233),
        ("shunted", None),
        ("opened", 104_234),
    ]
    assert desk.balanced()


def test_what_was_shunted_and_replayed_is_taken_through(desk: IntakeDesk) -> None:
    bad = desk.mail(1, "bad")
    desk.worker(read=fails_on(b"bad", ValueError("a bug"))).work()
    with desk.store.write() as session:
        holds.replay(session, [bad], desk.clock.now())
    desk.worker().work()
    assert desk.line(bad).outcome == "opened"
    assert desk.balanced()


class StoreThatGoesAway(Store):
    """A store whose reading or writing can be away."""

    away = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        if self.away:
            raise StoreUnavailable("away")
        with super().read() as session:
            yield session


@pytest.fixture
def unsteady(database_url: str) -> Iterator[StoreThatGoesAway]:
    store = StoreThatGoesAway(database_url)
    yield store
    store.close()


def test_while_the_store_is_away_nothing_is_counted_against_the_mail(
    desk: IntakeDesk, unsteady: StoreThatGoesAway
) -> None:
    mail = desk.mail(1)
    worker = desk.worker(store=unsteady)
    unsteady.away = True
    for _ in range(7):
        with pytest.raises(StoreUnavailable):
            worker.work()
    unsteady.away = False
    assert worker.work(), "it is free at once"
    assert (desk.line(mail).outcome, desk.line(mail).attempts) == ("opened", 1)


def test_what_fails_in_a_way_nobody_foresaw_is_not_tried_for_ever(desk: IntakeDesk) -> None:
    def break_down(step: str) -> None:
        if step == "gathered":
            raise RuntimeError("a bug in the worker itself")

    mail = desk.mail(1)
    worker = desk.worker(checkpoint=break_down)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            worker.work()
    with pytest.raises(RuntimeError):
        worker.work()
    assert desk.line(mail).outcome == "shunted"
    assert "claimed 6 times and never finished" in (desk.line(mail).reason or "")
    desk.worker().work()
    assert desk.balanced()


def test_who_is_too_slow_and_lost_the_claim_keeps_nothing(desk: IntakeDesk) -> None:
    mail = desk.mail(1)

    def dawdle(step: str) -> None:
        if step == "gathered":
            desk.clock.advance(seconds=61)
            assert desk.worker("two").work()

    desk.worker(checkpoint=dawdle).work()
    assert desk.line(mail).ticket_number == 104_233
    with desk.store.read() as session:
        assert len(tickets.newest(session, limit=10)) == 1
        assert len(deliveries.in_state(session, "queued")) == 1
    assert [seen.number for seen in desk.seen] == ["EP-104233"]
    desk.mail(2)
    desk.worker().work()
    assert desk.ticket(104_234).subject == "matter 2", "the number of what fell out was not used up"


def test_workers_at_once_open_each_ticket_once(desk: IntakeDesk) -> None:
    for number in range(40):
        desk.mail(number)

    def run() -> None:
        worker = desk.worker(threading.current_thread().name)
        while worker.work():
            pass

    together([run] * 3)
    assert sorted(line.ticket_number or 0 for line in desk.lines()) == [104_233 + n for n in range(40)]
    assert desk.balanced()


def test_replies_at_once_see_what_the_other_has_changed(desk: IntakeDesk) -> None:
    """Two workers that decide from the same state would both fill the same gap."""
    desk.take("Calls drop.")
    for number in (2, 3):
        desk.mail(number, "Users: 25", Subject="EP-104233", In_Reply_To="<1@client.example>")
    overtaken = threading.Event()
    second = desk.worker(
        "two", batch=1, checkpoint=lambda step: overtaken.set() if step == "apply-uncommitted" else None
    )
    other = threading.Thread(target=second.work)

    def let_the_other_try(step: str) -> None:
        if step == "apply-uncommitted":
            other.start()
            assert not overtaken.wait(0.5), "he must not decide before this one has ended"

    desk.worker(batch=1, checkpoint=let_the_other_try).work()
    other.join(PATIENCE)
    with desk.store.read() as session:
        values = tickets.fields(session, desk.ticket().ticket_id, active_only=False)
    assert [value.value for value in values if value.name == "users_affected"] == [25]
    assert [line.outcome for line in desk.lines()] == ["opened", "added", "added"]


def test_a_thread_takes_up_what_is_kept_and_stops(desk: IntakeDesk) -> None:
    worker = desk.worker()
    mail = desk.mail(1)
    worker.start()
    worker.stop()
    assert desk.line(mail).outcome == "opened", "what is pending is finished before the end"
