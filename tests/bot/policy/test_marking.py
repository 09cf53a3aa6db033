"""What analysts see beside a message, and what they are told of."""

import pytest

from bot.policy.decide import decide
from bot.policy.facts import Confirmation, Facts
from parsers.message import Protection
from parsers.verdict import Verdict
from parsers.vocabulary import AuthenticationPolicy, Severity
from tests.builders import extraction, facts, message, writer

TRUSTS = writer(authentication=AuthenticationPolicy.OFF)
VERIFIED = Protection(scheme="S/MIME", state="verified", signer="kim@bluefern.example")
BROKEN = Protection(scheme="S/MIME", state="broken", reason="the text was changed")
SEALED = Protection(scheme="PGP", state="encrypted")
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
    ],
)
def test_alerts(given: Facts, kinds: list[str]) -> None:
    assert [alert.kind for alert in decide(given).alerts] == kinds
