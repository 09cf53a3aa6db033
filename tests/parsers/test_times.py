"""Time expressions: the words, and what they come to in UTC."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.times import times

from .messages import SENT_AT


def utc(at: datetime | None) -> str | None:
    return at.strftime("%m-%d %H:%M") if at else None


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        ("since 9:10ish", "9:10ish", "10-20 13:10"),
        ("it began tues around 9 am, right after lunch", "tues around 9 am", "10-20 13:00"),
        ("First noticed Monday at 10:20 a.m. Examples", "Monday at 10:20 a.m.", "10-19 14:20"),
        ("First seen:  2026-05-19 05:48 UTC", "2026-05-19 05:48 UTC", "05-19 05:48"),
        ("2026-10-20T05:48:12Z", "2026-10-20T05:48:12Z", "10-20 05:48"),
        ("2026-10-20 05:48:12+02:00", "2026-10-20 05:48:12+02:00", "10-20 03:48"),
        ("when he called at 9:05 today", "9:05 today", "10-20 13:05"),
        ("last night at 11:12", "last night at 11:12", "10-20 03:12"),
        ("last night around 2am", "last night around 2am", "10-20 06:00"),
        ("yesterday around 3pm MT", "yesterday around 3pm MT", "10-19 21:00"),
        ("half past 9", "half past 9", "10-20 13:30"),
        ("about quarter to 8 this morning", "about quarter to 8 this morning", "10-20 11:45"),
        ("about ten to nine", "about ten to nine", "10-20 12:50"),
        ("from 4p yesterday", "4p yesterday", "10-19 20:00"),
        ("am 19.10. um 14:05 Uhr", "19.10. um 14:05 Uhr", "10-19 18:05"),
        ("seit 19.10.2026 14:05 Uhr", "19.10.2026 14:05 Uhr", "10-19 18:05"),
        ("10/15 at 3pm", "10/15 at 3pm", "10-15 19:00"),
        ("Thursday (10/15) 2:30 PM ET", "Thursday (10/15) 2:30 PM ET", "10-15 18:30"),
        ("between 2:00 and 2:20 PM yesterday", "between 2:00 and 2:20 PM yesterday", "10-19 18:00"),
        ("about an hour or so ago", "about an hour or so ago", "10-20 13:51"),
        ("2 hrs and 15 min ago", "2 hrs and 15 min ago", "10-20 12:36"),
        ("a couple of hours ago", "a couple of hours ago", "10-20 12:51"),
        ("half an hour ago", "half an hour ago", "10-20 14:21"),
        ("for the last 20 minutes", "last 20 minutes", "10-20 14:31"),
        ("been down for about an hour", "about an hour", "10-20 13:51"),
        ("since nine", "nine", "10-20 13:00"),
        ("since 9 this morning, every call", "9 this morning", "10-20 13:00"),
        ("at 0915 hrs", "0915 hrs", "10-20 13:15"),
        ("started on the 19th at 4", "the 19th at 4", "10-19 20:00"),
        ("noon yesterday", "noon yesterday", "10-19 16:00"),
        ("since 6:45 a.m. Central", "6:45 a.m. Central", "10-20 11:45"),
        ("since Friday afternoon, about 4:30", "Friday afternoon, about 4:30", "10-16 20:30"),
        ("10:42 EDT", "10:42 EDT", "10-20 14:42"),
        ("since 2pm", "2pm", "10-19 18:00"),
        ("gone since yest 4pm", "yest 4pm", "10-19 20:00"),
        ("it began Monday at a quarter past two", "Monday at a quarter past two", "10-19 18:15"),
        ("at seven minutes past nine it rang", "seven minutes past nine", "10-20 13:07"),
        ("since eight o'clock nothing", "eight o'clock", "10-20 12:00"),
        ("started tuesday around 9, all of us", "tuesday around 9", "10-20 13:00"),
        ("Friday, 9 in the morning", "Friday, 9 in the morning", "10-16 13:00"),
        ("it went at 9h40", "9h40", "10-20 13:40"),
        ("not a call since 5 last night", "5 last night", "10-19 21:00"),
        ("the onset was twenty to one", "twenty to one", "10-20 04:40"),
        ("first at 21:40 Manila time", "21:40 Manila time", "10-20 13:40"),
        ("noted at 1320Z", "1320Z", "10-20 13:20"),
        ("on 17-10-2026 08:05", "17-10-2026 08:05", "10-17 12:05"),
        ("bad since yesterday at 17.40: no mail", "yesterday at 17.40", "10-19 21:40"),
        ("Saturday, 7pm-ish", "Saturday, 7pm-ish", "10-17 23:00"),
    ],
)
def test_a_time_is_found_and_resolved_to_the_past(text: str, words: str, at: str) -> None:
    found = times(text, SENT_AT)
    assert [(text[one.start : one.end], utc(one.at)) for one in found] == [(words, at)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("set up yesterday", "yesterday"),
        ("since this morning", "this morning"),
        ("since Oct 15th", "Oct 15th"),
        ("Monday morning", "Monday morning"),
        ("three days ago", "three days ago"),
        ("since the weekend", "the weekend"),
        ("since last week", "last week"),
        ("on Monday 12 agents were new", "Monday"),
    ],
)
def test_a_day_alone_has_words_but_no_moment(text: str, words: str) -> None:
    found = times(text, SENT_AT)
    assert [(text[one.start : one.end], one.at) for one in found] == [(words, None)]


@pytest.mark.parametrize("text", ["tomorrow at 5pm", "on Saturday 24 October 01:00-05:00 UTC", "on 2026-11-21 18:00"])
def test_a_time_to_come_is_not_resolved(text: str) -> None:
    assert [(one.at, one.future) for one in times(text, SENT_AT)] == [(None, True)]


@pytest.mark.parametrize(
    "text",
    [
        "I sat through 25 minutes of your music",
        "we may have 3 agents at 5 sites",
        "order 7740-2217, support 24/7, 1/10 calls, item 4471-B",
        "version 8.5.1 on 10.1.2.3",
        "ext. 226",
        "we lost ten to fifteen agents",
        "around 25 agents",
        "",
    ],
)
def test_other_numbers_are_no_times(text: str) -> None:
    assert times(text, SENT_AT) == ()


@pytest.mark.parametrize(
    ("sent_at", "text", "at"),
    [
        ("2026-07-16T14:48:00-05:00", "Monday at 10:20 a.m.", "07-13 15:20"),
        ("2026-12-08T09:40:00-05:00", "9:05 today", "12-08 14:05"),
        ("2026-03-08T10:00:00-06:00", "yesterday at 9pm ET", "03-08 02:00"),
        ("2026-08-13T09:05:00-05:00", "tues around 2 pm", "08-11 19:00"),
        ("2026-01-01T00:20:00+01:00", "last night at 11:12", "12-31 22:12"),
        ("2026-05-06T12:48:00+02:00", "05/05 08:15", "05-05 06:15"),
        ("2026-06-18T12:02:00-04:00", "06/17 3:20 PM ET", "06-17 19:20"),
        ("2026-03-02T12:00:00-05:00", "on Feb 30 at 5pm", None),
    ],
)
def test_it_counts_from_when_the_message_was_sent(sent_at: str, text: str, at: str | None) -> None:
    found = times(text, datetime.fromisoformat(sent_at))
    assert utc(found[0].at) == at


@given(st.text(alphabet="0123456789:./-apm astonyesrdy T+Z,", max_size=60))
def test_any_text_is_read_and_never_into_the_future(text: str) -> None:
    for one in times(text, SENT_AT):
        assert 0 <= one.start < one.end <= len(text)
        assert one.at is None or (one.at - SENT_AT).total_seconds() <= 300
