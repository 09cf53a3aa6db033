"""Mail in by SMTP and LMTP: listens in a thread of its own, and answers 250 for what is kept."""

import asyncio
import logging
import os
import ssl
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

import structlog

from bot.channels.base import Accept
from bot.channels.receiving.auth import Credentials
from bot.channels.receiving.commands import SmtpConnection
from bot.channels.receiving.connection import Connection
from bot.channels.receiving.doorway import Doorway
from bot.channels.receiving.keeping import Keeper
from bot.channels.receiving.limits import Connections, WrongPasswords
from bot.channels.receiving.lmtp import LmtpConnection
from bot.channels.receiving.rates import Rates
from bot.channels.receiving.recipients import Recipients
from bot.channels.receiving.service import Service
from bot.channels.receiving.tls import Certificate
from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.settings.channels import Listener, ReceiverSettings
from bot.settings.model import MailboxSettings
from parsers.vocabulary import Channel

_log = structlog.get_logger()

_LMTP_FORBIDDEN_PORT = 25
_LAST_WORDS = 1.0


@dataclass(frozen=True)
class _Running:
    loop: asyncio.AbstractEventLoop
    stopping: "asyncio.Future[float]"
    addresses: list[tuple[str, int]]


class Receiver:
    """An SMTP or LMTP server for the desk's mailboxes.

    ``start`` and ``stop`` are for one thread, and may be called again in turn. ``accept_timeout`` is how many seconds a
    client is kept waiting for the store before it is told to come again (it waits 10 minutes itself, RFC 5321 section
    4.5.3.2.6). ``exempt`` are networks whose clients may send as many messages as they like: our own gateways.
    """

    def __init__(
        self,
        settings: ReceiverSettings,
        mailboxes: Sequence[MailboxSettings],
        accept: Accept,
        clock: Clock,
        channel: Channel = Channel.SMTP,
        *,
        accept_timeout: float = 60.0,
        exempt: Sequence[str] = (),
    ) -> None:
        """Raises ConfigurationError where the settings cannot work."""
        _check(settings, mailboxes, channel)
        self._settings = settings
        self._mailboxes = tuple(mailboxes)
        self._accept = accept
        self._clock = clock
        self._channel = channel
        self._accept_timeout = accept_timeout
        self._exempt = tuple(exempt)
        self._thread: threading.Thread | None = None
        self._running: _Running | None = None

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Host and port of each listening socket, the real one where port 0 was asked for; empty when stopped."""
        return list(self._running.addresses) if self._running and self.running else []

    @property
    def running(self) -> bool:
        """Whether the server's thread lives."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Listen. Returns once every listener takes connections; raises ConfigurationError where one cannot."""
        if self.running:
            raise RuntimeError("this receiver has been started already")
        # aiosmtpd logs every command with its addresses, and every line of a message at a lower level. We log our own.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        service = self._service()
        ready: Future[_Running] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(service, ready), name=f"{self._channel}-receiver", daemon=True
        )
        self._thread.start()
        try:
            self._running = ready.result()
        except ConfigurationError:
            self._thread.join()
            raise
        _log.info("receiver.listening", channel=str(self._channel), addresses=self._running.addresses)

    def stop(self, grace: float = 10.0) -> None:
        """Stop listening; let what is under way finish for ``grace`` seconds, tell the idle to come again, close."""
        thread, running = self._thread, self._running
        if thread is None or running is None:
            return
        if thread.is_alive():
            running.loop.call_soon_threadsafe(_set, running.stopping, grace)
        thread.join()
        self._thread = self._running = None
        _log.info("receiver.stopped", channel=str(self._channel))

    def _service(self) -> Service:
        settings = self._settings
        chain, key = settings.tls_certificate, settings.tls_key
        return Service(
            settings=settings,
            channel=self._channel,
            clock=self._clock,
            recipients=Recipients(self._mailboxes),
            credentials=Credentials(settings.users),
            certificate=Certificate(chain, key, settings.tls_minimum, settings.tls_ciphers)
            if chain is not None and key is not None
            else None,
            keeper=Keeper(self._accept, self._accept_timeout),
            connections=Connections(settings.max_connections, settings.max_connections_per_client),
            wrong_passwords=WrongPasswords(self._clock),
            rates=Rates(settings, self._channel, self._clock, self._exempt),
        )

    def _run(self, service: Service, ready: "Future[_Running]") -> None:
        try:
            asyncio.run(self._serve(service, ready))
        finally:
            if not ready.done():  # a bug, or start() would wait for ever
                ready.set_exception(RuntimeError("the receiver ended before it listened"))

    async def _serve(self, service: Service, ready: "Future[_Running]") -> None:
        loop = asyncio.get_running_loop()
        doorways: list[Doorway] = []
        servers: list[asyncio.Server] = []
        try:
            for listener in self._settings.listen:
                doorway = self._doorway(service, listener, loop)
                doorways.append(doorway)
                servers.append(await _listen(listener, doorway, self._channel))
        except ConfigurationError as error:
            for server in servers:
                server.close()
            ready.set_exception(error)
            return
        stopping: asyncio.Future[float] = loop.create_future()
        names = [socket.getsockname() for server in servers for socket in server.sockets]
        ready.set_result(_Running(loop, stopping, [(str(name[0]), int(name[1])) for name in names]))
        grace = await stopping
        service.closing = True
        for server in servers:
            server.close()
        for doorway in doorways:
            await doorway.close()
        await _drain(service, grace)
        for server in servers:
            await server.wait_closed()

    def _doorway(self, service: Service, listener: Listener, loop: asyncio.AbstractEventLoop) -> Doorway:
        kind = LmtpConnection if self._channel is Channel.LMTP else SmtpConnection
        context: ssl.SSLContext | None = None
        if listener.implicit_tls and service.certificate is not None:
            context = service.certificate.context
        return Doorway(partial(kind, service, loop), context, loop, self._settings.max_connections)


