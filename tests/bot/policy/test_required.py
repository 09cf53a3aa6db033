"""What a ticket still needs: only what its kind and severity ask for, and only where it makes sense."""

import pytest

from bot.policy.required import missing, required_for
from bot.settings.model import RequiredSettings
from parsers.vocabulary import FieldName, Severity, TicketKind

F = FieldName
ROWS = {name: tuple(getattr(RequiredSettings(), name)) for name in RequiredSettings.model_fields}


@pytest.mark.parametrize(
    ("kind", "severity", "row"),
    [
        (TicketKind.INCIDENT, Severity.P1, "incident_p1"),
        (TicketKind.INCIDENT, Severity.P4, "incident_p4"),
        (TicketKind.INCIDENT, None, "incident_unrated"),
        (TicketKind.QUESTION, None, "question"),
        (TicketKind.CHANGE_REQUEST, None, "change_request"),
        (TicketKind.NOTICE, None, "notice"),
    ],
)
def test_which_row_of_the_settings_applies(kind: TicketKind, severity: Severity | None, row: str) -> None:
    assert required_for(kind, severity) == row


def test_every_row_of_the_settings_is_somebodys() -> None:
    incidents = {required_for(TicketKind.INCIDENT, severity) for severity in (*Severity, None)}
    assert set(ROWS) <= incidents | {required_for(kind, None) for kind in TicketKind}


def ask(
    *known: FieldName,
    text: str = "The wallboard is blank.",
    kind: TicketKind = TicketKind.INCIDENT,
    severity: Severity | None = Severity.P2,
    phone: bool = False,
) -> set[FieldName]:
    return set(missing(ROWS, kind=kind, severity=severity, known=known, text=text, phone_on_file=phone))


def test_the_guides_list_is_asked_of_a_grave_incident() -> None:
    assert ask(text="Calls drop.") == set(ROWS["incident_p2"])


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (F.USERS_AFFECTED, F.USERS_AFFECTED),
        (F.USERS_AFFECTED_TEXT, F.USERS_AFFECTED),
        (F.STARTED_AT, F.STARTED_AT),
        (F.STARTED_TEXT, F.STARTED_AT),
        (F.CONTACT_PHONE, F.CONTACT_PHONE),
        (F.CONTACT_EMAIL, F.CONTACT_PHONE),
        (F.ANIS, F.CONNIDS),
        (F.SERVICE, F.SERVICE),
    ],
)
def test_what_is_known_in_one_way_is_not_asked_in_another(known: FieldName, asked: FieldName) -> None:
    assert asked in ask(text="Calls drop.")
    assert asked not in ask(known, text="Calls drop.")


def test_a_phone_on_file_is_not_asked_for() -> None:
    assert F.CONTACT_PHONE in ask(phone=False)
    assert F.CONTACT_PHONE not in ask(phone=True)


@pytest.mark.parametrize(
    ("text", "about_calls"),
    [
        ("Calls drop after the transfer.", True),
        ("Customers hear no audio.", True),
        ("The outbound dialer stopped.", True),
        ("CALLERS get a fast busy", True),
        ("All agents were disconnected from the queue", True),
        ("The wallboard is blank.", False),
        ("The report of yesterday does not load.", False),
        ("We recall the old dialogue.", False),
        ("The drop-down list is empty. Please call me on my phone.", False),
        ("", False),
    ],
)
def test_only_a_report_about_calls_is_asked_for_connids(text: str, about_calls: bool) -> None:
    assert (F.CONNIDS in ask(text=text)) is about_calls


def test_a_kind_without_a_row_is_asked_nothing() -> None:
    assert ask(kind=TicketKind.ACCOUNT, severity=None) == set()


def test_the_order_is_the_settings() -> None:
    asked = missing(
        ROWS, kind=TicketKind.INCIDENT, severity=Severity.P1, known=(), text="calls drop", phone_on_file=False
    )
    assert asked == ROWS["incident_p1"]
