"""When to try again: pure functions of how often it failed."""

from collections.abc import Callable
from datetime import timedelta

FIRST_DELAY = 1.0
FIRST_DELAY_PERMANENT = 30.0
LONGEST_DELAY = 300.0

_STUCK_DELAYS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
_STUCK_LONGEST = timedelta(hours=1)

Pause = Callable[[int, bool], float]


def reconnect_delay(failures: int, *, permanent: bool, chance: float) -> float:
    """Seconds to wait before the next connection, after ``failures`` (>= 1) in a row.

    Doubles from one second to five minutes. ``permanent`` failures (a refused login) start at half a minute: a server
    that counts wrong passwords must not lock the account. ``chance`` in [0, 1) spreads the wait over its upper half, so
    that many desks do not come back to a restarted server in the same instant.
    """
    first = FIRST_DELAY_PERMANENT if permanent else FIRST_DELAY
    # The exponent is capped: 2.0 ** 5000 is an OverflowError after two weeks of outage.
    longest = min(LONGEST_DELAY, first * 2.0 ** min(max(failures, 1) - 1, 20))
    return longest * (0.5 + 0.5 * chance)


def stuck_delay(tries: int) -> timedelta:
    """How long to leave one message alone that failed ``tries`` (>= 1) times: soon at first, then every hour."""
    return _STUCK_DELAYS[tries - 1] if tries <= len(_STUCK_DELAYS) else _STUCK_LONGEST