def _check(settings: ReceiverSettings, mailboxes: Sequence[MailboxSettings], channel: Channel) -> None:
    if not mailboxes:
        raise ConfigurationError(f"{channel}: there is no mailbox to receive for: add a [[mailboxes]] table")
    if not settings.listen:
        raise ConfigurationError(
            f"{channel}: nowhere to listen: add a [[{channel}.listen]] table, or set enabled = false"
        )
    if settings.require_auth and not settings.users:
        raise ConfigurationError(
            f"{channel}: require_auth is set but nobody can log in: add a [[{channel}.users]] table"
        )
    if channel is Channel.LMTP and any(listener.port == _LMTP_FORBIDDEN_PORT for listener in settings.listen):
        raise ConfigurationError(
            "lmtp: LMTP must not be offered on port 25 (RFC 2033 section 5): choose another, for example 24"
        )


async def _listen(listener: Listener, doorway: Doorway, channel: Channel) -> asyncio.Server:
    try:
        return await asyncio.get_running_loop().create_server(doorway.enter, listener.host, listener.port)
    except (OSError, UnicodeError) as error:  # UnicodeError: a host name with an empty or overlong label
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number) if number is not None and number > 0 else str(error)
        raise ConfigurationError(
            f"{channel}: cannot listen on {listener.host} port {listener.port}: {reason}; "
            f"stop what listens there, or set another host or port under [[{channel}.listen]] "
            "(ports below 1024 need the right to bind them)"
        ) from error


async def _drain(service: Service, grace: float) -> None:
    for connection in list(service.live):
        connection.leave()
    await _gone(service.live, grace)
    for connection in list(service.live):
        connection.hang_up()
    await _gone(service.live, _LAST_WORDS)
    for connection in list(service.live):
        connection.abort()
    await _gone(service.live, _LAST_WORDS)


async def _gone(live: set[Connection], seconds: float) -> None:
    if live:
        await asyncio.wait([connection.gone for connection in live], timeout=seconds)


def _set(future: "asyncio.Future[float]", grace: float) -> None:
    if not future.done():
        future.set_result(grace)
