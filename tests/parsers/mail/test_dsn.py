"""Bounces, read: RFC 3464's fields, and the words of programs that know no standard."""

import time
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.mail import read_mail
from parsers.message import DeliveryReport, RecipientStatus

ANN = "ann@firm.example"
BEN = "ben@firm.example"
GIVEN_BACK = ("message/rfc822", "Message-ID: <ours.1@desk.example>\nFrom: help@desk.example\n\nYour ticket is open.")


def entity(parts: Sequence[tuple[str, str]], **headers: str) -> bytes:
    """A mail system's report: a part for each (media type, body)."""
    fields = {
        "From": "Mail Delivery System <mailer-daemon@mx.firm.example>",
        "To": "help@desk.example",
        "Subject": "Undelivered Mail Returned to Sender",
        "Message-ID": "<bounce.9@mx.firm.example>",
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"',
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    body = "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
    return f"{head}\n{body}--b--\n".replace("\n", "\r\n").encode()


def words(text: str, **headers: str) -> bytes:
    """A mail system's report in words alone."""
    fields = {
        "From": "MAILER-DAEMON@mx.firm.example",
        "Subject": "failure notice",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return f"{head}\n{text}\n".replace("\n", "\r\n").encode()


def status(fields: str, given_back: tuple[str, str] = GIVEN_BACK, kind: str = "message/delivery-status") -> bytes:
    """A report whose fields about recipients are these."""
    about = "Reporting-MTA: dns; mx.firm.example\nArrival-Date: Mon, 16 Nov 2026 05:00:00 -0700\n\n"
    return entity([("text/plain", "It could not be delivered."), (kind, about + fields), given_back])


def report(raw: bytes) -> DeliveryReport:
    found = read_mail(raw).report
    assert found is not None
    return found


def one(raw: bytes) -> RecipientStatus:
    (found,) = report(raw).recipients
    return found


FAILED = f"Final-Recipient: rfc822; {ANN}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <{ANN}> no such user"


def test_what_the_standard_says() -> None:
    found = report(status(FAILED))
    assert found.original_id == "ours.1@desk.example"
    assert found.recipients == (
        RecipientStatus(recipient=ANN, action="failed", status="5.1.1", diagnostic=f"550 5.1.1 <{ANN}> no such user"),
    )


@pytest.mark.parametrize(
    ("fields", "recipient", "action", "code"),
    [
        (FAILED.replace("\n", "\n ").replace("\n ", "\n"), ANN, "failed", "5.1.1"),
        (f"FINAL-RECIPIENT:RFC822;<{ANN}>\nACTION: Failed\nSTATUS: 5.2.2", ANN, "failed", "5.2.2"),
        (f"Final-Recipient: rfc822; {ANN}\nAction: delayed\nStatus: 4.4.1", ANN, "delayed", "4.4.1"),
        (f"Final-Recipient: rfc822; {ANN}\nAction: delivered\nStatus: 2.0.0", ANN, "delivered", "2.0.0"),
        (f"Final-Recipient: rfc822; {ANN}\nAction: relayed (to mx2)", ANN, "relayed", ""),
        (f"Final-Recipient: rfc822; {ANN}\nStatus: 5.1.1 (no mailbox)", ANN, "failed", "5.1.1"),
        (f"Final-Recipient: rfc822; {ANN}\nStatus: 4.2.2", ANN, "delayed", "4.2.2"),
        (f"Final-Recipient: rfc822; {ANN}\nAction: nonsense", ANN, "failed", ""),
        (f"Final-Recipient: {ANN}\nAction: failed", ANN, "failed", ""),
        (f"Final-Recipient: rfc822; {BEN}\nOriginal-Recipient: rfc822; {ANN}\nAction: failed", ANN, "failed", ""),
        (f"Original-Recipient: rfc822; \nFinal-Recipient: rfc822; {ANN}\nAction: failed", ANN, "failed", ""),
        (f"Final-Recipient: rfc822;\n {ANN}\nAction:\n failed", ANN, "failed", ""),
        (
            f"Final-Recipient: rfc822; {ANN}\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 none",
            ANN,
            "failed",
            "5.1.1",
        ),
        (f"Final-Recipient: rfc822; {ANN}\nDiagnostic-Code: smtp; 452 4.2.2 full", ANN, "delayed", "4.2.2"),
        ("Final-Recipient: rfc822; Ann@FIRM.Example\nAction: failed", "Ann@firm.example", "failed", ""),
        ("Final-Recipient: utf-8; j\\x{F6}rg@firm.example\nAction: failed", "jörg@firm.example", "failed", ""),
    ],
)
def test_how_the_fields_are_written(fields: str, recipient: str, action: str, code: str) -> None:
    found = one(status(fields))
    assert (found.recipient, found.action, found.status) == (recipient, action, code)


def test_an_internationalised_report() -> None:
    raw = status("Final-Recipient: utf-8; jörg@bücher.example\nAction: failed", kind="message/global-delivery-status")
    assert one(raw).recipient == "jörg@xn--bcher-kva.example"


def test_several_recipients_each_once() -> None:
    more = f"{FAILED}\n\nFinal-Recipient: rfc822; {BEN}\nAction: delayed\n\n{FAILED}"
    assert [(s.recipient, s.action) for s in report(status(more)).recipients] == [(ANN, "failed"), (BEN, "delayed")]


def test_fifty_recipients_are_told() -> None:
    many = "\n\n".join(f"Final-Recipient: rfc822; {n}@firm.example\nAction: failed" for n in range(300))
    found = report(status(many)).recipients
    assert (len(found), found[0].recipient) == (50, "0@firm.example")


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "Action: failed\nStatus: 5.1.1",
        "Final-Recipient: x400; /G=Ann/\nAction: failed",
        "Final-Recipient: rfc822; ann",
    ],
)
def test_fields_about_nobody(fields: str) -> None:
    found = report(status(fields))
    assert (found.recipients, found.original_id) == ((), "ours.1@desk.example")


