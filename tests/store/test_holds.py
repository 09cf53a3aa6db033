"""Held and shunted mail: what an analyst decides, once, and how it comes back to intake."""

import pytest

from parsers.vocabulary import Disposition
from store import arrivals, holds, ledger
from store.arrivals import Outcome
from store.engine import Store
from tests.builders import contact, kept
from tests.clock import NOON
from tests.store.arrival_states import end, held, pending, shunted
from tests.threads import together

LATER = NOON.replace(hour=15)


def test_what_is_held_is_listed_with_its_reason(store: Store) -> None:
    one, two = held(store, 1), held(store, 2)
    with store.read() as session:
        listed = holds.all_held(session)
    assert [(hold.arrival_id, hold.state, hold.rule) for hold in listed] == [
        (one, "held", "test"),
        (two, "held", "test"),
    ]


def test_a_release_makes_it_pending_and_says_how_it_comes_in(store: Store) -> None:
    one = held(store)
    with store.write() as session:
        person = contact(session)
        assert holds.release(
            session,
            one,
            by="Ada",
            decision="known",
            now=LATER,
            account_id=person.account_id,
            contact_id=person.contact_id,
        )
    with store.read() as session:
        hold, line = holds.held(session, one), ledger.line(session, one)
    assert hold is not None
    assert (hold.state, hold.decided_by, hold.decided_at) == ("released", "Ada", LATER)
    assert (hold.account_id, hold.contact_id, hold.ticket_id) == (person.account_id, person.contact_id, None)
    assert line is not None
    assert (line.outcome, line.attempts) == (None, 0)
    assert pending(store) == [one]


def test_a_rejection_is_for_good_and_has_its_reason(store: Store) -> None:
    one = held(store)
    with store.write() as session:
        assert holds.reject(session, one, by="Ada", reason="an advertisement", now=LATER)
    with store.read() as session:
        line = ledger.line(session, one)
    assert line is not None
    assert (line.outcome, line.rule, line.reason) == ("ignored", "rejected-by-analyst", "Ada: an advertisement")
    assert pending(store) == []


@pytest.mark.parametrize("first", ["release", "reject"])
@pytest.mark.parametrize("second", ["release", "reject"])
def test_only_the_first_decision_counts(store: Store, first: str, second: str) -> None:
    one = held(store)

    def decide(way: str) -> bool:
        with store.write() as session:
            if way == "release":
                return holds.release(session, one, by="Ada", decision="", now=LATER)
            return holds.reject(session, one, by="Ada", reason="", now=LATER)

    assert decide(first)
    assert not decide(second)


def test_of_two_analysts_at_once_one_decides(store: Store) -> None:
    one = held(store)
    decided: list[bool] = []

    def decide() -> None:
        with store.write() as session:
            decided.append(holds.reject(session, one, by="Ada", reason="", now=LATER))

    together([decide] * 4)
    assert sorted(decided) == [False, False, False, True]


def test_what_is_not_held_cannot_be_released_or_rejected(store: Store) -> None:
    opened = end(store, Disposition.IGNORED)
    with store.write() as session:
        for arrival_id in (opened, 99):
            assert not holds.release(session, arrival_id, by="Ada", decision="", now=LATER)
            assert not holds.reject(session, arrival_id, by="Ada", reason="", now=LATER)
    assert pending(store) == []


def test_what_is_held_anew_after_a_release_waits_anew(store: Store) -> None:
    one = held(store)
    with store.write() as session:
        person = contact(session)
        holds.release(session, one, by="Ada", decision="known", now=LATER, account_id=person.account_id)
    held(store, again=one)
    with store.read() as session:
        (hold,) = holds.all_held(session)
    assert (hold.arrival_id, hold.state, hold.decided_by, hold.account_id) == (one, "held", None, None)


def test_what_is_shunted_is_listed_until_it_is_replayed(store: Store) -> None:
    one, two = shunted(store, 1), shunted(store, 2)
    with store.read() as session:
        assert [(row.arrival_id, row.error) for row in holds.all_shunted(session)] == [(one, "a bug"), (two, "a bug")]
    with store.write() as session:
        assert holds.replay(session, [two, one, 99], LATER) == [one, two]
        assert holds.replay(session, [one], LATER) == []
        assert holds.all_shunted(session) == []
        again = holds.shunted(session, one)
    assert again is not None
    assert again.replayed_at == LATER
    assert sorted(pending(store)) == [one, two]


def test_what_is_shunted_again_after_a_replay_is_listed_again(store: Store) -> None:
    one = shunted(store)
    with store.write() as session:
        holds.replay(session, [one], LATER)
    shunted(store, again=one)
    with store.read() as session:
        (row,) = holds.all_shunted(session)
    assert (row.arrival_id, row.replayed_at) == (one, None)


def test_what_was_replayed_is_tried_as_if_it_were_new(store: Store) -> None:
    one = shunted(store)
    with store.write() as session:
        holds.replay(session, [one], LATER)
        (claimed,) = arrivals.claim(session, owner="two", now=LATER, lease=LATER - NOON, limit=1)
        outcome = Outcome(disposition=Disposition.IGNORED, rule="test", reason="")
        assert (claimed.arrival_id, claimed.attempts) == (one, 1)
        assert arrivals.finish(session, one, outcome, owner="two", now=LATER)
        kept(session, 2)
        assert ledger.sums(session).balanced
