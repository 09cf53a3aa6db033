"""How long a sending that failed waits, and when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.retry import next_try

START = datetime(2026, 5, 19, 14, 15, tzinfo=UTC)
DAY = 86_400.0


def waits(count: int, *, first: float = 60.0, longest: float = 14_400.0, seed: int = 7) -> list[float]:
    """The waits in seconds after each of the first ``count`` failures, each at once."""
    now, seconds = START, []
    for attempt in range(1, count + 1):
        due = next_try(attempt, first, longest, START, now, 1000 * DAY, seed)
        assert due is not None
        seconds.append((due - now).total_seconds())
        now = due
    return seconds


def test_waits_double_up_to_the_longest() -> None:
    expected = [60, 120, 240, 480, 960, 1920, 3840, 7680, 14_400, 14_400, 14_400]
    for wait, most in zip(waits(len(expected)), expected, strict=True):
        assert 0.75 * most <= wait <= most


def test_the_first_try_again_is_within_the_minute_for_every_delivery() -> None:
    first = [next_try(1, 60.0, 14_400.0, START, START, 4 * DAY, seed) for seed in range(500)]
    assert all(due is not None and timedelta(seconds=45) <= due - START <= timedelta(seconds=60) for due in first)
    assert len(set(first)) > 450, "what failed together is spread out"


def test_the_same_delivery_waits_the_same_always() -> None:
    assert waits(8, seed=3) == waits(8, seed=3) != waits(8, seed=4)
    # Pinned: another machine or release must not come to another time.
    assert next_try(1, 60.0, 14_400.0, START, START, DAY, 7) == START + timedelta(seconds=waits(1)[0])


def test_it_is_given_up_after_its_days_and_tried_a_last_time_then() -> None:
    end = START + timedelta(days=4)
    assert next_try(40, 60.0, 14_400.0, START, end - timedelta(minutes=5), 4 * DAY) == end
    assert next_try(41, 60.0, 14_400.0, START, end, 4 * DAY) is None
    assert next_try(41, 60.0, 14_400.0, START, end + timedelta(days=30), 4 * DAY) is None


@pytest.mark.parametrize("give_up_after", [DAY, 4 * DAY])
def test_a_sending_that_always_fails_comes_to_an_end(give_up_after: float) -> None:
    now: datetime | None = START
    attempt = 0
    while now is not None and attempt < 1000:
        attempt += 1
        now = next_try(attempt, 60.0, 14_400.0, START, now, give_up_after)
    assert 10 < attempt < 60


@given(
    attempt=st.integers(min_value=-1, max_value=10**9),
    first=st.floats(min_value=0.001, max_value=1e6),
    longest=st.floats(min_value=0.001, max_value=1e7),
    age=st.floats(min_value=0, max_value=3 * DAY),
    seed=st.one_of(st.integers(), st.text()),
)
def test_the_next_try_is_later_and_never_beyond_the_end(
    attempt: int, first: float, longest: float, age: float, seed: int | str
) -> None:
    now = START + timedelta(seconds=age)
    due = next_try(attempt, first, longest, START, now, 4 * DAY, seed)
    assert due is not None
    assert now <= due <= START + timedelta(days=4)
    assert due - now <= timedelta(seconds=longest, microseconds=1)
