"""Decisions in words for the customer: what was understood, what is missing, and nothing that he did not say."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.notices import Acknowledged, Added, DeskCard, Notice, Waiting
from bot.policy.decide import Answer, decide
from bot.policy.facts import Facts
from bot.policy.telling import KIND_WORDS, SEVERITY_WORDS, SUBMITTED_LIMIT, notice_for, shown, understood
from parsers.extraction import Value
from parsers.labels import LABELS, QUESTIONS
from parsers.language import language_independent
from parsers.message import Attachment, Sender
from parsers.verdict import Verdict
from parsers.vocabulary import Authenticity, FieldName, MessageKind, Severity, Status, TicketKind
from tests.builders import KIM, STRANGER, extraction, facts, found, message, release, thread
from tests.clock import NOON

DENVER, BERLIN = ZoneInfo("America/Denver"), ZoneInfo("Europe/Berlin")
DESK = DeskCard(
    name="Customer Care", address="help@echopass.example", phone="+1 (303) 555-0100", portal="https://s.example"
)
PASS = Verdict(result=Authenticity.PASS, method="gateway")


def told(given: Facts, number: str = "EP-104233", subject: str = "Calls drop") -> Notice:
    return notice_for(given, decide(given), number, subject, DESK, DENVER)


def acknowledged(**values: object) -> Acknowledged:
    notice = told(facts(**values))
    assert isinstance(notice, Acknowledged)
    return notice


def test_a_new_ticket() -> None:
    notice = acknowledged(message=message("Calls drop.", damages=("A part was cut short.",)))
    assert (notice.number, notice.subject, notice.greeting) == ("EP-104233", "Calls drop", "Kim Aldous")
    assert (notice.kind, notice.severity, notice.call_first) == ("Incident", "Minor (P3)", False)
    assert (notice.submitted, notice.left_out, notice.linked) == ("Calls drop.", ("A part was cut short.",), None)
    assert notice.desk == DESK


def test_what_is_missing_is_asked_under_its_label() -> None:
    notice = acknowledged()
    assert [(q.field, q.label, q.question) for q in notice.missing] == [
        (name, LABELS[name], QUESTIONS[name])
        for name in (FieldName.SERVICE, FieldName.USERS_AFFECTED, FieldName.STARTED_AT)
    ]


def test_every_kind_severity_and_field_has_its_words() -> None:
    assert set(KIND_WORDS) == set(TicketKind)
    assert set(SEVERITY_WORDS) == set(Severity)
    assert set(LABELS) == set(QUESTIONS) == set(FieldName)


@pytest.mark.parametrize(
    ("given", "call"),
    [
        (facts(extraction=extraction(severity=Severity.P1)), True),
        (facts(extraction=extraction(severity=Severity.P2)), False),
        (facts(extraction=extraction(severity=Severity.P1), thread=thread(severity=Severity.P3)), True),
        (facts(extraction=extraction(severity=Severity.P1), thread=thread(severity=Severity.P1)), False),
        (facts(extraction=extraction(MessageKind.UPDATE), thread=thread(severity=Severity.P1)), False),
        (
            facts(
                extraction=extraction(severity=Severity.P1),
                thread=thread(severity=Severity.P1, status=Status.CLOSED, closed_at=datetime(2026, 1, 1, tzinfo=UTC)),
            ),
            True,
        ),
    ],
    ids=["critical", "major", "got critical", "is critical already", "an update of a critical one", "critical again"],
)
def test_whoever_reports_something_critical_is_asked_to_call_and_once(given: Facts, call: bool) -> None:
    notice = told(given)
    assert isinstance(notice, Acknowledged | Added)
    assert notice.call_first is call


def test_an_addition_says_only_what_this_message_brought() -> None:
    read = extraction(
        MessageKind.UPDATE,
        fields={FieldName.SERVICE: (found("wallboard"),), FieldName.STARTED_AT: (found(NOON, "this morning"),)},
    )
    notice = told(facts(thread=thread(), extraction=read))
    assert isinstance(notice, Added)
    assert [(u.field, u.value, u.words) for u in notice.understood] == [
        ("started_at", "16 Nov 2026, 05:00 MST", "this morning")
    ], "the service was known, and prose does not correct it"


def test_a_held_message_is_answered_without_a_word_about_tickets_or_accounts() -> None:
    stranger = replace(message(subject="Re: [EP-104233] Calls drop"), sender=Sender(address=STRANGER, name="Gordon"))
    notice = told(facts(writer=None, verdict=PASS, message=stranger, thread=thread(via="number")), "")
    assert notice == Waiting(subject="Re: [EP-104233] Calls drop", greeting="Gordon", desk=DESK)


def test_a_stranger_who_is_released_is_greeted_by_his_own_name() -> None:
    given = facts(writer=None, release=release(), message=message(sender=KIM))
    notice = told(given)
    assert isinstance(notice, Acknowledged)
    assert notice.greeting == ""


def test_who_is_not_answered_gets_no_notice() -> None:
    with pytest.raises(ValueError, match="rule own-mail answers nobody: it was set aside"):
        told(facts(own_mail=True))


def test_a_linked_ticket_is_named() -> None:
    notice = acknowledged(thread=thread(number="EP-104201"), message=message(subject="Wallboard is blank"))
    assert notice.linked == "EP-104201"


@pytest.mark.parametrize(
    ("value", "zone", "words"),
    [
        (datetime(2026, 7, 13, 15, 20, tzinfo=UTC), DENVER, "13 Jul 2026, 09:20 MDT"),
        (datetime(2026, 12, 1, 7, 5, tzinfo=UTC), DENVER, "1 Dec 2026, 00:05 MST"),
        (datetime(2026, 12, 1, 7, 5, tzinfo=UTC), BERLIN, "1 Dec 2026, 08:05 CET"),
        (25, DENVER, "25"),
        ("every\n  10 minutes", DENVER, "every 10 minutes"),
    ],
)
def test_a_value_is_shown_on_one_line_and_in_the_desks_zone(value: Value, zone: ZoneInfo, words: str) -> None:
    assert shown(value, zone) == words


def test_each_value_has_its_label_and_the_customers_words() -> None:
    rows = understood(
        [
            (FieldName.USERS_AFFECTED, found(40, "about forty\nagents")),
            (FieldName.SERVICE, found("IVR", "ivr")),
            (FieldName.ENVIRONMENT, found("production", "live system")),
        ],
        DENVER,
    )
    assert [(row.label, row.value, row.words) for row in rows] == [
        ("Users affected", "40", "about forty agents"),
        ("Service affected", "IVR", "ivr"),
        ("Environment", "production", "live system"),
    ]


def test_words_give_way_to_their_exact_twin() -> None:
    users, words = (FieldName.USERS_AFFECTED, found(40)), (FieldName.USERS_AFFECTED_TEXT, found("about forty"))
    assert [row.field for row in understood([users, words], DENVER)] == ["users_affected"]
    assert [row.field for row in understood([words], DENVER)] == ["users_affected_text"]


def test_every_value_of_a_list_is_shown() -> None:
    rows = understood([(FieldName.CONNIDS, found("00a1")), (FieldName.CONNIDS, found("00b2"))], DENVER)
    assert [(row.label, row.value) for row in rows] == [("CONNIDs", "00a1"), ("CONNIDs", "00b2")]


@pytest.mark.parametrize("over", [0, 1, 50_000])
def test_what_was_submitted_is_bounded(over: int) -> None:
    notice = acknowledged(message=message("x" * (SUBMITTED_LIMIT + over)))
    assert notice.submitted.startswith("x" * SUBMITTED_LIMIT)
    assert len(notice.submitted) < SUBMITTED_LIMIT + 100
    assert (f"{over} more characters" in notice.submitted) is bool(over)


def test_files_are_named_with_their_size_but_not_pictures_in_the_text() -> None:
    def file(name: str, content: bytes, *, inline: bool = False) -> Attachment:
        return Attachment(name=name, media_type="text/plain", content=content, sha256="0" * 64, inline=inline)

    files = (file("trace.log", b"x" * 2_500_000), file("a.txt", b"abc"), file("logo.png", b"x", inline=True))
    notice = acknowledged(message=message(attachments=files))
    assert notice.attachments == ("trace.log (2,500 kB)", "a.txt (3 bytes)")


def test_the_answer_follows_the_decision() -> None:
    kinds = {
        Answer.ACKNOWLEDGED: facts(),
        Answer.ADDED: facts(thread=thread()),
        Answer.WAITING: facts(writer=None, verdict=PASS),
    }
    for answer, given in kinds.items():
        assert decide(given).answer is answer
        assert told(given).template == str(answer)


def test_an_infected_file_is_told() -> None:
    given = facts(infected=("bill.exe",), message=message(damages=("The date could not be read.",)))
    notice = told(given)
    assert isinstance(notice, Acknowledged)
    assert notice.left_out == (
        "The date could not be read.",
        "A virus was found in the file bill.exe; we keep it shut.",
    )


@pytest.mark.parametrize("severity", [None, Severity.P1, Severity.P3])
def test_who_writes_in_another_language_is_asked_nothing_and_told_that_a_person_reads_it(
    severity: Severity | None,
) -> None:
    german = language_independent(extraction(severity=severity), "de")
    notice = acknowledged(extraction=german)
    assert (notice.missing, notice.complete, notice.call_first) == ((), False, severity is Severity.P1)
    assert notice.severity == ("Critical (P1)" if severity is Severity.P1 else None)
    (sentence,) = notice.left_out
    assert "seems to be in German" in sentence
    assert "a person will read it" in sentence


def test_an_answer_in_another_language_leaves_the_questions_to_a_person() -> None:
    german = language_independent(extraction(MessageKind.UPDATE), "de")
    open_questions = thread(known={}, status=Status.WAITING_FOR_INFORMATION)
    given = facts(extraction=german, thread=open_questions)
    notice = told(given)
    assert isinstance(notice, Added)
    assert (notice.missing, notice.complete) == ((), False)
    assert decide(given).status is Status.NEW


def test_a_closed_ticket_is_opened_again_in_any_language() -> None:
    """What nobody could read does not count as thanks."""
    german = language_independent(extraction(MessageKind.RESOLUTION), "de")
    closed = thread(status=Status.RESOLVED)
    assert decide(facts(extraction=german, thread=closed)).status is Status.IN_PROGRESS
