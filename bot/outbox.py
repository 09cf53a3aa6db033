"""The one door out: due deliveries are rendered, sent and marked; what fails for now is tried again for days."""

import contextlib
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.bell import Bell
from bot.channels.base import Deferred, Outgoing, Refused, Sending, Sent, Transport
from bot.clock import Clock
from bot.errors import PermanentError
from bot.leases import renewed
from bot.owner import Owner
from bot.policy.retry import next_try
from bot.text import one_line
from store import deliveries, tickets
from store.deliveries import Delivery
from store.engine import Session, Store, StoreUnavailable

Checkpoint = Callable[[str], None]
Compose = Callable[[Delivery], Outgoing]
OnRefused = Callable[[Session, Delivery, str, datetime], None]
"""What else follows where the next hop said "never", in the transaction that writes it down: a flag, an alert."""


_log = structlog.get_logger(__name__)
_SLICE = 16
_ANSWER_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryTerms:
    """How long to go on trying. All in seconds."""

    first: float
    longest: float
    give_up_after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How one try of a delivery ended, for whoever watches."""

    delivery: Delivery
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _NotMade:
    """A notice that could not be made into a mail."""

    reason: str


_Result = Sending | _NotMade


class Outbox:
    """One thread of sending."""

    def __init__(
        self,
        store: Store,
        compose: Compose,
        transport: Transport,
        terms: RetryTerms,
        clock: Clock,
        owner: Owner,
        *,
        queued: Bell,
        lease: timedelta = timedelta(seconds=300),
        renew_seconds: float | None = None,
        batch: int = 32,
        poll_seconds: float = 1.0,
        checkpoint: Checkpoint = lambda _: None,
        refused: OnRefused = lambda *_: None,
        watch: Callable[[Delivered], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._compose = compose
        self._transport = transport
        self._terms = terms
        self._clock = clock
        self._owner = str(owner)
        self._queued = queued
        self._lease = lease
        self._renew_seconds = renew_seconds or lease.total_seconds() / 3
        self._batch = batch
        self._poll = poll_seconds
        self._checkpoint = checkpoint
        self._refused = refused
        self._watch = watch
        self._stopping = threading.Event()
        self._deadline = 0.0
        self._unmarked: list[tuple[Delivery, _Result]] = []
        self._untried: list[int] = []
        self._thread = threading.Thread(target=self._run, name="outbox")

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self, grace: float = 10.0) -> None:
        """Send what is due as far as ``grace`` seconds reach, then end; the rest stays queued."""
        self._deadline = time.monotonic() + grace
        self._stopping.set()
        self._queued.ring()
        if self._thread.ident is not None:
            self._thread.join()
        self._transport.close()

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stopping.is_set()

    def _run(self) -> None:
        while True:
            stopping = self._stopping.is_set()
            try:
                worked = self.work()
            except StoreUnavailable as error:
                _log.warning("outbox_waits_for_store", error=str(error))
                worked = False
            except Exception:  # noqa: BLE001 - a worker's loop outlives every bug; the deliveries stay queued
                _log.error("outbox_failed", traceback=traceback.format_exc())
                worked = False
            if stopping and (not worked or time.monotonic() > self._deadline):
                return
            if not worked:
                self._queued.wait(self._poll)

    def work(self) -> bool:
        """Send one group of what is due; whether there was one."""
        self._mark([])
        self._give_back()
        with self._store.write() as session:
            due = deliveries.claim(
                session, owner=self._owner, now=self._clock.now(), lease=self._lease, limit=self._batch
            )
        if not due:
            return False
        self._checkpoint("delivery-claimed")
        with renewed(lambda: self._renew([one.delivery_id for one in due]), self._renew_seconds):
            self._untried = [delivery.delivery_id for delivery in due]
            for start in range(0, len(due), _SLICE):
                if self._stopping.is_set() and time.monotonic() > self._deadline:
                    break
                del self._untried[:_SLICE]
                self._send(due[start : start + _SLICE])
        self._give_back()
        return True

    def _send(self, due: Sequence[Delivery]) -> None:
        """Make, send and mark: few at a time, since what is sent and not yet marked is sent again after a crash."""
        made = [(delivery, self._made(delivery)) for delivery in due]
        sendable = [(delivery, outgoing) for delivery, outgoing in made if isinstance(outgoing, Outgoing)]
        results = self._transmit([outgoing for _, outgoing in sendable])
        self._checkpoint("sent")
        self._mark(
            [
                *((delivery, outgoing) for delivery, outgoing in made if not isinstance(outgoing, Outgoing)),
                *((delivery, result) for (delivery, _), result in zip(sendable, results, strict=True)),
            ]
        )
        self._checkpoint("marked")

    def _made(self, delivery: Delivery) -> Outgoing | _NotMade | Refused:
        try:
            return self._compose(delivery)
        except PermanentError as error:
            return Refused(reason=str(error))
        except Exception as error:  # noqa: BLE001 - a notice that cannot be made must not stop the others
            _log.error("notice_not_made", delivery=delivery.delivery_id, traceback=traceback.format_exc())
            return _NotMade(f"the notice could not be made: {type(error).__name__}: {error}")

    def _transmit(self, messages: Sequence[Outgoing]) -> Sequence[Sending]:
        """A result for each message, whatever the transport does: one without a result would be sent for ever."""
        if not messages:
            return []
        try:
            results = self._transport.send(messages)
        except Exception as error:  # noqa: BLE001 - a worker's loop: put off, and given up in the end
            _log.error("transport_failed", traceback=traceback.format_exc())
            return [Deferred(reason=f"sending failed unexpectedly: {type(error).__name__}", unclear=True)] * len(
                messages
            )
        if len(results) != len(messages):
            _log.error("transport_failed", messages=len(messages), results=len(results))
            return [Deferred(reason="sending gave no clear results", unclear=True)] * len(messages)
        return results

    def _renew(self, delivery_ids: Sequence[int]) -> None:
        """A slow relay must not make another outbox send the same; while the store is away nobody can claim anyway."""
        until = self._clock.now() + self._lease
        with contextlib.suppress(StoreUnavailable), self._store.write() as session:
            deliveries.renew(session, list(delivery_ids), owner=self._owner, until=until)

    def _give_back(self) -> None:
        """Free what was claimed and not tried: the desk is stopping, or the store was away in between."""
        if self._untried:
            with self._store.write() as session:
                deliveries.give_back(session, self._untried, owner=self._owner)
            self._untried = []

    def _mark(self, results: Sequence[tuple[Delivery, _Result]]) -> None:
        """Write down how the sendings ended, and first those that could not be written down before.

        Raises StoreUnavailable; then they are kept for the next time, since an answer that left must not leave again.
        """
        self._unmarked += results
        if not self._unmarked:
            return
        now = self._clock.now()
        with self._store.write() as session:
            states = [(delivery, self._mark_one(session, delivery, result, now)) for delivery, result in self._unmarked]
        self._unmarked = []
        for delivery, state in states:
            _log.info("delivery", delivery=delivery.delivery_id, notice=delivery.notice, state=state)
            self._watch(Delivered(delivery=delivery, state=state, at=now))

    def _mark_one(self, session: Session, delivery: Delivery, result: _Result, now: datetime) -> str:
        match result:
            case Sent(answer=answer):
                return self._end(session, delivery, "sent", answer, now)
            case Refused(reason=reason):
                state = self._end(session, delivery, "refused", reason, now)
                self._refused(session, delivery, one_line(reason, _ANSWER_LENGTH), now)
                return state
            case _NotMade(reason=reason):
                return self._end(session, delivery, "failed", reason, now)
            case Deferred(reason=reason):
                return self._put_off(session, delivery, reason, now)

    def _put_off(self, session: Session, delivery: Delivery, reason: str, now: datetime) -> str:
        again = next_try(
            delivery.attempts,
            first=self._terms.first,
            longest=self._terms.longest,
            created_at=delivery.created_at,
            now=now,
            give_up_after=self._terms.give_up_after,
            seed=delivery.delivery_id,
        )
        if again is None:
            return self._end(session, delivery, "failed", f"given up after {delivery.attempts} tries: {reason}", now)
        answer = one_line(reason, _ANSWER_LENGTH)
        deliveries.put_off(session, delivery.delivery_id, owner=self._owner, answer=answer, next_try_at=again)
        return "queued"

    def _end(self, session: Session, delivery: Delivery, state: str, answer: str, now: datetime) -> str:
        """End it, and say so in the ticket's history: an analyst must see what a customer was told, and what not."""
        # A server's answer or an error may hold what no database takes: NUL, lone surrogates.
        answer = one_line(answer, _ANSWER_LENGTH)
        ended = deliveries.finish(session, delivery.delivery_id, owner=self._owner, state=state, answer=answer, now=now)
        if ended and delivery.ticket_id is not None:
            entry = tickets.Entry(
                at=now,
                actor="Echodesk",
                kind="told" if state == "sent" else "undelivered",
                text=f"{delivery.notice} to {delivery.recipient}: {state}",
                data={"answer": answer, "attempts": delivery.attempts},
                arrival_id=delivery.arrival_id,
                delivery_id=delivery.delivery_id,
            )
            tickets.add_entry(session, delivery.ticket_id, entry)
        return state
