"""What a contact was asked: found by its token alone, answered once, and never asked twice at a time."""

import re
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from parsers.confirmation import TOKEN_LENGTH
from store import questions
from store.engine import Store
from store.schema import QuestionRow
from tests.builders import KIM, LEE, contact, kept
from tests.clock import NOON
from tests.threads import together

LATER = NOON + timedelta(hours=3)
TOKEN = "abcdefghij234567"


def held_in_the_name_of(store: Store, count: int = 1) -> tuple[list[int], int]:
    """Arrivals, and a contact in whose name they came."""
    with store.write() as session:
        person = contact(session, KIM)
        return [kept(session, number) for number in range(1, count + 1)], person.contact_id


def asked(store: Store) -> tuple[int, int]:
    (arrival,), person = held_in_the_name_of(store)
    with store.write() as session:
        assert questions.ask(session, arrival_id=arrival, contact_id=person, address=KIM, token=TOKEN, now=NOON)
    return arrival, person


def test_a_question_is_found_by_its_token(store: Store) -> None:
    arrival, person = asked(store)
    with store.read() as session:
        found = questions.find(session, arrival, TOKEN)
        assert found == questions.find(session, arrival, TOKEN.upper()), "some mail systems write addresses in capitals"
        for other in ("abcdefghij234566", "", TOKEN + "a", TOKEN[:-1], "\udcff"):
            assert questions.find(session, arrival, other) is None
        assert questions.find(session, arrival + 1, TOKEN) is None
        assert questions.last_asked(session, person) == NOON
    assert found == questions.Asked(
        arrival_id=arrival,
        contact_id=person,
        address=KIM,
        asked_at=NOON,
        answered_at=None,
        answer=None,
        answered_by=None,
    )


def test_the_token_itself_is_nowhere_in_the_database(store: Store) -> None:
    asked(store)
    with store.read() as session:
        (row,) = session.scalars(select(QuestionRow))
        assert TOKEN not in str({column.name: getattr(row, column.name) for column in QuestionRow.__table__.columns})
        assert re.fullmatch(r"[0-9a-f]{64}", row.token_sha256)


def test_tokens_differ_and_fit_their_address() -> None:
    tokens = {questions.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch(rf"[a-z2-7]{{{TOKEN_LENGTH}}}", token) for token in tokens)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_question_is_answered_once(store: Store, answer: questions.Answer) -> None:
    arrival, person = asked(store)
    with store.write() as session:
        reply = kept(session, 77)
        assert questions.answer(session, arrival, answer=answer, by_arrival=reply, now=LATER)
        assert not questions.answer(session, arrival, answer="yes", by_arrival=reply, now=LATER)
        assert not questions.answer(session, arrival + 99, answer="yes", by_arrival=reply, now=LATER)
    with store.read() as session:
        found = questions.find(session, arrival, TOKEN)
        assert found is not None
        assert (found.answer, found.answered_at, found.answered_by) == (answer, LATER, reply)
        assert questions.said_no_since(session, person, NOON) is (answer == "no")


def test_a_no_is_remembered_for_its_contact_and_its_time(store: Store) -> None:
    arrival, person = asked(store)
    with store.write() as session:
        other = contact(session, LEE, name="Lee Ostrow")
        assert not questions.said_no_since(session, person, NOON), "nobody has answered yet"
        questions.answer(session, arrival, answer="no", by_arrival=kept(session, 77), now=LATER)
        assert questions.said_no_since(session, person, LATER)
        assert not questions.said_no_since(session, person, LATER + timedelta(seconds=1))
        assert not questions.said_no_since(session, other.contact_id, NOON)
        assert questions.last_asked(session, other.contact_id) is None


def test_about_one_mail_nobody_is_asked_twice(store: Store) -> None:
    arrival, person = asked(store)
    with store.write() as session:
        assert not questions.ask(
            session, arrival_id=arrival, contact_id=person, address=KIM, token=questions.new_token(), now=LATER
        )
        assert questions.find(session, arrival, TOKEN) is not None, "the first question stands"


@pytest.mark.parametrize(("hours", "allowed"), [(2, True), (3, True), (4, False)])
def test_within_a_period_a_contact_is_asked_once(store: Store, hours: int, allowed: bool) -> None:
    (one, two), person = held_in_the_name_of(store, 2)
    with store.write() as session:
        assert questions.ask(session, arrival_id=one, contact_id=person, address=KIM, token=TOKEN, now=NOON)
    with store.write() as session:
        again = questions.ask(
            session,
            arrival_id=two,
            contact_id=person,
            address=KIM,
            token=questions.new_token(),
            now=LATER,
            unless_since=LATER - timedelta(hours=hours),
        )
        assert again is allowed
        assert questions.last_asked(session, person) == (LATER if allowed else NOON)


def test_nobody_is_asked_who_is_not_there(store: Store) -> None:
    (one,), person = held_in_the_name_of(store)
    with store.write() as session:
        assert not questions.ask(session, arrival_id=one, contact_id=person + 9, address=KIM, token=TOKEN, now=NOON)


def test_of_two_workers_at_once_one_asks(store: Store) -> None:
    arrivals, person = held_in_the_name_of(store, 2)
    said: list[bool] = []

    def work(arrival: int) -> None:
        with store.write() as session:
            done = questions.ask(
                session,
                arrival_id=arrival,
                contact_id=person,
                address=KIM,
                token=questions.new_token(),
                now=NOON,
                unless_since=NOON - timedelta(hours=24),
            )
            said.append(done)

    together([partial(work, arrival) for arrival in arrivals])
    assert sorted(said) == [False, True]
