"""Words are found where they stand, however a value is written, and never by accident."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.bodies import zones
from parsers.message import Message, Sender
from parsers.standing import find, own_spans, told_by, told_in
from parsers.vocabulary import Channel, FieldName

SENT = datetime(2026, 11, 16, 9, 30, tzinfo=timezone(timedelta(hours=-7)))
F = FieldName


def message(text: str, subject: str = "") -> Message:
    return Message(
        channel=Channel.SMTP, sender=Sender(address=None), subject=subject, text=text, zones=zones(text), sent_at=SENT
    )


FOUND = [
    (F.SERVICE, "IVR", "Our IVR hangs up.", "IVR"),
    (F.SERVICE, "agent desktop", "the Agent\nDesktop freezes", "Agent\nDesktop"),
    (F.DEPARTMENT, "IT", "it is IT again", "IT"),
    (F.USERS_AFFECTED, 25, "at 8:25 about 25 agents were cut off", "about 25 agents"),
    (F.USERS_AFFECTED, 12, "A dozen agents cannot log in.", "A dozen agents"),
    (F.STARTED_AT, "2026-11-16T15:15Z", "down since 8:15 this morning", "8:15 this morning"),
    (F.CONTACT_PHONE, "+13035550119", "call (303) 555-0119 please", "(303) 555-0119"),
    (F.ANIS, "+13035550164", "a caller from +1 303 555 0164", "+1 303 555 0164"),
    (F.CONNIDS, "00a1025b7c3f9d42", "CONNID 00A1025B7C3F9D42.", "00A1025B7C3F9D42"),
    (F.ERRORS, "(no target)", "it says (no target) twice", "(no target)"),
]


@pytest.mark.parametrize(("name", "value", "text", "words"), FOUND)
def test_the_words_for_a_value(name: FieldName, value: str | int, text: str, words: str) -> None:
    stands = find(told_by(message(text), SENT), name, value)
    assert stands is not None
    assert (stands.words, stands.place, text[stands.start : stands.end]) == (words, "body", words)


NOT_FOUND = [
    (F.SERVICE, "IVR", "We need a ivrea pass."),
    (F.DEPARTMENT, "IT", "it is down"),
    (F.DEPARTMENT, "it", "it is down"),
    (F.USERS_AFFECTED, 25, "it began at 8:25, 25 minutes ago"),
    (F.USERS_AFFECTED_TEXT, "25", "it began at 8:25, 25 minutes ago"),
    (F.STARTED_AT, "2026-11-16T15:15Z", "down since 9:15"),
    (F.CONTACT_PHONE, "+13035550119", "call 303-555-0120"),
    (F.IMPACT, "", "nothing"),
    (F.SERVICE, "dialer", "Hello,\n\n> the dialer is down\n"),
]


@pytest.mark.parametrize(("name", "value", "text"), NOT_FOUND)
def test_what_does_not_stand_there(name: FieldName, value: str | int, text: str) -> None:
    assert find(told_by(message(text), SENT), name, value) is None


def test_own_words_come_before_the_subject_and_that_before_the_signature() -> None:
    text = "It is down.\n\n-- \nKim Aldous, Dialer Team\n303-555-0119\n"
    told = told_by(message(text, "The dialer"), SENT)
    in_subject, signed = find(told, F.SERVICE, "dialer"), find(told, F.CONTACT_PHONE, "+13035550119")
    assert in_subject is not None
    assert (in_subject.place, in_subject.start) == ("subject", 4)
    assert signed is not None
    assert text[signed.start : signed.end] == "303-555-0119"


_LINES = st.lists(
    st.sampled_from(["Hi,", "", "  ", "> quoted", "On Monday Kim wrote:", "-- ", "Kim", "calls drop ", "\t",
                     "Sent from my phone"]),
    max_size=12,
)  # fmt: skip


@given(_LINES.map("\n".join))
def test_the_spans_are_the_own_text(text: str) -> None:
    mail = message(text)
    spans = own_spans(mail)
    assert "".join(text[start:end] for start, end in spans) == mail.own_text
    kept = told_in("", mail.own_text, spans, SENT)
    assert all(text[one.start :].startswith(one.text) for one in kept.stretches)


def test_spans_that_do_not_fit_are_not_believed() -> None:
    told = told_in("The IVR", "The dialer is down.", [[3, 8]], SENT)
    assert find(told, F.SERVICE, "dialer") is None
    assert find(told, F.SERVICE, "IVR") is not None


@given(st.sampled_from(FieldName), st.text(max_size=80), st.text(max_size=8) | st.integers(0, 99))
def test_any_text_can_be_looked_through(name: FieldName, text: str, value: str | int) -> None:
    stands = find(told_by(message(text), datetime(2026, 3, 1, tzinfo=UTC)), name, value)
    assert stands is None or text[stands.start : stands.end] == stands.words
