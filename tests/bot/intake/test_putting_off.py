"""Mail that the DNS keeps from being proven waits a moment, and a person is asked only when that does not help."""

from parsers.verdict import Verdict
from parsers.vocabulary import AuthenticationPolicy, Authenticity
from tests.bot.intake.desk import IntakeDesk

TEMPORARY = Verdict(result=Authenticity.TEMPORARY, reasons=("no name server answered",))
PASS = Verdict(result=Authenticity.PASS, method="dkim", addressed=True)


def waiting(desk: IntakeDesk) -> int:
    desk.policy, desk.verdict = AuthenticationPolicy.REQUIRE, TEMPORARY
    arrival_id = desk.mail(1)
    assert desk.worker().work()
    assert desk.line(arrival_id).outcome is None
    assert desk.balanced()
    return arrival_id


def test_it_is_taken_up_when_its_time_has_come_and_not_before(desk: IntakeDesk) -> None:
    arrival_id = waiting(desk)
    desk.verdict = PASS
    desk.clock.advance(seconds=4)
    assert not desk.worker().work()
    desk.clock.advance(seconds=1)
    assert desk.worker().work()
    line = desk.line(arrival_id)
    assert (line.outcome, line.rule) == ("opened", "new")


def test_the_next_mail_does_not_wait_with_it(desk: IntakeDesk) -> None:
    waiting(desk)
    desk.verdict = PASS
    second = desk.mail(2)
    assert desk.worker().work()
    assert desk.line(second).outcome == "opened"


def test_trying_again_does_not_count_as_having_failed(desk: IntakeDesk) -> None:
    arrival_id = waiting(desk)
    for _ in range(20):
        desk.clock.advance(minutes=1)
        desk.worker().work()
    line = desk.line(arrival_id)
    assert (line.outcome, line.attempts) == (None, 0)


def test_in_the_end_a_person_is_asked(desk: IntakeDesk) -> None:
    arrival_id = waiting(desk)
    desk.clock.advance(hours=1)
    assert desk.worker().work()
    line = desk.line(arrival_id)
    assert (line.outcome, line.rule) == ("held", "sender-not-genuine")
    assert line.reason is not None
    assert "no name server answered" in line.reason
