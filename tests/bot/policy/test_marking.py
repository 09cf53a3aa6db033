"""What analysts see beside a message, and what they are told of."""

from typing import Any

import pytest

from bot.policy.decide import decide
from bot.policy.facts import Confirmation, Facts
from parsers.language import language_independent
from parsers.message import Protection
from parsers.verdict import Verdict
from parsers.vocabulary import AuthenticationPolicy, Severity
from tests.builders import extraction, facts, message, thread, writer

TRUSTS = writer(authentication=AuthenticationPolicy.OFF)
VERIFIED = Protection(scheme="S/MIME", state="verified", signer="kim@bluefern.example")
BROKEN = Protection(scheme="S/MIME", state="broken", reason="the text was changed")
SEALED = Protection(scheme="PGP", state="encrypted")
GERMAN = language_independent(extraction(), "de")
SAID_NO = Confirmation(held=7, open=True, contact="kim@bluefern.example", contact_id=1, account_id=1, answer="no")


@pytest.mark.parametrize(
    ("given", "labels"),
    [
        pytest.param(facts(), (), id="a proven mail has none"),
        pytest.param(
            facts(verdict=Verdict(reasons=("nobody vouches",)), writer=TRUSTS),
            ("sender not proven: nobody vouches",),
            id="unproven",
        ),
        pytest.param(
            facts(message=message(protections=(VERIFIED, BROKEN, SEALED))),
            (
                "S/MIME signature verified (kim@bluefern.example)",
                "S/MIME signature broken: the text was changed",
                "PGP encrypted",
            ),
            id="signatures",
        ),
        pytest.param(facts(unread="too long"), ("only its header could be read: too long",), id="unread"),
        pytest.param(facts(infected=("a.exe",)), ("infected file: a.exe",), id="infected"),
        pytest.param(facts(extraction=GERMAN), ("written in German",), id="another language"),
    ],
)
def test_labels(given: Facts, labels: tuple[str, ...]) -> None:
    assert decide(given).labels == labels


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        pytest.param(facts(), [], id="nothing"),
        pytest.param(facts(answers_last_hour=19), [], id="as many answers as are allowed"),
        pytest.param(facts(answers_last_hour=20), ["loop"], id="the breaker"),
        pytest.param(facts(answers_last_hour=20, silent=True), [], id="old mail is not answered anyway"),
        pytest.param(facts(confirmation=SAID_NO), ["forgery"], id="not his"),
        pytest.param(
            facts(verdict=Verdict(), extraction=extraction(severity=Severity.P1)), ["critical"], id="P1 in doubt"
        ),
        pytest.param(facts(verdict=Verdict(), extraction=extraction(severity=Severity.P2)), [], id="P2 in doubt"),
        pytest.param(facts(writer=None, extraction=extraction(severity=Severity.P1)), [], id="a stranger's P1"),
        pytest.param(facts(unread="too long"), ["unread"], id="unread"),
        pytest.param(facts(unread="too long", writer=None), ["unread"], id="unread and shunted"),
        pytest.param(facts(infected=("a.exe",)), ["infected"], id="infected"),
        pytest.param(facts(extraction=GERMAN), ["language"], id="another language"),
        pytest.param(facts(extraction=GERMAN, thread=thread()), ["language"], id="another language, on a ticket"),
        pytest.param(facts(extraction=GERMAN, silent=True), [], id="another language, imported"),
        pytest.param(facts(extraction=GERMAN, writer=None), [], id="another language, held"),
        pytest.param(facts(extraction=GERMAN, thread=thread(via="copy")), [], id="another language, a second copy"),
    ],
)
def test_alerts(given: Facts, kinds: list[str]) -> None:
    assert [alert.kind for alert in decide(given).alerts] == kinds


def test_each_ticket_in_another_language_is_told_of() -> None:
    """A second outage must not be counted on the alert of the first; what comes on one ticket is."""

    def key(**values: Any) -> str:
        (alert,) = decide(facts(extraction=GERMAN, **values)).alerts
        return alert.key

    first, second = (message(message_id=f"{name}@client.example") for name in ("one", "two"))
    assert key(message=first) != key(message=second)
    assert key(message=first, thread=thread()) == key(message=second, thread=thread()) == "EP-104233"
    assert key(message=message(message_id=None)) == "kim@bluefern.example"
