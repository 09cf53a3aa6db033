"""Nothing is lost, nothing is done twice."""

import smtplib
from datetime import UTC, datetime

import pytest

from store import deliveries, holds
from tests.stories.desk import KIM, Story, mail


def test_the_same_mail_twice_is_one_arrival_with_two_routes(story: Story) -> None:
    raw = mail("Twelve agents lose calls.", Message_ID="<twice@client.example>")
    first = story.hand_over(raw)
    second = story.hand_over(b"Received: from mx.example by mx2.example; Mon, 16 Nov 2026 09:31:00 -0700\r\n" + raw)
    assert first == second
    story.outcome(first)
    assert story.arrival(first).routes == 2
    assert len(story.answers()) == 1
    sums = story.sums()
    assert (sums.routes, sums.arrivals, sums.duplicates, sums.balanced) == (2, 1, 1, True)


def test_another_mail_under_the_same_message_id_is_not_swallowed(story: Story) -> None:
    first = story.hand_over(mail("Twelve agents lose calls.", subject="one", Message_ID="<same@client.example>"))
    second = story.hand_over(mail("All calls fail in Boise.", subject="two", Message_ID="<same@client.example>"))
    assert first != second
    story.outcome(first)
    assert story.outcome(second).number is not None


def test_a_copy_tagged_by_a_gateway_joins_the_ticket_unanswered(story: Story) -> None:
    first = story.outcome(story.hand_over(mail("Calls drop.", subject="drop", Message_ID="<gw@client.example>")))
    copy = mail("Calls drop.", subject="[EXTERNAL] drop", Message_ID="<gw@client.example>")
    applied = story.outcome(story.hand_over(copy))
    assert (applied.rule, applied.number) == ("same-mail-again", first.number)
    assert len(story.answers()) == 1


def test_what_fails_unexpectedly_is_shunted_and_the_next_is_not_harmed(story: Story) -> None:
    first = story.send("Twelve agents lose calls.").number
    assert first == "EP-104233"
    _set_counter(story, 104_232)  # the next ticket's number is taken: a fault of ours, whatever its cause
    broken = story.hand_over(mail("The wallboard is blank.", subject="wallboard"))
    assert story.outcome(broken).disposition == "shunted"
    with story.store.read() as session:
        (shunted,) = holds.all_shunted(session)
    assert (shunted.arrival_id, "Traceback" in shunted.traceback) == (broken, True)
    _set_counter(story, 104_233)
    assert story.send("Boise cannot log in, 12 agents.", subject="boise").number == "EP-104234"
    story.again(broken)
    with story.store.write() as session:
        assert holds.replay(session, [broken], datetime.now(UTC)) == [broken]
    assert story.outcome(broken).number == "EP-104235"
    assert story.sums().balanced


def _set_counter(story: Story, value: int) -> None:
    with story.store.write() as session:
        session.connection().exec_driver_sql(f"UPDATE counter SET value = {value}")


def test_mail_for_others_is_refused(story: Story) -> None:
    with pytest.raises(smtplib.SMTPException):
        story.hand_over(mail("relay me"), recipients=["someone@elsewhere.example"])
    assert story.sums().arrivals == 0


def test_every_answer_has_one_delivery(story: Story) -> None:
    story.send("Twelve agents lose calls.")
    with story.store.read() as session:
        sent = deliveries.in_state(session, "sent")
    assert [(d.notice, d.recipient, d.attempts) for d in sent] == [("acknowledged", KIM, 1)]


def test_bytes_that_are_no_mail_at_all_end_in_an_outcome(story: Story) -> None:
    for raw in (b"\x00\xff\xfe", b"", b"\r\n", b"no colon here\r\n\r\nbody", b"Content-Type: multipart/mixed\r\n\r\nx"):
        applied = story.outcome(story.hand_over(raw))
        assert applied.disposition == "held"
    assert story.sums().balanced
