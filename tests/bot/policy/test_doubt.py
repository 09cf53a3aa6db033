"""Mail whose sender is in doubt: when it is tried again, and when its contact is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.policy.decide import decide
from bot.policy.doubt import put_off_until
from bot.policy.facts import Asking, Facts
from parsers.verdict import Verdict
from parsers.vocabulary import AuthenticationPolicy, Authenticity, AutomaticKind, MessageKind
from tests.builders import TERMS, extraction, facts, message, release, writer
from tests.clock import NOON

TEMPORARY = Verdict(result=Authenticity.TEMPORARY, reasons=("no name server answered",))
FAIL = Verdict(result=Authenticity.FAIL, reasons=("dmarc says no",))
SIGNED_ONLY = Verdict(result=Authenticity.PASS, method="dkim")
ONE_SECOND_AGO = NOON - timedelta(seconds=1)


def failing(**values: object) -> Facts:
    return facts(**{"verdict": TEMPORARY, "received_at": ONE_SECOND_AGO, **values})


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        pytest.param(failing(), 5, id="at once"),
        pytest.param(failing(put_off=True), 5, id="once more, soon"),
        pytest.param(
            failing(put_off=True, received_at=NOON - timedelta(minutes=3)), 180, id="as long as it waits already"
        ),
        pytest.param(failing(put_off=True, received_at=NOON - timedelta(minutes=30)), 600, id="at most ten minutes"),
        pytest.param(failing(received_at=NOON - timedelta(days=2)), 5, id="twice, although the desk was down for days"),
        pytest.param(failing(put_off=True, received_at=NOON - timedelta(hours=1)), None, id="then a person is asked"),
        pytest.param(failing(terms=replace(TERMS, retry_for=timedelta(0))), None, id="never, as the settings say"),
        pytest.param(failing(verdict=FAIL), None, id="proven false"),
        pytest.param(failing(verdict=SIGNED_ONLY), None, id="proven"),
        pytest.param(failing(writer=None), None, id="a stranger's: nothing depends on it"),
        pytest.param(failing(writer=writer(authentication=AuthenticationPolicy.OFF)), None, id="no proof is demanded"),
        pytest.param(failing(writer=writer(authentication=AuthenticationPolicy.PREFER)), 5, id="proof is preferred"),
        pytest.param(failing(release=release()), None, id="released by an analyst"),
        pytest.param(failing(own_mail=True), None, id="it is the desk's own anyway"),
    ],
)
def test_what_only_the_dns_keeps_out_is_tried_again(given: Facts, seconds: int | None) -> None:
    assert put_off_until(given) == (None if seconds is None else NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        pytest.param(facts(verdict=FAIL), True, id="a forgery"),
        pytest.param(facts(verdict=Verdict()), True, id="nobody vouches for it"),
        pytest.param(facts(verdict=SIGNED_ONLY, to_desk=False), True, id="signed and passed on"),
        pytest.param(facts(), False, id="proven mail"),
        pytest.param(facts(verdict=FAIL, writer=None), False, id="a stranger has no address on file"),
        pytest.param(facts(verdict=FAIL, writer=writer(invalid="it ended")), False, id="who may not write"),
        pytest.param(facts(verdict=FAIL, silent=True), False, id="old mail"),
        pytest.param(
            facts(verdict=FAIL, message=message(automatic=AutomaticKind.NOTIFICATION)), False, id="a machine's"
        ),
        pytest.param(facts(verdict=FAIL, extraction=extraction(MessageKind.AUTOMATIC)), False, id="a machine's words"),
        pytest.param(facts(verdict=FAIL, from_desk=True), False, id="in the desk's own name"),
        pytest.param(facts(verdict=FAIL, terms=replace(TERMS, ask_every=None)), False, id="the settings say no"),
        pytest.param(
            facts(verdict=FAIL, asking=Asking(last_asked=NOON - timedelta(hours=23))), False, id="asked lately"
        ),
        pytest.param(
            facts(verdict=FAIL, asking=Asking(last_asked=NOON - timedelta(hours=24))), True, id="asked long ago"
        ),
        pytest.param(facts(verdict=FAIL, asking=Asking(said_no=True)), False, id="he has just said no"),
        pytest.param(facts(verdict=FAIL, asking=Asking(undeliverable=True)), False, id="mail to him comes back"),
    ],
)
def test_who_is_asked_whether_it_was_him(given: Facts, asked: bool) -> None:
    assert decide(given).ask_contact is asked
