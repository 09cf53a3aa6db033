"""Gather, decide and apply together: what stands in the store after a mail."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.dedup import dedup_key
from parsers.references import reply_address
from store import arrivals, contacts, deliveries, holds, tickets
from tests.bot.intake.desk import HELP, KEY, IntakeDesk
from tests.builders import KIM, LEE, SIGNE, STRANGER, arrival, contact, raw_mail
from tests.clock import ManualClock

REPLY = {"Subject": "Re: [EP-104233] matter 1", "In_Reply_To": "<1@client.example>"}


def kinds(desk: IntakeDesk) -> list[str]:
    return [entry.kind for entry in desk.entries()]


def test_an_opened_ticket_has_its_history_and_its_answer(desk: IntakeDesk) -> None:
    line = desk.take("Calls drop. Users: 25 P2")
    assert (line.outcome, line.rule, line.ticket_number) == ("opened", "new", 104_233)
    ticket = desk.ticket()
    assert (ticket.account, ticket.contact, ticket.severity) == ("Bluefern Travel", "Kim Aldous", "P2")
    assert kinds(desk) == ["opened", "message", "fields"]
    assert all(entry.arrival_id == line.arrival_id for entry in desk.entries())
    assert desk.entries()[1].actor == f"Kim Aldous <{KIM}>"
    with desk.store.read() as session:
        (answer,) = deliveries.of_ticket(session, ticket.ticket_id)
        ids = tickets.message_ids(session, ticket.ticket_id)
    assert (answer.recipient, answer.notice, answer.in_reply_to) == (KIM, "acknowledged", "1@client.example")
    assert answer.reply_to == reply_address(KEY, HELP, "EP-104233")
    assert ids == ["1@client.example", answer.message_id]


@pytest.mark.parametrize("sender", [KIM, LEE])
@pytest.mark.parametrize("way", ["references", "the answer's id", "the signed address", "the number"])
def test_a_reply_lands_on_its_ticket(desk: IntakeDesk, sender: str, way: str) -> None:
    desk.take()
    with desk.store.read() as session:
        (answer,) = deliveries.in_state(session, "queued")
    headers = {
        "references": {"Subject": "again", "References": "<other@x.example> <1@client.example>"},
        "the answer's id": {"Subject": "again", "In_Reply_To": f"<{answer.message_id}>"},
        "the signed address": {"Subject": "Re: matter 1", "To": answer.reply_to},
        "the number": {"Subject": "about ep 104233"},
    }[way]
    line = desk.take("kind: update Users: 25", 2, From=sender, **headers)
    assert (line.outcome, line.ticket_number) == ("added", 104_233)
    with desk.store.read() as session:
        (value,) = tickets.fields(session, desk.ticket().ticket_id)
    assert (value.name, value.value, value.arrival_id) == ("users_affected", 25, line.arrival_id)


@pytest.mark.parametrize(
    ("sender", "rule"), [(STRANGER, "not-a-designated-contact"), (SIGNE, "ticket-of-another-account")]
)
def test_who_may_not_add_is_held_and_the_ticket_is_not_touched(desk: IntakeDesk, sender: str, rule: str) -> None:
    desk.take()
    before = desk.ticket(), desk.entries()
    line = desk.take("Users: 25", 2, From=sender, **REPLY)
    assert (line.outcome, line.rule, line.ticket_number) == ("held", rule, None)
    assert (desk.ticket(), desk.entries()) == before


def test_a_question_that_became_an_outage_is_an_incident(desk: IntakeDesk) -> None:
    desk.take("kind: question")
    assert desk.ticket().kind == "question"
    desk.take("Nobody can call at all. P1", 2, **REPLY)
    assert (desk.ticket().kind, desk.ticket().severity) == ("incident", "P1")
    assert [entry.text for entry in desk.entries() if entry.kind in {"kind", "severity"}] == [
        "unrated -> P1",
        "question -> incident",
    ]


def test_a_reply_reopens_a_closed_ticket_and_its_closing_is_forgotten(desk: IntakeDesk) -> None:
    desk.take()
    now = desk.clock.now()
    with desk.store.write() as session:
        tickets.change(session, desk.ticket().ticket_id, now=now, status="closed", closed_at=now)
    desk.take("kind: update It is back.", 2, **REPLY)
    assert (desk.ticket().status, desk.ticket().closed_at) == ("in_progress", None)


def test_a_release_on_an_account_opens_a_ticket_that_is_nobodys(desk: IntakeDesk) -> None:
    line = desk.take(From=STRANGER)
    with desk.store.write() as session:
        account = contacts.ensure_account(session, "Bluefern Travel", desk.clock.now())
        holds.release(
            session, line.arrival_id, by="Ada", decision="he is new", now=desk.clock.now(), account_id=account.id
        )
    desk.worker().work()
    after = desk.line(line.arrival_id)
    assert (after.outcome, after.rule, after.reason) == (
        "opened",
        "released",
        "released by Ada on the account of Bluefern Travel",
    )
    assert (desk.ticket().account, desk.ticket().contact) == ("Bluefern Travel", None)
    with desk.store.read() as session:
        (answer,) = deliveries.in_state(session, "queued")
    assert answer.recipient == STRANGER
    assert desk.balanced()


def test_a_release_into_a_ticket_adds_to_it(desk: IntakeDesk) -> None:
    desk.take()
    line = desk.take("Users: 25", 2, From=STRANGER)
    with desk.store.write() as session:
        holds.release(
            session, line.arrival_id, by="Ada", decision="", now=desk.clock.now(),
            account_id=desk.ticket().account_id, ticket_id=desk.ticket().ticket_id,
        )  # fmt: skip
    desk.worker().work()
    assert desk.line(line.arrival_id).ticket_number == 104_233
    assert kinds(desk)[-2:] == ["message", "fields"]


def test_a_changed_copy_by_another_route_is_noted_once_and_not_answered(desk: IntakeDesk) -> None:
    desk.take("Users: 25")
    line = desk.take("Users: 99", 1, Subject="[EXTERNAL] matter 1")
    assert (line.outcome, line.rule, line.ticket_number) == ("added", "same-mail-again", 104_233)
    with desk.store.read() as session:
        assert len(deliveries.in_state(session, "queued")) == 1
        (value,) = tickets.fields(session, desk.ticket().ticket_id)
    assert value.value == 25


def test_two_changed_copies_in_one_group(desk: IntakeDesk) -> None:
    desk.mail(1)
    desk.mail(1, Subject="[EXTERNAL] matter 1")
    desk.worker().work()
    assert [line.rule for line in desk.lines()] == ["new", "same-mail-again"]


def test_an_address_signed_under_an_earlier_prefix_still_leads_home(desk: IntakeDesk) -> None:
    desk.take()
    signed = reply_address(KEY, HELP, "EP-104233")
    arrival_id = desk.put(raw_mail("kind: update", Message_ID="<2@client.example>", Subject="again"), rcpt_to=(signed,))
    desk.worker(prefix="CARE-").work()
    assert (desk.line(arrival_id).outcome, desk.line(arrival_id).ticket_number) == ("added", 104_233)


@pytest.mark.parametrize(
    "recipient", ["help+EP-104233.ſſſſſſſſſſſſſſſſ@x.example", "h\udce9lp+EP-1.aaaaaaaaaaaaaaaa@\udce9", "", "@"]
)
def test_any_recipient_may_stand_in_the_envelope(desk: IntakeDesk, recipient: str) -> None:
    arrival_id = desk.put(raw_mail(), rcpt_to=(recipient,))
    desk.worker().work()
    assert desk.line(arrival_id).outcome == "opened"


@pytest.mark.parametrize(("zone", "outcome"), [("America/Denver", "opened"), ("UTC", "held"), ("Asia/Tokyo", "held")])
def test_a_contacts_last_day_ends_where_the_desk_is(desk: IntakeDesk, zone: str, outcome: str) -> None:
    desk.clock = ManualClock(datetime(2026, 12, 1, 5, 0, tzinfo=UTC))  # 22:00 on the last of November in Denver
    with desk.store.write() as session:
        contact(session, "guest@bluefern.example", name="Guest", valid_to=date(2026, 11, 30))
    arrival_id = desk.mail(1, From="guest@bluefern.example")
    desk.worker(zone=zone).work()
    assert desk.line(arrival_id).outcome == outcome


def test_the_desks_own_answer_that_comes_back_opens_nothing(desk: IntakeDesk) -> None:
    desk.take()
    with desk.store.read() as session:
        (answer,) = deliveries.in_state(session, "queued")
    line = desk.take(number=2, Message_ID=f"<{answer.message_id}>", From=HELP)
    assert (line.outcome, line.rule) == ("ignored", "own-mail")


def test_a_loop_is_answered_no_more_than_twenty_times_an_hour(desk: IntakeDesk) -> None:
    for number in range(25):
        desk.take(number=number)
    with desk.store.read() as session:
        assert len(deliveries.in_state(session, "queued")) == 20
    desk.clock.advance(hours=1, seconds=1)
    desk.take(number=99)
    with desk.store.read() as session:
        assert len(deliveries.in_state(session, "queued")) == 21
    assert len(desk.lines()) == 26


def test_old_mail_is_imported_without_an_answer(desk: IntakeDesk) -> None:
    mail = replace(arrival(raw_mail(), at=desk.clock.now() - timedelta(days=300)), silent=True)
    key = dedup_key(mail)
    with desk.store.write() as session:
        arrivals.keep(session, mail, key=key.key, earlier_key=None, message_id=key.message_id)
    desk.worker().work()
    (line,) = desk.lines()
    assert line.outcome == "opened"
    with desk.store.read() as session:
        assert deliveries.in_state(session, "queued") == []


def test_what_was_asked_for_is_asked_for_again_while_it_is_missing(desk: IntakeDesk) -> None:
    desk.take("Calls drop after a minute. P2", Subject="Denver")
    desk.take("kind: update Users: 25", 2, Subject="Re: [EP-104233] Denver", In_Reply_To="<1@client.example>")
    assert desk.ticket().status == "waiting_for_information"
    with desk.store.read() as session:
        first, second = (
            [question["field"] for question in delivery.payload["missing"]]
            for delivery in deliveries.in_state(session, "queued")
        )
    assert first == ["service", "users_affected", "connids"]
    assert second == ["service", "connids"]
