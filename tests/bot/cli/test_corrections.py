"""Corrections listed, and written in the training format: read back whole, with the marks that were corrected."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from parsers.vocabulary import FieldName
from store.redaction import By, redact_ticket
from tests.bot.cli.conftest import NOW, TODAY, Cli
from tests.bot.cli.intake import mail, open_tickets, take_in
from tests.bot.cli.simple_reader import read_simply
from training.annotated import AnnotatedFile, AnnotatedMessage, as_annotation, parse_file, parse_text
from training.check import check_files
from training.labels import LabelField
from training.message import as_text
from training.rules_across import Examples

TEXT = """\
Hello {team},

at 8:25 the dialer lost 12 of its lines | about 40 agents sit idle.
===
The log is in C:\\logs\\{today}.

Kim Aldous
"""


@pytest.fixture
def ticket(people: Cli) -> str:
    take_in(people, mail(1, TEXT, subject="The {dialer} | again"), extract=read_simply)
    return f"EP-{open_tickets(people)[0]}"


def exported(cli: Cli, *arguments: str) -> AnnotatedFile:
    found = parse_text(cli.ok("corrections", "export", *arguments), voice="corrected")
    assert found.faults == ()
    return found


def only(found: AnnotatedFile) -> AnnotatedMessage:
    (message,) = found.messages
    return message


def marked(message: AnnotatedMessage, field: LabelField) -> list[tuple[str, object]]:
    return [(label.words, label.value) for label in message.labelled(field)]


def test_an_analysts_corrections_are_marks_in_the_whole_message(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "users_affected=40", "service=Lines", "severity=P1", "--by", "ana")
    people.ok("tickets", "correct", ticket, "environment=development", "--by", "ana")
    text = people.ok("corrections", "export")
    message = only(exported(people))
    assert (message.id, message.channel, message.from_address) == ("ep-104233-001", "email", "kim@bluefern.example")
    assert (message.subject, message.body) == ("The {dialer} | again", TEXT.rstrip())
    assert (str(message.kind), str(message.severity), str(message.environment)) == ("incident", "P1", "development")
    assert marked(message, LabelField.USERS) == [("about 40 agents", 40)]
    assert marked(message, LabelField.SERVICE) == [("lines", None)]
    assert "# severity: was read as " in text
    assert f"should be P1 (ana, an analyst, command line, {NOW:%Y-%m-%d})" in text


def test_what_was_read_and_not_corrected_is_marked_too(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "access_hours=8 to 5")
    message = only(exported(people))
    assert marked(message, LabelField.USERS) == [("12 of its lines", 12)]
    assert marked(message, LabelField.SERVICE) == [("dialer", None)]
    assert marked(message, LabelField.ACCESS_HOURS) == []  # it does not stand in the message: the remark tells it


def test_a_reading_that_was_wrong_has_no_mark_any_more(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "users_affected=25")
    message = only(exported(people))
    assert marked(message, LabelField.USERS) == []
    assert "should be 25 (" in people.ok("corrections", "export")


def test_a_customers_correction_that_the_message_does_not_say_leaves_the_mark(people: Cli, ticket: str) -> None:
    take_in(people, mail(2, "Users affected: 25", subject=f"Re: {ticket}"), extract=read_simply)
    message = only(exported(people))
    assert marked(message, LabelField.USERS) == [("12 of its lines", 12)]
    text = people.ok("corrections", "export")
    assert "should be 25 (Kim Aldous <kim@bluefern.example>, a customer, mail, " in text
    assert "the text does not say it, and the mark is as it was read" in text


def test_a_later_message_is_written_whole(people: Cli, ticket: str) -> None:
    reply = f"About {ticket}: 40 agents still sit idle. The queue is Billing East."
    take_in(people, mail(2, reply, subject=f"Re: [{ticket}] again"), extract=read_simply)
    people.ok("tickets", "correct", ticket, "kind=update", "department=Billing East", "--message", "2")
    message = only(exported(people))
    assert (message.id, str(message.kind), message.severity) == ("ep-104233-002", "update", None)
    assert message.thread == ticket
    assert marked(message, LabelField.SERVICE) == []
    assert marked(message, LabelField.DEPARTMENT) == [("Billing East", None)]


def test_the_checker_finds_no_fault_of_form(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "users_affected=40")
    people.ok("corrections", "export", "--output", "corrected.txt")
    found = parse_file(Path("corrected.txt"))
    assert found.faults == ()
    problems = [str(one) for one in check_files([found], Examples()) if not one.doubt]
    assert problems == []


def test_what_is_written_again_is_the_same(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "users_affected=40", "kind=question")
    message = only(exported(people))
    again = parse_text(as_text(message), voice="corrected").messages
    assert as_annotation(again[0]) == as_annotation(message)


def test_a_mail_without_text_is_told_and_left_out(people: Cli) -> None:
    take_in(people, mail(1, "", subject="The dialer is down"), extract=read_simply)
    people.ok("tickets", "correct", str(open_tickets(people)[0]), "severity=P1")
    found = exported(people)
    assert found.messages == ()
    assert "ep-104233-001 has no text and is left out: severity: " in found.comment


def test_since_a_day_and_to_a_file(people: Cli, ticket: str) -> None:
    assert people.run("corrections", "export").stderr == "nothing was corrected\n"
    people.ok("tickets", "correct", ticket, "users_affected=40")
    tomorrow = (TODAY + timedelta(days=2)).isoformat()
    assert people.run("corrections", "export", "--since", tomorrow).stdout == ""
    yesterday = (TODAY - timedelta(days=2)).isoformat()
    said = people.ok("corrections", "export", "--since", yesterday, "-o", "corrected.txt")
    assert said == "wrote corrected.txt: 1 message; look them through, and make them anonymous\n"
    file = people.folder / "corrected.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "corrected.txt is there already; overwrite it with --force" in people.refused(
        "corrections", "export", "-o", "corrected.txt"
    )
    people.ok("corrections", "export", "-o", "corrected.txt", "--force")
    assert "'lately' is no date" in people.refused("corrections", "export", "--since", "lately")
    assert "give the first day" in people.refused("corrections", "list", "--since", "")


def test_what_was_redacted_is_not_written(people: Cli, ticket: str) -> None:
    people.ok("tickets", "correct", ticket, "users_affected=40", "--by", "ana")
    with people.store.write() as session:
        redact_ticket(session, 1, By(name="ana", now=NOW, reason="on request"), TODAY)
    assert people.run("corrections", "export").stderr == "nothing was corrected\n"
    assert [(one["by"], one["name"]) for one in people.json("corrections", "list")][-1] == ("ana", "users_affected")


def test_the_list_is_newest_first(people: Cli, ticket: str) -> None:
    assert people.json("corrections", "list") == []
    people.ok("tickets", "correct", ticket, "severity=P1", "--by", "ana")
    people.ok("tickets", "correct", ticket, f"{FieldName.SERVICE}=IVR", "--by", "lou")
    newest, oldest = people.json("corrections", "list")
    assert (newest["name"], newest["ticket"], newest["arrival_id"], newest["by"]) == ("service", ticket, 1, "lou")
    assert (oldest["name"], oldest["should_be"][0]["value"]) == ("severity", "P1")
    assert len(people.json("corrections", "list", "--limit", "1")) == 1
    page = people.page("corrections", "list")
    for words in (ticket, "severity", "P1", "ana", "command line"):
        assert words in page
