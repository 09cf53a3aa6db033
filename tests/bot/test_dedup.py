"""Under which key a mail is known: the same by every route, and never the same for two mails."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dedup import DedupKey, dedup_key
from parsers.mail.identity import exactly
from tests.builders import arrival, raw_mail
from tests.clock import NOON

TRACE = b"Received: from mx.example by relay.example; Mon, 16 Nov 2026 05:00:01 -0700\r\nReturn-Path: <kim@bluefern.example>\r\n"
PLAIN = raw_mail("Calls drop.\nIn Denver.")
WITHOUT_ID = raw_mail("Calls drop.\nIn Denver.", Message_ID="")
WITHOUT_BOTH = raw_mail("Calls drop.\nIn Denver.", Message_ID="", Date="")


def key(raw: bytes, **later: float) -> DedupKey:
    return dedup_key(arrival(raw, at=NOON + timedelta(**later)))


@pytest.mark.parametrize("raw", [PLAIN, WITHOUT_ID, WITHOUT_BOTH], ids=["with id", "without id", "without id and date"])
@pytest.mark.parametrize(
    "changed",
    [
        lambda raw: raw,
        lambda raw: TRACE + raw,
        lambda raw: TRACE + TRACE + raw,
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: raw + b"\r\n\r\n",
        lambda raw: b"Authentication-Results: mx.example; spf=pass\r\nX-Spam-Score: 0.1\r\n" + raw,
        lambda raw: raw.replace(b"Subject: Calls drop", b"Subject:  Calls\r\n drop"),
    ],
    ids=["unchanged", "another hop", "two more hops", "bare LF", "more line ends", "a filter's fields", "folded anew"],
)
def test_what_happens_on_the_way_makes_no_other_mail(raw: bytes, changed: "object") -> None:
    assert callable(changed)
    assert changed(raw)
    assert key(changed(raw)).key == key(raw).key


@pytest.mark.parametrize("header", ["Message_ID", "Date", "Subject", "From"])
def test_another_header_is_another_mail(header: str) -> None:
    others = {
        "Message_ID": "<two@client.example>",
        "Date": "Mon, 16 Nov 2026 05:00:01 -0700",
        "Subject": "Calls drop again",
        "From": "lee@bluefern.example",
    }
    assert key(raw_mail("Calls drop.\nIn Denver.", **{header: others[header]})).key != key(PLAIN).key


def test_a_stranger_who_takes_a_message_id_does_not_make_the_true_mail_vanish() -> None:
    stolen = raw_mail("Nothing to see.", From="mallory@evil.example", Subject="first")
    assert key(stolen).message_id == key(PLAIN).message_id == "one@client.example"
    assert key(stolen).key != key(PLAIN).key


def test_a_program_that_uses_one_message_id_for_ever() -> None:
    alerts = [
        raw_mail("down", Message_ID="<alert@pbx.example>", Date=f"Mon, 16 Nov 2026 05:0{n}:00 -0700") for n in range(3)
    ]
    assert len({key(alert).key for alert in alerts}) == 3


@pytest.mark.parametrize("raw", [WITHOUT_ID, WITHOUT_BOTH], ids=["without id", "without id and date"])
def test_without_an_id_the_words_count(raw: bytes) -> None:
    assert key(raw).message_id is None
    assert key(raw).key != key(raw.replace(b"Denver", b"Boise")).key


def test_with_a_date_the_time_of_arrival_does_not_matter() -> None:
    assert key(WITHOUT_ID, days=3) == key(WITHOUT_ID)


@pytest.mark.parametrize(("minutes", "same"), [(0, True), (5, True), (59, True), (121, False), (60 * 24, False)])
def test_without_any_date_the_same_words_are_the_same_mail_for_about_an_hour(minutes: int, same: bool) -> None:
    first, second = key(WITHOUT_BOTH), key(WITHOUT_BOTH, minutes=minutes)
    assert (second.key == first.key or second.earlier == first.key) is same


@pytest.mark.parametrize("start", range(0, 60, 7))
def test_the_hour_has_no_edge_at_which_a_copy_slips_through(start: int) -> None:
    first, second = key(WITHOUT_BOTH, minutes=start), key(WITHOUT_BOTH, minutes=start + 10)
    assert first.key in (second.key, second.earlier)


def test_the_sorts_of_keys_cannot_be_taken_for_each_other() -> None:
    assert [key(raw).key.partition(":")[0] for raw in (PLAIN, WITHOUT_ID, WITHOUT_BOTH)] == ["id", "dated", "undated"]


@given(st.binary(max_size=300))
def test_any_bytes_have_a_key_and_always_the_same(raw: bytes) -> None:
    assert key(raw) == key(raw)
    assert key(raw).key.isprintable()


@given(st.sampled_from([b"Message-ID", b"Date", b"From", b"Subject", b"To"]), st.binary(max_size=60))
def test_any_header_has_a_key_that_a_database_takes(name: bytes, value: bytes) -> None:
    found = key(name + b": " + value + b"\r\n\r\nwords\r\n")
    found.key.encode("ascii")
    assert found.message_id is None or found.message_id.isprintable()
    (found.message_id or "").encode("utf-8")


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (lambda raw: b"Received: from a by b;\r\n\tMon, 16 Nov 2026 05:00:01 -0700\r\n" + raw, True),
        (lambda raw: b"Received: from a by b; now\r\n" * 60 + raw, False),
        (lambda raw: b"Return-Path: <>\r\n" + raw, False),
        (lambda raw: b"Auto-Submitted: auto-replied\r\n" + raw, False),
        (lambda raw: raw + b" ", False),
        (lambda raw: raw.replace(b"Subject: ", b"Subject:  "), False),
    ],
    ids=["a hop", "many hops", "another return path", "a mark", "a blank below", "a blank in the subject"],
)
def test_but_only_another_hop_leaves_it_exactly_as_it_was(changed: Callable[[bytes], bytes], same: bool) -> None:
    assert (exactly(changed(PLAIN)) == exactly(PLAIN)) is same


@given(st.binary(max_size=200))
def test_any_bytes_are_told_apart(raw: bytes) -> None:
    assert exactly(raw) != exactly(raw + b"x")
