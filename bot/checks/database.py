"""Checks of the database: is it there, is its schema the newest, and does anything in it wait for somebody."""

from collections.abc import Iterator
from datetime import timedelta

from bot import database
from bot.checks.findings import Finding, fail, ok, warn
from bot.clock import Clock
from bot.settings import Settings
from store import alerts, deliveries, holds, ledger
from store.engine import Session, Store, StoreUnavailable

_LONG_HELD = timedelta(days=1)


def schema_check(settings: Settings) -> Finding:
    """Whether the database answers, and has the schema that this Echodesk needs."""
    store = Store(settings.database.url)
    try:
        problem = database.file_problem(store) or database.schema_problem(store)
    except StoreUnavailable as error:
        text, _, todo = database.connection_problem(store, error).rpartition("; ")
        return fail("database", text, f"{todo}; is the server running?")
    finally:
        store.close()
    if problem:
        text, _, todo = problem.rpartition("; ")
        return fail("database", text, todo)
    return ok("database", f"{database.place(store)} has the newest schema")


def queue_checks(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """What waits for an analyst or an operator, and whether the accounting balances."""
    store = Store(settings.database.url)
    try:
        with store.read() as session:
            yield _accounting(session)
            yield _undelivered(session)
            yield _shunted(session)
            yield _held(session, clock)
            yield _alerts(session)
    finally:
        store.close()


def _accounting(session: Session) -> Finding:
    sums = ledger.sums(session)
    text = f"{sums.routes} received, {sums.arrivals} arrivals, {sums.pending} pending"
    if sums.balanced:
        return ok("accounting", f"{text}: balanced")
    return fail("accounting", f"{text}: the sums do not agree", "see: echodesk arrivals; keep a copy of the database")


def _undelivered(session: Session) -> Finding:
    never = len(deliveries.in_state(session, "refused", "failed", "bounced"))
    waiting = len([d for d in deliveries.in_state(session, "queued") if d.attempts > 1])
    if never:
        return warn("answers", f"{never} could not be delivered", "see: echodesk deliveries")
    if waiting:
        return warn("answers", f"{waiting} are being tried again", "see: echodesk deliveries --state queued")
    return ok("answers", "none is stuck")


def _shunted(session: Session) -> Finding:
    count = len(holds.all_shunted(session))
    if count:
        return warn("shunted", f"{count} failed unexpectedly", "see: echodesk shunted list")
    return ok("shunted", "none")


def _held(session: Session, clock: Clock) -> Finding:
    held = holds.all_held(session)
    old = [hold for hold in held if clock.now() - hold.held_at > _LONG_HELD]
    if old:
        return warn("held", f"{len(old)} wait for an analyst for more than a day", "see: echodesk held list")
    return ok("held", f"{len(held)} wait for an analyst")


def _alerts(session: Session) -> Finding:
    count = len(alerts.open_alerts(session))
    if count:
        return warn("alerts", f"{count} open", "see: echodesk alerts list")
    return ok("alerts", "none is open")
