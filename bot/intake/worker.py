"""Takes pending arrivals through gather, decide and apply, in groups; a bad one falls out alone."""

import contextlib
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog

from bot.bell import Bell
from bot.clock import Clock
from bot.intake.apply import Applied, ClaimLostError, apply
from bot.intake.gather import Gatherer
from bot.intake.identity import DeskIdentity
from bot.intake.reads import Read
from bot.leases import renewed
from bot.owner import Owner
from bot.policy.decide import decide
from bot.policy.doubt import put_off_until
from bot.reading.nursery import NoReaderError
from bot.text import lines_of, one_line
from parsers.vocabulary import Disposition
from store import arrivals, desk
from store.arrivals import Claimed, Outcome
from store.engine import Session, Store, StoreUnavailable

Checkpoint = Callable[[str], None]
Watch = Callable[[Applied], None]

_log = structlog.get_logger(__name__)
_TOGETHER = 0.25
"""Seconds of reading after which what was read is applied, before the next is read."""

_LAST_ATTEMPT = 5
"""An arrival that was claimed this often and never finished has taken its process down each time: it is set aside unread."""


class IntakeWorker:
    """One thread of intake."""

    def __init__(
        self,
        store: Store,
        gatherer: Gatherer,
        identity: DeskIdentity,
        clock: Clock,
        owner: Owner,
        *,
        kept: Bell,
        queued: Bell,
        lease: timedelta = timedelta(seconds=60),
        batch: int = 32,
        poll_seconds: float = 1.0,
        checkpoint: Checkpoint = lambda _: None,
        watch: Watch = lambda _: None,
    ) -> None:
        self._store = store
        self._gatherer = gatherer
        self._identity = identity
        self._clock = clock
        self._owner = str(owner)
        self._kept = kept
        self._queued = queued
        self._lease = lease
        self._batch = batch
        self._poll = poll_seconds
        self._checkpoint = checkpoint
        self._watch = watch
        self._stopping = threading.Event()
        self._deadline = 0.0
        self._thread = threading.Thread(target=self._run, name="intake")

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self, grace: float = 10.0) -> None:
        """Finish what is pending as far as ``grace`` seconds reach, then end; the rest stays pending."""
        self._deadline = time.monotonic() + grace
        self._stopping.set()
        self._kept.ring()
        if self._thread.ident is not None:
            self._thread.join()
        self._gatherer.close()

    def _run(self) -> None:
        while True:
            stopping = self._stopping.is_set()
            try:
                worked = self.work()
            except StoreUnavailable as error:
                _log.warning("intake_waits_for_store", error=str(error))
                worked = False
            except NoReaderError as error:
                _log.error("intake_waits_for_reader", error=str(error))
                worked = False
            except Exception:  # noqa: BLE001 - a worker's loop outlives every bug; the arrivals stay pending
                _log.error("intake_failed", traceback=traceback.format_exc())
                worked = False
            if stopping and (not worked or time.monotonic() > self._deadline):
                return
            if not worked:
                self._kept.wait(self._poll)

    def work(self) -> bool:
        """Take one group through; whether there was one."""
        with self._store.write() as session:
            claimed = arrivals.claim(
                session, owner=self._owner, now=self._clock.now(), lease=self._lease, limit=self._batch
            )
        if not claimed:
            return False
        try:
            with renewed(lambda: self._renew(claimed), self._lease.total_seconds() / 3):
                self._take_through(claimed)
        except BaseException as error:
            self._give_back(claimed, tried=not isinstance(error, StoreUnavailable | NoReaderError))
            raise
        return True

    def _renew(self, claimed: Sequence[Claimed]) -> None:
        """A group of slow mails must not be taken by another worker as well; while the store is away nobody can claim anyway."""
        until = self._clock.now() + self._lease
        with contextlib.suppress(StoreUnavailable), self._store.write() as session:
            arrivals.renew(session, [one.arrival_id for one in claimed], owner=self._owner, until=until)

    def _give_back(self, claimed: Sequence[Claimed], *, tried: bool) -> None:
        """What could not be finished is taken up again at once, not when the lease runs out.

        Unless the store was away, or no process to read in could be had, the attempt counts: what fails in a way that nobody
        foresaw must not be tried for ever.
        """
        with contextlib.suppress(StoreUnavailable), self._store.write() as session:
            arrivals.give_back(session, [one.arrival_id for one in claimed], owner=self._owner, tried=tried)

    def _take_through(self, claimed: Sequence[Claimed]) -> None:
        """Read one after the other, and apply together what was read in a short while: nobody waits behind a slow mail."""
        self._checkpoint("claimed")
        reads: list[Read] = []
        began = time.monotonic()
        for one in claimed:
            read = self._read(one)
            reads += [read] if read is not None else []
            if time.monotonic() - began > _TOGETHER:
                self._finish(reads)
                reads, began = [], time.monotonic()
        self._finish(reads)

    def _finish(self, reads: Sequence[Read]) -> None:
        self._checkpoint("gathered")
        done = self._apply_all(reads) if reads else []
        self._checkpoint("applied")
        if any(applied.queued for applied in done):
            self._queued.ring()
        if any(applied.let_in for applied in done):
            self._kept.ring()
        for applied in done:
            self._report(applied)

    def _read(self, claimed: Claimed) -> Read | None:
        if claimed.attempts > _LAST_ATTEMPT:
            self._shunt(
                claimed, f"claimed {claimed.attempts} times and never finished", "not read again: it may kill us"
            )
            return None
        try:
            return self._gatherer.read(claimed)
        except (StoreUnavailable, NoReaderError):
            raise
        except Exception as error:  # noqa: BLE001 - one bad message never stops the next
            self._shunt(claimed, f"{type(error).__name__}: {error}", traceback.format_exc())
            return None

    def _apply_all(self, reads: Sequence[Read]) -> list[Applied]:
        """One transaction for the group, a savepoint a message; what fails is shunted after the commit."""
        done: list[Applied] = []
        failed: list[tuple[Read, str, str]] = []
        with self._store.write() as session:
            desk.one_at_a_time(session)
            for read in reads:
                try:
                    with session.begin_nested():
                        applied = self._apply(session, read)
                        done += [applied] if applied is not None else []
                except ClaimLostError as error:
                    _log.warning("claim_lost", arrival=read.claimed.arrival_id, error=str(error))
                except Exception as error:
                    if isinstance(error, StoreUnavailable) or self._store.is_unavailable(error):
                        raise
                    failed.append((read, f"{type(error).__name__}: {error}", traceback.format_exc()))
            self._checkpoint("apply-uncommitted")
        for read, error_text, trace in failed:
            self._shunt(read.claimed, error_text, trace)
        return done

    def _apply(self, session: Session, read: Read) -> Applied | None:
        """None: it is put off, since nobody can tell yet who wrote it."""
        facts = self._gatherer.facts(session, read, self._clock.now())
        until = put_off_until(facts)
        if until is not None:
            arrivals.put_off(session, read.claimed.arrival_id, owner=self._owner, until=until)
            _log.info("arrival_put_off", arrival=read.claimed.arrival_id, until=until.isoformat())
            return None
        return apply(session, read, facts, decide(facts), identity=self._identity, owner=self._owner)

    def _shunt(self, claimed: Claimed, error: str, trace: str) -> None:
        now = self._clock.now()
        # An error may quote the message, and with it what no database takes: NUL, lone surrogates.
        error, trace = one_line(error, 500), "\n".join(lines_of(trace))
        outcome = Outcome(disposition=Disposition.SHUNTED, rule="unexpected-failure", reason=error)
        with self._store.write() as session:
            if arrivals.finish(session, claimed.arrival_id, outcome, owner=self._owner, now=now):
                arrivals.shunt(session, claimed.arrival_id, error=error, traceback=trace, now=now)
        _log.error("arrival_shunted", arrival=claimed.arrival_id, error=error.partition(":")[0])
        self._watch(
            Applied(
                arrival_id=claimed.arrival_id,
                disposition=Disposition.SHUNTED,
                rule=outcome.rule,
                reason=outcome.reason,
                number=None,
                told=False,
                received_at=claimed.arrival.received_at,
            )
        )

    def _report(self, applied: Applied) -> None:
        _log.info(
            "arrival_done",
            arrival=applied.arrival_id,
            outcome=str(applied.disposition),
            rule=applied.rule,
            ticket=applied.number,
            told=applied.told,
        )
        self._watch(applied)
