"""Deliveries: told once for a cause, claimed under a lease, ended by their owner only."""

from datetime import datetime, timedelta

import pytest

from store import deliveries
from store.deliveries import Delivery, NewDelivery
from store.engine import Store
from tests.clock import NOON
from tests.threads import together

LEASE = timedelta(seconds=300)


def new(number: int = 1, **values: object) -> NewDelivery:
    base: dict[str, object] = {
        "cause": f"arrival {number}",
        "notice": "acknowledged",
        "recipient": "kim@bluefern.example",
        "recipient_name": "Kim",
        "payload": {"template": "acknowledged", "number": "EP-104233", "words": ["über", None, 1.5]},
        "message_id": f"{number}@echopass.example",
        "reply_to": "help@echopass.example",
    }
    return NewDelivery(**{**base, **values})  # type: ignore[arg-type]  # a test's own keywords


def queue(store: Store, *news: NewDelivery, at: datetime = NOON) -> list[int | None]:
    with store.write() as session:
        return [deliveries.queue(session, one, at) for one in news]


def claim(store: Store, owner: str = "one", now: datetime = NOON, limit: int = 10) -> list[Delivery]:
    with store.write() as session:
        return deliveries.claim(session, owner=owner, now=now, lease=LEASE, limit=limit)


def test_a_delivery_comes_back_as_it_was_queued(store: Store) -> None:
    queue(store, new(references=("a@x.example", "b@x.example"), in_reply_to="b@x.example"))
    (one,) = claim(store)
    assert one.payload == new().payload
    assert one.references == ("a@x.example", "b@x.example")
    assert (one.state, one.attempts, one.created_at, one.next_try_at) == ("queued", 1, NOON, NOON)


@pytest.mark.parametrize(
    ("other", "queued"),
    [
        (new(), False),
        (new(message_id="2@echopass.example"), False),
        (new(2), True),
        (new(notice="waiting", message_id="2@echopass.example"), True),
        (new(recipient="lee@bluefern.example", message_id="2@echopass.example"), True),
        (new(2, message_id="1@echopass.example"), False),
    ],
    ids=["the same", "another id", "another cause", "another notice", "another recipient", "the id of another"],
)
def test_a_cause_is_told_once_to_a_recipient(store: Store, other: NewDelivery, queued: bool) -> None:
    first, second = queue(store, new(), other)
    assert first is not None
    assert (second is not None) is queued


def test_what_is_not_due_waits(store: Store) -> None:
    queue(store, new(1))
    queue(store, new(2), at=NOON + timedelta(hours=1))
    assert [one.message_id for one in claim(store)] == ["1@echopass.example"]
    assert [one.message_id for one in claim(store, now=NOON + timedelta(hours=1), limit=1)] == ["1@echopass.example"], (
        "its lease ran out, and it is due the longest"
    )


def test_a_claim_takes_no_more_than_asked(store: Store) -> None:
    queue(store, *(new(n) for n in range(5)))
    assert [len(claim(store, limit=2)), len(claim(store, "two", limit=2)), len(claim(store, limit=9))] == [2, 2, 1]


@pytest.mark.parametrize("state", ["sent", "refused", "failed"])
def test_only_the_owner_ends_it_and_only_once(store: Store, state: str) -> None:
    queue(store, new())
    (one,) = claim(store)
    for owner, ended in (("two", False), ("one", True), ("one", False)):
        with store.write() as session:
            assert (
                deliveries.finish(session, one.delivery_id, owner=owner, state=state, answer="250 ok", now=NOON)
                is ended
            )
    with store.read() as session:
        (row,) = deliveries.in_state(session, state)
    assert (row.answer, row.finished_at) == ("250 ok", NOON)
    assert claim(store, now=NOON + 2 * LEASE) == []


def test_what_is_put_off_comes_back_when_it_is_due(store: Store) -> None:
    queue(store, new())
    (one,) = claim(store)
    due = NOON + timedelta(minutes=5)
    with store.write() as session:
        assert not deliveries.put_off(session, one.delivery_id, owner="two", answer="", next_try_at=NOON)
        assert deliveries.put_off(session, one.delivery_id, owner="one", answer="450 later", next_try_at=due)
    assert claim(store, now=due - timedelta(seconds=1)) == []
    (again,) = claim(store, "two", now=due)
    assert (again.attempts, again.answer, again.message_id) == (2, "450 later", one.message_id)


def test_a_renewed_lease_keeps_others_out_and_a_lost_one_is_not_renewed(store: Store) -> None:
    queue(store, new(1), new(2))
    mine = [one.delivery_id for one in claim(store)]
    with store.write() as session:
        assert deliveries.renew(session, mine, owner="two", until=NOON) == []
        assert deliveries.renew(session, mine[:1], owner="one", until=NOON + 3 * LEASE) == mine[:1]
    assert [one.delivery_id for one in claim(store, "two", NOON + 2 * LEASE)] == mine[1:]
    with store.write() as session:
        assert deliveries.renew(session, mine, owner="one", until=NOON + 9 * LEASE) == mine[:1]


def test_what_is_given_back_is_free_and_was_not_tried(store: Store) -> None:
    queue(store, new())
    (one,) = claim(store)
    with store.write() as session:
        deliveries.give_back(session, [one.delivery_id], owner="two")
    assert claim(store, "two") == []
    with store.write() as session:
        deliveries.give_back(session, [one.delivery_id], owner="one")
    (again,) = claim(store, "two")
    assert again.attempts == 1


def test_the_leases_of_the_dead_are_freed(store: Store) -> None:
    queue(store, new(1), new(2), new(3))
    claim(store, "dead", limit=1)
    claim(store, "alive", limit=1)
    with store.write() as session:
        assert deliveries.free_dead(session, lambda owner: owner == "dead") == 1
    assert len(claim(store, "new")) == 2


def test_many_outboxes_never_share_a_delivery(store: Store) -> None:
    queue(store, *(new(n) for n in range(40)))
    taken: list[int] = []

    def work() -> None:
        while got := claim(store, limit=3):
            assert len(got) <= 3
            taken.extend(one.delivery_id for one in got)

    together([work] * 4)
    assert len(taken) == len(set(taken)) == 40


@pytest.mark.parametrize(
    ("recipient", "since", "notice", "told"),
    [
        ("kim@bluefern.example", NOON, None, 2),
        ("kim@bluefern.example", NOON, "waiting", 1),
        ("kim@bluefern.example", NOON + timedelta(seconds=1), None, 0),
        ("lee@bluefern.example", NOON, None, 0),
    ],
)
def test_how_often_a_person_was_told(
    store: Store, recipient: str, since: datetime, notice: str | None, told: int
) -> None:
    queue(store, new(1), new(2, notice="waiting"))
    with store.read() as session:
        assert deliveries.told_since(session, recipient, since, notice) == told


def test_the_desks_own_mail_is_known_by_its_id(store: Store) -> None:
    queue(store, new())
    with store.read() as session:
        assert deliveries.is_ours(session, "1@echopass.example")
        assert not deliveries.is_ours(session, "2@echopass.example")
