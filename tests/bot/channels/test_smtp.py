import smtplib

import pytest
from structlog.testing import capture_logs

from parsers.arrival import Envelope
from parsers.vocabulary import Channel
from tests.bot.channels.smtp_desk import MAIL, NOON, MemoryInbox, Wire, receiving

EHLO, FROM, TO = MAIL


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((), "220 mail.echopass.example ESMTP Echodesk"),
        (("HELO client.example",), "250 mail.echopass.example"),
        (("HELO",), "501 5.5.4"),
        (("EHLO",), "501 5.5.4"),
        (("LHLO client.example",), "500 5.5.2"),
        (("NOOP",), "250 2.0.0"),
        (("noop",), "250 2.0.0"),
        (("RSET",), "250 2.0.0"),
        (("QUIT",), "221 2.0.0"),
        (("HELP",), "250 2.0.0 Supported commands: AUTH DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET VRFY"),
        (("VRFY help@echopass.example",), "252 2.0.0"),
        (("VRFY nobody@echopass.example",), "252 2.0.0"),
        (("VRFY",), "501 5.5.4"),
        (("EXPN staff",), "502 5.5.1"),
        (("BDAT 10 LAST",), "500 5.5.2"),
        (("TURN",), "500 5.5.2"),
        (("AUTH PLAIN AGE",), "503 5.5.1"),
        ((EHLO, "AUTH PLAIN AGE"), "502 5.5.1"),
        ((EHLO, "STARTTLS"), "454 4.7.0"),
        (("",), "500 5.5.2"),
        (("MAIL FROM:<a@acme.example>",), "503 5.5.1"),
        (("HELO x", "MAIL FROM:<a@acme.example>"), "250 2.1.0"),
        (("HELO x", "MAIL FROM:<a@acme.example> SIZE=100"), "555 5.5.4"),
        ((EHLO, "MAIL"), "501 5.5.4"),
        ((EHLO, "MAIL TO:<a@acme.example>"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<a b@acme.example>"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<a@acme.example"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<a\0b@acme.example>"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<>"), "250 2.1.0"),
        ((EHLO, "mail from: a@acme.example"), "250 2.1.0"),
        ((EHLO, 'MAIL FROM:<"a b"@acme.example> BODY=8BITMIME'), "250 2.1.0"),
        ((EHLO, "MAIL FROM:<a@acme.example> BODY=8bitmime SIZE=1000 AUTH=<>"), "250 2.1.0"),
        ((EHLO, "MAIL FROM:<a@acme.example> BODY=8bitmime SIZE=1000 AUTH=a+2Bb"), "250 2.1.0"),
        ((EHLO, "MAIL FROM:<a@acme.example> BODY=BINARYMIME"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<a@acme.example> SIZE=x"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<a@acme.example> SIZE"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<a@acme.example> SIZE=1 SIZE=1"), "501 5.5.4"),
        ((EHLO, "MAIL FROM:<a@acme.example> SIZE=99999999999"), "552 5.3.4"),
        ((EHLO, "MAIL FROM:<a@acme.example> RET=FULL"), "555 5.5.4"),
        ((EHLO, "MAIL FROM:<jörg@acme.example>"), "553 5.6.7"),
        ((EHLO, "MAIL FROM:<jörg@acme.example> SMTPUTF8"), "250 2.1.0"),
        ((EHLO, "MAIL FROM:<a@acme.example> SMTPUTF8=yes"), "501 5.5.4"),
        ((EHLO, FROM, FROM), "503 5.5.1"),
        ((EHLO, "MAIL FROM:<>", "MAIL FROM:<>"), "503 5.5.1"),
        ((EHLO, TO), "503 5.5.1"),
        ((EHLO, "DATA"), "503 5.5.1"),
        ((EHLO, FROM, "DATA"), "503 5.5.1"),
        ((EHLO, FROM, TO, "DATA now"), "501 5.5.4"),
        ((EHLO, FROM, TO, "DATA"), "354 "),
        ((EHLO, FROM, TO), "250 2.1.5"),
        ((EHLO, "MAIL FROM:<>", TO), "250 2.1.5"),
        ((EHLO, FROM, TO, "RSET", "DATA"), "503 5.5.1"),
        ((EHLO, FROM, TO, EHLO, "DATA"), "503 5.5.1"),
        ((EHLO, FROM, "RCPT TO:<>"), "550 5.1.1"),
        ((EHLO, FROM, "RCPT TO:<nobody@echopass.example>"), "550 5.1.1"),
        ((EHLO, FROM, "RCPT TO:<someone@elsewhere.example>"), "550 5.1.1"),
        ((EHLO, FROM, "RCPT TO:<help%echopass.example@elsewhere.example>"), "550 5.1.1"),
        ((EHLO, FROM, "RCPT TO:<someone%elsewhere.example@echopass.example>"), "550 5.1.1"),
        ((EHLO, FROM, "RCPT TO:<help@echopass.example> NOTIFY=NEVER"), "555 5.5.4"),
        ((EHLO, FROM, "RCPT TO:<hélp@echopass.example>"), "553 5.6.7"),
        ((EHLO, FROM, "RCPT TO:<@relay.example:help@echopass.example>"), "250 2.1.5"),
        ((EHLO, FROM, "RCPT TO:<Postmaster>"), "250 2.1.5"),
        (("NOOP " + "x" * 3000,), "500 5.5.2"),
    ],
)
def test_replies(lines: tuple[str, ...], reply: str) -> None:
    with receiving(MemoryInbox()) as address, Wire(address) as client:
        assert client.converse(*lines)[: len(reply)] == reply


