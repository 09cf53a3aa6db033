"""A forger who knows a mail beforehand sends it first: the true one must not be taken for a copy of his, and vanish."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import holds
from tests.clock import NOON
from tests.signing import sign
from tests.stories.desk import HELP, KIM, Story, mail, prepare
from tests.stories.proof import DOMAIN, proven_desk

FORGER = "mallory@evil.example"
OUTAGE = "Calls drop at our Denver site since 9:15 am. 40 agents are affected."
REPORT = b'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\r\n'


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    prepare(database_url)
    with proven_desk(tmp_path, database_url) as (found, _):
        yield found


def as_sent(**headers: str) -> tuple[bytes, bytes]:
    """A mail without its signature, and as it really comes."""
    plain = mail(OUTAGE, Message_ID="<one@bluefern.example>", **headers)
    return plain, sign(plain, domain=DOMAIN)


@pytest.mark.parametrize(
    ("top", "rule"),
    [
        (b"", "sender-not-genuine"),
        (b"Auto-Submitted: auto-replied\r\n", "auto-reply-in-doubt"),
        (b"Return-Path: <>\r\n", "report-from-a-contact"),
        (REPORT, "mail-system-report"),
        (b"Received: from a by b; Mon, 16 Nov 2026 09:30:00 -0700\r\n" * 60, "too-many-hops"),
    ],
)
def test_an_unsigned_copy_that_comes_first_does_not_stand_for_the_signed_mail(
    story: Story, top: bytes, rule: str
) -> None:
    plain, genuine = as_sent()
    first = story.hand_over(top + plain, sender=FORGER)
    assert story.outcome(first).rule == rule
    second = story.hand_over(genuine)
    done = story.outcome(second)
    assert (first != second, done.disposition, done.rule, done.told) == (True, "opened", "new", True)
    assert story.hand_over(genuine) in (first, second), "once it is on a ticket, what comes again is a copy"
    assert story.sums().balanced


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"Auto-Submitted: auto-replied\r\n" + raw,
        lambda raw: raw + b" ",
        lambda raw: raw.replace(b"Subject: ", b"Subject:  "),
        lambda raw: raw.replace(b"MIME-Version: 1.0", b"MIME-version: 1.0 "),
    ],
    ids=["marked", "a blank below", "a blank in the subject", "a blank in another field"],
)
def test_nor_does_a_signed_one_that_was_spoilt(story: Story, spoil: object) -> None:
    assert callable(spoil)
    plain, _ = as_sent()
    genuine = sign(plain, domain=DOMAIN, canonical=("simple", "simple"))
    assert story.outcome(story.hand_over(spoil(genuine), sender=FORGER)).number is None
    assert story.outcome(story.hand_over(genuine)).rule == "new"


def test_the_forgers_copy_that_is_let_in_later_joins_the_ticket(story: Story) -> None:
    plain, genuine = as_sent()
    first = story.hand_over(plain, sender=FORGER)
    assert story.outcome(first).asked
    opened = story.outcome(story.hand_over(genuine))
    story.again(first)
    with story.store.write() as session:
        ticket = story.ticket(opened.number)
        assert holds.release(session, first, by="ann", decision="his", now=NOON, account_id=ticket.account_id)
    let_in = story.outcome(first)
    assert (let_in.disposition, let_in.number) == ("added", opened.number)


def test_a_third_way_is_the_same_mail(story: Story) -> None:
    plain, genuine = as_sent()
    waiting = [story.hand_over(raw, sender=FORGER) for raw in (plain, genuine, b"X-Way: 3\r\n" + genuine)]
    done = [story.outcome(one) for one in dict.fromkeys(waiting)]
    assert sum(one.disposition == "opened" for one in done) == 1
    assert {one.rule for one in done} <= {"sender-not-genuine", "new", "same-mail"}
    assert len([one for one in story.answers() if one["Auto-Submitted"] and "+ask." not in str(one["Reply-To"])]) == 1
    assert story.sums().balanced


def test_a_strangers_mail_that_comes_by_two_ways_is_one(story: Story) -> None:
    raw = mail(OUTAGE, sender="gordon@pinewell.example")
    first = story.hand_over(raw, sender="gordon@pinewell.example")
    assert story.outcome(first).rule == "not-a-designated-contact"
    assert story.hand_over(b"X-Way: 2\r\n" + raw, sender=FORGER, recipients=[HELP]) == first


def test_the_same_bytes_again_are_no_new_mail(story: Story) -> None:
    plain, _ = as_sent()
    first = story.hand_over(plain, sender=KIM)
    story.outcome(first)
    assert story.hand_over(b"Received: from a by b; Mon, 16 Nov 2026 09:31:00 -0700\r\n" + plain, sender=KIM) == first


def test_what_a_signature_does_not_cover_makes_no_new_mail_of_it(story: Story) -> None:
    plain, _ = as_sent()
    genuine = sign(plain, domain=DOMAIN, headers=("from", "to", "subject", "date"), canonical=("relaxed", "relaxed"))
    opened = story.outcome(story.hand_over(genuine))
    for number in range(3):
        blanks = b" " * (number + 1)
        again = genuine.replace(b"<one@", b"<%d@" % number).replace(b"affected.", b"affected." + blanks)
        done = story.outcome(story.hand_over(again, sender=FORGER))
        assert (done.rule, done.number, done.told) == ("same-mail-again", opened.number, False)
