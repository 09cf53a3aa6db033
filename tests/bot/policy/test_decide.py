"""What becomes of the ticket: its kind, severity, status, what is missing, and as whom a message comes in."""

import pytest

from bot.policy.decide import Decision, decide
from bot.policy.facts import Facts
from parsers.vocabulary import AutomaticKind, FieldName, MessageKind, Severity, Status, TicketKind
from tests.builders import BLUEFERN, BOUNCED, NORRLAND, extraction, facts, found, message, release, thread, writer

P1, P2, P3, P4 = Severity
SERVICE, USERS, STARTED = FieldName.SERVICE, FieldName.USERS_AFFECTED, FieldName.STARTED_AT
COMPLETE = {SERVICE: ("IVR",), USERS: (12,), STARTED: ("2026-11-16T12:00Z",)}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (MessageKind.INCIDENT, TicketKind.INCIDENT),
        (MessageKind.QUESTION, TicketKind.QUESTION),
        (MessageKind.CHANGE_REQUEST, TicketKind.CHANGE_REQUEST),
        (MessageKind.FEATURE_REQUEST, TicketKind.FEATURE_REQUEST),
        (MessageKind.NOTICE, TicketKind.NOTICE),
        (MessageKind.ACCOUNT, TicketKind.ACCOUNT),
        (MessageKind.RESCHEDULE, TicketKind.RESCHEDULE),
        (MessageKind.STATUS_REQUEST, TicketKind.OTHER),
        (MessageKind.ESCALATION, TicketKind.OTHER),
        (MessageKind.UPDATE, TicketKind.OTHER),
        (MessageKind.RESOLUTION, TicketKind.OTHER),
        (MessageKind.OTHER, TicketKind.OTHER),
    ],
)
def test_what_a_new_ticket_is_about(said: MessageKind, kind: TicketKind) -> None:
    assert decide(facts(extraction=extraction(said))).kind is kind


def opened(severity: Severity | None, *known: FieldName, text: str = "No audio.") -> Decision:
    read = extraction(severity=severity, fields={name: (found(str(name)),) for name in known})
    return decide(facts(message=message(text), extraction=read))


@pytest.mark.parametrize(
    ("severity", "known", "missing"),
    [
        (P3, (), (SERVICE, USERS, STARTED)),
        (P3, (SERVICE,), (USERS, STARTED)),
        (P3, (SERVICE, USERS, STARTED), ()),
        (P4, (), (SERVICE,)),
        (None, (), (SERVICE, USERS)),
    ],
)
def test_a_new_ticket_waits_for_what_is_missing(
    severity: Severity | None, known: tuple[FieldName, ...], missing: tuple[FieldName, ...]
) -> None:
    decision = opened(severity, *known)
    assert decision.missing == missing
    assert decision.status is (Status.WAITING_FOR_INFORMATION if missing else Status.NEW)


def reply(said: Severity | None = None, kind: MessageKind = MessageKind.INCIDENT, **ticket: object) -> Decision:
    return decide(facts(thread=thread(**ticket), extraction=extraction(kind, said)))


@pytest.mark.parametrize(
    ("have", "said", "then"),
    [
        (P3, P2, P2),
        (P3, P1, P1),
        (P2, P3, P2),
        (P1, P4, P1),
        (P2, P2, P2),
        (None, P4, P4),
        (P3, None, P3),
        (None, None, None),
    ],
)
def test_a_reply_raises_the_severity_and_never_lowers_it(
    have: Severity | None, said: Severity | None, then: Severity | None
) -> None:
    assert reply(said, severity=have).severity is then


@pytest.mark.parametrize("kind", [k for k in TicketKind if k is not TicketKind.INCIDENT])
@pytest.mark.parametrize(
    ("said", "becomes_incident"), [(P1, True), (P2, True), (P3, False), (P4, False), (None, False)]
)
def test_an_outage_reported_under_a_question_makes_it_an_incident(
    kind: TicketKind, said: Severity | None, becomes_incident: bool
) -> None:
    decision = decide(facts(thread=thread(kind=kind, severity=None), extraction=extraction(severity=said)))
    assert (decision.kind is TicketKind.INCIDENT) is becomes_incident
    assert decision.severity is (said if becomes_incident else None)


