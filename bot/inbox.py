"""The one door in: arrivals are committed in groups by one writer, and only then acknowledged."""

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog

from bot.bell import Bell
from bot.channels.base import Receipt
from bot.dedup import DedupKey, dedup_key
from bot.errors import TransientError
from parsers.arrival import Arrival
from store import arrivals
from store.engine import Session, Store

Checkpoint = Callable[[str], None]
"""Called between the steps of the work with the step's name; tests stop the process there."""

_log = structlog.get_logger(__name__)
_GROUP = 64


@dataclass(frozen=True, slots=True)
class _Waiting:
    arrival: Arrival
    key: DedupKey
    future: "Future[Receipt]" = field(default_factory=Future)


class Inbox:
    """Keeps arrivals. What is waiting is committed together: one sync to disk for many messages."""

    def __init__(self, store: Store, kept: Bell, checkpoint: Checkpoint = lambda _: None) -> None:
        self._store = store
        self._kept = kept
        self._checkpoint = checkpoint
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="inbox")

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is waiting, then end; what comes later is refused."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def accept(self, arrival: Arrival) -> "Future[Receipt]":
        """The door (:class:`bot.channels.base.Accept`): the future resolves once the arrival is committed."""
        waiting = _Waiting(arrival, dedup_key(arrival))
        with self._lock:
            if self._closed:
                waiting.future.set_exception(TransientError("the desk is stopping"))
            else:
                self._queue.put(waiting)
        return waiting.future

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            self._commit(group)

    def _next_group(self) -> list[_Waiting] | None:
        first = self._queue.get()
        if first is None:
            return None
        group = [first]
        with contextlib.suppress(queue.Empty):
            while len(group) < _GROUP:
                more = self._queue.get_nowait()
                if more is None:
                    self._queue.put(None)  # found the end: finish this group first
                    break
                group.append(more)
        return group

    def _commit(self, group: Sequence[_Waiting]) -> None:
        """Commit a group; where it fails as a whole, each alone, so that one arrival cannot take the others with it."""
        try:
            receipts = self._keep(group)
        except Exception as error:  # noqa: BLE001 - a worker's loop: every arrival gets an answer, whatever went wrong
            if len(group) > 1:
                for waiting in group:
                    self._commit([waiting])
                return
            _log.error("arrival_not_kept", error=type(error).__name__)
            group[0].future.set_exception(TransientError(f"the store cannot keep it now: {type(error).__name__}"))
            return
        self._kept.ring()
        for waiting, receipt in zip(group, receipts, strict=True):
            waiting.future.set_result(receipt)
        self._checkpoint("accepted")

    def _keep(self, group: Sequence[_Waiting]) -> list[Receipt]:
        self._checkpoint("accepting")
        with self._store.write() as session:
            receipts = [self._keep_one(session, waiting) for waiting in group]
            self._checkpoint("accept-uncommitted")
        self._checkpoint("accept-committed")
        return receipts

    @staticmethod
    def _keep_one(session: Session, waiting: _Waiting) -> Receipt:
        key = waiting.key
        kept = arrivals.keep(session, waiting.arrival, key=key.key, earlier_key=key.earlier, message_id=key.message_id)
        return Receipt(arrival_id=kept.arrival_id, duplicate=kept.duplicate)
