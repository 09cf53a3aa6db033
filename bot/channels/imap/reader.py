"""Reads a folder to its end: fetch, accept, wait for the commit, mark, save the cursor, in that order."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.channels.base import Accept
from bot.channels.imap.cursor import Cursor, Cursors, source_of
from bot.channels.imap.faults import CommandRefusedError, ConnectionLostError
from bot.channels.imap.folder import Fetched, Folder
from bot.channels.imap.handover import Outcome, hand_over
from bot.channels.imap.login import place_of
from bot.channels.imap.progress import Progress, batches
from bot.channels.imap.renumbering import Renumbering, renumbering
from bot.clock import Clock
from bot.errors import TransientError
from bot.settings.channels import ImapSettings

log = structlog.get_logger()

_LISTED_AT_ONCE = 500
_NAMED_AT_MOST = 5
_TAKEN = (Outcome.ACCEPTED, Outcome.DUPLICATE)


class Reader:
    """What is known of one folder, kept over reconnections. Used by one thread."""

    def __init__(self, settings: ImapSettings, accept: Accept, cursors: Cursors, clock: Clock) -> None:
        self._settings = settings
        self._accept = accept
        self._cursors = cursors
        self._clock = clock
        self._source = source_of(settings)
        self._folder: Folder | None = None
        self._uidvalidity: int | None = None
        self._progress = Progress(high=0)
        self._renumbering: Renumbering | None = None
        self._saved: Cursor | None = None
        self._suspects: set[int] = set()

    def look(self, folder: Folder) -> None:
        """Take all that is new, then note the heartbeat.

        Raises TransientError where the connection or the store fails: everything not yet saved is looked at again.
        """
        self._find_place(folder)
        folder.refresh()
        folder.forget_news()
        self._take_all(folder, self._progress.expect(folder.above(self._progress.high)))
        for uid in self._progress.due(self._clock.now()):
            self._take_one(folder, uid)
        self._save()
        self._cursors.beat(self._source, self._clock.now(), self._complaint())

    def seconds_to_retry(self, now: datetime) -> float | None:
        """Until a message that could not be taken is due again."""
        return self._progress.seconds_to_retry(now)

    def _find_place(self, folder: Folder) -> None:
        """Where to begin, once for each time the folder is opened (``docs/decisions/imap-cursor.md``)."""
        if folder is self._folder:
            return
        self._folder = folder
        if self._uidvalidity == folder.uidvalidity and not folder.is_before(self._progress.high):
            return
        cursor = self._cursors.load(self._source)
        self._renumbering = None
        if cursor is None:
            cursor = begin_now(folder, self._source, self._cursors)
        if cursor.uidvalidity == folder.uidvalidity and not folder.is_before(cursor.uid):
            self._progress = Progress(high=cursor.uid)
            self._saved = cursor
        else:
            self._begin_again(folder)
        self._uidvalidity = folder.uidvalidity

    def _begin_again(self, folder: Folder) -> None:
        last_read = self._cursors.last_read(self._source) or self._clock.now()
        rule = renumbering(folder, folder.above(0), last_read)
        self._renumbering = rule
        self._progress = Progress(high=rule.ceiling, pending=set(rule.candidates))
        self._saved = None
        log.warning(
            "folder_renumbered",
            mailbox=self._settings.mailbox,
            folder=self._settings.folder,
            read_again=len(rule.candidates),
            answered_from=rule.answered_from.isoformat(),
            left_out=rule.left_out,
        )

    def _take_all(self, folder: Folder, uids: Sequence[int]) -> None:
        for uid in [uid for uid in uids if uid in self._suspects]:
            self._suspects.discard(uid)
            self._take_one(folder, uid)
        others = [uid for uid in uids if uid in self._progress.pending]
        for start in range(0, len(others), _LISTED_AT_ONCE):
            self._take_some(folder, others[start : start + _LISTED_AT_ONCE])

    def _take_some(self, folder: Folder, uids: Sequence[int]) -> None:
        left, asked = list(uids), list(uids)
        try:
            listed = {message.uid: message for message in folder.listing(uids)}
            for asked in batches([(message.uid, message.size) for message in listed.values()]):
                fetched = folder.fetch([listed[uid] for uid in asked])
                self._deliver(folder, fetched)
                got = {message.listed.uid for message in fetched}
                left = [uid for uid in left if uid not in got]
        except CommandRefusedError:
            # One of them cannot be delivered: find out which, and take the others.
            for uid in left:
                self._take_one(folder, uid)
            return
        except ConnectionLostError:
            # Perhaps one of them makes the server hang up. Singly, on the next connections, it will show which.
            self._suspects.update(asked)
            raise
        self._settle_missing(folder, left)

    def _take_one(self, folder: Folder, uid: int) -> None:
        try:
            fetched = folder.fetch(folder.listing([uid]))
        except (CommandRefusedError, ConnectionLostError) as error:
            self._set_aside(uid, str(error))
            if isinstance(error, ConnectionLostError):
                raise
            return
        self._deliver(folder, fetched)
        if not fetched:
            self._settle_missing(folder, [uid])

    def _deliver(self, folder: Folder, fetched: Sequence[Fetched]) -> None:
        """Accept, wait for the commit, mark, save: a crash anywhere in between reads the rest again, as duplicates."""
        rule = self._renumbering
        silent = frozenset(item.listed.uid for item in fetched if rule is not None and rule.is_silent(item.listed))
        outcomes = hand_over(
            fetched, silent, folder.uidvalidity, settings=self._settings, accept=self._accept, clock=self._clock
        )
        by_outcome = {item.listed.uid: outcome for item, outcome in zip(fetched, outcomes, strict=True)}
        taken = [uid for uid, outcome in by_outcome.items() if outcome in _TAKEN]
        folder.finish(taken)
        self._progress.taken(taken)
        for uid, outcome in by_outcome.items():
            if outcome is Outcome.REFUSED:
                self._set_aside(uid, "the inbox refused it; the log has the traceback")
        self._save()
        if Outcome.POSTPONED in outcomes:
            raise TransientError(f"{place_of(self._settings)}: the inbox cannot take mail now; trying again")

    def _settle_missing(self, folder: Folder, uids: Sequence[int]) -> None:
        """Tell the messages that somebody removed meanwhile from those that the server does not hand out."""
        if not uids:
            return
        folder.refresh()
        there = frozenset(folder.search("UID", ",".join(map(str, uids))))
        for uid in uids:
            if uid in there:
                self._set_aside(uid, "the server lists it but does not hand it out")
            else:
                self._progress.taken([uid])

    def _set_aside(self, uid: int, error: str) -> None:
        stuck = self._progress.failed(uid, self._clock.now())
        log.error(
            "message_not_read",
            mailbox=self._settings.mailbox,
            folder=self._settings.folder,
            uid=uid,
            tries=stuck.tries,
            retry_at=stuck.retry_at.isoformat(),
            error=error,
        )

    def _complaint(self) -> str | None:
        stuck = sorted(self._progress.stuck)
        if not stuck:
            return None
        which = ", ".join(map(str, stuck[:_NAMED_AT_MOST])) + (" and others" if len(stuck) > _NAMED_AT_MOST else "")
        return (
            f"{place_of(self._settings)}: {len(stuck)} message(s) cannot be read (UID {which}) and are tried again every "
            f"hour; open folder {self._settings.folder} with a mail program, and move what is broken out of it"
        )

    def _save(self) -> None:
        if self._uidvalidity is None:
            return
        uid = self._progress.cursor
        if self._renumbering is not None and uid < self._renumbering.ceiling:
            # Half-way through a renumbered folder a restart must begin again: only then is old mail known as old.
            return
        cursor = Cursor(self._uidvalidity, uid)
        if cursor != self._saved:
            self._cursors.save(self._source, cursor)
            self._saved = cursor


def begin_now(folder: Folder, source: str, cursors: Cursors) -> Cursor:
    """The cursor of a first connection: all that is in the folder now is passed over, and that is saved at once."""
    last = folder.uidnext - 1 if folder.uidnext is not None else max(folder.above(0), default=0)
    cursor = Cursor(folder.uidvalidity, last)
    cursors.save(source, cursor)
    return cursor