STATUSES: list[tuple[Status, MessageKind, float, Status]] = [
    (Status.NEW, MessageKind.UPDATE, 0.9, Status.NEW),
    (Status.IN_PROGRESS, MessageKind.UPDATE, 0.9, Status.IN_PROGRESS),
    (Status.IN_PROGRESS, MessageKind.RESOLUTION, 0.9, Status.IN_PROGRESS),
    (Status.WAITING_FOR_CUSTOMER, MessageKind.UPDATE, 0.9, Status.IN_PROGRESS),
    (Status.WAITING_FOR_CUSTOMER, MessageKind.STATUS_REQUEST, 0.9, Status.IN_PROGRESS),
    (Status.WAITING_FOR_CUSTOMER, MessageKind.OTHER, 0.9, Status.WAITING_FOR_CUSTOMER),
    (Status.RESOLVED, MessageKind.INCIDENT, 0.9, Status.IN_PROGRESS),
    (Status.RESOLVED, MessageKind.ESCALATION, 0.9, Status.IN_PROGRESS),
    (Status.RESOLVED, MessageKind.RESOLUTION, 0.9, Status.RESOLVED),
    (Status.RESOLVED, MessageKind.OTHER, 0.4, Status.RESOLVED),
    (Status.RESOLVED, MessageKind.OTHER, 0.2, Status.IN_PROGRESS),
    (Status.CLOSED, MessageKind.INCIDENT, 0.9, Status.IN_PROGRESS),
    (Status.CLOSED, MessageKind.OTHER, 0.9, Status.CLOSED),
    (Status.CLOSED, MessageKind.AUTOMATIC, 0.9, Status.CLOSED),
]


@pytest.mark.parametrize(("have", "kind", "score", "then"), STATUSES)
def test_thanks_do_not_reopen_but_whatever_wants_work_does(
    have: Status, kind: MessageKind, score: float, then: Status
) -> None:
    decision = decide(facts(thread=thread(status=have), extraction=extraction(kind, score=score)))
    assert decision.status is then


@pytest.mark.parametrize("kind", [MessageKind.UPDATE, MessageKind.OTHER, MessageKind.INCIDENT])
def test_the_last_missing_fact_makes_the_ticket_new_whatever_the_message_is_taken_for(kind: MessageKind) -> None:
    waiting = thread(status=Status.WAITING_FOR_INFORMATION, known={SERVICE: ("IVR",), STARTED: ("today",)})
    partly = decide(facts(thread=waiting, extraction=extraction(kind, None)))
    assert partly.status is Status.WAITING_FOR_INFORMATION
    complete = decide(facts(thread=waiting, extraction=extraction(kind, None, fields={USERS: (found(25),)})))
    assert (complete.status, complete.missing) == (Status.NEW, ())
    assert complete.changes.names == (USERS,)


def test_who_says_that_it_works_again_is_not_asked_for_facts() -> None:
    waiting = thread(status=Status.WAITING_FOR_INFORMATION, known={})
    decision = decide(facts(thread=waiting, extraction=extraction(MessageKind.RESOLUTION)))
    assert decision.missing == ()
    assert decision.status is Status.WAITING_FOR_INFORMATION, "an analyst closes it with the customer"


def test_a_raised_severity_asks_for_what_it_needs() -> None:
    decision = decide(
        facts(
            message=message("Now all calls drop."),
            thread=thread(severity=P3, known=COMPLETE),
            extraction=extraction(severity=P2),
            writer=writer(phone=None),
        )
    )
    assert decision.missing == (FieldName.CONNIDS, FieldName.CONTACT_PHONE)


