"""An answer that comes back is joined to its delivery: the ticket shows it, the address is flagged, analysts are told once."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from store import contacts
from tests.bot.channels.relay_server import ScriptedRelay
from tests.stories.desk import HELP, KIM, Story, mail, prepare, running
from tests.stories.relays import ADA, INCIDENT, desk_settings, open_kinds, to_customer


@dataclass
class Sent:
    """A desk that has acknowledged Kim's incident through a relay, and the answer as the relay has it."""

    story: Story
    relay: ScriptedRelay
    answer: Envelope
    number: str

    def report(self, action: str, status: str) -> bytes:
        """What Kim's mail system reports on it."""
        content = self.answer.content
        assert isinstance(content, bytes)
        back = re.sub(rb"(?s)\r\n\r\n.*", b"\r\n", content).decode()
        return (
            f"From: Mail Delivery System <mailer-daemon@bluefern.example>\r\nTo: {self.answer.mail_from}\r\n"
            f"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{uuid.uuid4().hex}@mx.bluefern.example>\r\n"
            'Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
            f"\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.bluefern.example\r\n\r\n"
            f"Final-Recipient: rfc822; {KIM}\r\nAction: {action}\r\nStatus: {status}\r\n"
            f"\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{back}\r\n--b--\r\n"
        ).encode()

    def hand_over(self, report: bytes, recipient: str | None = None) -> str:
        """The report comes with the null sender; what becomes of it."""
        to = recipient or self.answer.mail_from or ""
        return self.story.outcome(self.story.hand_over(report, sender="", recipients=[to])).disposition

    def undelivered(self) -> list[str]:
        return [entry.text for entry in self.story.entries(self.number) if entry.kind == "undelivered"]

    def states(self) -> list[str]:
        return [one.state for one in to_customer(self.story)]

    def flagged(self) -> bool:
        with self.story.store.read() as session:
            return contacts.is_undeliverable(session, KIM)


@pytest.fixture
def sent(tmp_path: Path, database_url: str) -> Iterator[Sent]:
    prepare(database_url)
    with ScriptedRelay() as relay:
        settings = desk_settings(tmp_path, database_url, HELP, relay, genuine_networks=["127.0.0.0/8"])
        with running(settings) as story:
            number = story.send(INCIDENT, subject="Screen pop gone").number
            assert number is not None
            yield Sent(story=story, relay=relay, answer=relay.envelopes[0], number=number)


def test_an_answer_that_comes_back_is_seen_on_its_ticket(sent: Sent) -> None:
    assert re.match(r"help\+bounce\.\d+\.[a-z2-7]{16}@echopass\.example", sent.answer.mail_from or "")
    assert sent.hand_over(sent.report("failed", "5.1.1")) == "added"
    assert sent.states() == ["bounced"]
    assert sent.undelivered() == [f"acknowledged to {KIM}: bounced"]
    assert sent.flagged()
    assert open_kinds(sent.story) == ["bounce"]
    sent.story.wait_until(lambda: len(sent.relay.envelopes) == 2)
    assert sent.relay.envelopes[1].rcpt_tos == [ADA]


def test_mail_from_the_address_takes_the_flag_away(sent: Sent) -> None:
    sent.hand_over(sent.report("failed", "5.1.1"))
    sent.story.send("The screen pop is back, thank you.", subject="Another matter: screen pop")
    assert not sent.flagged()


def test_a_delay_is_shown_and_changes_nothing(sent: Sent) -> None:
    assert sent.hand_over(sent.report("delayed", "4.4.1")) == "added"
    assert (sent.states(), sent.flagged(), open_kinds(sent.story)) == (["sent"], False, [])
    assert sent.undelivered() == [f"acknowledged to {KIM}: delayed"]


def test_a_report_that_anybody_could_have_written_changes_little(sent: Sent) -> None:
    sent.hand_over(sent.report("failed", "5.1.1").replace((sent.answer.mail_from or "").encode(), HELP.encode()), HELP)
    assert (sent.states(), sent.flagged(), open_kinds(sent.story)) == (["sent"], False, ["bounce"])


def test_a_mail_to_analysts_that_comes_back_raises_no_alert(sent: Sent) -> None:
    sent.hand_over(sent.report("failed", "5.1.1"))
    sent.story.wait_until(lambda: len(sent.relay.envelopes) == 2)
    told = Sent(story=sent.story, relay=sent.relay, answer=sent.relay.envelopes[1], number=sent.number)
    assert told.hand_over(told.report("failed", "5.1.1")) == "ignored"
    assert open_kinds(sent.story) == ["bounce"]
    assert len(sent.relay.envelopes) == 2


def test_an_absence_note_is_noted_and_reopens_nothing(sent: Sent) -> None:
    before = sent.story.ticket(sent.number).status
    content = sent.answer.content
    assert isinstance(content, bytes)
    ours = re.search(rb"(?mi)^message-id: (<[^>]+>)", content)
    assert ours is not None
    note = mail(
        "I am on holiday.",
        subject="Automatic reply: your ticket",
        To=str(sent.answer.mail_from),
        Auto_Submitted="auto-replied",
        In_Reply_To=ours[1].decode(),
    )
    assert sent.hand_over(note) == "added"
    assert (sent.story.ticket(sent.number).status, sent.states()) == (before, ["sent"])
    assert [entry.kind for entry in sent.story.entries(sent.number)].count("automatic") == 1
