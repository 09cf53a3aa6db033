"""Slack events as messages."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.slack import read_slack
from parsers.vocabulary import Channel, ZoneKind

EVENT = {
    "type": "message",
    "text": "<@U04AB12CD> no calls since 9 &amp; 40 agents idle, see <#C07QX2M|cc-admin>",
    "ts": "1790000000.000100",
    "user": "U1",
    "channel": "C1",
    "user_profile": {"real_name": "Shay  Corrigan", "email": "shay@Bellwick.Example", "tz_offset": -25200},
}


def test_an_event_becomes_a_message() -> None:
    message = read_slack(EVENT)
    assert message.channel is Channel.SLACK
    assert (message.sender.name, message.sender.address) == ("Shay Corrigan", "shay@bellwick.example")
    assert message.text == EVENT["text"]
    assert [(zone.kind, zone.start, zone.end) for zone in message.zones] == [(ZoneKind.OWN, 0, len(message.text))]
    assert message.sent_at is not None
    assert message.sent_at.isoformat() == "2026-09-21T07:13:20.000100-07:00"
    assert message.message_id == "C1.1790000000.000100"
    assert message.references == ()
    assert message.damages == ()


def test_the_same_event_again_has_the_same_identity() -> None:
    assert read_slack(EVENT).message_id == read_slack({**EVENT, "event_id": "Ev2"}).message_id


def test_a_thread_reply_refers_to_the_first_message() -> None:
    assert read_slack({**EVENT, "thread_ts": "1780000000.000200"}).references == ("C1.1780000000.000200",)
    assert read_slack({**EVENT, "thread_ts": EVENT["ts"]}).references == ()


@pytest.mark.parametrize(
    "change",
    [
        {"text": None},
        {"text": 7},
        {"ts": "yesterday"},
        {"ts": None},
        {"ts": "1e400"},
        {"ts": "nan"},
        {"ts": "-5"},
        {"user_profile": None},
        {"user_profile": []},
        {"user_profile": {"real_name": "A", "email": "a@b.example", "tz_offset": "PDT"}},
        {"user_profile": {"real_name": "A", "email": "a@b.example", "tz_offset": 10**9}},
        {"user_profile": {"real_name": "A", "email": "two words@b.example", "tz_offset": 0}},
        {"user_profile": {"real_name": "A", "tz_offset": 0}},
    ],
)
def test_a_bad_shape_is_a_damage(change: dict[str, object]) -> None:
    message = read_slack({**EVENT, **change})
    assert message.damages
    assert message.sent_at is None or message.sent_at.tzinfo is not None


def test_an_unknown_zone_is_utc() -> None:
    message = read_slack({**EVENT, "user_profile": {"real_name": "A", "email": "a@b.example", "tz_offset": None}})
    assert message.sent_at == datetime.fromtimestamp(1790000000.0001, UTC)


def test_control_characters_do_not_come_through() -> None:
    profile = {"real_name": "A\r\nBcc: x", "email": "a@b.example", "tz_offset": 0}
    message = read_slack({**EVENT, "text": "a\x00b\ud800c\r\nd", "user_profile": profile})
    assert "\r" not in message.sender.name
    assert "\n" not in message.sender.name
    assert "\x00" not in message.text
    message.text.encode("utf-8")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["text", "ts", "user", "user_profile", "channel", "thread_ts"]), JSON))
def test_it_never_raises(event: dict[str, object]) -> None:
    message = read_slack(event)
    message.text.encode("utf-8")
    assert message.sent_at is None or message.sent_at.tzinfo is not None
