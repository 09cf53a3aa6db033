"""What the desk keeps about itself: its signing key, its ticket numbers, its place in each IMAP folder."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.schema import CounterRow, ImapCursorRow, MetaRow
from store.sql import insert_or_ignore

_REPLY_KEY = "reply-address-key"
_TICKETS = "ticket"
_TURN = 4_711_104_234
"""The advisory lock of PostgreSQL by which transactions take turns; the migrations have the number before."""


def reply_key(session: Session) -> bytes:
    """The key that signs reply addresses: made once for a database, so that every process of the desk has the same."""
    session.execute(insert_or_ignore(session, MetaRow, {"name": _REPLY_KEY, "value": secrets.token_bytes(32)}))
    return session.scalars(select(MetaRow.value).where(MetaRow.name == _REPLY_KEY)).one()


def one_at_a_time(session: Session) -> None:
    """Wait until no other transaction holds this turn, and keep it to the end of one's own.

    Decisions are made from what the tickets say and then change them: two at once on one ticket would each decide from
    what the other is about to change. SQLite has one writer anyway, from the first use of the connection on.
    """
    session.connection()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def next_ticket_number(session: Session, first: int) -> int:
    """The next ticket number, ``first`` for the first ticket. Rolled back with its transaction: none is skipped."""
    session.execute(insert_or_ignore(session, CounterRow, {"name": _TICKETS, "value": first - 1}))
    statement = (
        update(CounterRow)
        .where(CounterRow.name == _TICKETS)
        .values(value=CounterRow.value + 1)
        .returning(CounterRow.value)
    )
    return session.scalars(statement.execution_options(synchronize_session=False)).one()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """How far an IMAP folder was read, and how the last look at it went."""

    source: str
    uidvalidity: int | None
    uid: int | None
    read_at: datetime | None
    error: str | None


def folder_states(session: Session) -> list[FolderState]:
    """Every IMAP folder that was ever read, by name."""
    return [_state(row) for row in session.scalars(select(ImapCursorRow).order_by(ImapCursorRow.source))]


def folder_state(session: Session, source: str) -> FolderState | None:
    """The state of one folder."""
    row = session.get(ImapCursorRow, source)
    return _state(row) if row else None


def save_cursor(session: Session, source: str, *, uidvalidity: int, uid: int) -> None:
    """Remember how far the folder was read."""
    _update(session, source, uidvalidity=uidvalidity, uid=uid)


def beat(session: Session, source: str, *, at: datetime, error: str | None) -> None:
    """Note a look at the folder: a good one moves ``read_at``, a bad one leaves it and keeps the error."""
    if error is None:
        _update(session, source, read_at=at, error=None)
    else:
        _update(session, source, error=error)


def _update(session: Session, source: str, **values: object) -> None:
    session.execute(insert_or_ignore(session, ImapCursorRow, {"source": source}))
    session.execute(update(ImapCursorRow).where(ImapCursorRow.source == source).values(**values))


def _state(row: ImapCursorRow) -> FolderState:
    return FolderState(
        source=row.source, uidvalidity=row.uidvalidity, uid=row.uid, read_at=row.read_at, error=row.error
    )
