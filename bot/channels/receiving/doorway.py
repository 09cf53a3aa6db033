"""Where connections come in: straight to SMTP, or through a TLS handshake first (implicit TLS, RFC 8314)."""

import asyncio
import ssl
from collections.abc import Callable

import structlog

from bot.channels.receiving.connection import Connection

_log = structlog.get_logger()

_HANDSHAKE_SECONDS = 20.0
_CLOSE_NOTIFY_SECONDS = 5.0


class Doorway:
    """One listener's way in. A client in its handshake counts against ``most`` too, and does not outlive ``close``."""

    def __init__(
        self,
        make: Callable[[], Connection],
        context: ssl.SSLContext | None,
        loop: asyncio.AbstractEventLoop,
        most: int,
    ) -> None:
        self._make = make
        self._context = context
        self._loop = loop
        self._most = most
        self._handshakes: set[asyncio.Task[None]] = set()

    def enter(self) -> asyncio.BaseProtocol:
        """The protocol for one new connection."""
        return self._make() if self._context is None else _Handshake(self._begin)

    async def close(self) -> None:
        """Give up the handshakes that are not finished."""
        waiting = list(self._handshakes)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.sleep(0)  # the transports close in the loop's next turn

    def _begin(self, transport: asyncio.Transport) -> None:
        if len(self._handshakes) >= self._most:
            transport.abort()
            return
        task = self._loop.create_task(self._shake_hands(transport))
        self._handshakes.add(task)
        task.add_done_callback(self._handshakes.discard)

    async def _shake_hands(self, transport: asyncio.Transport) -> None:
        connection = self._make()
        connection.wire = transport
        assert self._context is not None  # noqa: S101 - for the type checker: enter() has seen to it
        try:
            encrypted = await self._loop.start_tls(
                transport,
                connection,
                self._context,
                server_side=True,
                ssl_handshake_timeout=_HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=_CLOSE_NOTIFY_SECONDS,
            )
        except OSError as error:  # ssl.SSLError is one too
            _log.info("smtp.tls_failed", reason=str(error))
            return
        if encrypted is not None and not connection.gone.done():
            connection.connection_made(encrypted)


class _Handshake(asyncio.Protocol):
    """Holds a connection until its handshake is begun."""

    def __init__(self, begin: Callable[[asyncio.Transport], None]) -> None:
        self._begin = begin

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream listener gives nothing else
        # What comes before the handshake is set up belongs to the handshake.
        transport.pause_reading()
        self._begin(transport)
