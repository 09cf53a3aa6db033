"""What to read of a folder whose UIDVALIDITY has changed: ``docs/decisions/imap-cursor.md``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.imap.folder import Folder, Listed, sent_before

#: The server's clock and ours need not agree, and a message may lie a while between its INTERNALDATE and our look.
OVERLAP = timedelta(hours=1)
#: How far back mail is looked for that was put into the folder with an old date.
SILENT_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Renumbering:
    """The rule for the messages a renumbered folder held when it was opened (UIDs up to ``ceiling``).

    ``answered_from``: mail received from here on is answered, older mail is taken in silence. ``backdated`` are UIDs whose
    own Date is older still: a server that was moved may give all its mail the date of the move.
    """

    ceiling: int
    answered_from: datetime
    candidates: tuple[int, ...]
    backdated: frozenset[int]
    left_out: int

    def is_silent(self, message: Listed) -> bool:
        """Whether to take this message without answering it."""
        if message.uid > self.ceiling:
            return False
        date = message.internal_date
        return message.uid in self.backdated or (date is not None and date < self.answered_from)


def renumbering(folder: Folder, present: Sequence[int], last_read: datetime) -> Renumbering:
    """Look at a folder (``present``: all its UIDs) that was last read to its end, under other UIDs, at ``last_read``."""
    answered_from = last_read - OVERLAP
    # SINCE compares days without their zone (RFC 9051 section 6.4.4): one day more is the safe side.
    since = (answered_from - SILENT_PERIOD - timedelta(days=1)).date()
    candidates = frozenset(folder.search("SINCE", since)) & frozenset(present)
    return Renumbering(
        ceiling=max(present, default=0),
        answered_from=answered_from,
        candidates=tuple(sorted(candidates)),
        backdated=sent_before(folder, answered_from, candidates),
        left_out=len(present) - len(candidates),
    )
