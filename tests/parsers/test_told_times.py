"""What words come to that are known to be the time when something began."""

import re
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.told_times import started_value

from .messages import SENT_AT

_ALPHABET = "0123456789:./-,()~@ apm\n" + "abdefghinorstuwy" + "TZ+"


def told(sentence: str, sent_at: datetime = SENT_AT) -> str | None:
    """The moment of the words in angle brackets, on the clock of the sender."""
    match = re.search(r"<([^>]*)>", sentence)
    assert match
    text = sentence.replace("<", "").replace(">", "")
    at = started_value(text, match.start(), match.end() - 2, sent_at)
    return at.astimezone(sent_at.tzinfo).strftime("%m-%d %H:%M") if at else None


# Sent on Tuesday 20 October, 10:51 in New York.
@pytest.mark.parametrize(
    ("sentence", "at"),
    [
        ("broken since <yest 4pm>", "10-19 16:00"),
        ("It went at <a quarter past eight>.", "10-20 08:15"),
        ("it started <around twenty to ten>", "10-20 09:40"),
        ("since <seven minutes past nine> nobody gets in", "10-20 09:07"),
        ("<three minutes after midnight>", "10-20 00:03"),
        ("<ten to midnight> was the first", "10-19 23:50"),
        ("<an hour before midnight on Saturday>", "10-17 23:00"),
        ("<half past midnight>", "10-20 00:30"),
        ("<half nine>, just as we opened", "10-20 09:30"),
        ("<6 last night>", "10-19 18:00"),
        ("<last night, 2ish>", "10-20 02:00"),
        ("<12 last night>", "10-20 00:00"),
        ("<Sunday night at 1>", "10-19 01:00"),
        ("<11 in the night>", "10-19 23:00"),
        ("<overnight, about 3>", "10-20 03:00"),
        ("<monday about 2>", "10-19 14:00"),
        ("<Saturday, call it 9>", "10-17 09:00"),
        ("<Thursday when the doors opened, 8>", "10-15 08:00"),
        ("<last Tuesday at 4>", "10-13 16:00"),
        ("<Tuesday at 11 p.m.>", "10-13 23:00"),
        ("<Friday arvo, half three>", "10-16 15:30"),
        ("<yesterday's second break, 3>", "10-19 15:00"),
        ("<since we unlocked at 7> this line is dead", "10-20 07:00"),
        ("<on the dot of 9>", "10-20 09:00"),
        ("<from 4p> on", "10-19 16:00"),
        ("<just after 3>", "10-20 03:00"),
        ("<0715 hrs>", "10-20 07:15"),
        ("first: <0840>", "10-20 08:40"),
        ("first: <Monday 1620>", "10-19 16:20"),
        ("down since <945>", "10-20 09:45"),
        ("down since <9 45>", "10-20 09:45"),
        ("<9h40>", "10-20 09:40"),
        ("<yesterday 17 h>", "10-19 17:00"),
        ("<today at hours 9,30>", "10-20 09:30"),
        ("<8 and half>", "10-20 08:30"),
        ("<between 2:00 and 2:20 yesterday>", "10-19 14:00"),
        ("<between 8 and 8:30>", "10-20 08:00"),
        ("<8:10, no, 8:20>", "10-20 08:20"),
        ("<8:10 not 8:20>", "10-20 08:10"),
        ("<noon yesterday>", "10-19 12:00"),
        ("<midnight>", "10-20 00:00"),
        ("<in the morning of October 16, at nine o'clock>", "10-16 09:00"),
        ("<Thursday (10/15) at 3>", "10-15 15:00"),
        ("<Thursday 15.10. about 9:30>", "10-15 09:30"),
        ("<Thursday 15.10 about 9:30>", "10-15 09:30"),
        ("<Friday the 16th, 14:10>", "10-16 14:10"),
        ("<Friday 16 at 14:10>", "10-16 14:10"),
        ("<the 28th at 14:10>", "09-28 14:10"),
        ("<17-10-2026 08:05>", "10-17 08:05"),
        ("<2026.10.17 08:05>", "10-17 08:05"),
    ],
)
def test_the_moment_that_words_tell(sentence: str, at: str) -> None:
    assert told(sentence) == at


@pytest.mark.parametrize(
    ("sentence", "at"),
    [
        ("since yesterday at <7:40>", "10-19 07:40"),
        ("since Friday, <9:15>", "10-16 09:15"),
        ("at <2:15> on Monday", "10-19 14:15"),
        ("at <2:15> of the 15th", "10-15 14:15"),
        ("it was fine on Monday. <9:15> was the first", "10-20 09:15"),
        ("Monday we moved, at <9:15> it broke", "10-20 09:15"),
        ("yesterday\n<9:15> it broke", "10-20 09:15"),
    ],
)
def test_a_day_that_the_words_leave_out_is_looked_for_beside_them(sentence: str, at: str) -> None:
    assert told(sentence) == at


