"""An analyst corrects what was read: the ticket says it, the history says who, and the message keeps it for the next reader."""

from datetime import datetime

import pytest

from parsers.readings import Reading
from store import corrections, tickets
from store.corrections import Correction
from tests.bot.cli.conftest import Cli
from tests.bot.cli.intake import mail, open_tickets, take_in
from tests.bot.cli.simple_reader import read_simply

TEXT = "About 40 agents lost the dialer at 3:15 this morning.\nThe IVR is fine.\nCall +1 303 555 0119.\n"
REPLY = "More calls: 00a1025b7c3f9d42 and 00a1025b7c3f9d43."


@pytest.fixture
def ticket(people: Cli) -> str:
    """A ticket whose first message was read by the rules."""
    take_in(people, mail(1, TEXT), extract=read_simply)
    return f"EP-{open_tickets(people)[0]}"


def value_of(cli: Cli, ticket: str, name: str) -> list[object]:
    fields = cli.json("tickets", "show", ticket)["fields"]
    return [field["value"] for field in fields if field["name"] == name and field["active"]]


def made(cli: Cli, ticket: str) -> list[Correction]:
    with cli.store.read() as session:
        found = tickets.by_number(session, int(ticket.removeprefix("EP-")))
        assert found is not None
        return corrections.of_ticket(session, found.ticket_id)


def test_a_field_is_corrected_with_the_words_that_say_it(people: Cli, ticket: str) -> None:
    said = people.ok("tickets", "correct", ticket, "service=ivr", "--by", "ana")
    assert said.endswith("-> IVR (“IVR” in message 1)\n")
    assert value_of(people, ticket, "service") == ["IVR"]
    (one,) = made(people, ticket)
    assert (one.arrival_id, one.name, one.by, one.way, one.source_id) == (1, "service", "ana", "command line", None)
    (should,) = one.should_be
    assert TEXT[should.start : should.end] == "IVR"
    assert one.was_read[0].rule not in (None, "analyst")
    assert one.was_read[0].score is not None


def test_a_number_takes_its_words_along(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "users_affected=12")
    assert value_of(people, ticket, "users_affected") == [12]
    assert value_of(people, ticket, "users_affected_text") == []
    people.ok("tickets", "correct", ticket, "users_affected=40")
    assert value_of(people, ticket, "users_affected_text") == ["About 40 agents"]
    assert [one.should_be for one in made(people, ticket)][:2] == [(Reading(value=12),), ()]


def test_the_words_alone_bring_what_they_mean(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "started_text=3:15 this morning")
    (began,) = value_of(people, ticket, "started_at")
    assert datetime.fromisoformat(str(began)).minute == 15
    people.ok("tickets", "correct", ticket, "started_at=")
    assert value_of(people, ticket, "started_text") == value_of(people, ticket, "started_at") == []


def test_a_phone_an_environment_and_nothing(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "contact_phone=", "environment=Development")
    assert value_of(people, ticket, "contact_phone") == []
    people.ok("tickets", "correct", ticket, "contact-phone=+1 303 555 0119")
    assert value_of(people, ticket, "contact_phone") == ["+13035550119"]
    assert value_of(people, ticket, "environment") == ["development"]
    last = made(people, ticket)[-1]
    assert last.should_be[0].words == "+1 303 555 0119"


def test_values_of_a_list_are_those_of_one_message(people: Cli, ticket: str) -> None:
    take_in(people, mail(2, f"CONNIDs: {REPLY}", subject=f"Re: {ticket}"), extract=read_simply)
    people.ok("tickets", "correct", ticket, "connids=00a1025b7c3f9d43")
    assert value_of(people, ticket, "connids") == ["00a1025b7c3f9d43"]
    (one,) = made(people, ticket)
    assert (one.arrival_id, len(one.was_read), len(one.should_be)) == (2, 2, 1)
    people.ok("tickets", "correct", ticket, "connids=00a1025b7c3f9d44", "--message", "1")
    assert value_of(people, ticket, "connids") == ["00a1025b7c3f9d43", "00a1025b7c3f9d44"]
    assert "connids was read out of the messages 1, 2; say whose to correct with --message" in people.refused(
        "tickets", "correct", ticket, "connids="
    )


def test_a_missing_value_is_kept_with_the_message_that_says_it(people: Cli, ticket: str) -> None:
    take_in(people, mail(2, "The Tulsa floor, if that helps.", subject=f"Re: {ticket}"))
    people.ok("tickets", "correct", ticket, "access_hours=8 to 5", "department=Tulsa floor")
    assert [(one.name, one.arrival_id) for one in made(people, ticket)] == [("access_hours", 1), ("department", 2)]


