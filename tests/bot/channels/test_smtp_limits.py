import contextlib
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.receiving.limits import Connections, WrongPasswords, client_key, plain_ip
from tests.bot.channels.smtp_desk import MAIL, PATIENCE, ManualClock, MemoryInbox, Wire, receiving


def refused(address: tuple[str, int]) -> bool:
    with Wire(address) as client:
        return client.reply().startswith("421 ")


def test_connections_from_one_client() -> None:
    with receiving(MemoryInbox(), max_connections_per_client=2) as address, contextlib.ExitStack() as open_ones:
        first, second = (open_ones.enter_context(Wire(address)) for _ in range(2))
        assert first.reply().startswith("220 ")
        assert second.reply().startswith("220 ")
        with Wire(address) as third:
            assert third.reply() == "421 4.7.0 too many connections from your address"
            assert third.rest() == b""
        assert first.say("QUIT").startswith("221 ")
        first.rest()
        assert not refused(address)


def test_connections_in_all() -> None:
    with receiving(MemoryInbox(), max_connections=1) as address, Wire(address) as first:
        first.reply()
        with Wire(address) as second:
            assert second.reply() == "421 4.7.0 too many connections"


def test_an_idle_client_is_told_and_left() -> None:
    with receiving(MemoryInbox(), command_timeout=0.5) as address, Wire(address) as client:
        client.converse("EHLO x")
        assert client.reply() == "421 4.4.2 timeout, nothing came for too long"
        assert client.rest() == b""


def test_a_client_that_trickles_is_left_when_the_session_is_over() -> None:
    """Slow-loris: each octet comes in time, the whole does not."""
    inbox = MemoryInbox()
    with receiving(inbox, command_timeout=5, session_timeout=1) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.socket.settimeout(0.02)
        heard = b""
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):
                client.send(b"x")
                with contextlib.suppress(TimeoutError):
                    heard += client.socket.recv(1000)
                    break
    assert heard == b"421 4.4.2 this session took too long\r\n"
    assert inbox.arrivals == []


def test_a_slow_message_is_taken_while_it_goes_on() -> None:
    """The time between blocks is what the command timeout bounds, not the time of the whole message."""
    inbox = MemoryInbox()
    with receiving(inbox, command_timeout=1.2) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.socket.settimeout(0.2)
        for _ in range(8):
            client.send(b"a line that ends in a dot.\r\n")
            with pytest.raises(TimeoutError):
                client.socket.recv(1)
        client.socket.settimeout(PATIENCE)
        assert client.say(".").startswith("250 ")


def test_the_session_waits_for_the_answer_to_a_message() -> None:
    inbox = MemoryInbox()
    inbox.waiting = True
    with receiving(inbox, command_timeout=0.5, session_timeout=1) as address, Wire(address) as client:
        client.converse(*MAIL, "DATA")
        client.send(b"one\r\n.\r\n")
        assert inbox.asked.wait(PATIENCE)
        client.socket.settimeout(1.3)
        with pytest.raises(TimeoutError):
            client.socket.recv(1)
        inbox.go_on()
        assert client.rest().split(b"\r\n")[0] == b"250 2.6.0 kept as arrival 1"


def test_too_many_errors() -> None:
    with receiving(MemoryInbox()) as address, Wire(address) as client:
        client.converse(*MAIL)
        replies = [client.say("RCPT TO:<guess@echopass.example>")[:3] for _ in range(20)]
        assert replies == ["550"] * 19 + ["421"]
        assert client.rest() == b""


def test_too_many_errors_in_one_go_and_the_rest_is_not_looked_at() -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.converse("EHLO x")
        message = "\r\n".join([*MAIL, "DATA", "one", ".", ""])
        client.send(b"DATA\r\n" * 20 + message.encode())
        assert client.rest().split(b"\r\n")[-2:] == [b"421 4.7.0 too many errors", b""]
    assert inbox.arrivals == []


def test_guessing_addresses_in_one_go() -> None:
    with capture_logs() as logs, receiving(MemoryInbox()) as address, Wire(address) as client:
        client.converse(*MAIL)
        client.send(b"".join(b"RCPT TO:<guess%d@echopass.example>\r\n" % number for number in range(200)))
        client.rest()
    assert [entry["event"] for entry in logs].count("mail.recipient_refused") == 20


def test_a_kept_message_makes_up_for_errors() -> None:
    with receiving(MemoryInbox()) as address, Wire(address) as client:
        client.converse("EHLO client.example")
        for _ in range(3):
            for _ in range(12):
                assert client.say("DATA").startswith("503 ")
            for line in (*MAIL[1:], "DATA"):
                client.say(line)
            assert client.say(".").startswith("250 ")


def test_unknown_commands_end_the_session() -> None:
    with receiving(MemoryInbox()) as address, Wire(address) as client:
        client.reply()
        assert [client.say("FOO")[:3] for _ in range(5)] == ["500"] * 4 + ["502"]
        assert client.rest() == b""


@pytest.mark.parametrize("request_line", ["GET / HTTP/1.1", "POST / HTTP/1.1", "CONNECT mail:25 HTTP/1.1"])
def test_a_browser_that_was_made_to_talk_to_us(request_line: str) -> None:
    inbox = MemoryInbox()
    with receiving(inbox) as address, Wire(address) as client:
        client.reply()
        body = "\r\n".join([request_line, "", *MAIL, "DATA", "one", ".", ""])
        client.send(body.encode())
        assert client.rest() == b"421 4.7.0 this is not a web server\r\n"
    assert inbox.arrivals == []


@pytest.mark.parametrize(
    ("peer", "ip", "key"),
    [
        (("192.0.2.7", 4000), "192.0.2.7", "192.0.2.7"),
        (("::ffff:192.0.2.7", 4000, 0, 0), "192.0.2.7", "192.0.2.7"),
        (("2001:db8:1:2:3::4", 4000, 0, 0), "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 4000, 0, 2), "fe80::1", "fe80::/64"),
        ("", None, "local"),
        (None, None, "local"),
        (("no address", 1), None, "local"),
    ],
)
def test_who_a_client_is(peer: object, ip: str | None, key: str) -> None:
    assert plain_ip(peer) == ip
    assert client_key(ip) == key


def test_counting_connections() -> None:
    connections = Connections(3, 2)
    assert [connections.admit(client) is None for client in ("a", "a", "a", "b", "c")] == [
        True,
        True,
        False,
        True,
        False,
    ]
    connections.release("a")
    assert connections.admit("c") is None
    assert len(connections) == 3
    for client in ("a", "b", "c"):
        connections.release(client)
    assert len(connections) == 0


def test_wrong_passwords_are_forgotten_in_time() -> None:
    clock = ManualClock()
    wrong = WrongPasswords(clock)
    for _ in range(wrong.MOST):
        assert not wrong.blocked("192.0.2.7")
        wrong.note("192.0.2.7")
    assert wrong.blocked("192.0.2.7")
    assert not wrong.blocked("192.0.2.8")
    clock.advance(seconds=(wrong.PERIOD - timedelta(seconds=1)).total_seconds())
    assert wrong.blocked("192.0.2.7")
    clock.advance(seconds=1)
    assert not wrong.blocked("192.0.2.7")
