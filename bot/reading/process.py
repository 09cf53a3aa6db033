"""Reading in a process that can be stopped: hostile bytes cost a reader, never the desk."""

import contextlib
import os
import signal
import threading
import time
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import structlog

from bot.reading.answers import Answer, packed, unpacked
from bot.reading.base import Opened, ReadingFailedError
from bot.reading.here import ReaderTerms, bare
from bot.reading.nursery import NoReaderError, Nursery
from bot.reading.requests import OUT_OF_MEMORY, Bounds, Extract, Judge, Open, Request
from bot.reading.wire import Wire, WireClosedError
from bot.text import one_line
from parsers.arrival import Arrival
from parsers.extraction import Extraction
from parsers.message import Message, Sender
from parsers.verdict import Verdict
from parsers.vocabulary import FieldName

_Kind = TypeVar("_Kind", Message, Verdict, Extraction)
_log = structlog.get_logger(__name__)
_MESSAGES = 1_000
"""After so many messages a reader makes room for a new one, with the memory that large mails have left it with."""


class _EndedError(Exception):
    """The reader has ended, or was stopped, in the middle of its work; says why."""


class _LostError(_EndedError):
    """The process it was forked from has ended as well: hardly the message's doing."""


class _FaultError(Exception):
    """The reader met a bug; says where. It lives, and can go on."""


