"""The IMAP connection itself: imapclient, with a read buffer that IDLE can see into.

Both imaplib and imapclient wait for IDLE's news with poll() on the socket, which is blind to bytes already read into a
buffer (Python's or TLS's): an EXISTS that came in one packet with the ``+`` would be found minutes later. imaplib
documents ``read`` and ``readline`` as the methods to override for a reading of one's own; this is one.
"""

import imaplib
import re
import socket
import ssl
import time
from typing import Any

from imapclient import IMAPClient

from bot.channels.imap.wakeup import Wakeup

_CHUNK = 65_536
#: RFC 9051 sections 7.4.1 and 7.5.1: how many messages there are, and that one of them has gone.
_COUNT = re.compile(rb"\* (\d+) (EXISTS|EXPUNGE)\r\n")
#: A SEARCH answer is one line of all UIDs; imaplib's million bytes are some 140,000 messages, too few for an archive.
_LONGEST_LINE = 20_000_000


class Wire(imaplib.IMAP4):
    """imaplib over a buffer of our own; a short read is an error, never a short message."""

    def __init__(self, host: str, port: int, timeout: float, context: ssl.SSLContext | None) -> None:
        self._context = context
        self._buffer = bytearray()
        self._filled_from: socket.socket | None = None
        self._messages = self._messages_known = 0
        super().__init__(host, port, timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        _keep_alive(plain)
        if self._context is None:
            return plain
        return self._context.wrap_socket(plain, server_hostname=self.host)

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes."""
        self._refuse_injected()
        while len(self._buffer) < size:
            self._fill()
        return self._cut(size)

    def readline(self) -> bytes:
        """One line with its CRLF."""
        self._refuse_injected()
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _LONGEST_LINE:
                raise self.abort("a line without an end")
            self._fill()
        line = self._cut(end + 1)
        self._count(line)
        return line

    @property
    def news(self) -> bool:
        """Whether the folder has grown since :meth:`forget_news`.

        A server announces new mail once, with whichever command comes next; only IDLE is too late to hear it.
        """
        return self._messages != self._messages_known

    def forget_news(self) -> None:
        """The messages that were announced until now are known."""
        self._messages_known = self._messages

    def _count(self, line: bytes) -> None:
        found = _COUNT.match(line)
        if found and found[2] == b"EXISTS":
            self._messages = int(found[1])
        elif found:
            self._messages -= 1
            self._messages_known -= 1

    def has_line(self) -> bool:
        """Whether a whole line was received and not yet read."""
        return b"\n" in self._buffer

    def has_pending(self) -> bool:
        """Whether TLS holds bytes back that poll() cannot see."""
        return isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0

    def receive_now(self) -> None:
        """Take what has come, without waiting: a readable TLS socket may hold no more than a session ticket."""
        limit = self.sock.gettimeout()
        self.sock.settimeout(0.0)
        try:
            self._fill()
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        finally:
            self.sock.settimeout(limit)

    def _cut(self, size: int) -> bytes:
        with memoryview(self._buffer) as view:
            taken = bytes(view[:size])
        del self._buffer[:size]
        return taken

    def _fill(self) -> None:
        received = self.sock.recv(_CHUNK)
        if not received:
            raise self.abort("socket error: EOF")
        self._filled_from = self.sock
        self._buffer += received

    def _refuse_injected(self) -> None:
        # Bytes read before STARTTLS and used after it could come from anybody on the way (CVE-2011-0411).
        if self._buffer and self._filled_from is not self.sock:
            raise self.abort("the server sent data before TLS began")


def _keep_alive(connection: socket.socket) -> None:
    """Let the kernel notice a dead peer within two minutes: an idling connection says nothing by itself."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


class Connection(IMAPClient):  # type: ignore[misc]  # imapclient has no types
    """IMAPClient over a :class:`Wire`, aware times, and an IDLE that a stop can end."""

    def __init__(self, host: str, port: int, timeout: float, context: ssl.SSLContext | None) -> None:
        self._wire_context = context
        self._wire_timeout = timeout
        super().__init__(host, port, ssl=context is not None, ssl_context=context, timeout=timeout)
        self.normalise_times = False
        # imapclient turns on imaplib's log of every line; lines hold people's addresses and subjects.
        self._imap.debug = 0

    def _create_IMAP4(self) -> Wire:  # noqa: N802 -- imapclient's own name
        return Wire(self.host, self.port, self._wire_timeout, self._wire_context)

    def forget_news(self) -> None:
        """A look at the folder begins, and will see all that was announced before."""
        self._imap.forget_news()

    def idle_until_news(self, seconds: float, wakeup: Wakeup) -> bool:
        """IDLE (RFC 2177) for at most ``seconds``, or until the wake-up is set or there is news (True).

        News since :meth:`forget_news` counts, also what came with another command.
        """
        wire: Any = self._imap
        if wire.news:
            return True
        # imapclient looks at the capabilities in idle_done as well, where it may no longer ask for them.
        self.capabilities()
        self._idle_tag = wire._command("IDLE")
        self._await_continuation(wire)
        deadline = time.monotonic() + seconds
        while not wire.news and not wakeup.is_set() and (left := deadline - time.monotonic()) > 0:
            if wire.has_line():
                wire._get_response()
            elif wire.has_pending() or wakeup.readable(wire.sock, left):
                wire.receive_now()
        self.idle_done()
        return bool(wire.news)

    def _await_continuation(self, wire: Any) -> None:
        """Read up to IDLE's ``+``. News may stand before it (imapclient's own ``idle`` takes that for an error)."""
        while wire._get_response() is not None:
            refusal = wire.tagged_commands.get(self._idle_tag)
            if refusal:
                raise self.Error(f"IDLE failed: {refusal}")