@pytest.mark.parametrize(
    ("given_back", "original_id"),
    [
        (GIVEN_BACK, "ours.1@desk.example"),
        (("text/rfc822-headers", "Subject: x\nMessage-Id: <ours.2@desk.example>\n"), "ours.2@desk.example"),
        (("message/global-headers", "Message-Id: <ours.3@desk.example>\n"), "ours.3@desk.example"),
        (("message/rfc822", "Subject: x\n\nMessage-ID: <quoted@desk.example>"), None),
        (("text/plain", "Message-ID: <quoted@desk.example>"), None),
    ],
)
def test_which_mail_it_is_about(given_back: tuple[str, str], original_id: str | None) -> None:
    assert report(status(FAILED, given_back)).original_id == original_id


def test_the_statuses_may_stand_anywhere() -> None:
    raw = entity(
        [("text/plain", "x"), ("message/delivery-status", f"\n\n{FAILED}")],
        Content_Type='multipart/mixed; boundary="b"',
    )
    assert one(raw).recipient == ANN


def test_a_bounce_of_a_bounce_is_about_the_outer_mail() -> None:
    inner = status(FAILED.replace(ANN, BEN)).decode().replace("\r\n", "\n").replace("--b", "--c").replace('"b"', '"c"')
    found = report(status(FAILED, ("message/rfc822", inner)))
    assert ([s.recipient for s in found.recipients], found.original_id) == ([ANN], "bounce.9@mx.firm.example")


QMAIL = f"""Hi. This is the qmail-send program at mx.firm.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ANN}>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 no such user
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

Return-Path: <help@desk.example>
Message-ID: <ours.1@desk.example>
To: <{BEN}>

Your ticket is open."""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ANN}
    SMTP error from remote mail server after RCPT TO:<{ANN}>:
    host mx.firm.example [192.0.2.7]: 550 5.1.1 no such user

------ This is a copy of the message, including all the headers. ------

Message-Id: <ours.1@desk.example>
"""
EXIM_DELAY = f"""This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.firm.example.

The address to which the message has not yet been delivered is:

  {ANN}

No action is required on your part. Delivery attempts will continue for some time.
"""
EXCHANGE = f"""Your message

  To:      {BEN}
  Subject: Your ticket
  Sent:    Mon, 16 Nov 2026 05:00:00 -0700

did not reach the following recipient(s):

{ANN} on Mon, 16 Nov 2026 05:00:09 -0700
    The recipient name is not recognized
"""
POSTFIX = f"""This is the mail system at host mx.firm.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{ANN}>: host mx2.firm.example[192.0.2.7] said: 552 5.2.2 mailbox
    is full (in reply to RCPT TO command)
"""
SENDMAIL = f"""The original message was received at Mon, 16 Nov 2026 05:00:00 -0700

   ----- The following addresses had permanent fatal errors -----
