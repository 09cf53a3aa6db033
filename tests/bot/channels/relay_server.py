"""Relays to send to: aiosmtpd with scripted answers, and a bare socket for what no decent server does."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.channels.base import Outgoing
from bot.settings.channels import MailOutSettings

PASSWORD = "correct-horse-battery"
BODY = b"Subject: hello\r\n\r\n.a line with a dot\r\n..two\r\nend\r\n"
EHLO = (b"EHLO", b"250-relay.example\r\n250 SIZE 1000000\r\n")
OK = b"250 OK\r\n"


def outgoing(recipient: str = "kim@tidewater.example", content: bytes = BODY) -> Outgoing:
    return Outgoing(message_id="1.a@echopass.example", mail_from="", recipient=recipient, content=content)


def settings(port: int, **values: object) -> MailOutSettings:
    return MailOutSettings.model_validate(
        {"relay": "127.0.0.1", "port": port, "tls": "none", "timeout": 10.0, **values}
    )


class _CountingSMTP(SMTP):
    """Counts the connections in its handler and tells it when one is over."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        relay: ScriptedRelay = self.event_handler
        if not isinstance(self._over_ssl_marker(transport), ssl.SSLObject) or relay.implicit:
            relay.connections += 1
        relay.transports.append(transport)
        super().connection_made(transport)

    @staticmethod
    def _over_ssl_marker(transport: asyncio.BaseTransport) -> object:
        return transport.get_extra_info("ssl_object")


@dataclass
class ScriptedRelay:
    """An SMTP server in a thread. ``rcpt`` and ``data`` say what is answered to a recipient, or to a message for it."""

    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    messages_per_connection: int = 1_000_000
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    login: bool = False
    connections: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    transports: list[asyncio.BaseTransport] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def hang_up(self) -> None:
        """Close every connection, as a server does with idle ones, and wait until that is so."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=self.tls if self.implicit else None)

    def _protocol(self) -> SMTP:
        return _CountingSMTP(
            self,
            tls_context=None if self.implicit else self.tls,
            auth_require_tls=False,
            auth_exclude_mechanism=["LOGIN"] if self.login else ["LOGIN", "PLAIN"],
            authenticator=self._authenticate,
            loop=self._loop,
        )

    async def _hang_up(self) -> None:
        for transport in self.transports:
            transport.close()
        self.transports.clear()
        await asyncio.sleep(0)

    async def _stop(self) -> None:
        self._server.close()
        await self._hang_up()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        sent = getattr(session, "sent", 0)
        if sent >= self.messages_per_connection:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.write(b"421 4.7.0 enough for one connection\r\n")
            server.transport.close()
            return "421 closing"
        session.sent = sent + 1  # type: ignore[attr-defined]  # the session is the place for what a connection has done
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        answer = self.data.get(envelope.rcpt_tos[0], "250 2.0.0 queued as 4711")
        if answer.startswith("250"):
            self.envelopes.append(envelope)
            self.encrypted.append(session.ssl is not None or self.implicit)
        return answer


@contextmanager
def bare_server(serve: Callable[[socket.socket, int], None]) -> Iterator[int]:
    """The port of a server that gives each connection, with its number from 0, to ``serve`` and closes it afterwards."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        for number in range(100):
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                serve(connection, number)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def dialogue(connection: socket.socket, script: Sequence[tuple[bytes, bytes]], heard: list[bytes]) -> None:
    """Answer each command that starts as the script says; b"." waits for the end of a message. Stops where the script ends."""
    with connection.makefile("rb") as lines:
        for start, answer in script:
            for line in lines:
                heard.append(line)
                if start != b"." or line == b".\r\n":
                    break
            assert heard[-1].upper().startswith(start), heard[-1]
            connection.sendall(answer)
