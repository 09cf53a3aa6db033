"""The only place that wires the parts together, starts them in order and stops them in the opposite one."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog

from bot import assembly
from bot.bell import Bell
from bot.channels.mail_out import transport
from bot.channels.smtp import Receiver
from bot.clock import Clock, SystemClock
from bot.errors import ConfigurationError
from bot.inbox import Inbox
from bot.intake.apply import Applied
from bot.intake.gather import Gatherer
from bot.intake.worker import IntakeWorker
from bot.outbox import Delivered, Outbox
from bot.owner import Owner
from bot.reading.here import ReaderTerms
from bot.reading.nursery import NoReaderError
from bot.reading.process import ReadingProcess
from bot.reading.requests import Bounds
from bot.settings import Settings
from parsers.extraction import Extractor
from parsers.readers import NoModelError, reader_of, require_model
from parsers.vocabulary import Channel
from store import arrivals, deliveries, desk
from store.engine import Store
from store.migrate import revisions

if TYPE_CHECKING:
    from bot.channels.imap import ImapWatcher

_log = structlog.get_logger(__name__)


class Part(StrEnum):
    """What of the desk a process runs."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    INTAKE = "intake"
    OUTBOX = "outbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Who watches: tests stop the process at ``checkpoint``; the demonstration prints what is applied and delivered."""

    checkpoint: Callable[[str], None] = lambda _: None
    applied: Callable[[Applied], None] = lambda _: None
    delivered: Callable[[Delivered], None] = lambda _: None


def started_reading(terms: ReaderTerms, bounds: Bounds) -> ReadingProcess:
    """A process to read in, which has begun to start. Raises NoReaderError."""
    reading = ReadingProcess(terms, bounds=bounds)
    reading.start()
    return reading