<{ANN}>

   ----- Transcript of session follows -----
... while talking to mx.firm.example.:
>>> RCPT To:<{ANN}>
<<< 550 no such user
550 5.1.1 <{ANN}>... User unknown

   ----- Original message follows -----
Message-ID: <ours.1@desk.example>
"""
INLINE = f"""There was an error delivering your mail to <{ANN}>.
550 unknown
Message headers follow.

Message-ID: <ours.1@desk.example>
"""


@pytest.mark.parametrize(
    ("text", "action", "code", "original_id"),
    [
        (QMAIL, "failed", "5.1.1", "ours.1@desk.example"),
        (EXIM, "failed", "5.1.1", "ours.1@desk.example"),
        (EXIM_DELAY, "delayed", "", None),
        (EXCHANGE, "failed", "", None),
        (POSTFIX, "failed", "5.2.2", None),
        (SENDMAIL, "failed", "", "ours.1@desk.example"),
        (INLINE, "failed", "5.0.0", "ours.1@desk.example"),
    ],
    ids=["qmail", "exim", "exim delays", "exchange", "postfix", "sendmail", "dma"],
)
def test_what_programs_say_in_words(text: str, action: str, code: str, original_id: str | None) -> None:
    found = report(words(text))
    assert [(s.recipient, s.action, s.status) for s in found.recipients] == [(ANN, action, code)]
    assert found.original_id == original_id


def test_the_header_names_who_failed() -> None:
    found = report(words("Sorry.", X_Failed_Recipients=f"{ANN},\n {BEN}, nobody"))
    assert [(s.recipient, s.action) for s in found.recipients] == [(ANN, "failed"), (BEN, "failed")]


def test_header_and_words_are_joined() -> None:
    assert one(words(EXIM, X_Failed_Recipients=ANN)).status == "5.1.1"


@pytest.mark.parametrize(
    "raw",
    [
        words(QMAIL, From=BEN, Subject="Re: a mail that came back"),
        words(EXIM, From=BEN, Subject="What does this mean?"),
        words(f"Please call {ANN} or write to\n\n{ANN}\n"),
        words("It could not be delivered.\nSee https://firm.example/help.\n"),
        words("Hello,\nlines are down.", From=ANN, Subject="Lines down"),
        words(""),
        b"",
    ],
    ids=[
        "a person quotes qmail",
        "a person quotes exim",
        "no failure",
        "no address",
        "an incident",
        "empty",
        "nothing",
    ],
)
def test_what_is_no_bounce(raw: bytes) -> None:
    assert read_mail(raw).report is None


def test_an_address_cannot_bring_a_line_end_with_it() -> None:
    raw = status(
        f"Final-Recipient: rfc822; {ANN}\nAction: failed\nDiagnostic-Code: smtp; 550 =?utf-8?q?a=0D=0AX:_b?=\u202e"
    )
    assert one(raw).diagnostic == "550 a X: b"


PIECES = [
    FAILED,
    QMAIL,
    EXIM,
    "Final-Recipient:",
    "rfc822;",
    "\\x{D800}",
    "\\x{110000}",
    "@",
    "<",
    ">",
    "\n\n",
    "\n",
    "5.1.1",
    "\x00",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=20).map("".join))
def test_any_fields_and_words_are_read(text: str) -> None:
    for raw in (status(text), words(text), words(text, X_Failed_Recipients=text.replace("\n", " "))):
        found = read_mail(raw).report
        for said in found.recipients if found else ():
            assert "@" in said.recipient
            assert said.action in {"failed", "delayed", "delivered", "relayed", "expanded"}
            assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in said.diagnostic)


HOSTILE = [
    "\n" * 300_000,
    f"<{'a' * 300_000}@firm.example>",
    "a@" * 150_000,
    "<" * 300_000,
    f"{ANN}: " * 20_000,
    "550 " * 80_000,
    "message-id: <" * 25_000,
    "Final-Recipient: rfc822; a@b.example\n\n" * 8_000,
    "could not be delivered\n" + "a@b.example\n" * 30_000,
    "could not be delivered\n" + ("delivered to " * 80 + "\n") * 300,
    "\\x{F6}" * 50_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_words_cost_little(text: str) -> None:
    begun = time.thread_time()
    for raw in (status(text), words(text), words(text, X_Failed_Recipients=text.replace("\n", " "))):
        read_mail(raw)
    assert time.thread_time() - begun < 3.0
