import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from bot.errors import TransientError
from tests.bot.channels.smtp_desk import MAIL, PATIENCE, MemoryInbox, Wire, receiving

NOT_NOW = "451 4.3.0 cannot keep the message now, try again later"
BOTH = (*MAIL, "RCPT TO:<billing@echopass.example>", "DATA")


def test_store_down_then_up_again() -> None:
    inbox = MemoryInbox()
    inbox.fail(TransientError("the database is away"))
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        assert client.say("one\r\n.") == NOT_NOW
        assert client.say("DATA").startswith("503 ")
        inbox.failures.clear()
        for line in (*MAIL[1:], "DATA"):
            client.say(line)
        assert client.say("one\r\n.") == "250 2.6.0 kept as arrival 1"


@pytest.mark.parametrize("error", [ValueError("a bug"), OSError("disk full"), RuntimeError("no loop")])
def test_a_bug_behind_the_door_is_logged_and_the_client_keeps_its_mail(error: Exception) -> None:
    inbox = MemoryInbox()
    inbox.fail(error)
    with capture_logs() as logs, receiving(inbox) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        assert client.say("one\r\n.") == NOT_NOW
    assert [entry["exc_info"] for entry in logs if entry["log_level"] == "error"] == [error]


def test_a_door_that_raises_at_once() -> None:
    inbox = MemoryInbox()
    inbox.broken = KeyError("a bug")
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        assert client.say("one\r\n.") == NOT_NOW
        inbox.broken = None
        for line in (*MAIL[1:], "DATA"):
            client.say(line)
        assert client.say("one\r\n.").startswith("250 ")


def test_a_store_that_gave_up_the_commit() -> None:
    inbox = MemoryInbox()
    inbox.waiting = True
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.send(b"one\r\n.\r\n")
        assert inbox.asked.wait(PATIENCE)
        inbox.pending[0][0].cancel()
        assert client.reply() == NOT_NOW


def test_no_answer_before_the_commit() -> None:
    inbox = MemoryInbox()
    inbox.waiting = True
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.send(b"one\r\n.\r\n")
        assert inbox.asked.wait(PATIENCE)
        client.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.reply()
        client.socket.settimeout(PATIENCE)
        inbox.go_on()
        assert client.reply() == "250 2.6.0 kept as arrival 1"


def test_a_store_that_is_too_slow() -> None:
    inbox = MemoryInbox()
    inbox.waiting = True
    with receiving(inbox, accept_timeout=0.1) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        assert client.say("one\r\n.") == NOT_NOW
        inbox.go_on()  # it is kept after all: the client sends it again, and it is known as a duplicate
        inbox.waiting = False
        assert client.say("NOOP").startswith("250 ")
    assert len(inbox.arrivals) == 1


def test_one_of_two_mailboxes_fails_and_so_all_comes_again() -> None:
    inbox = MemoryInbox()
    inbox.fail(TransientError("locked"), "billing")
    with receiving(inbox) as address, Wire(address) as client:
        client.converse(*BOTH)
        assert client.say("one\r\n.") == NOT_NOW
    assert [arrival.mailbox for arrival in inbox.arrivals] == ["help"]


def test_a_client_that_hangs_up_does_not_cancel_the_commit() -> None:
    inbox = MemoryInbox()
    inbox.waiting = True
    with receiving(inbox) as address:
        with Wire(address) as client:
            client.converse(*MAIL, "DATA")
            client.send(b"one\r\n.\r\n")
            assert inbox.asked.wait(PATIENCE)
        with Wire(address) as other:
            other.converse("NOOP")
        assert not inbox.pending[0][0].cancelled()
        inbox.go_on()
    assert [arrival.raw for arrival in inbox.arrivals] == [b"one\r\n"]


def test_a_message_that_is_cut_off_is_not_kept() -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address:
        with Wire(address) as client:
            client.converse(*MAIL, "DATA")
            client.send(b"Subject: half\r\n\r\nof a mess")
        with Wire(address) as other:
            other.converse("NOOP")
    assert inbox.arrivals == []


def test_many_clients_at_once() -> None:
    inbox = MemoryInbox()
    clients, each = 24, 5
    together = threading.Barrier(clients)

    def send(number: int) -> None:
        with smtplib.SMTP(address[0], address[1], local_hostname="client.example", timeout=PATIENCE) as client:
            together.wait(PATIENCE)
            for turn in range(each):
                message = f"Subject: {number}/{turn}\r\n\r\n".encode() + b"line\r\n" * 500
                client.sendmail(f"sender{number}@acme.example", ["help@echopass.example"], message)

    with receiving(inbox, max_connections_per_client=clients) as address, ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(send, number) for number in range(clients)]:
            done.result(PATIENCE * 3)
    subjects = {arrival.raw.split(b"\r\n", 1)[0].decode() for arrival in inbox.arrivals}
    assert subjects == {f"Subject: {number}/{turn}" for number in range(clients) for turn in range(each)}
    assert len(inbox.arrivals) == clients * each