def test_what_ehlo_offers() -> None:
    with receiving(MemoryInbox(), size_limit=12_345) as address, Wire(address) as client:
        assert client.converse(EHLO).split("\n") == [
            "250-mail.echopass.example",
            "250-PIPELINING",
            "250-SIZE 12345",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-ENHANCEDSTATUSCODES",
            "250 HELP",
        ]


def test_a_kept_message_with_its_envelope() -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(
            EHLO,
            "MAIL FROM:<karen@acme.example>",
            "RCPT TO:<Help+EP-1@Echopass.example>",
            "RCPT TO:<support@ECHOPASS.example>",
            "RCPT TO:<support@ECHOPASS.example>",
            "RCPT TO:<stranger@echopass.example>",
            "DATA",
        )
        assert client.say("Subject: x\r\n\r\nhello\r\n.") == "250 2.6.0 kept as arrival 1"
    (arrival,) = inbox.arrivals
    assert (arrival.channel, arrival.mailbox, arrival.received_at) == (Channel.SMTP, "help", NOON)
    assert arrival.raw == b"Subject: x\r\n\r\nhello\r\n"
    assert arrival.envelope == Envelope(
        mail_from="karen@acme.example",
        rcpt_to=("Help+EP-1@Echopass.example", "support@ECHOPASS.example"),
        client_ip="127.0.0.1",
        client_name="client.example",
    )


@pytest.mark.parametrize(
    ("command", "mail_from"),
    [
        ("MAIL FROM:<>", ""),
        ("MAIL FROM:<root>", "root"),
        ("MAIL FROM:<@a.example,@b.example:karen@acme.example>", "karen@acme.example"),
        ('MAIL FROM:<"karen o\\"hara"@acme.example>', '"karen o\\"hara"@acme.example'),
        ("MAIL FROM:<prvs=0123abc=karen@acme.example> SIZE=20", "prvs=0123abc=karen@acme.example"),
    ],
)
def test_the_reverse_path_as_it_was_written(command: str, mail_from: str) -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(EHLO, command, TO, "DATA")
        assert client.say(".").startswith("250 ")
    assert inbox.arrivals[0].envelope.mail_from == mail_from


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"client.example", "client.example"),
        (b"[192.0.2.7]", "[192.0.2.7]"),
        (b"two words", "two words"),
        (b"\x1b[31mred\x07", "?[31mred?"),
        (b"l\xe4ptop", "l?ptop"),
        (b"x" * 400, "x" * 255),
    ],
)
def test_the_clients_name_is_cleaned(name: bytes, kept: str) -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.reply()
        client.say(b"EHLO " + name)
        for line in (FROM, TO, "DATA", "."):
            client.say(line)
    assert inbox.arrivals[0].envelope.client_name == kept


