"""Stories about proof: whose mail opens a ticket, what becomes of the rest, and who is asked."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parsers.vocabulary import Disposition
from store import alerts, arrivals, contacts
from tests.dns_server import DnsServer
from tests.signing import sign
from tests.stories.desk import KIM, Story, body, mail, prepare
from tests.stories.proof import proven_desk, signed

OUTAGE = "Calls drop at our Denver site since 9:15 am. 40 agents are affected."
Proven = tuple[Story, DnsServer]


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Proven]:
    prepare(database_url)
    with proven_desk(tmp_path, database_url) as found:
        yield found


@pytest.fixture
def story(desk: Proven) -> Story:
    return desk[0]


def verdict(story: Story, arrival_id: int) -> dict[str, Any]:
    with story.store.read() as session:
        return arrivals.verdict_of(session, arrival_id) or {}


def question_of(story: Story) -> Any:
    """The one question that was sent."""
    asked = [answer for answer in story.answers() if "+ask." in str(answer["Reply-To"])]
    assert len(asked) == 1
    return asked[0]


def reply_to(question: Any, text: str, **headers: str) -> tuple[bytes, str]:
    """The contact's reply to the question, and where it goes: unsigned, as his server sends it anyway."""
    address = re.sub(r".*<|>.*", "", str(question["Reply-To"]))
    subject = f"Re: {question['Subject']}"
    return mail(text, subject=subject, To=address, In_Reply_To=str(question["Message-ID"]), **headers), address


def test_a_signed_mail_opens_a_ticket_and_says_why(story: Story) -> None:
    arrival_id = story.hand_over(signed(OUTAGE))
    done = story.outcome(arrival_id)
    assert (done.disposition, done.rule, done.told) == (Disposition.OPENED, "new", True)
    found = verdict(story, arrival_id)
    assert (found["result"], found["method"]) == ("pass", "dkim")
    assert any("bluefern.example" in reason for reason in found["reasons"])
    entry = next(entry for entry in story.entries(done.number) if entry.kind == "message")
    assert entry.data["verdict"]["result"] == "pass"
    assert entry.data["labels"] == []


def test_a_forged_mail_is_held_and_its_contact_is_asked_at_his_address_on_file(story: Story) -> None:
    arrival_id = story.hand_over(mail(OUTAGE, Reply_To="thief@pinewell.example"), sender="thief@pinewell.example")
    done = story.outcome(arrival_id)
    assert (done.disposition, done.rule, done.told, done.asked) == (Disposition.HELD, "sender-not-genuine", False, True)
    story.wait_until(lambda: len(story.answers()) == 1)
    question = question_of(story)
    assert KIM in str(question["To"])
    assert OUTAGE not in body(question)
    assert verdict(story, arrival_id)["result"] == "fail"


def test_he_says_yes_and_the_held_mail_becomes_a_ticket(story: Story) -> None:
    held = story.hand_over(mail(OUTAGE))
    assert story.outcome(held).asked
    story.wait_until(lambda: len(story.answers()) == 1)
    story.again(held)
    raw, address = reply_to(question_of(story), "Yes, that was me.")
    answer = story.outcome(story.hand_over(raw, recipients=[address]))
    assert (answer.disposition, answer.rule) == (Disposition.IGNORED, "confirmation-yes")
    let_in = story.outcome(held)
    assert (let_in.disposition, let_in.rule, let_in.told) == (Disposition.OPENED, "released", True)
    assert story.sums().balanced


def test_he_says_no_and_analysts_are_told(story: Story) -> None:
    held = story.hand_over(mail(OUTAGE))
    assert story.outcome(held).asked
    story.wait_until(lambda: len(story.answers()) == 1)
    raw, address = reply_to(question_of(story), "No, I did not write this.")
    assert story.outcome(story.hand_over(raw, recipients=[address])).rule == "confirmation-no"
    line = story.arrival(held)
    assert (line.outcome, line.rule) == ("ignored", "rejected-by-analyst")
    with story.store.read() as session:
        assert [alert.kind for alert in alerts.open_alerts(session)] == ["forgery"]
    assert story.sums().balanced


def test_the_question_is_answered_once_and_by_nobody_who_guesses(story: Story) -> None:
    held = story.hand_over(mail(OUTAGE))
    assert story.outcome(held).asked
    story.wait_until(lambda: len(story.answers()) == 1)
    raw, address = reply_to(question_of(story), "Yes")
    guessed = re.sub(r"\.[a-z2-7]{16}@", ".aaaaaaaaaaaaaaaa@", address)
    wrong = story.outcome(story.hand_over(mail("Yes", To=guessed), recipients=[guessed]))
    assert (wrong.disposition, wrong.rule) == (Disposition.HELD, "confirmation-unclear")
    story.again(held)
    assert story.outcome(story.hand_over(raw, recipients=[address])).rule == "confirmation-yes"
    story.outcome(held)
    again, _ = reply_to(question_of(story), "Yes once more")
    assert story.outcome(story.hand_over(again, recipients=[address])).rule == "confirmation-unclear"


def test_a_vacation_program_does_not_answer_for_him(story: Story) -> None:
    assert story.outcome(story.hand_over(mail(OUTAGE))).asked
    story.wait_until(lambda: len(story.answers()) == 1)
    raw, address = reply_to(question_of(story), "Yes, I am away until Monday.", Auto_Submitted="auto-replied")
    done = story.outcome(story.hand_over(raw, recipients=[address]))
    assert (done.disposition, done.rule) == (Disposition.IGNORED, "confirmation-by-a-machine")


