"""Which messages of one folder are still to be taken: pure book-keeping, no network."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.imap.retry import stuck_delay

BATCH_MESSAGES = 25
BATCH_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that could not be taken: how often it was tried, when it is tried next."""

    tries: int
    retry_at: datetime


@dataclass(slots=True)
class Progress:
    """Every UID up to ``high`` was taken, is gone, is ``pending``, or is in ``stuck``.

    The cursor that is saved stays below the first pending or stuck message. After a restart that message and those after
    it are read again (the inbox door knows the ones it has), so it is never forgotten, and there is no second list to lose.
    """

    high: int
    pending: set[int] = field(default_factory=set)
    stuck: dict[int, Stuck] = field(default_factory=dict)

    @property
    def cursor(self) -> int:
        """The UID that is safe to save."""
        first = min((min(some) for some in (self.pending, self.stuck) if some), default=None)
        return self.high if first is None else first - 1

    def expect(self, present: Iterable[int]) -> list[int]:
        """Note the UIDs above all that was seen before; answers with all that are pending, in order.

        A SEARCH for ``n:*`` always names the last message, even below ``n``.
        """
        new = {uid for uid in present if uid > self.high}
        self.pending |= new
        self.high = max(new, default=self.high)
        return sorted(self.pending)

    def taken(self, uids: Iterable[int]) -> None:
        """These were accepted, or are no longer there."""
        for uid in uids:
            self.pending.discard(uid)
            self.stuck.pop(uid, None)

    def failed(self, uid: int, now: datetime) -> Stuck:
        """This one could not be taken now; the ones after it go on."""
        tries = self.stuck[uid].tries + 1 if uid in self.stuck else 1
        self.pending.discard(uid)
        self.stuck[uid] = Stuck(tries, now + stuck_delay(tries))
        return self.stuck[uid]

    def due(self, now: datetime) -> list[int]:
        """Stuck UIDs whose time has come."""
        return sorted(uid for uid, stuck in self.stuck.items() if stuck.retry_at <= now)

    def seconds_to_retry(self, now: datetime) -> float | None:
        """Until the next stuck message is due, None where there is none."""
        if not self.stuck:
            return None
        return max(0.0, min((stuck.retry_at - now).total_seconds() for stuck in self.stuck.values()))


def batches(sizes: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Cut (uid, bytes) into runs of UIDs that are held in memory together; one over-sized message is a run of its own."""
    batch: list[int] = []
    total = 0
    for uid, size in sizes:
        if batch and (len(batch) >= BATCH_MESSAGES or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch
