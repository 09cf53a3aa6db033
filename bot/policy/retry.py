"""When to try a sending again: exponential back-off for days (RFC 5321 section 4.5.4.1), then give up."""

import hashlib
from datetime import datetime, timedelta

_SPREAD = 0.25
_MOST_DOUBLINGS = 40


def next_try(
    attempt: int,
    first: float,
    longest: float,
    created_at: datetime,
    now: datetime,
    give_up_after: float,
    seed: int | str = 0,
) -> datetime | None:
    """The time of the next try after the ``attempt``-th (from 1) has failed at ``now``; None to give up.

    The wait is ``first`` seconds, doubled with each failure up to ``longest``, less up to a quarter: what failed together
    is not tried again in one crowd, and never later than promised. The same ``seed`` (the delivery's id) and attempt give the
    same wait. The last try is at ``created_at`` plus ``give_up_after`` seconds.
    """
    deadline = created_at + timedelta(seconds=give_up_after)
    if now >= deadline:
        return None
    wait = min(first * 2.0 ** min(max(attempt, 1) - 1, _MOST_DOUBLINGS), longest)
    return min(now + timedelta(seconds=wait * (1 - _SPREAD * _fraction(seed, attempt))), deadline)


def _fraction(seed: int | str, attempt: int) -> float:
    """A number from 0 to 1 that looks random and is always the same for the same inputs, on every machine."""
    digest = hashlib.sha256(f"{seed}/{attempt}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