def test_he_is_not_asked_about_every_forgery(story: Story) -> None:
    first = story.outcome(story.hand_over(mail(OUTAGE)))
    second = story.outcome(story.hand_over(mail("Delete all our agents now", subject="Urgent")))
    assert (first.asked, second.asked) == (True, False)


def test_an_account_that_only_prefers_proof_is_served_and_marked(tmp_path: Path, database_url: str) -> None:
    prepare(database_url)
    with proven_desk(tmp_path, database_url, {}) as (story, _):
        with story.store.write() as session:
            contacts.set_authentication(session, "Bluefern Travel", "prefer")
        done = story.outcome(story.hand_over(mail(OUTAGE)))
        assert (done.disposition, done.rule, done.told) == (Disposition.OPENED, "new", True)
        entry = next(entry for entry in story.entries(done.number) if entry.kind == "message")
        assert [label.partition(":")[0] for label in entry.data["labels"]] == ["sender not proven"]


def test_where_proof_is_off_the_from_field_is_believed(tmp_path: Path, database_url: str) -> None:
    prepare(database_url)
    with proven_desk(tmp_path, database_url, authentication={"policy": "off"}) as (story, _):
        done = story.outcome(story.hand_over(mail(OUTAGE)))
        assert (done.disposition, done.told) == (Disposition.OPENED, True)


def test_a_signed_mail_to_somebody_else_is_not_taken_for_one_to_the_desk(story: Story) -> None:
    private = signed("Please cancel the contract, I have had enough.", To="gordon@pinewell.example")
    done = story.outcome(story.hand_over(private, sender="gordon@pinewell.example"))
    assert (done.disposition, done.rule, done.told) == (Disposition.HELD, "passed-on", False)


def test_a_customers_own_list_that_forwards_to_the_desk_is_known(tmp_path: Path, database_url: str) -> None:
    prepare(database_url)
    forwarders = {"forwarders": ["support@bluefern.example"]}
    with proven_desk(tmp_path, database_url, authentication=forwarders) as (story, _):
        done = story.outcome(story.hand_over(signed(OUTAGE, To="Support <Support@Bluefern.example>")))
        assert (done.disposition, done.rule) == (Disposition.OPENED, "new")


def test_a_signed_mail_sent_once_more_under_another_id_opens_no_second_ticket(story: Story) -> None:
    headers = ("from", "to", "subject", "date")
    unsigned_id = sign(mail(OUTAGE), domain="bluefern.example", headers=headers)
    first = story.outcome(story.hand_over(unsigned_id))
    again = re.sub(rb"Message-ID: <[^>]*>", b"Message-ID: <another@pinewell.example>", unsigned_id)
    second = story.outcome(story.hand_over(again, sender="gordon@pinewell.example"))
    assert (second.disposition, second.rule, second.told) == (Disposition.ADDED, "same-mail-again", False)
    assert second.number == first.number


def test_a_stranger_is_told_only_where_he_is_proven(story: Story, desk: Proven) -> None:
    stranger = "gordon@pinewell.example"
    silent = story.outcome(story.hand_over(mail(OUTAGE, sender=stranger), sender=stranger))
    assert (silent.disposition, silent.rule, silent.told) == (Disposition.HELD, "not-a-designated-contact", False)
    assert story.answers() == []


def test_a_mail_without_proof_adds_nothing_to_a_ticket(story: Story) -> None:
    opened = story.outcome(story.hand_over(signed(OUTAGE)))
    before = len(story.entries(opened.number))
    answer = story.answers()[0]
    forged = mail(
        "It is solved, close it.", subject=f"Re: {answer['Subject']}", In_Reply_To=str(answer["Message-ID"]),
        To=str(answer["Reply-To"]),
    )  # fmt: skip
    done = story.outcome(story.hand_over(forged))
    assert (done.disposition, done.rule, done.told) == (Disposition.HELD, "sender-not-genuine", False)
    assert len(story.entries(opened.number)) == before


def test_two_mails_of_one_moment_are_two(story: Story) -> None:
    first = story.outcome(story.hand_over(signed("Queue A is down for 40 agents.")))
    second = story.outcome(story.hand_over(signed("Queue B is down for 30 agents.")))
    assert [(done.disposition, done.told) for done in (first, second)] == [(Disposition.OPENED, True)] * 2


def test_his_yes_lets_nothing_in_where_two_mails_in_his_name_wait(story: Story) -> None:
    forged = story.hand_over(
        mail("Send all our calls to my new number.", subject="Calls drop"), sender="thief@pinewell.example"
    )
    assert story.outcome(forged).asked
    story.wait_until(lambda: len(story.answers()) == 1)
    story.outcome(story.hand_over(mail(OUTAGE)))
    raw, address = reply_to(question_of(story), "Yes")
    done = story.outcome(story.hand_over(raw, recipients=[address]))
    assert (done.disposition, done.rule) == (Disposition.HELD, "confirmation-unclear")
    assert story.arrival(forged).outcome == "held"


@pytest.mark.parametrize(("covered", "added"), [(("in-reply-to", "references"), True), ((), False)])
def test_a_signed_mail_gets_onto_a_ticket_only_by_what_is_signed(
    story: Story, covered: tuple[str, ...], added: bool
) -> None:
    first = story.outcome(story.hand_over(signed(OUTAGE)))
    ours = str(story.answers()[0]["Message-ID"])
    headers = ("from", "to", "subject", "date", "message-id", *covered)
    reply = mail("The same in Reno now, 12 agents.", subject="Re: Calls drop", In_Reply_To=ours, References=ours)
    done = story.outcome(story.hand_over(sign(reply, domain="bluefern.example", headers=headers)))
    assert (done.number == first.number) is added
