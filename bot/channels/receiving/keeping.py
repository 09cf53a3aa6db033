"""From a finished transaction to kept arrivals: one for each desk mailbox, and what to answer."""

import asyncio
import contextlib
from collections.abc import Sequence
from concurrent.futures import Future

import structlog

from bot.channels.base import Accept, Receipt
from bot.errors import TransientError
from bot.redaction import short_address
from parsers.arrival import Arrival

_log = structlog.get_logger()

NOT_NOW = "451 4.3.0 cannot keep the message now, try again later"

Outcome = Receipt | BaseException


class Keeper:
    """Asks the inbox to keep arrivals and waits, for at most ``timeout`` seconds, until each is durable."""

    def __init__(self, accept: Accept, timeout: float) -> None:
        self._accept = accept
        self.timeout = timeout

    async def keep(self, arrivals: Sequence[Arrival]) -> list[Outcome]:
        """A receipt for each arrival, or whatever went wrong with it: it is for the client to send that one again."""
        outcomes = await asyncio.gather(*map(self._keep, arrivals), return_exceptions=True)
        for arrival, outcome in zip(arrivals, outcomes, strict=True):
            _report(arrival, outcome)
        return outcomes

    async def _keep(self, arrival: Arrival) -> Receipt:
        return await asyncio.wait_for(_watched(self._accept(arrival)), self.timeout)


def _watched(source: "Future[Receipt]") -> "asyncio.Future[Receipt]":
    """A future of this loop that follows ``source`` and is only a watcher.

    asyncio.wrap_future would hand a cancelling on: a client that hangs up would cancel a commit that is under way.
    """
    loop = asyncio.get_running_loop()
    watcher: asyncio.Future[Receipt] = loop.create_future()

    def tell(_source: object) -> None:
        # The loop may be closed by now, and then nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_copy, source, watcher)

    source.add_done_callback(tell)
    return watcher


def _copy(source: "Future[Receipt]", watcher: "asyncio.Future[Receipt]") -> None:
    if watcher.done():
        return
    if source.cancelled():
        watcher.cancel()
        return
    error = source.exception()
    if error is not None:
        watcher.set_exception(error)
    else:
        watcher.set_result(source.result())


def _report(arrival: Arrival, outcome: Outcome) -> None:
    envelope = arrival.envelope
    facts = {
        "mailbox": arrival.mailbox,
        "sender": short_address(envelope.mail_from),
        "size": len(arrival.raw),
        "client_ip": envelope.client_ip,
        "tls": envelope.tls,
    }
    if isinstance(outcome, Receipt):
        _log.info("mail.kept", arrival=outcome.arrival_id, duplicate=outcome.duplicate, **facts)
    elif isinstance(outcome, TransientError | TimeoutError):
        _log.warning("mail.not_kept", reason=str(outcome) or "the store did not answer in time", **facts)
    else:
        _log.error("mail.not_kept", reason="unexpected error", exc_info=outcome, **facts)


def reply_to_all(outcomes: Sequence[Outcome]) -> str:
    """One reply for all arrivals (SMTP): 250 only if every one is kept. The rest come again and are known as duplicates."""
    receipts = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    if not receipts or len(receipts) < len(outcomes):
        return NOT_NOW
    numbers = ", ".join(str(receipt.arrival_id) for receipt in receipts)
    return f"250 2.6.0 kept as arrival {numbers}"
