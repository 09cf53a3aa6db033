"""The desk's own state: the signing key, ticket numbers without a gap, the places in IMAP folders."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import desk
from store.engine import Store
from tests.clock import NOON
from tests.threads import together


def number(store: Store, first: int = 104_233) -> int:
    with store.write() as session:
        return desk.next_ticket_number(session, first)


def test_the_key_is_made_once(store: Store) -> None:
    with store.write() as session:
        first = desk.reply_key(session)
    with store.write() as session:
        assert desk.reply_key(session) == first
    assert len(first) == 32


def test_processes_that_start_together_have_the_same_key(store: Store) -> None:
    keys: list[bytes] = []

    def start() -> None:
        with store.write() as session:
            keys.append(desk.reply_key(session))

    together([start] * 4)
    assert len(set(keys)) == 1


def test_numbers_begin_where_they_are_told_and_have_no_gaps(store: Store) -> None:
    assert [number(store), number(store), number(store)] == [104_233, 104_234, 104_235]
    assert number(store, first=7) == 104_236, "the first number counts only for the first ticket"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commits=st.lists(st.booleans(), max_size=8))
def test_a_number_that_is_rolled_back_is_given_out_again(store: Store, commits: list[bool]) -> None:
    expected = number(store)
    for commit in commits:
        with store.write() as session:
            assert desk.next_ticket_number(session, 1) == expected + 1
            if commit:
                expected += 1
            else:
                session.rollback()
    assert number(store) == expected + 1


def test_a_number_of_a_savepoint_that_fails_is_given_out_again(store: Store) -> None:
    with store.write() as session:
        first = desk.next_ticket_number(session, 1)
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            raise ZeroDivisionError(desk.next_ticket_number(session, 1))
        assert desk.next_ticket_number(session, 1) == first + 1


def test_no_two_threads_get_one_number(store: Store) -> None:
    numbers: list[int] = []

    def open_some() -> None:
        numbers.extend(number(store, 1) for _ in range(15))

    together([open_some] * 4)
    assert sorted(numbers) == list(range(1, 61))


def test_transactions_take_turns(store: Store) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def turn() -> None:
        nonlocal inside, most
        for _ in range(10):
            with store.write() as session:
                desk.one_at_a_time(session)
                with lock:
                    inside += 1
                    most = max(most, inside)
                desk.next_ticket_number(session, 1)
                with lock:
                    inside -= 1

    together([turn] * 4)
    assert most == 1


def test_a_folder_never_read_has_no_state(store: Store) -> None:
    with store.read() as session:
        assert desk.folder_state(session, "imap.example/INBOX") is None


def test_a_place_in_a_folder_with_the_largest_numbers(store: Store) -> None:
    with store.write() as session:
        desk.save_cursor(session, "imap.example/INBOX", uidvalidity=2**32 - 1, uid=2**32 - 1)
        desk.save_cursor(session, "imap.example/Süd", uidvalidity=1, uid=0)
    with store.read() as session:
        states = desk.folder_states(session)
    assert [(state.source, state.uidvalidity, state.uid) for state in states] == [
        ("imap.example/INBOX", 2**32 - 1, 2**32 - 1),
        ("imap.example/Süd", 1, 0),
    ]


def test_a_bad_look_keeps_the_time_of_the_last_good_one(store: Store) -> None:
    with store.write() as session:
        desk.beat(session, "a", at=NOON, error=None)
        desk.beat(session, "a", at=NOON.replace(hour=13), error="refused")
        state = desk.folder_state(session, "a")
    assert state is not None
    assert (state.read_at, state.error, state.uid) == (NOON, "refused", None)
    with store.write() as session:
        desk.beat(session, "a", at=NOON.replace(hour=14), error=None)
        state = desk.folder_state(session, "a")
    assert state is not None
    assert (state.read_at, state.error) == (NOON.replace(hour=14), None)
