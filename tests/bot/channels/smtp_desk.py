"""A receiver on a free port with an inbox that keeps in memory, and a client that speaks SMTP by hand."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from bot.channels.base import Receipt
from bot.channels.smtp import Receiver
from bot.settings.channels import Listener, ReceiverSettings
from bot.settings.model import MailboxSettings
from parsers.arrival import Arrival
from parsers.vocabulary import Channel

HELP = MailboxSettings(name="help", addresses=("help@echopass.example", "Support@echopass.example"))
BILLING = MailboxSettings(name="billing", addresses=("billing@echopass.example",), domains=("bills.example",))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PATIENCE = 10.0


class ManualClock:
    """Stands still until it is told to move."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **period: float) -> None:
        self._now += timedelta(**period)


class MemoryInbox:
    """The door in, in memory. It can fail, break, or wait; ``asked`` is set once it was asked for something."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.failures: dict[str, Exception] = {}
        self.broken: Exception | None = None
        self.waiting = False
        self.asked = threading.Event()
        self.pending: list[tuple[Future[Receipt], Arrival]] = []
        self._lock = threading.Lock()

    def __call__(self, arrival: Arrival) -> "Future[Receipt]":
        if self.broken is not None:
            raise self.broken
        future: Future[Receipt] = Future()
        with self._lock:
            self.pending.append((future, arrival))
        self.asked.set()
        if not self.waiting:
            self.go_on()
        return future

    def go_on(self) -> None:
        """Keep, or fail, what was asked for."""
        with self._lock:
            pending, self.pending = self.pending, []
            for future, arrival in pending:
                self._settle(future, arrival)

    def _settle(self, future: "Future[Receipt]", arrival: Arrival) -> None:
        failure = self.failures.get(arrival.mailbox)
        if failure is not None:
            future.set_exception(failure)
            return
        self.arrivals.append(arrival)
        future.set_result(Receipt(arrival_id=len(self.arrivals), duplicate=False))

    def fail(self, failure: Exception, *mailboxes: str) -> None:
        """Refuse the mail of these mailboxes (all that the tests use, where none is named)."""
        self.failures = dict.fromkeys(mailboxes or ("help", "billing"), failure)


def make_receiver(
    inbox: MemoryInbox,
    *,
    channel: Channel = Channel.SMTP,
    clock: ManualClock | None = None,
    accept_timeout: float = PATIENCE,
    **settings: Any,
) -> Receiver:
    """A receiver for HELP and BILLING, not started."""
    settings.setdefault("listen", (Listener(port=0),))
    settings.setdefault("hostname", "mail.echopass.example")
    return Receiver(
        ReceiverSettings(**settings),
        [HELP, BILLING],
        inbox,
        clock or ManualClock(),
        channel,
        accept_timeout=accept_timeout,
    )


@contextlib.contextmanager
def receiving(inbox: MemoryInbox, **options: Any) -> Iterator[tuple[str, int]]:
    """A running receiver's address."""
    receiver = make_receiver(inbox, **options)
    receiver.start()
    try:
        yield receiver.addresses[0]
    finally:
        receiver.stop(grace=0.2)


class Wire:
    """A client that sends what it is told and reads one reply at a time."""

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None = None) -> None:
        self.socket = socket.create_connection(address, timeout=PATIENCE)
        if context is not None:
            self.start_tls(context)
        self._unread = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def start_tls(self, context: ssl.SSLContext) -> None:
        self.socket = context.wrap_socket(self.socket, server_hostname="mail.echopass.example")

    def send(self, octets: bytes) -> None:
        self.socket.sendall(octets)

    def reply(self) -> str:
        """The next reply, its lines joined by LF; "" at the end of the connection."""
        lines: list[str] = []
        while not lines or lines[-1][3:4] == "-":
            line = self._line()
            if not line:
                break
            lines.append(line.decode("ascii").rstrip("\r\n"))
        return "\n".join(lines)

    def _line(self) -> bytes:
        while b"\n" not in self._unread:
            block = self.socket.recv(65_536)
            if not block:
                return b""
            self._unread += block
        line, _, self._unread = self._unread.partition(b"\n")
        return line

    def say(self, line: str | bytes) -> str:
        """Send one line and read its reply."""
        self.send((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return self.reply()

    def converse(self, *lines: str) -> str:
        """Read the greeting, send each line in turn; the last reply."""
        last = self.reply()
        for line in lines:
            last = self.say(line)
        return last

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        rest, self._unread = self._unread, b""
        with contextlib.suppress(ConnectionError):
            while block := self.socket.recv(65_536):
                rest += block
        return rest


MAIL = ("EHLO client.example", "MAIL FROM:<karen@acme.example>", "RCPT TO:<help@echopass.example>")