@pytest.mark.parametrize(
    ("sentence", "at"),
    [
        ("<7am PT>", "10-20 10:00"),
        ("<8:15 mountain>", "10-20 10:15"),
        ("<9 CT>", "10-20 10:00"),
        ("<1320Z>", "10-20 09:20"),
        ("<2 pm BST>", "10-20 09:00"),
        ("<6:30 PM IST>", "10-20 09:00"),
        ("<9 pm SGT>", "10-20 09:00"),
        ("<11 pm AEST>", "10-20 08:00"),
        ("<4:10 am hst>", "10-20 10:10"),
        ("<21:40 Manila>", "10-20 09:40"),
        ("<14:05 London time>", "10-20 09:05"),
        ("<half six yesterday, their time in Queensland>", "10-20 04:30"),
        ("<2026-10-20 05:10:20 (UTC -07:00)>", "10-20 08:10"),
        ("First seen (UTC): <2026-10-20 12:30>", "10-20 08:30"),
        ("since <8:30> this morning Central", "10-20 09:30"),
        ("since <8:30> Central", "10-20 09:30"),
    ],
)
def test_a_zone_that_is_named_counts(sentence: str, at: str) -> None:
    assert told(sentence) == at


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [
        ("<an hour or so ago>", 60),
        ("<a couple hours ago>", 120),
        ("<2 hrs and 15 min ago>", 135),
        ("<two and a half hours ago>", 150),
        ("<an hour and a quarter ago>", 75),
        ("<three quarters of an hour ago>", 45),
        ("<a quarter of an hour back>", 15),
        ("<1.5 hrs back>", 90),
        ("<half an hour ago>", 30),
        ("<twenty-five minutes ago>", 25),
        ("out for <the last hour>", 60),
        ("out for <some forty minutes>", 40),
        ("<going on three hours now>", 180),
        ("<an hour before I wrote this>", 60),
        ("<just now>", 0),
    ],
)
def test_a_while_ago_is_counted_from_the_sending(sentence: str, minutes: int) -> None:
    assert told(sentence) == (SENT_AT - timedelta(minutes=minutes)).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    "sentence",
    [
        "<this morning>",
        "<last week>",
        "<yesterday>",
        "<Monday night>",
        "<11 May>",
        "<the 14th>",
        "<two days ago>",
        "<today eight days>",
        "<opening>",
        "<release 8>",
        "<the move on 3/4>",
        "<20 minutes into the shift>",
        "<shortly before lunch>",
        "<for ages>",
        "<tomorrow at 9>",
        "<30 February at 9:00>",
        "<>",
    ],
)
def test_words_without_a_time_of_day_tell_none(sentence: str) -> None:
    assert told(sentence) is None


@pytest.mark.parametrize(
    ("sent_at", "sentence", "at"),
    [
        ("2026-06-10T09:00:00-05:00", "<06/05 8:15>", "06-05 08:15"),
        ("2026-06-10T09:00:00+01:00", "<06/05 8:15>", "05-06 08:15"),
        ("2026-06-10T09:00:00+10:00", "<22/05 8:15>", "05-22 08:15"),
        ("2026-06-10T09:00:00+02:00", "<Friday 06/05 8:15>", "06-05 08:15"),
        ("2026-04-20T09:00:00+02:00", "<05/04 8:15>", "04-05 08:15"),
        ("2026-04-20T09:00:00+02:00", "<04/05 8:15>", "04-05 08:15"),
        ("2026-01-05T09:00:00+00:00", "<28 December, 17:00>", "12-28 17:00"),
        ("2026-03-10T03:40:00+00:00", "<23:10>", "03-09 23:10"),
        ("2026-03-10T03:40:00+00:00", "<ten to twelve>", "03-09 23:50"),
        ("2026-03-10T13:40:00+00:00", "<twenty to one>", "03-10 12:40"),
        ("2026-03-10T02:10:00+00:00", "<twenty past twelve>", "03-10 00:20"),
    ],
)
def test_the_sender_decides_what_is_ambiguous(sent_at: str, sentence: str, at: str) -> None:
    assert told(sentence, datetime.fromisoformat(sent_at)) == at


def test_the_moment_is_utc_to_the_minute() -> None:
    sent_at = datetime.fromisoformat("2026-10-20T10:51:37.5+05:30")
    assert started_value("ten minutes ago", 0, 15, sent_at) == datetime(2026, 10, 20, 5, 11, tzinfo=UTC)


@given(
    st.text(alphabet=_ALPHABET, max_size=80) | st.text(max_size=80),
    st.integers(0, 80),
    st.integers(0, 80),
    st.datetimes(timezones=st.just(UTC)),
)
def test_any_words_are_read_and_never_into_the_future(text: str, start: int, end: int, sent_at: datetime) -> None:
    at = started_value(text, start, end, sent_at)
    assert at is None or at - sent_at <= timedelta(minutes=5)


@pytest.mark.parametrize("hostile", ["a ", "1 ", "12:", "10 to ", "\0", "monday ", "about ", "one-", "and a half "])
def test_a_long_text_costs_little(hostile: str) -> None:
    text = hostile * 20_000
    begin = perf_counter()
    started_value(text, 0, len(text), SENT_AT)
    started_value(text, len(text) // 2, len(text), SENT_AT)
    assert perf_counter() - begin < 0.5
