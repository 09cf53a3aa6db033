"""The one door in: arrivals are committed in groups by one writer, and only then acknowledged."""

import contextlib
import queue
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog

from bot.bell import Bell
from bot.channels.base import Receipt
from bot.dedup import FINAL_RULES, DedupKey, dedup_key
from bot.errors import TransientError
from parsers.arrival import Arrival
from store import arrivals
from store.engine import Session, Store, StoreUnavailable

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
            return
        while (group := self._next_group()) is not None:
            _refuse(_wanted(group), "the desk never started")

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
            wanted = _wanted(group)
            if wanted:
                self._commit(wanted)

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
        """Commit a group; where it fails for one of them, each alone, so that one arrival cannot take the others with it."""
        try:
            receipts = self._keep(group)
        except StoreUnavailable as error:
            # Nor would each alone be kept now: all are told so at once, and not one after the other's time-out.
            _log.warning("arrivals_not_kept", arrivals=len(group), error=str(error))
            _refuse(group, str(error))
        except Exception as error:  # noqa: BLE001 - a worker's loop: every arrival gets an answer, whatever went wrong
            if len(group) > 1:
                for waiting in group:
                    self._commit([waiting])
                return
            _log.error("arrival_not_kept", traceback=traceback.format_exc())
            _refuse(group, f"the store cannot keep it: {type(error).__name__}")
        else:
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
        kept = arrivals.keep(
            session,
            waiting.arrival,
            key=key.key,
            earlier_key=key.earlier,
            message_id=key.message_id,
            final=FINAL_RULES,
        )
        return Receipt(arrival_id=kept.arrival_id, duplicate=kept.duplicate)


def _wanted(group: Sequence[_Waiting]) -> list[_Waiting]:
    """Those that are still waited for, and from now on to the end.

    Who gave up has told his client so: that mail comes again.
    """
    return [waiting for waiting in group if waiting.future.set_running_or_notify_cancel()]


def _refuse(group: Sequence[_Waiting], reason: str) -> None:
    for waiting in group:
        waiting.future.set_exception(TransientError(reason))
