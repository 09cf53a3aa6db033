import smtplib

import pytest

from bot.errors import TransientError
from parsers.vocabulary import Channel
from tests.bot.channels.smtp_desk import MemoryInbox, Wire, receiving

LHLO, FROM = "LHLO mx.echopass.example", "MAIL FROM:<karen@acme.example>"
HELP, SUPPORT, BILLING, NOBODY = (f"RCPT TO:<{name}@echopass.example>" for name in ("help", "support", "billing", "no"))
NOT_NOW = "451 4.3.0 cannot keep the message now, try again later"


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((), "220 mail.echopass.example LMTP Echodesk"),
        (("HELO x",), "500 5.5.1"),
        (("EHLO x",), "500 5.5.1"),
        (("LHLO",), "501 5.5.4"),
        ((LHLO,), "250-mail.echopass.example\n250-PIPELINING\n"),
        ((FROM,), "503 5.5.1"),
        ((LHLO, FROM, HELP), "250 2.1.5"),
        ((LHLO, FROM, NOBODY), "550 5.1.1"),
        ((LHLO, FROM, NOBODY, "DATA"), "503 5.5.1"),
    ],
)
def test_replies(lines: tuple[str, ...], reply: str) -> None:
    with receiving(MemoryInbox(), channel=Channel.LMTP) as address, Wire(address) as client:
        assert client.converse(*lines)[: len(reply)] == reply


def test_one_reply_for_each_recipient() -> None:
    inbox = MemoryInbox()
    inbox.fail(TransientError("locked"), "billing")
    with receiving(inbox, channel=Channel.LMTP) as address, Wire(address) as client:
        client.converse(LHLO, FROM, HELP, NOBODY, BILLING, SUPPORT, HELP, "DATA")
        client.send(b"hello\r\n.\r\nNOOP\r\n")
        kept = "250 2.6.0 kept as arrival 1"
        assert [client.reply() for _ in range(5)] == [kept, NOT_NOW, kept, kept, "250 2.0.0 OK"]
    (arrival,) = inbox.arrivals
    assert (arrival.channel, arrival.mailbox) == (Channel.LMTP, "help")
    assert arrival.envelope.rcpt_to == ("help@echopass.example", "support@echopass.example")
    assert arrival.envelope.client_name == "mx.echopass.example"


def test_too_large_is_said_to_each() -> None:
    inbox = MemoryInbox()
    with receiving(inbox, channel=Channel.LMTP, size_limit=10_000) as address, Wire(address) as client:
        client.converse(LHLO, FROM, HELP, BILLING, "DATA")
        client.send(b"x" * 20_000 + b"\r\n.\r\nNOOP\r\n")
        assert [client.reply()[:3] for _ in range(3)] == ["552", "552", "250"]
    assert inbox.arrivals == []


def test_the_standard_librarys_client() -> None:
    inbox = MemoryInbox()
    with receiving(inbox, channel=Channel.LMTP) as address, smtplib.LMTP(*address) as client:
        client.sendmail("karen@acme.example", ["help@echopass.example"], "hello\r\n")
    assert inbox.arrivals[0].raw == b"hello\r\n"
