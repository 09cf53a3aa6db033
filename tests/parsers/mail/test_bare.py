"""What the header alone tells, on any bytes."""

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.mail import read_mail
from parsers.mail.bare import read_bare
from parsers.message import Message
from parsers.vocabulary import AutomaticKind, Channel
from tests.parsers.mail.test_hostile import HOSTILE, SAMPLES, check

FULL = (
    b"Received: from a\r\nReceived: from b\r\nFrom: =?utf-8?q?J=C3=B6rg?= <joerg@firm.example>\r\nTo: help@desk.example\r\n"
    b"Cc: Ann <ann@firm.example>, bob@firm.example\r\nReply-To: team@firm.example\r\nSubject: Re:\r\n Calls drop\r\n"
    b"Date: Mon, 16 Nov 2026 05:00:00 -0700\r\nMessage-ID: <two@firm.example>\r\nIn-Reply-To: <one@desk.example>\r\n"
    b"References: <nil@firm.example> <one@desk.example>\r\nContent-Type: text/html\r\n\r\n<p>Never read."
)


def bare(raw: bytes) -> Message:
    return read_bare(raw, channel=Channel.SMTP, reason="it took too long")


def test_all_that_a_header_tells() -> None:
    message = bare(FULL)
    assert message.damages == ("The mail could not be read: it took too long. Its bytes are kept as they came.",)
    assert (message.sender.address, message.sender.name) == ("joerg@firm.example", "Jörg")
    assert (message.subject, message.text, message.zones, message.attachments) == ("Re: Calls drop", "", (), ())
    assert message.to == ("help@desk.example",)
    assert message.cc == ("ann@firm.example", "bob@firm.example")
    assert message.reply_to == ("team@firm.example",)
    assert message.sent_at == datetime.fromisoformat("2026-11-16T05:00:00-07:00")
    assert (message.message_id, message.in_reply_to) == ("two@firm.example", ("one@desk.example",))
    assert message.references == ("nil@firm.example", "one@desk.example")
    assert (message.received_hops, message.automatic) == (2, None)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (b"Auto-Submitted: auto-replied", AutomaticKind.AUTO_REPLY),
        (b"Auto-Submitted: auto-generated", AutomaticKind.NOTIFICATION),
        (b"List-Id: <all.firm.example>", AutomaticKind.LIST),
        (b"Precedence: bulk", AutomaticKind.LIST),
        (b"Content-Type: multipart/report; report-type=delivery-status; boundary=b", AutomaticKind.BOUNCE),
        (b"Subject: Out of office: back on Monday", AutomaticKind.AUTO_REPLY),
    ],
)
def test_a_machine_is_known_by_its_header(field: bytes, kind: AutomaticKind) -> None:
    automatic = bare(b"From: ann@firm.example\r\n" + field + b"\r\n\r\nx").automatic
    assert automatic is not None
    assert automatic.kind is kind


@pytest.mark.parametrize("raw", [*SAMPLES, FULL, FULL.replace(b"\r\n", b"\r"), FULL.replace(b"\r\n", b"\n")])
def test_it_is_what_reading_all_of_it_finds(raw: bytes) -> None:
    whole, message = read_mail(raw), bare(raw)
    for name in (
        "sender",
        "subject",
        "sent_at",
        "message_id",
        "in_reply_to",
        "references",
        "to",
        "cc",
        "received_hops",
    ):
        assert getattr(message, name) == getattr(whole, name), name


def test_a_second_author_cannot_hide_behind_a_long_header() -> None:
    raw = b"From: ann@firm.example\r\n" + b"X-A: b\r\n" * 20_000 + b"From: bob@firm.example\r\n\r\nx"
    sender = bare(raw).sender
    assert (sender.address, sender.problem) == (None, "The message has 2 From fields.")


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_headers_are_cheap(raw: bytes) -> None:
    start = time.thread_time()
    check(bare(raw))
    assert time.thread_time() - start < 3.0


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(raw: bytes) -> None:
    check(bare(raw))
    check(bare(b"From: " + raw))