def test_mail_for_two_mailboxes_is_two_arrivals() -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(EHLO, FROM, TO, "RCPT TO:<any@bills.example>", "RCPT TO:<billing@echopass.example>", "DATA")
        assert client.say("hello\r\n.") == "250 2.6.0 kept as arrival 1, 2"
    assert [(arrival.mailbox, arrival.envelope.rcpt_to) for arrival in inbox.arrivals] == [
        ("help", ("help@echopass.example",)),
        ("billing", ("any@bills.example", "billing@echopass.example")),
    ]


def test_pipelined_commands_are_answered_in_order() -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(EHLO)
        client.send(f"{FROM}\r\n{TO}\r\nRCPT TO:<no@echopass.example>\r\nDATA\r\n".encode())
        assert [client.reply()[:3] for _ in range(4)] == ["250", "250", "550", "354"]
        client.send(f"one\r\n.\r\n{FROM}\r\n{TO}\r\nDATA\r\n".encode())
        assert [client.reply()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
        client.send(b"two\r\n.\r\nQUIT\r\n")
        assert [client.reply()[:3] for _ in range(2)] == ["250", "221"]
        assert client.rest() == b""
    assert [arrival.raw for arrival in inbox.arrivals] == [b"one\r\n", b"two\r\n"]


def test_what_comes_after_quit_is_not_looked_at() -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(EHLO, FROM, TO, "DATA")
        client.send(f"one\r\n.\r\nQUIT\r\n{FROM}\r\n{TO}\r\nDATA\r\ntwo\r\n.\r\n".encode())
        client.rest()
    assert [arrival.raw for arrival in inbox.arrivals] == [b"one\r\n"]


def test_addresses_beyond_ascii() -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, smtplib.SMTP(*address) as client:
        message = "From: jörg@bücher.example\r\nSubject: Grüße\r\n\r\nhallo\r\n".encode()
        client.sendmail("jörg@bücher.example", ["help@echopass.example"], message, ["SMTPUTF8", "BODY=8BITMIME"])
    (arrival,) = inbox.arrivals
    assert arrival.envelope.mail_from == "jörg@bücher.example"
    assert arrival.envelope.smtputf8
    assert arrival.raw == message


def test_an_address_that_is_not_utf8_is_refused() -> None:
    with receiving(MemoryInbox()) as address, Wire(address) as client:
        client.converse(EHLO)
        assert client.say(b"MAIL FROM:<j\xf6rg@acme.example> SMTPUTF8").startswith("553 5.6.7")


def test_replies_do_not_carry_on_what_a_client_sent() -> None:
    with receiving(MemoryInbox()) as address, Wire(address) as client:
        client.reply()
        assert client.say(b"FOO\r250\x1b OK") == '500 5.5.2 Error: command "FOO?250?" not recognized'


def test_too_many_recipients() -> None:
    inbox = MemoryInbox()
    with receiving(inbox, max_recipients=2) as address, Wire(address) as client:
        client.converse(EHLO, FROM)
        wanted = ["help", "no", "help+1", "help+2", "no"]
        replies = [client.say(f"RCPT TO:<{name}@echopass.example>")[:9] for name in wanted]
        assert replies == ["250 2.1.5", "550 5.1.1", "250 2.1.5", "452 4.5.3", "550 5.1.1"]
        client.say("DATA")
        assert client.say(".").startswith("250 ")
    assert inbox.arrivals[0].envelope.rcpt_to == ("help@echopass.example", "help+1@echopass.example")


def test_logs_show_neither_addresses_nor_text() -> None:
    with capture_logs() as logs, receiving(MemoryInbox()) as address, smtplib.SMTP(*address) as client:
        client.sendmail("karen@acme.example", ["help@echopass.example", "secret.name@x.example"], "my words\r\n")
    shown = repr(logs)
    assert "s***@x.example" in shown
    assert "k***@acme.example" in shown
    assert "mail.kept" in shown
    assert not any(word in shown for word in ("karen", "secret.name", "my words"))
