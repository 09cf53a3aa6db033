"""A customer who corrects a field by its label corrects the reading of the message that gave it."""

from store import corrections, tickets
from store.corrections import Correction
from tests.bot.intake.desk import IntakeDesk
from tests.builders import KIM, LEE

REPLY = {"Subject": "Re: [EP-104233] matter 1", "In_Reply_To": "<1@client.example>"}


def kept(desk: IntakeDesk) -> list[Correction]:
    with desk.store.read() as session:
        return corrections.of_ticket(session, desk.ticket().ticket_id)


def test_a_label_is_kept_as_a_correction_of_the_first_message(desk: IntakeDesk) -> None:
    first = desk.take("Users: 40 minutes. 25 agents sit idle.")
    second = desk.take("kind: update Users: 25", 2, From=LEE, **REPLY)
    one, words = kept(desk)
    assert (one.arrival_id, one.source_id, one.name) == (first.arrival_id, second.arrival_id, "users_affected")
    assert (one.by, one.contact_id) == (f"Lee Ostrow <{LEE}>", desk.people[LEE].contact_id)
    assert (one.way, one.at) == ("mail", desk.clock.now())
    (was,), (should,) = one.was_read, one.should_be
    assert (was.value, was.words, was.score, was.rule) == (40, "Users: 40", 0.9, "test")
    assert (should.value, should.words, should.place, should.start) == (25, "25 agents", "body", 19)
    assert (words.name, words.was_read) == ("users_affected_text", ())


def test_offsets_reach_behind_a_quote(desk: IntakeDesk) -> None:
    text = "> Calls drop.\nUsers: 40\nIt is 25 agents."
    desk.take(text)
    desk.take("kind: update Users: 25", 2, **REPLY)
    reading = kept(desk)[0].should_be[0]
    assert reading.start is not None
    assert text[reading.start : reading.end] == "25 agents"


def test_what_was_missing_is_no_correction_unless_it_stood_there(desk: IntakeDesk) -> None:
    desk.take("Calls drop.")
    desk.take("kind: update Users: 25", 2, **REPLY)
    assert kept(desk) == []
    desk.take("Another matter. All 30 agents wait.", 3)
    desk.take("kind: update Users: 30", 4, Subject="Re: matter 3", In_Reply_To="<3@client.example>")
    with desk.store.read() as session:
        ticket = desk.ticket(104_234)
        found = corrections.of_ticket(session, ticket.ticket_id)
    assert [(one.name, one.was_read, one.should_be[0].words) for one in found] == [
        ("users_affected", (), "All 30 agents"),
        ("users_affected_text", (), "All 30 agents"),
    ]


def test_a_correction_is_corrected_again_and_the_same_again_is_none(desk: IntakeDesk) -> None:
    desk.take("Users: 40")
    second = desk.take("kind: update Users: 25", 2, **REPLY)
    desk.take("kind: update Users: 25", 3, **REPLY)
    desk.take("kind: update Users: 12", 4, **REPLY)
    assert [(one.arrival_id, [r.value for r in one.should_be]) for one in kept(desk)] == [
        (1, [25]),
        (second.arrival_id, [12]),
    ]


def test_a_worse_severity_and_a_machine_correct_nothing(desk: IntakeDesk) -> None:
    desk.take("Users: 40 P3")
    desk.take("Nobody can call. P1", 2, **REPLY)
    desk.take("Users: 25", 3, Auto_Submitted="auto-replied", **REPLY)
    assert kept(desk) == []


def test_how_a_message_was_read_is_kept_with_its_line(desk: IntakeDesk) -> None:
    desk.take("Calls drop. P2", From=KIM)
    with desk.store.read() as session:
        (line,) = (e for e in tickets.entries(session, desk.ticket().ticket_id) if e.kind == "message")
    assert (line.data["kind"], line.data["kind_score"]) == ("incident", 0.9)
    assert (line.data["severity"], line.data["severity_score"]) == ("P2", 0.9)
    assert (line.data["own"], line.data["sent_at"]) == ([[0, 14]], "2026-11-16T05:00:00-07:00")