def test_kind_and_severity(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "severity=p1")
    assert people.json("tickets", "show", ticket)["severity"] == "P1"
    people.ok("tickets", "correct", ticket, "kind=question")
    shown = people.json("tickets", "show", ticket)
    assert (shown["kind"], shown["severity"]) == ("question", None)
    assert "only an incident has a severity" in people.refused("tickets", "correct", ticket, "severity=P2")
    people.ok("tickets", "correct", ticket, "kind=incident", "severity=P2")
    names = [(one.name, [r.value for r in one.should_be]) for one in made(people, ticket)]
    assert names == [("severity", ["P1"]), ("kind", ["question"]), ("kind", ["incident"]), ("severity", ["P2"])]
    lines = [(e["kind"], e["text"]) for e in people.json("tickets", "show", ticket)["entries"][-4:]]
    assert lines == [
        ("kind", "incident -> question"),
        ("severity", "P1 -> none"),
        ("kind", "question -> incident"),
        ("severity", "unrated -> P2"),
    ]


def test_the_kind_of_a_later_message_is_its_own(people: Cli, ticket: str) -> None:
    take_in(people, mail(2, "Any news?", subject=f"Re: {ticket}"))
    people.ok("tickets", "correct", ticket, "kind=status_request", "--message", "2", "--by", "ana")
    assert people.json("tickets", "show", ticket)["kind"] == "incident"
    (one,) = made(people, ticket)
    assert (one.arrival_id, one.was_read[0].value, one.was_read[0].score) == (2, "incident", 0.9)
    last = people.json("tickets", "show", ticket)["entries"][-1]
    assert (last["actor"], last["kind"], last["text"]) == ("ana", "corrected", "kind: incident -> status_request")


def test_the_page_says_who_has_corrected_what(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "users_affected=12", "severity=P1", "--by", "ana")
    page = people.page("tickets", "show", ticket)
    for words in (
        "corrected by ana, was 40",
        "corrected by ana, was P",
        "users_affected: 40 -> 12",
        "(arrival 1, rule analyst)",
    ):
        assert words in page
    assert "“”" not in page
    assert people.json("tickets", "show", ticket)["corrections"][0]["name"] == "severity"


def test_a_customers_correction_is_on_the_page(people: Cli, ticket: str) -> None:
    take_in(people, mail(2, "Users affected: 25", subject=f"Re: {ticket}"), extract=read_simply)
    assert "corrected by Kim Aldous <kim@bluefern.example>, was 40" in people.page("tickets", "show", ticket)


REFUSED = [
    ("users", "is no correction; write FIELD=VALUE, like users_affected=25"),
    ("user=3", "there is no field 'user'; did you mean"),
    ("colour=red", "there are: kind, severity, environment, account,"),
    ("users_affected=many", "users_affected is a whole number from 0 to 9999999, like 25, not 'many'"),
    ("users_affected=٢", "is a whole number"),
    ("started_at=9:30", "started_at is a time with its zone, like 2026-03-17T12:45Z"),
    ("started_at=2026-03-17T12:45", "is a time with its zone"),
    ("started_at=0001-01-01T00:00+14:00", "is a time with its zone"),
    ("contact_phone=303-555-0119", "is written in E.164, country first, like +13035550164"),
    ("anis=+1", "is written in E.164"),
    ("severity=P5", "'P5' is no severity; it is one of P1, P2, P3, P4"),
    ("severity=", "severity cannot be empty; it is one of P1, P2, P3, P4"),
    ("kind=outage", "'outage' is no kind; it is one of incident, question,"),
    ("environment=test", "it is one of production, development"),
    ("connids=17", "a CONNID is 16 hexadecimal digits"),
    ("contact_email=kim", "is no mail address"),
    ("service=a\x1bb", "service has characters that cannot be shown"),
    ("users_affected=40", "there is nothing to correct: users_affected is 40 already"),
]


@pytest.mark.parametrize(("assignment", "says"), REFUSED)
def test_what_is_refused_says_what_to_write_and_changes_nothing(
    people: Cli, ticket: str, assignment: str, says: str
) -> None:
    before = people.json("tickets", "show", ticket)
    assert says in people.refused("tickets", "correct", ticket, assignment)
    assert people.json("tickets", "show", ticket) == before


def test_twice_another_message_and_another_ticket(people: Cli, ticket: str) -> None:
    assert "service is given twice; only anis, " in people.refused(
        "tickets", "correct", ticket, "service=a", "service=b"
    )
    assert "connids is given twice" in people.refused(
        "tickets", "correct", ticket, "connids=", f"connids={REPLY[12:28]}"
    )
    assert "17 is no message of this ticket; there are: 1" in people.refused(
        "tickets", "correct", ticket, "service=IVR", "--message", "17"
    )
    assert "there is no ticket EP-1" in people.refused("tickets", "correct", "1", "service=IVR")


def test_a_value_that_another_message_put_right_is_still_wrong_in_the_one_that_is_named(
    people: Cli, ticket: str
) -> None:
    take_in(people, mail(2, "Users affected: 25", subject=f"Re: {ticket}"), extract=read_simply)
    before = len(made(people, ticket))
    people.ok("tickets", "correct", ticket, "users_affected=25", "--message", "1", "--by", "ana")
    assert value_of(people, ticket, "users_affected") == [25]
    last = made(people, ticket)[before]
    assert (last.arrival_id, last.was_read[0].value, last.should_be[0].value) == (1, 40, 25)
