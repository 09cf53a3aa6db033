"""Imports mail that is older than the desk's first connection, without answering it (``--since``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from bot.channels.base import Accept
from bot.channels.imap.cursor import Cursors, source_of
from bot.channels.imap.faults import CommandRefusedError
from bot.channels.imap.folder import Fetched, Folder
from bot.channels.imap.handover import Outcome, hand_over
from bot.channels.imap.login import connect, hang_up, place_of
from bot.channels.imap.oauth import tokens_for
from bot.channels.imap.progress import BATCH_MESSAGES, batches
from bot.channels.imap.reader import begin_now
from bot.clock import Clock
from bot.errors import PermanentError, TransientError
from bot.settings.channels import ImapSettings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did: messages newly taken, known before, and the UIDs that could not be read."""

    taken: int
    known: int
    failed: tuple[int, ...]


def import_since(settings: ImapSettings, accept: Accept, cursors: Cursors, clock: Clock, since: date) -> Imported:
    """Import the mail the server received from ``since`` on, in silence.

    Only messages up to the saved cursor: those after it are new, and the watcher answers them. Where the folder was never
    read, the cursor is set to "now" first. Nothing is marked or moved, and the cursor stays. May be repeated at will.
    Raises TransientError (what was taken stays; repeat it) or PermanentError with what to do.
    """
    connection = connect(settings, tokens_for(settings, clock))
    try:
        folder = Folder(connection, settings)
        uids = [uid for uid in folder.search("SINCE", since) if uid <= _last_old(folder, settings, cursors)]
        return _import(folder, uids, settings, accept, clock)
    finally:
        hang_up(connection)


def _last_old(folder: Folder, settings: ImapSettings, cursors: Cursors) -> int:
    source = source_of(settings)
    cursor = cursors.load(source) or begin_now(folder, source, cursors)
    if cursor.uidvalidity != folder.uidvalidity or folder.is_before(cursor.uid):
        raise PermanentError(
            f"{place_of(settings)}: the server has numbered folder {settings.folder} anew; let 'echodesk serve' read it "
            "once, then import again"
        )
    return cursor.uid


def _import(folder: Folder, uids: Sequence[int], settings: ImapSettings, accept: Accept, clock: Clock) -> Imported:
    outcomes: dict[int, Outcome] = {}
    for fetched in _deliverable(folder, uids, settings):
        silent = frozenset(item.listed.uid for item in fetched)
        answers = hand_over(fetched, silent, folder.uidvalidity, settings=settings, accept=accept, clock=clock)
        if Outcome.POSTPONED in answers:
            raise TransientError(f"{place_of(settings)}: the inbox cannot take mail now; repeat the import")
        # A group is read twice where one of it was refused: the first answer is the one that counts.
        outcomes = {item.listed.uid: answer for item, answer in zip(fetched, answers, strict=True)} | outcomes
    counts = list(outcomes.values())
    return Imported(
        taken=counts.count(Outcome.ACCEPTED),
        known=counts.count(Outcome.DUPLICATE),
        failed=tuple(uid for uid in uids if outcomes.get(uid, Outcome.REFUSED) is Outcome.REFUSED),
    )


def _deliverable(folder: Folder, uids: Sequence[int], settings: ImapSettings) -> Iterator[list[Fetched]]:
    """The messages in groups, without those that the server refuses to hand out."""
    for start in range(0, len(uids), BATCH_MESSAGES):
        group = uids[start : start + BATCH_MESSAGES]
        try:
            listed = {message.uid: message for message in folder.listing(group)}
            for run in batches([(message.uid, message.size) for message in listed.values()]):
                yield folder.fetch([listed[uid] for uid in run])
        except CommandRefusedError:
            yield from (_one(folder, uid, settings) for uid in group)


def _one(folder: Folder, uid: int, settings: ImapSettings) -> list[Fetched]:
    try:
        return folder.fetch(folder.listing([uid]))
    except CommandRefusedError as error:
        log.warning("message_not_imported", mailbox=settings.mailbox, folder=settings.folder, uid=uid, error=str(error))
        return []
