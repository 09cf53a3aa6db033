"""Keeps the IMAP readers' places in the store."""

from datetime import datetime

from bot.channels.imap import Cursor
from bot.errors import TransientError
from store import desk
from store.engine import Store, StoreUnavailable


class StoredCursors:
    """:class:`bot.channels.imap.Cursors` over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, source: str) -> Cursor | None:
        """The cursor that was saved, None where the folder was never read."""
        state = self._state(source)
        if state is None or state.uidvalidity is None or state.uid is None:
            return None
        return Cursor(uidvalidity=state.uidvalidity, uid=state.uid)

    def save(self, source: str, cursor: Cursor) -> None:
        """Keep ``cursor``; committed on return."""
        try:
            with self._store.write() as session:
                desk.save_cursor(session, source, uidvalidity=cursor.uidvalidity, uid=cursor.uid)
        except StoreUnavailable as error:
            raise TransientError(str(error)) from error

    def beat(self, source: str, at: datetime, error: str | None) -> None:
        """Note a look at the folder; a good one becomes the time of the last reading."""
        try:
            with self._store.write() as session:
                desk.beat(session, source, at=at, error=error)
        except StoreUnavailable as unavailable:
            raise TransientError(str(unavailable)) from unavailable

    def last_read(self, source: str) -> datetime | None:
        """When the folder was last read to its end."""
        state = self._state(source)
        return state.read_at if state else None

    def _state(self, source: str) -> desk.FolderState | None:
        try:
            with self._store.read() as session:
                return desk.folder_state(session, source)
        except StoreUnavailable as error:
            raise TransientError(str(error)) from error
