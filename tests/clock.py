"""A clock that stands until it is moved."""

import threading
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


class ManualClock:
    """:class:`bot.clock.Clock` for tests; safe to read and move from several threads."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def advance(self, **duration: float) -> datetime:
        """Move on by a :class:`datetime.timedelta`'s keywords; the new time."""
        with self._lock:
            self._now += timedelta(**duration)
            return self._now
