"""Severity by the guide's criteria, whatever the writer calls it."""

import textwrap

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
    (P1, "", "All calls fail since 10:02. They worked again for a minute and then stopped."),
    (P1, "", "All calls fail since 10:02. Please tell us when it is working again."),
    (P1, "", "Tulsa is fine now, but in Denver no calls are coming in and all agents are still down."),
    (P1, "", "Phones are completely dead for all 12 agents of the site."),
    (P1, "", "Totalausfall! Seit 16 Uhr kommt kein einziger Anruf mehr rein. Alle 60 Agenten sitzen untätig herum."),
    (P1, "", "Aucun appel ne peut être pris depuis 9h. Tous nos agents attendent."),
    (P1, "", "No entra ninguna llamada desde las 10. Caída total del servicio."),
    (P1, "", "Er komen geen gesprekken meer binnen sinds 10 uur, alle medewerkers zitten stil."),
    (
        P2,
        "",
        (
            "Between 10:02 and 10:19 no calls were delivered to our 40 agents. It recovered by itself and all is fine "
            "now. Please tell us the cause."
        ),
    ),
    (P2, "", "All calls failed from 10:02 to 10:19. It is working again now. Please send a root cause."),
    (P2, "", "Softphone is dead for 5 agents."),
    (P2, "", "The softphone has been completely dead for 5 of our agents since this morning."),
    (P2, "", "Guten Tag, wir haben seit heute früh eine Störung beim Softphone, 22 Mitarbeiter sind betroffen."),
    (P2, "", "14 of our 60 people see the toolbar go grey 3-4 times a day. They cannot take calls then."),
    (
        P3,
        "",
        "For 14 of 60 people the desktop toolbar goes grey and dead 3-4 times a day, not the end of the world.",
    ),
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


LONG = [
    (
        "Since 9:30 this morning twelve of our agents in Boise cannot log in to the agent desktop and callers wait. We had "
        "something like it last year (I believe the number was EP-104234, I have it on a yellow note somewhere), but then "
        "it was gone by itself. Rebooting did not help."
    ),
    (
        "Since 9:15 this morning no calls are reaching our agents in Tulsa, all lines are dead and every one of the sixty "
        "people here sits idle. We have restarted the router and there is no workaround that we know of."
    ),
    (
        "The voice breaks up for callers in the billing queue, about one call in six, and the customers have begun to "
        "complain to us about it. It started at noon yesterday after the new headsets had been handed out to the team."
    ),
    (
        "We are replacing our firewalls on Sunday between two and five in the morning and would like to inform you that "
        "the trunks will be down for that time. No action is needed on your side at all."
    ),
    (
        "Could you please tell me how we export the hourly report of the outbound campaign to a spreadsheet, and where "
        "the setting for the time zone of the columns is to be found?"
    ),
]


@pytest.mark.parametrize("width", [60, 72, 100])
@pytest.mark.parametrize("text", LONG)
def test_a_line_wrap_is_a_space(text: str, width: int) -> None:
    whole = RuleReader()(message(text), received_at=SENT_AT)
    wrapped = RuleReader()(message(textwrap.fill(text, width)), received_at=SENT_AT)
    assert wrapped.kind.value is whole.kind.value
    assert wrapped.thread is whole.thread is None
    assert (wrapped.severity and wrapped.severity.value) == (whole.severity and whole.severity.value)


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