def test_that_it_is_about_calls_is_not_forgotten_with_the_next_message() -> None:
    about_calls = thread(
        severity=P2, subject="Denver", known={SERVICE: ("desktop",)}, text="Calls drop after a minute."
    )
    read, reply = extraction(severity=None), message("Users: 25", subject="Re: Denver")
    decision = decide(facts(message=reply, thread=about_calls, extraction=read))
    assert FieldName.CONNIDS in decision.missing


MACHINES = [AutomaticKind.AUTO_REPLY, AutomaticKind.BOUNCE, AutomaticKind.REPORT]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("status", list(Status))
def test_a_machines_note_changes_nothing_on_the_ticket(machine: AutomaticKind, status: Status) -> None:
    have = thread(status=status, severity=P3)
    read = extraction(severity=P1, fields={USERS: (found(500, explicit=True),)})
    who = None if machine is AutomaticKind.BOUNCE else writer()
    report = BOUNCED if machine is AutomaticKind.BOUNCE else None
    given = facts(message=message(automatic=machine), thread=have, extraction=read, writer=who, bounced=report)
    decision = decide(given)
    assert decision.disposition == "added"
    assert (decision.status, decision.severity, decision.kind) == (status, P3, have.kind)
    assert decision.changes.added == decision.changes.differing == ()


def test_a_second_copy_changes_nothing_on_the_ticket() -> None:
    read = extraction(severity=P1, fields={USERS: (found(500, explicit=True),)})
    decision = decide(facts(thread=thread(via="copy", status=Status.CLOSED), extraction=read))
    assert (decision.rule, decision.status, decision.severity) == ("same-mail-again", Status.CLOSED, P3)
    assert decision.changes.added == ()


def test_a_contacts_monitoring_may_fill_in_facts() -> None:
    alert = message(automatic=AutomaticKind.NOTIFICATION)
    read = extraction(MessageKind.AUTOMATIC, fields={STARTED: (found("2026-11-16T11:00Z"),)})
    decision = decide(facts(message=alert, thread=thread(status=Status.CLOSED), extraction=read))
    assert decision.changes.names == (STARTED,)
    assert decision.status is Status.CLOSED, "an alert reopens nothing"


RELEASES: dict[str, tuple[Facts, int | None, str | None]] = {
    "a stranger is nobody's contact": (facts(writer=None, release=release()), BLUEFERN, None),
    "an analyst says who he is": (
        facts(writer=None, release=release(writer=writer(name="Lee Ostrow"))), BLUEFERN, "Lee Ostrow",
    ),
    "a contact of the account is himself": (facts(release=release()), BLUEFERN, "Kim Aldous"),
    "a contact of another account is not": (
        facts(writer=writer(account_id=NORRLAND, name="Signe Ekholm"), release=release()), BLUEFERN, None,
    ),
    "an expired contact is himself": (facts(writer=writer(invalid="expired"), release=release()), BLUEFERN, "Kim Aldous"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "account", "name"), RELEASES.values(), ids=RELEASES)
def test_on_whose_account_and_as_whom_a_released_message_comes_in(
    given: Facts, account: int | None, name: str | None
) -> None:
    decision = decide(given)
    assert decision.account_id == account
    assert (decision.writer.name if decision.writer else None) == name


def test_a_new_matter_links_the_older_ticket_and_takes_nothing_from_it() -> None:
    decision = decide(facts(thread=thread(), message=message(subject="Wallboard is blank")))
    assert (decision.rule, decision.thread) == ("new-matter", thread())
    assert decision.missing == (SERVICE, USERS, STARTED)
    assert decision.status is Status.WAITING_FOR_INFORMATION


def test_a_plain_new_ticket_links_nothing() -> None:
    assert decide(facts()).thread is None


def test_the_same_facts_lead_to_the_same_decision() -> None:
    assert decide(facts(thread=thread())) == decide(facts(thread=thread()))
