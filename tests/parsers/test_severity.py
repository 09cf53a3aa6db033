"""Severity by the guide's criteria, whatever the writer calls it."""

import pytest

from parsers.reader import RuleReader
from parsers.vocabulary import Severity

from .messages import SENT_AT, message

P1, P2, P3, P4 = Severity

MAILS: list[tuple[Severity, str, str]] = [
    (P1, "", "EVERYTHING IS DOWN, no calls at all, agents all kicked out of the desktop"),
    (
        P1,
        "question",
        "Good morning. For your information: since 9 no caller reaches an agent, all lines are dead. We have no workaround.",
    ),
    (P1, "", "All inbound calls to our toll-free number get a fast busy since 8:10. Nothing gets through."),
    (P1, "", "85 of 120 agents cannot log in to the desktop and calls are queuing."),
    (P2, "", "we have calls dropping on and off"),
    (P2, "", "About one call in eight has one-way audio. Customers hang up and complain."),
    (P2, "", "One of our two SIP trunks is down, calls still work on the second trunk."),
    (P2, "", "Screen pop shows the previous caller's account, a privacy problem, roughly 1 call in 8."),
    (P2, "", "In our UAT environment the strategy fails. Testing has stopped and go-live is on Monday."),
    (P3, "URGENT!!!!! P1", "New hire login doesn't work, says user not found. The other 40 are fine."),
    (P3, "", "The hourly wallboard report is empty for yesterday."),
    (P3, "", "In the sandbox the report export fails with error 12."),
    (P3, "", "Agent Kim cannot log in to the desktop."),
    (P4, "", "tiny thing, typo in the pause reason list, no hurry"),
    (P4, "CRITICAL", "The guide says Ctrl+M on page 47, it should say Ctrl+B. This is critical!"),
    (P4, "", "The desktop still shows our old logo. It looks silly, no rush."),
]


@pytest.mark.parametrize(("severity", "subject", "text"), MAILS)
def test_the_severity_of_an_incident(severity: Severity, subject: str, text: str) -> None:
    found = RuleReader()(message(text, subject=subject), received_at=SENT_AT).severity
    assert found is not None
    assert (found.value, text) == (severity, text)
    assert found.reasons


def test_shouting_is_told_to_the_analyst_but_does_not_decide() -> None:
    found = RuleReader()(message("There is a typo in the menu.", subject="P1 URGENT"), received_at=SENT_AT).severity
    assert found is not None
    assert found.value is P4
    assert any("urgent" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    "text", ["How do I export a report?", "Please add a new queue.", "thanks!", "Any update on EP-104233?"]
)
def test_what_is_no_incident_has_no_severity(text: str) -> None:
    assert RuleReader()(message(text), received_at=SENT_AT).severity is None
