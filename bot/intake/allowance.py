"""How long strangers may have the DNS waited for: who owns dead name servers must not delay everybody else's mail."""

import time
from collections.abc import Callable


class Allowance:
    """Seconds that grow with time, up to a bound, and are used up by waiting. For one thread."""

    def __init__(self, share: float = 0.1, most: float = 1.5, now: Callable[[], float] = time.monotonic) -> None:
        """``share`` of the time that passes may be spent, ``most`` at once."""
        self._share, self._most, self._now = share, most, now
        self._left, self._at = most, now()

    def left(self) -> float:
        """What may be spent now."""
        now = self._now()
        self._left = min(self._most, self._left + self._share * (now - self._at))
        self._at = now
        return self._left

    def spend(self, seconds: float) -> None:
        """So much was spent."""
        self._left = max(0.0, self._left - seconds)
