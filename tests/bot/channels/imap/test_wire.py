"""The connection: IDLE that misses nothing, limits on every wait, and STARTTLS that cannot be tricked."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator

import pytest

from bot.channels.imap.faults import CommandRefusedError, ConnectionLostError, foreign_errors
from bot.channels.imap.wakeup import Wakeup
from bot.channels.imap.wire import Connection
from tests.bot.channels.imap.scripted import HANG_UP, SILENCE, ScriptedServer, scripted


@pytest.fixture
def wakeup() -> Iterator[Wakeup]:
    made = Wakeup()
    yield made
    made.close()


def _connected(server: ScriptedServer, timeout: float = 5.0) -> Connection:
    connection = Connection("127.0.0.1", server.port, timeout, None)
    connection.login("desk", "secret")
    connection.select_folder("INBOX", readonly=True)
    connection.forget_news()
    return connection


@pytest.mark.parametrize(
    "idle",
    [
        b"+ idling\r\n* 3 EXISTS\r\n",
        b"* 3 EXISTS\r\n+ idling\r\n",
        b"+ idling\r\n* 2 RECENT\r\n* 3 EXISTS\r\n",
    ],
    ids=["in one packet with the plus", "before the plus", "among others"],
)
def test_news_at_the_start_of_idle_is_heard_at_once(idle: bytes, wakeup: Wakeup) -> None:
    with scripted({"IDLE": idle + b"* OK {tag} is idling\r\n"}) as server:
        connection = _connected(server)
        began = time.monotonic()
        assert connection.idle_until_news(30, wakeup)
        assert time.monotonic() - began < 1.0
        assert server.lines[-1] == b"DONE"
        connection.shutdown()


def test_news_that_came_with_another_command_needs_no_idle(wakeup: Wakeup) -> None:
    with scripted({"NOOP": b"* 4 EXISTS\r\n"}) as server:
        connection = _connected(server)
        connection.noop()
        assert connection.idle_until_news(30, wakeup)
        assert not [line for line in server.lines if b"IDLE" in line]
        connection.shutdown()


@pytest.mark.parametrize(
    ("told", "is_news"),
    [
        (b"* 0 EXISTS\r\n", False),
        (b"* 1 EXISTS\r\n", True),
        (b"* 3 EXISTS\r\n* 2 EXPUNGE\r\n", True),
        (b"* 2 EXISTS\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n", True),
        (b"* 1 RECENT\r\n* 1 FETCH (FLAGS (\\Seen))\r\n", False),
        (b"* OK 5 EXISTS\r\n", False),
    ],
)
def test_what_is_news(told: bytes, is_news: bool, wakeup: Wakeup) -> None:
    """A server that repeats the number at every turn must not keep the reader running round."""
    with scripted({"NOOP": told, "IDLE": b"+ idling\r\n* OK {tag}\r\n"}) as server:
        connection = _connected(server)
        connection.noop()
        assert connection.idle_until_news(0.02, wakeup) is is_news
        connection.shutdown()


def test_idle_ends_with_its_time(wakeup: Wakeup) -> None:
    with scripted({"IDLE": b"+ idling\r\n* OK {tag} still here\r\n"}) as server:
        connection = _connected(server)
        assert not connection.idle_until_news(0.05, wakeup)
        assert server.lines[-1] == b"DONE"
        connection.shutdown()


def test_a_stop_ends_idle(wakeup: Wakeup) -> None:
    with scripted({"IDLE": b"+ idling\r\n* OK {tag}\r\n"}) as server:
        connection = _connected(server)
        threading.Timer(0.05, wakeup.set).start()
        began = time.monotonic()
        assert not connection.idle_until_news(30, wakeup)
        assert time.monotonic() - began < 2.0
        connection.shutdown()


@pytest.mark.parametrize(
    ("idle", "expected"),
    [
        (b"{tag} NO not now\r\n", CommandRefusedError),
        (b"* BYE going down {tag}\r\n", ConnectionLostError),
        (HANG_UP, ConnectionLostError),
        (SILENCE, ConnectionLostError),
        (b"what is this {tag}\r\n", ConnectionLostError),
    ],
    ids=["NO", "BYE", "hangs up", "says nothing", "talks nonsense"],
)
def test_an_idle_that_fails(idle: bytes, expected: type[Exception], wakeup: Wakeup) -> None:
    with scripted({"IDLE": idle}) as server:
        connection = _connected(server, timeout=0.2)
        with pytest.raises(expected), foreign_errors("waiting", "mailbox help"):
            connection.idle_until_news(30, wakeup)
        connection.shutdown()


def test_a_server_that_hangs_up_during_idle_is_noticed(wakeup: Wakeup) -> None:
    with scripted({"IDLE": b"+ idling\r\n* OK {tag}\r\n"}) as server:
        connection = _connected(server)
        threading.Timer(0.05, server.hang_up).start()
        with pytest.raises(ConnectionLostError), foreign_errors("waiting", "mailbox help"):
            connection.idle_until_news(30, wakeup)
        connection.shutdown()


@pytest.mark.parametrize(
    ("fetched", "expected"),
    [
        (b"* 1 FETCH (UID 1 BODY[] {9}\r\nnine byte)\r\n", {1: b"nine byte"}),
        (b"* 1 FETCH (UID 1 BODY[] {3}\r\n\0\xff\n)\r\n", {1: b"\0\xff\n"}),
        (b'* 1 FETCH (UID 1 BODY[] "quoted")\r\n', {1: b"quoted"}),
        (b"* 1 FETCH (UID 1 BODY[] NIL)\r\n", {1: None}),
        (b"* 1 FETCH (FLAGS (\\Seen))\r\n", {1: "absent"}),
        (b"* 8 EXISTS\r\n* 1 FETCH (UID 1 BODY[] {12}\r\n* 9 EXISTS\r\n)\r\n", {1: b"* 9 EXISTS\r\n"}),
    ],
)
def test_a_literal_is_read_byte_for_byte(fetched: bytes, expected: dict[int, object]) -> None:
    with scripted({"FETCH": fetched}) as server:
        connection = _connected(server)
        answers = connection.fetch([1], ["BODY.PEEK[]"])
        assert {uid: answer.get(b"BODY[]", "absent") for uid, answer in answers.items()} == expected
        connection.shutdown()


def test_a_body_that_speaks_of_new_mail_is_no_news(wakeup: Wakeup) -> None:
    with scripted(
        {"FETCH": b"* 1 FETCH (UID 1 BODY[] {12}\r\n* 9 EXISTS\r\n)\r\n", "IDLE": b"+ idling\r\n* OK {tag}\r\n"}
    ) as server:
        connection = _connected(server)
        connection.fetch([1], ["BODY.PEEK[]"])
        assert not connection.idle_until_news(0.05, wakeup)
        connection.shutdown()


def test_a_message_cut_short_by_the_network_is_an_error() -> None:
    def half(line: bytes) -> bytes:
        threading.Timer(0.05, server.hang_up).start()
        return b"* 1 FETCH (UID 1 BODY[] {1000}\r\nonly this {tag}"

    with scripted({"FETCH": half}) as server:
        connection = _connected(server)
        with pytest.raises(ConnectionLostError), foreign_errors("fetching messages", "mailbox help"):
            connection.fetch([1], ["BODY.PEEK[]"])
        connection.shutdown()


def test_a_search_that_names_very_many_messages_is_read() -> None:
    """imaplib alone gives up on a line of more than a million bytes: some 140,000 messages."""
    with scripted(
        {"SEARCH": b"* SEARCH " + b" ".join(str(uid).encode() for uid in range(1, 300_000)) + b"\r\n"}
    ) as server:
        connection = _connected(server)
        assert len(connection.search()) == 299_999
        connection.shutdown()


def test_plain_text_after_starttls_is_refused() -> None:
    """Whoever sits on the way could add answers before TLS begins, to be believed after it (CVE-2011-0411)."""
    replies = {
        "STARTTLS": b"{tag} OK go on\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS\r\n",
    }

    class NoHandshake(ssl.SSLContext):
        def wrap_socket(self, sock, **_: object):  # type: ignore[no-untyped-def, override]  # noqa: ANN001, ANN202
            return socket.socket(fileno=sock.detach())

    with scripted(replies, b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n") as server:
        connection = Connection("127.0.0.1", server.port, 5, None)
        with pytest.raises(ConnectionLostError, match="before TLS"), foreign_errors("logging in", "mailbox help"):
            connection.starttls(NoHandshake(ssl.PROTOCOL_TLS_CLIENT))
        connection.shutdown()


def test_the_log_of_the_libraries_holds_no_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with scripted(
        {"FETCH": b'* 1 FETCH (UID 1 ENVELOPE (NIL "private words" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n'}
    ) as server:
        connection = Connection("127.0.0.1", server.port, 5, None)
        connection.login("desk", "s3cret-password")
        connection.select_folder("INBOX", readonly=True)
        connection.fetch([1], ["ENVELOPE"])
        connection.shutdown()
    assert "s3cret" not in caplog.text
    assert "private words" not in caplog.text