class ReadingProcess:
    """A Reading in a process of its own, with bounds on time and memory. Safe for threads, but they wait for each other.

    ``module`` is what the process runs; tests name readers that fail on purpose.
    """

    def __init__(self, terms: ReaderTerms, *, bounds: Bounds | None = None, module: str = "bot.reading.child") -> None:
        self._terms = terms
        self._bounds = bounds or Bounds()
        self._module = module
        self._lock = threading.Lock()
        self._nursery: Nursery | None = None
        self._reader: Wire | None = None
        self._opened = 0

    def start(self) -> None:
        """Begin to start the process, without waiting for it, so that the first message need not. Raises NoReaderError."""
        with self._lock:
            self._nursery = self._nursery or Nursery(self._terms, self._bounds, self._module)

    def ready(self) -> None:
        """Wait until the first message need not wait. Raises NoReaderError."""
        with self._lock:
            self._reader = self._reader or self._new_reader()

    def open(self, arrival: Arrival, *, patience: float) -> Opened:
        """See :class:`bot.reading.base.Reading`. Raises NoReaderError alone, where there is no process to be had."""
        with self._lock:
            self._make_room()
            message, verdict, unread = self._whole(arrival, patience)
            if verdict is None:
                verdict = self._judged(arrival, message.sender, patience)
            return Opened(message=message, verdict=verdict, unread=unread)

    def _whole(self, arrival: Arrival, patience: float) -> tuple[Message, Verdict | None, str]:
        """The message, and the verdict where one reader lived to give both."""
        try:
            try:
                deadline, message = self._opened_message(arrival, patience)
            except _LostError as error:
                _told("open", error)
                deadline, message = self._opened_message(arrival, patience)
        except (_EndedError, _FaultError) as error:
            unread = _told("open", error)
            return bare(arrival, unread), None, unread
        try:
            return message, self._answer(Verdict, deadline), ""
        except _FaultError as error:
            return message, _unjudged(_told("judge", error)), ""
        except _EndedError as error:  # reading may have left it too little time
            _told("judge", error)
            return message, None, ""

    def _opened_message(self, arrival: Arrival, patience: float) -> tuple[float, Message]:
        deadline = self._ask(Open(arrival=arrival, patience=patience), patience)
        return deadline, self._answer(Message, deadline)

    def _judged(self, arrival: Arrival, sender: Sender, patience: float) -> Verdict:
        """The verdict alone, from a reader that has done nothing else with this message."""
        try:
            return self._answer(Verdict, self._ask(Judge(arrival=arrival, sender=sender, patience=patience), patience))
        except (_EndedError, _FaultError) as error:
            return _unjudged(_told("judge", error))

    def extract(self, message: Message, *, received_at: datetime, asked: frozenset[FieldName]) -> Extraction:
        """See :class:`bot.reading.base.Reading`. What the attachments hold is not sent: no reader of texts looks at it."""
        files = tuple(replace(one, content=b"") for one in message.attachments)
        request = Extract(message=replace(message, attachments=files), received_at=received_at, asked=asked)
        with self._lock:
            try:
                return self._answer(Extraction, self._ask(request, 0.0))
            except (_EndedError, _FaultError) as error:
                raise ReadingFailedError(_told("extract", error)) from error

    def renew(self) -> None:
        """Let the next message be read by a new reader, which has read nothing yet."""
        with self._lock:
            self._drop_reader()

    def close(self) -> None:
        """End the process. May be called twice."""
        with self._lock:
            self._drop_reader()
            self._drop_nursery()

    def _ask(self, request: Request, patience: float) -> float:
        """Send a request to a reader, a new one if need be; until when its answers are waited for (``time.monotonic``)."""
        data = packed(request)
        if self._reader is not None and not self._reader.is_quiet():  # it ended while it had nothing to do
            self._drop_reader()
        wire = self._reader = self._reader or self._new_reader()
        # The processor time is bounded by the reader itself; this is for one that sleeps, on a machine that may be busy.
        deadline = time.monotonic() + patience + self._bounds.waiting + 4 * self._bounds.seconds
        try:
            wire.send(data, deadline)
        except (WireClosedError, TimeoutError) as error:
            raise self._ended(error) from error
        return deadline

    def _answer(self, kind: type[_Kind], deadline: float) -> _Kind:
        if self._reader is None:
            raise _EndedError("it was not there")
        try:
            answer: Answer = unpacked(self._reader.receive(deadline))
        except (WireClosedError, TimeoutError, ValueError) as error:
            raise self._ended(error) from error
        if isinstance(answer, kind):
            return answer
        if isinstance(answer, str):
            raise _FaultError(f"the reader failed ({one_line(answer, 200)})")
        raise self._ended(ValueError("another answer than was asked for"))

    def _ended(self, error: Exception) -> _EndedError:
        """The reader is gone, or is stopped here and now; why, as a clause for an analyst."""
        status = self._drop_reader()
        return (_LostError if status is None else _EndedError)(_why(error, status, self._bounds))

    def _new_reader(self) -> Wire:
        if self._nursery is not None:
            with contextlib.suppress(NoReaderError):
                return self._nursery.reader()
            self._drop_nursery()
        self._nursery = Nursery(self._terms, self._bounds, self._module)
        try:
            return self._nursery.reader()
        except NoReaderError:
            self._drop_nursery()
            raise

    def _make_room(self) -> None:
        self._opened += 1
        if self._opened % _MESSAGES == 0:
            self._drop_reader()

    def _drop_reader(self) -> int | None:
        """End the reader, if there is one; how it ended, as ``os.waitpid`` says it, where that can be known."""
        if self._reader is None:
            return None
        self._reader.close()
        self._reader = None
        status = self._nursery.stop_reader() if self._nursery is not None else None
        if status is None:
            self._drop_nursery()
        return status

    def _drop_nursery(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None


def _told(step: str, error: Exception) -> str:
    """Log why a step was not done, and say it."""
    reason = str(error)
    _log.warning("reading_failed", step=step, reason=reason)
    return reason


def _unjudged(reason: str) -> Verdict:
    return Verdict(reasons=(f"The sender could not be checked: {reason}.",))


def _why(error: Exception, status: int | None, bounds: Bounds) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ValueError):
        return "the reader gave an answer that is none"
    if status is None:
        return "the reader ended"
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGPROF:
        return f"it took more than {bounds.seconds:g} seconds of processor time"
    if code == OUT_OF_MEMORY:
        return f"it took more than {bounds.memory // 1_000_000} MB of memory"
    return f"the reader was ended by signal {-code}" if code < 0 else f"the reader ended with code {code}"
