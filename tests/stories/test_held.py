"""Who may not write is held, never dropped; machines are never answered; every message has its outcome."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import contacts, holds
from tests.stories.desk import HELP, KIM, STRANGER, Story, body, mail, prepare, running, settings_for

REPORT = b"""From: MAILER-DAEMON@mx.bluefern.example
To: help@echopass.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <%(id)s@mx.bluefern.example>
Date: Mon, 16 Nov 2026 09:31:00 -0700
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"
%(extra)s
--=_b
Content-Type: text/plain

kim@bluefern.example: mailbox full

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bluefern.example

Final-Recipient: rfc822; kim@bluefern.example
Action: failed
Status: 5.2.2

--=_b--
"""


def test_a_stranger_is_held_and_not_answered_while_nothing_proves_him(story: Story) -> None:
    applied = story.send("Please help, calls drop.", sender=STRANGER)
    assert (applied.disposition, applied.rule, applied.number) == ("held", "not-a-designated-contact", None)
    assert story.answers() == []
    with story.store.read() as session:
        (hold,) = holds.all_held(session)
    assert STRANGER in hold.reason


def test_a_proven_stranger_gets_one_polite_answer_a_period(tmp_path: Path, database_url: str) -> None:
    prepare(database_url)
    settings = settings_for(tmp_path, database_url, admission={"genuine_networks": ["127.0.0.0/8"]})
    with running(settings) as story:
        for n in range(3):
            assert story.send(f"Hello {n}, calls drop.", sender=STRANGER).disposition == "held"
        (answer,) = story.answers()
        assert [a.addr_spec for a in answer["To"].addresses] == [STRANGER]
        assert "EP-" not in body(answer)
        assert answer["Auto-Submitted"] == "auto-replied"


def test_a_stranger_who_quotes_a_number_is_held(story: Story) -> None:
    number = story.send("Twelve agents lose calls in Denver.").number
    before = len(story.entries(number))
    applied = story.send("Close this please", sender=STRANGER, subject=f"Re: [{number}] Calls drop")
    assert applied.disposition == "held"
    assert len(story.entries(number)) == before


def test_a_stranger_at_the_signed_address_is_held(story: Story) -> None:
    story.send("Twelve agents lose calls in Denver.")
    signed = story.answers()[0]["Reply-To"].addresses[0].addr_spec
    raw = mail("let me in", sender=STRANGER)
    applied = story.outcome(story.hand_over(raw, sender=STRANGER, recipients=[signed]))
    assert applied.disposition == "held"


@pytest.mark.parametrize(
    "from_line",
    [
        f'"{KIM}" <{STRANGER}>',
        f"{KIM}, {STRANGER}",
        f"{STRANGER} ({KIM})",
        f"{KIM})<{STRANGER}>",
        f"=?utf-8?q?Kim_=3C{KIM.replace('@', '=40')}=3E?= <{STRANGER}>",
        "",
        "undisclosed-recipients:;",
    ],
)
def test_a_from_line_that_only_looks_like_a_contact_opens_nothing(story: Story, from_line: str) -> None:
    raw = (
        f"From: {from_line}\r\nTo: {HELP}\r\nSubject: calls drop\r\nMessage-ID: <spoof@x.example>\r\n"
        "Date: Mon, 16 Nov 2026 09:30:00 -0700\r\n\r\nTwelve agents lose calls.\r\n"
    ).encode()
    applied = story.outcome(story.hand_over(raw, sender=STRANGER))
    assert applied.disposition == "held"
    assert story.answers() == []


def test_two_from_fields_open_nothing(story: Story) -> None:
    raw = mail("Twelve agents lose calls.").replace(b"From: ", f"From: {STRANGER}\r\nFrom: ".encode(), 1)
    assert story.outcome(story.hand_over(raw)).disposition == "held"


def test_mail_in_the_desks_own_name_is_held(story: Story) -> None:
    applied = story.send("Calls drop.", sender=HELP)
    assert (applied.disposition, applied.rule) == ("held", "writes-as-the-desk")


def test_the_desks_own_mail_coming_back_is_set_aside(story: Story) -> None:
    story.send("Twelve agents lose calls in Denver.")
    (answer,) = story.answers()
    applied = story.outcome(story.hand_over(answer.as_bytes(), sender="", recipients=[HELP]))
    assert (applied.disposition, applied.rule) == ("ignored", "own-mail")
    assert len(story.answers()) == 1


def test_an_out_of_office_is_noted_on_its_ticket_and_never_answered(story: Story) -> None:
    number = story.send("Twelve agents lose calls in Denver.").number
    (answer,) = story.answers()
    applied = story.send(
        "I am away until Monday.",
        subject="Automatic reply: [EP-104233] Calls drop",
        Auto_Submitted="auto-replied",
        In_Reply_To=str(answer["Message-ID"]),
    )
    assert (applied.disposition, applied.rule, applied.number) == ("added", "auto-reply-on-ticket", number)
    assert len(story.answers()) == 1
    assert story.entries(number)[-1].kind == "automatic" or any(e.kind == "automatic" for e in story.entries(number))


def test_a_bounce_that_only_names_our_mail_waits_for_a_person(story: Story) -> None:
    story.send("Twelve agents lose calls in Denver.")
    (answer,) = story.answers()
    extra = f"In-Reply-To: {answer['Message-ID']}\n".encode()
    raw = REPORT % {b"id": b"b1", b"extra": extra}
    applied = story.outcome(story.hand_over(raw.replace(b"\n", b"\r\n"), sender=""))
    assert (applied.disposition, applied.rule, applied.number) == ("held", "report-not-proven", None)
    assert len(story.answers()) == 1


def test_a_bounce_of_nothing_of_ours_is_set_aside_with_a_reason(story: Story) -> None:
    raw = REPORT % {b"id": b"b2", b"extra": b""}
    arrival = story.hand_over(raw.replace(b"\n", b"\r\n"), sender="")
    applied = story.outcome(arrival)
    assert (applied.disposition, applied.rule) == ("ignored", "mail-system-report")
    assert story.arrival(arrival).reason


def test_mail_with_the_null_sender_is_never_answered(story: Story) -> None:
    story.outcome(story.hand_over(mail("Twelve agents lose calls in Denver."), sender=""))
    assert story.answers() == []


def test_a_released_message_opens_a_ticket_and_is_answered(story: Story) -> None:
    arrival = story.hand_over(mail("Twelve agents lose calls.", sender=STRANGER), sender=STRANGER)
    story.outcome(arrival)
    story.again(arrival)
    now = datetime.now(UTC)
    with story.store.write() as session:
        new = contacts.NewContact(account="Pinewell", name="Gordon Peake", addresses=(STRANGER,))
        contact, _ = contacts.put_contact(session, new, now)
        released = holds.release(
            session,
            arrival,
            by="ana",
            decision="added as a contact",
            now=now,
            account_id=contact.account_id,
            contact_id=contact.contact_id,
        )
    assert released
    applied = story.outcome(arrival)
    assert (applied.disposition, applied.rule) == ("opened", "released")
    assert story.ticket(applied.number).account == "Pinewell"
    assert [a.addr_spec for a in story.answers()[0]["To"].addresses] == [STRANGER]
    assert story.sums().balanced


def test_a_rejected_message_is_kept_with_the_reason(story: Story) -> None:
    arrival = story.hand_over(mail("Buy my watches", sender=STRANGER), sender=STRANGER)
    story.outcome(arrival)
    with story.store.write() as session:
        assert holds.reject(session, arrival, by="ana", reason="spam", now=datetime.now(UTC))
    line = story.arrival(arrival)
    assert (line.outcome, line.rule, line.reason) == ("ignored", "rejected-by-analyst", "ana: spam")
    assert story.sums().balanced


def test_a_retired_contact_is_held(story: Story) -> None:
    with story.store.write() as session:
        contacts.retire(session, KIM, datetime(2026, 1, 31, tzinfo=UTC).date())
    applied = story.send("Twelve agents lose calls in Denver.")
    assert (applied.disposition, applied.rule) == ("held", "contact-not-valid")
    assert "2026-01-31" in applied.reason


def test_why_nobody_was_answered_stands_in_the_history(story: Story) -> None:
    applied = story.send("Twelve agents lose calls in Denver.", Precedence="bulk", List_Id="<staff.bluefern.example>")
    assert story.answers() == []
    (entry,) = [entry for entry in story.entries(applied.number) if entry.kind == "unanswered"]
    assert "machine" in entry.text
