"""One selected folder: what is in it, its bytes, and what is done to a message once it is accepted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from bot.channels.imap.faults import CommandRefusedError, foreign_errors, is_not_now
from bot.channels.imap.login import place_of
from bot.channels.imap.wakeup import Wakeup
from bot.channels.imap.wire import Connection
from bot.errors import PermanentError
from bot.settings.channels import ImapSettings

log = structlog.get_logger()

KEYWORD = b"$Echodesk"
_FIRST_BELIEVED = date(1990, 1, 1)
#: RFC 2177: a server may log an idling client out after 30 minutes.
LONGEST_IDLE = 28 * 60.0


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the server lists it: its size in bytes and its INTERNALDATE (None where it gives none)."""

    uid: int
    size: int
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message's bytes, whole or, where ``truncated``, only the first ``size_limit`` of them."""

    listed: Listed
    raw: bytes = field(repr=False)
    truncated: bool


class Folder:
    """A folder on a connection that is logged in. Every method raises our errors only.

    CommandRefusedError leaves the connection as it was; after ConnectionLostError it is of no more use.
    """

    def __init__(self, connection: Connection, settings: ImapSettings) -> None:
        self._connection = connection
        self._settings = settings
        self._place = place_of(settings)
        self._target: str | None = None
        self._is_fresh = True
        self.uidvalidity, self.uidnext, self.count = self._select()

    def _select(self) -> tuple[int, int | None, int]:
        settings = self._settings
        try:
            with foreign_errors(f"opening folder {settings.folder}", self._place):
                # EXAMINE where nothing is to be changed: not even \Recent is then taken from other clients.
                answer = self._connection.select_folder(settings.folder, readonly=settings.after == "keep")
        except CommandRefusedError as error:
            if is_not_now(str(error)):
                raise
            raise PermanentError(f"{error}; check folder, its spelling and the user's right to read it") from error
        uidnext = answer.get(b"UIDNEXT")
        return (
            int(answer.get(b"UIDVALIDITY", 0)),
            None if uidnext is None else int(uidnext),
            int(answer.get(b"EXISTS", 0)),
        )

    @property
    def can_idle(self) -> bool:
        """Whether the server announces new mail by itself."""
        return self._settings.idle and bool(self._connection.has_capability("IDLE"))

    def is_before(self, uid: int) -> bool:
        """Whether, when it was opened, the folder had not yet given out ``uid``.

        Then the server has numbered anew without changing UIDVALIDITY, as some do.
        """
        return self.uidnext is not None and self.uidnext <= uid

    def refresh(self) -> None:
        """Let the server show what has come and gone since it was opened or refreshed."""
        if self._is_fresh:
            self._is_fresh = False
            return
        with foreign_errors("asking for news", self._place):
            self._connection.noop()

    def forget_news(self) -> None:
        """From here on an announcement of new mail ends the next :meth:`wait`."""
        self._connection.forget_news()

    def above(self, uid: int) -> list[int]:
        """The UIDs greater than ``uid``, in order."""
        return [found for found in self.search("UID", f"{uid + 1}:*") if found > uid]

    def search(self, *criteria: str | date | int) -> list[int]:
        """The UIDs that match (RFC 9051 section 6.4.4), in order."""
        with foreign_errors("searching", self._place):
            return sorted(self._connection.search(list(criteria)))

    def listing(self, uids: Sequence[int]) -> list[Listed]:
        """Size and date of each message that is still there, in the order of ``uids``."""
        with foreign_errors("listing messages", self._place):
            answers = self._connection.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return [
            Listed(uid, answers[uid][b"RFC822.SIZE"], answers[uid].get(b"INTERNALDATE"))
            for uid in uids
            if b"RFC822.SIZE" in answers.get(uid, {})
        ]

    def fetch(self, messages: Sequence[Listed]) -> list[Fetched]:
        """The bytes of each message that is still there. Never marks one as seen (BODY.PEEK)."""
        limit = self._settings.size_limit
        whole = [message for message in messages if message.size <= limit]
        found = self._bodies([message.uid for message in whole], "BODY.PEEK[]", b"BODY[]")
        for message in messages:
            if message.size > limit:
                found |= self._bodies([message.uid], f"BODY.PEEK[]<0.{limit}>", b"BODY[]<0>")
        return [
            Fetched(message, found[message.uid], truncated=message.size > limit)
            for message in messages
            if message.uid in found
        ]

    def _bodies(self, uids: Sequence[int], item: str, key: bytes) -> dict[int, bytes]:
        with foreign_errors("fetching messages", self._place):
            answers: dict[int, dict[bytes, Any]] = self._connection.fetch(uids, [item])
        return {uid: answer[key] for uid, answer in answers.items() if isinstance(answer.get(key), bytes)}

    def finish(self, uids: Sequence[int]) -> None:
        """Flag, mark or move messages that are accepted, as ``after`` says.

        A refusal is logged and passed over: the mail is safe already, and the next must not wait for a quota.
        """
        if not uids or self._settings.after == "keep":
            return
        try:
            with foreign_errors("marking messages", self._place):
                self._finish(uids)
        except CommandRefusedError as error:
            log.warning("marking_refused", mailbox=self._settings.mailbox, uids=list(uids), error=str(error))

    def _finish(self, uids: Sequence[int]) -> None:
        if self._settings.after == "seen":
            self._connection.add_flags(uids, [rb"\Seen"], silent=True)
        elif self._settings.after == "flag":
            self._connection.add_flags(uids, [KEYWORD], silent=True)
        else:
            self._move(uids)

    def _move(self, uids: Sequence[int]) -> None:
        """MOVE (RFC 6851), else its three steps. Without UIDPLUS the last is left out.

        A bare EXPUNGE would remove what others have marked as deleted and may still want back.
        """
        if self._target is None:
            self._target = self._target_folder()
        if self._connection.has_capability("MOVE"):
            self._connection.move(uids, self._target)
            return
        self._connection.copy(uids, self._target)
        self._connection.add_flags(uids, [rb"\Deleted"], silent=True)
        if self._connection.has_capability("UIDPLUS"):
            self._connection.uid_expunge(uids)

    def _target_folder(self) -> str:
        """The folder to move to, made where there is none; under the personal namespace's prefix (RFC 2342)."""
        name = self._settings.move_to
        if self._connection.has_capability("NAMESPACE"):
            personal = self._connection.namespace().personal or ()
            prefix = str(personal[0][0] or "") if personal else ""
            name = name if name.startswith(prefix) else prefix + name
        if not self._connection.folder_exists(name):
            self._connection.create_folder(name)
            self._connection.subscribe_folder(name)
        return name

    def wait(self, seconds: float, wakeup: Wakeup) -> bool:
        """Until new mail is announced (True), the poll interval or ``seconds`` are over, or the wake-up is set."""
        if not self.can_idle:
            wakeup.wait(min(seconds, self._settings.poll_interval))
            return False
        with foreign_errors("waiting for mail", self._place):
            return self._connection.idle_until_news(min(seconds, self._settings.idle_renew, LONGEST_IDLE), wakeup)


def check_target(settings: ImapSettings) -> None:
    """Refuse to move mail into the folder it is read from: each move would make it new mail again, for ever."""
    folder, target = (name.upper() if name.upper() == "INBOX" else name for name in (settings.folder, settings.move_to))
    if settings.after == "move" and folder == target:
        raise PermanentError(f"{place_of(settings)}: move_to is the folder that is read; name another")


def sent_before(folder: Folder, moment: datetime, uids: Iterable[int]) -> frozenset[int]:
    """Which of ``uids`` say in their Date header that they are older than the day before ``moment``."""
    day = (moment - timedelta(days=2)).date()
    # A Date that is absent or cannot be read counts as 1970 on some servers: that says nothing about its age.
    return frozenset(folder.search("SENTSINCE", _FIRST_BELIEVED, "SENTBEFORE", day)) & frozenset(uids)
