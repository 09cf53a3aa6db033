"""The life of one connection: admitted, timed, replied to, and hung up on. No mail commands here."""

import asyncio
from collections import defaultdict
from typing import cast

import structlog
from aiosmtpd.smtp import SMTP, TLSSetupException

from bot.channels.receiving.keeping import NOT_NOW
from bot.channels.receiving.limits import client_key, plain_ip
from bot.channels.receiving.replies import reply_line
from bot.channels.receiving.service import ClientSession, Service, Transaction

_log = structlog.get_logger()

_CLOSING = "421 4.3.2 closing down, try again later"


class Connection(SMTP):
    """aiosmtpd's protocol with our limits. One object a connection; everything runs in the receiver's event loop."""

    MOST_ERRORS = 20
    """5xx replies without a kept message in between, before we hang up."""
    LINGER = 2.0
    """Seconds for a client to take our last words (and to end TLS from its side) before the connection is cut."""

    # RFC 5321 section 4.5.3.1.4 asks for 512 octets and its extensions for more; long return paths (VERP) are real.
    command_size_limit = 2048
    # The reader's buffer, not a bound on the lines of a message: see read_data.
    line_length_limit = 65_536

    def __init__(self, service: Service, loop: asyncio.AbstractEventLoop) -> None:
        # aiosmtpd keeps one table in its class, and each new connection would empty it for all the others.
        self.command_size_limits = defaultdict(lambda: self.command_size_limit, AUTH=12_288)  # RFC 4954 section 4
        self.service = service
        self.busy = False
        # The TCP transport; set beforehand where TLS began before us.
        self.wire: asyncio.WriteTransport | None = None
        self.gone: asyncio.Future[None] = loop.create_future()
        self._client = ""
        self._admitted = False
        self._hung_up = False
        self._farewell: str | None = None
        self._errors = 0
        self._timers: list[asyncio.TimerHandle] = []
        super().__init__(
            None,
            hostname=service.settings.hostname,
            ident=f"{'LMTP' if service.channel == 'lmtp' else 'ESMTP'} Echodesk",
            enable_SMTPUTF8=True,
            data_size_limit=service.settings.size_limit,
            tls_context=service.certificate.context if service.certificate else None,
            timeout=service.settings.command_timeout,
            loop=loop,
        )

    @property
    def client(self) -> ClientSession:
        """What is known of the client since it connected or began TLS."""
        return cast("ClientSession", self.session)

    @property
    def transaction(self) -> Transaction:
        """The present mail transaction, begun or not."""
        return cast("Transaction", self.envelope)

    @property
    def client_ip(self) -> str | None:
        """The peer's address; None where the socket has none."""
        return plain_ip(self.client.peer)

    @property
    def encrypted(self) -> bool:
        """Whether TLS is on, by STARTTLS or from the first byte."""
        return self.transport is not None and self.transport.get_extra_info("ssl_object") is not None

    def begin_anew(self) -> None:
        """Forget the transaction."""
        self.envelope = self._create_envelope()

    def leave(self) -> None:
        """Hang up when the transaction that is under way, if any, has its answer."""
        if self.transaction.begun or self.busy:
            self._farewell = _CLOSING
        else:
            self.hang_up(_CLOSING)

    def hang_up(self, reply: str = _CLOSING) -> None:
        """Say ``reply`` (RFC 5321 section 3.8: a 421) and close. What else the client has sent is not looked at."""
        if self._hung_up or self.transport is None:
            return
        self._hung_up = True
        if not reply.startswith("221"):
            _log.info("smtp.hung_up", client_ip=self.client_ip, reply=reply)
        if self._in_handshake():
            self.abort()
            return
        if not self._closing():
            self._writer.write(reply_line(reply))
        self._end_task()
        self.transport.close()
        self._timers.append(self.loop.call_later(self.LINGER, self.abort))

    def abort(self) -> None:
        """Cut the connection, below TLS: a peer that ignores the end of it must not keep us."""
        if self.wire is not None:
            self.wire.abort()

    def notice_broken_handshake(self) -> None:
        """A client that goes in the middle of a handshake: asyncio ends the wait for it, but tells only its own TLS layer."""
        if self._in_handshake():
            self.connection_lost(None)

    async def push(self, status: str | bytes) -> None:
        """Send one reply, or hang up instead where the client has made too many errors."""
        line = status + b"\r\n" if isinstance(status, bytes) else reply_line(status)
        self._errors += line[:1] == b"5"
        if self._errors >= self.MOST_ERRORS:
            self.hang_up("421 4.7.0 too many errors")
        if not self._hung_up and not self._closing():
            await self._send(line)
        if self._farewell is not None and not self.transaction.begun:
            self.hang_up(self._farewell)
        if self._hung_up or self._closing():
            # The task is, or will be, cancelled; let that happen before another buffered command is read.
            await asyncio.sleep(0)

    async def _send(self, lines: bytes) -> None:
        self._writer.write(lines)
        await self._writer.drain()

    def _forgive(self) -> None:
        self._errors = 0

    async def handle_exception(self, error: Exception) -> str:
        """A bug, or TLS that failed: the client keeps its mail and comes again."""
        if isinstance(error, TLSSetupException):
            _log.info("smtp.tls_failed", client_ip=self.client_ip, reason=str(error.__cause__))
        else:
            _log.error("smtp.unexpected_error", client_ip=self.client_ip, exc_info=error)
        return NOT_NOW

    # What asyncio and aiosmtpd call.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; after STARTTLS this is called once more, and keeps the timers that run."""
        if self.wire is None:
            self.wire = cast("asyncio.WriteTransport", transport)
        super().connection_made(transport)
        self.service.live.add(self)

    async def _handle_client(self) -> None:
        self._client = client_key(self.client_ip)
        refused = self.service.connections.admit(self._client)
        self._admitted = refused is None
        if refused is not None or self.service.closing:
            self.hang_up(f"421 4.7.0 {refused}" if refused else _CLOSING)
            return
        self._timers.append(self.loop.call_later(self.service.settings.session_timeout, self._session_over))
        try:
            await super()._handle_client()
        except OSError as error:
            _log.debug("smtp.connection_lost", client_ip=self.client_ip, reason=str(error))

    def connection_lost(self, error: Exception | None) -> None:
        """Give back what was counted. A failed handshake can call this twice, or before the connection was made."""
        if self.gone.done():
            return
        self.gone.set_result(None)
        for timer in self._timers:
            timer.cancel()
        self.service.live.discard(self)
        if self._admitted:
            self.service.connections.release(self._client)
        if self.session is not None:
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        """The client has said its last word."""
        return super().eof_received() if self.session is not None else None

    def _create_session(self) -> ClientSession:
        return ClientSession(self.loop)

    def _create_envelope(self) -> Transaction:
        return Transaction()

    def _timeout_cb(self) -> None:
        self.hang_up("421 4.4.2 timeout, nothing came for too long")

    def _session_over(self) -> None:
        if self.busy:
            self._farewell = "421 4.4.2 this session took too long"
        else:
            self.hang_up("421 4.4.2 this session took too long")

    def _closing(self) -> bool:
        return self.transport is None or self.transport.is_closing()

    def _in_handshake(self) -> bool:
        return self._tls_protocol is not None and self.client.ssl is None

    def _end_task(self) -> None:
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