class Desk:
    """A running desk, or chosen parts of one."""

    def __init__(
        self,
        settings: Settings,
        *,
        parts: frozenset[Part] = frozenset(Part),
        clock: Clock | None = None,
        hooks: Hooks | None = None,
        start_reading: Callable[[ReaderTerms, Bounds], ReadingProcess] = started_reading,
    ) -> None:
        self._settings = settings
        self._start_reading = start_reading
        self._parts = parts
        self._clock = clock or SystemClock()
        self._hooks = hooks or Hooks()
        self._owner = Owner.this_process()
        self._kept, self._queued = Bell(), Bell()
        self._receivers: list[Receiver] = []
        self._watchers: list[ImapWatcher] = []
        self._workers: list[IntakeWorker] = []
        self._readings: list[ReadingProcess] = []
        self._inbox: Inbox | None = None
        self._outbox: Outbox | None = None
        self.store = Store(settings.database.url)

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where SMTP and LMTP listen, the real ports."""
        return [address for receiver in self._receivers for address in receiver.addresses]

    def start(self) -> None:
        """Start every part: first what keeps and works, last what listens.

        Raises ConfigurationError where the database is not ready or a port cannot be had; then nothing runs.
        """
        self._require_schema()
        self._require_model()
        self._free_dead_leases()
        try:
            self._start()
        except BaseException:
            self.stop(0)
            raise

    def _start(self) -> None:
        if Part.OUTBOX in self._parts:
            self._outbox = self._make_outbox()
            self._outbox.start()
        if Part.INTAKE in self._parts:
            self._workers = self._make_workers()
            _start_all(self._workers)
        self._wait_for_readers()
        if self._parts & {Part.SMTP, Part.LMTP, Part.IMAP}:
            self._inbox = Inbox(self.store, self._kept, self._hooks.checkpoint)
            self._inbox.start()
            self._listen(self._inbox)

    def stop(self, grace: float = 10.0) -> None:
        """Stop listening, finish what was accepted as far as ``grace`` seconds reach, and end. The rest waits in the store."""
        deadline = time.monotonic() + grace
        for receiver in self._receivers:
            receiver.stop(grace)
        for watcher in self._watchers:
            watcher.stop(grace)
        if self._inbox is not None:
            self._inbox.stop()
        for worker in self._workers:
            worker.stop(max(0.0, deadline - time.monotonic()))
        if self._outbox is not None:
            self._outbox.stop(max(0.0, deadline - time.monotonic()))
        self.store.close()

    def _require_schema(self) -> None:
        have, newest = revisions(self.store)
        if have != newest:
            raise ConfigurationError(
                f"the database is at revision {have or 'none'}, this Echodesk needs {newest}: run 'echodesk db upgrade'"
            )

    def _free_dead_leases(self) -> None:
        with self.store.write() as session:
            freed = arrivals.free_dead(session, self._owner.is_dead) + deliveries.free_dead(
                session, self._owner.is_dead
            )
        if freed:
            _log.info("work_taken_over", rows=freed)

    def _make_workers(self) -> list[IntakeWorker]:
        settings, work = self._settings, self._settings.work
        with self.store.write() as session:
            key = desk.reply_key(session)
        return [
            IntakeWorker(
                self.store,
                self._make_gatherer(key),
                assembly.desk_identity(settings, key),
                self._clock,
                self._owner,
                kept=self._kept,
                queued=self._queued,
                lease=timedelta(seconds=work.lease_seconds),
                batch=work.batch,
                poll_seconds=work.poll_seconds,
                checkpoint=self._hooks.checkpoint,
                watch=self._hooks.applied,
            )
            for _ in range(work.intake_workers)
        ]

    def _make_gatherer(self, key: bytes) -> Gatherer:
        settings = self._settings
        reading = self._start_reading(assembly.reader_terms(settings), assembly.reading_bounds(settings))
        self._readings.append(reading)
        return Gatherer(self.store, reading, assembly.desk_facts(settings), key, assembly.scanner(settings))

    def _require_model(self) -> None:
        try:
            require_model(self._settings.desk.reader)
        except NoModelError as error:
            raise ConfigurationError(str(error)) from error

    def _wait_for_readers(self) -> None:
        """Nobody is listened to before he can be answered within a second."""
        try:
            for reading in self._readings:
                reading.ready()
        except NoReaderError as error:
            raise ConfigurationError(f"{error}; see the log, and limits.process_memory") from error

    def _make_outbox(self) -> Outbox:
        settings, work = self._settings, self._settings.work
        with self.store.write() as session:
            key = desk.reply_key(session)
        return Outbox(
            self.store,
            assembly.composer(settings, key),
            transport(settings.mail_out),
            assembly.retry_terms(settings),
            self._clock,
            self._owner,
            queued=self._queued,
            batch=work.batch,
            poll_seconds=work.poll_seconds,
            checkpoint=self._hooks.checkpoint,
            refused=assembly.on_refused(settings, key),
            watch=self._hooks.delivered,
        )

    def _listen(self, inbox: Inbox) -> None:
        settings = self._settings
        wires = ((Part.SMTP, settings.smtp, Channel.SMTP), (Part.LMTP, settings.lmtp, Channel.LMTP))
        for part, wire, channel in wires:
            if part in self._parts and wire.enabled:
                exempt = (*settings.authentication.gateways, *settings.admission.genuine_networks)
                receiver = Receiver(wire, settings.mailboxes, inbox.accept, self._clock, channel, exempt=exempt)
                receiver.start()
                self._receivers.append(receiver)
        if Part.IMAP in self._parts and settings.imap:
            self._watchers = _watchers(settings, self.store, inbox, self._clock)
            _start_all(self._watchers)


def make_extractor(settings: Settings) -> Extractor:
    """The reader of texts that the settings name. Raises ConfigurationError where its model cannot be used."""
    try:
        return reader_of(settings.desk.reader, settings.desk.ticket_prefix, settings.desk.time_zone)
    except NoModelError as error:
        raise ConfigurationError(str(error)) from error


def _watchers(settings: Settings, store: Store, inbox: Inbox, clock: Clock) -> list["ImapWatcher"]:
    """A reader for each folder. Imported late: a desk without mailboxes starts without the libraries for tokens."""
    from bot.channels.imap import ImapWatcher
    from bot.cursors import StoredCursors

    cursors = StoredCursors(store)
    return [ImapWatcher(imap, inbox.accept, cursors, clock) for imap in settings.imap]


def _start_all(parts: "list[IntakeWorker] | list[ImapWatcher]") -> None:
    for part in parts:
        part.start()
