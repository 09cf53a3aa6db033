"""How far an IMAP folder has been read: the value, and the place it is kept (``store`` implements it)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.settings.channels import ImapSettings


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything up to ``uid`` was accepted or is gone, as long as the folder's UIDVALIDITY is ``uidvalidity``.

    Both are RFC 9051 section 2.3.1.1 numbers. A message that could not be taken holds the cursor below itself.
    """

    uidvalidity: int
    uid: int


class Cursors(Protocol):
    """Keeps a cursor and a heartbeat for each source. Any method may raise :class:`bot.errors.TransientError`."""

    def load(self, source: str) -> Cursor | None:
        """The cursor that was saved, None where the folder was never read."""
        ...

    def save(self, source: str, cursor: Cursor) -> None:
        """Keep ``cursor``; committed on return."""
        ...

    def beat(self, source: str, at: datetime, error: str | None) -> None:
        """Note a look at the folder at ``at`` (aware).

        Without an error everything in it was taken and this becomes the time of the last reading; with one, only the
        error is noted and the time of the last reading stays.
        """
        ...

    def last_read(self, source: str) -> datetime | None:
        """The time of the last beat without an error, None before the first."""
        ...


def source_of(settings: ImapSettings) -> str:
    """The name a folder's cursor is kept under: ``user@host/folder``."""
    return f"{settings.user}@{settings.host}/{settings.folder}"
