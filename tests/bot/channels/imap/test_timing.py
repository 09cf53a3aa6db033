"""When to come back, when to sound the alarm, how old a message is: pure functions of time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.imap import is_overdue
from bot.channels.imap.handover import received_at
from bot.channels.imap.retry import LONGEST_DELAY, reconnect_delay, stuck_delay
from bot.channels.imap.silence import Silence
from tests.bot.channels.imap.fakes import NOON

EAST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("failures", "permanent", "shortest", "longest"),
    [
        (1, False, 0.5, 1),
        (2, False, 1, 2),
        (5, False, 8, 16),
        (9, False, 128, 256),
        (10, False, 150, 300),
        (100_000, False, 150, 300),
        (1, True, 15, 30),
        (4, True, 120, 240),
        (5, True, 150, 300),
    ],
)
def test_the_wait_doubles_up_to_five_minutes(failures: int, permanent: bool, shortest: float, longest: float) -> None:
    assert reconnect_delay(failures, permanent=permanent, chance=0.0) == shortest
    assert reconnect_delay(failures, permanent=permanent, chance=0.999_999) == pytest.approx(longest, rel=1e-5)


@given(st.integers(1, 10**6), st.booleans(), st.floats(0, 1, exclude_max=True))
def test_no_wait_is_too_short_or_too_long(failures: int, permanent: bool, chance: float) -> None:
    delay = reconnect_delay(failures, permanent=permanent, chance=chance)
    assert 0.5 <= delay <= LONGEST_DELAY
    assert delay <= reconnect_delay(failures + 1, permanent=permanent, chance=chance)


@pytest.mark.parametrize(("tries", "seconds"), [(1, 5), (2, 30), (3, 300), (4, 3600), (5000, 3600)])
def test_a_stuck_message_is_tried_ever_less(tries: int, seconds: int) -> None:
    assert stuck_delay(tries) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("read_at", "overdue"),
    [
        (None, True),
        (NOON, False),
        (NOON - timedelta(seconds=600), False),
        (NOON - timedelta(seconds=601), True),
        ((NOON - timedelta(seconds=601)).astimezone(EAST), True),
        (NOON + timedelta(hours=1), False),
    ],
)
def test_when_a_mailbox_is_overdue(read_at: datetime | None, overdue: bool) -> None:
    assert is_overdue(read_at, NOON, 600.0) is overdue


def test_one_alarm_for_each_silence() -> None:
    silence = Silence(since=NOON, alarm_after=600)
    at = [NOON + timedelta(seconds=seconds) for seconds in (600, 601, 5000, 5001, 5002, 5601, 5603)]
    assert silence.seconds_left(NOON + timedelta(seconds=590)) == 10
    assert not silence.alarm_is_due(at[0])
    assert silence.alarm_is_due(at[1])
    assert not silence.alarm_is_due(at[2])
    assert silence.heard(at[3])
    assert not silence.heard(at[4])
    assert not silence.alarm_is_due(at[5])
    assert silence.alarm_is_due(at[6])


@pytest.mark.parametrize(
    ("internal_date", "expected"),
    [
        (None, NOON),
        (datetime(2026, 11, 20, 10, 0), NOON),  # noqa: DTZ001 -- a server that tells no zone
        (datetime(2026, 11, 20, 19, 0, tzinfo=EAST), datetime(2026, 11, 20, 10, 0, tzinfo=UTC)),
        (NOON + timedelta(seconds=1), NOON),
        (datetime(1999, 1, 1, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC)),
    ],
)
def test_when_a_message_was_received(internal_date: datetime | None, expected: datetime) -> None:
    received = received_at(internal_date, NOON)
    assert received == expected
    assert received.tzinfo is UTC
