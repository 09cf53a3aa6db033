"""Processes to read in that go from one story to the next: to start one takes longer than most stories.

Each desk still has one of its own, and a reader that has read nothing yet; what is kept is the process it is forked from.
"""

import atexit
import threading

from bot.reading.here import ReaderTerms
from bot.reading.process import ReadingProcess
from bot.reading.requests import Bounds

_KEPT = 2
"""Idle ones; each has some hundred megabytes."""
_lock = threading.Lock()
_idle: list[tuple[str, "LentReading"]] = []


class LentReading(ReadingProcess):
    """Comes back when its desk closes it."""

    def __init__(self, terms: ReaderTerms, bounds: Bounds) -> None:
        super().__init__(terms, bounds=bounds)
        self._key = _key(terms, bounds)
        self._is_out = True

    def lend(self) -> "LentReading":
        """The same, to another desk."""
        self._is_out = True
        return self

    def close(self) -> None:
        """End the reader, and keep the process for the next desk; a second call does nothing."""
        if not self._is_out:
            return
        self._is_out = False
        self.renew()
        with _lock:
            _idle.append((self._key, self))
            surplus = [_idle.pop(0)[1] for _ in range(len(_idle) - _KEPT)]
        for one in surplus:
            one.end()

    def end(self) -> None:
        """End the process."""
        super().close()


def lent_reading(terms: ReaderTerms, bounds: Bounds) -> ReadingProcess:
    """An idle process with these terms, or a new one."""
    key = _key(terms, bounds)
    with _lock:
        found = next((pair for pair in _idle if pair[0] == key), None)
        if found is not None:
            _idle.remove(found)
            return found[1].lend()
    reading = LentReading(terms, bounds)
    reading.start()
    return reading


def _key(terms: ReaderTerms, bounds: Bounds) -> str:
    return repr((terms, bounds))


def _end_all() -> None:
    with _lock:
        for _, reading in _idle:
            reading.end()
        _idle.clear()


atexit.register(_end_all)
