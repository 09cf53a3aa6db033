"""A server that says exactly what a test wants, over a real socket: for what no real server does on request."""

import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN] ready\r\n"
CAPABILITY = b"* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n"
SELECTED = b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 1] ok\r\n"

Answer = Callable[[bytes], bytes]
Replies = Mapping[str, bytes | Answer]


class ScriptedServer:
    """Answers each command line with ``replies[name]`` (bytes, or a function of the line), then with a tagged OK.

    A reply that contains ``{tag}`` is sent as it stands, with the tag filled in. DONE, and lines that continue a command
    (CONTINUATION), have the tag of their command.
    """

    def __init__(self, replies: Replies, greeting: bytes = GREETING) -> None:
        self.lines: list[bytes] = []
        self._replies: dict[str, bytes | Answer] = {"CAPABILITY": CAPABILITY, "EXAMINE": SELECTED, **replies}
        self._greeting = greeting
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.sendall(self._greeting)
            with connection.makefile("rb") as lines:
                tag = b""
                for line in lines:
                    tag = self._answer(connection, line.rstrip(), tag)
        except OSError:
            return

    def _answer(self, connection: socket.socket, line: bytes, tag: bytes) -> bytes:
        self.lines.append(line)
        words = re.match(rb"(\S*) ?(UID )?(\S*)", line)
        assert words
        if words[3]:
            name, tag = words[3].decode().upper(), words[1]
        else:
            name = "DONE" if line == b"DONE" else "CONTINUATION"
        reply = self._replies.get(name, b"")
        text = reply(line) if callable(reply) else reply
        if text == HANG_UP:
            connection.shutdown(socket.SHUT_RDWR)
        elif text != SILENCE:
            connection.sendall(text.replace(b"{tag}", tag) if b"{tag}" in text else text + tag + b" OK done\r\n")
        return tag

    def hang_up(self) -> None:
        """Break every connection, at once."""
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.hang_up()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()
        for connection in self._connections:
            connection.close()


HANG_UP = b"\0hang up"
SILENCE = b"\0silence"


@contextmanager
def scripted(replies: Replies | None = None, greeting: bytes = GREETING) -> Iterator[ScriptedServer]:
    server = ScriptedServer(replies or {}, greeting)
    try:
        yield server
    finally:
        server.close()
