"""Whatever was read, corrected and written by a customer: what is exported is read back whole."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.correcting.marking import marks_of
from bot.correcting.writing import Corrected, identity, written
from parsers.characters import clean_line, clean_text
from parsers.message import Message, Sender
from parsers.readings import Reading
from parsers.vocabulary import Channel, Environment, FieldName, MessageKind, Severity
from store.corrections import Correction
from tests.clock import NOON
from training.annotated import AnnotatedMessage, parse_text
from training.labels import written_value

F = FieldName
SIGNS = st.one_of(st.sampled_from("{}|\\\n =#:a1<>@\t"), st.characters(codec="utf-8"))
TEXTS = st.text(SIGNS, max_size=60).map(clean_text)
LINES = st.sampled_from(
    ["===", "=== id: a-001", "\\===", "# x", "kind: other", "", "{", "}|", "\\\\{users=3|", "channel: x"]
)
BODIES = st.one_of(TEXTS, st.lists(LINES, max_size=6).map("\n".join))
HEADINGS = st.text(SIGNS, max_size=30).map(clean_line)
VALUES: dict[FieldName, st.SearchStrategy[str | int]] = {
    F.USERS_AFFECTED: st.integers(0, 99),
    F.STARTED_AT: st.sampled_from(["2026-03-17T12:45Z", "nonsense"]),
    F.ANIS: st.sampled_from(["+13035550164", "+13035550164 ext. 7", "}"]),
    F.CONTACT_PHONE: st.just("+13035550119"),
    F.ENVIRONMENT: st.sampled_from(list(map(str, Environment))),
}


@st.composite
def readings(draw: st.DrawFn, name: FieldName, subject: str, body: str) -> Reading:
    """Words anywhere in the message, overlapping as they like; at times none, or words that stand elsewhere."""
    place = draw(st.sampled_from(["subject", "body"]))
    text = subject if place == "subject" else body
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    words = draw(st.sampled_from([text[start:end], text[start:end], None, "elsewhere"]))
    value = draw(VALUES.get(name, st.just(words or "x")))
    if words is None:
        return Reading(value=value)
    return Reading(value=value, words=words, place=place, start=start, end=end, score=0.5, rule="r")  # type: ignore[arg-type]


@st.composite
def corrected(draw: st.DrawFn) -> Corrected:
    subject, body = draw(HEADINGS), draw(BODIES)
    names = draw(st.lists(st.sampled_from(FieldName), max_size=5, unique=True))
    read = {name: tuple(draw(st.lists(readings(name, subject, body), max_size=2))) for name in names}
    made = [
        correction(str(name), tuple(draw(st.lists(readings(name, subject, body), max_size=1))), draw(st.booleans()))
        for name in draw(st.lists(st.sampled_from(FieldName), max_size=2))
    ]
    made += [correction("kind", (Reading(value=str(draw(st.sampled_from(MessageKind)))),), by_customer=False)]
    sender = Sender(address=draw(st.sampled_from([None, "kim@x.example", '"a b"@x.example', "@"])), name=draw(HEADINGS))
    message = Message(
        channel=draw(st.sampled_from([Channel.SMTP, Channel.SLACK])), sender=sender, subject=subject, text=body
    )
    return Corrected(
        identity="ep-104233-001",
        message=message,
        received_at=datetime(2026, 3, 17, 12, 45, 3, tzinfo=UTC),
        read=read,
        judged={"kind": "incident", "severity": "P2"},
        corrections=tuple(made),
        thread=draw(st.sampled_from([None, "EP-104233"])),
    )


def correction(name: str, should: tuple[Reading, ...], by_customer: bool) -> Correction:
    return Correction(
        ticket_id=1,
        arrival_id=1,
        name=name,
        was_read=(Reading(value="{|\n===", words="===\n#", score=0.25, rule="x"),),
        should_be=should,
        by="Kim\n=== id: x",
        way="mail",
        at=NOON,
        source_id=2 if by_customer else None,
    )


def read_back(text: str) -> AnnotatedMessage:
    found = parse_text(text, voice="corrected")
    assert found.faults == ()
    (message,) = found.messages
    return message


@given(corrected())
def test_what_is_written_is_read_back_whole(one: Corrected) -> None:
    text = written(one)
    if text is None:
        assert not one.message.text.strip()
        return
    message = read_back(
        f"# Voice: x\n\n{text}\n{text.replace('-001', '-002', 1)}".partition("=== id: ep-104233-002")[0]
    )
    assert (message.id, message.body, message.subject) == (
        "ep-104233-001",
        one.message.text.rstrip("\n \t"),
        one.message.subject.strip(" \t"),
    )
    assert str(message.kind) == one.corrections[-1].should_be[0].value
    assert message.severity is (Severity.P2 if message.kind is MessageKind.INCIDENT else None)
    for label in message.labels:
        assert message.text_of(label.place)[label.start : label.end] == label.words
        assert label.words == label.words.strip()


@given(corrected())
def test_two_messages_do_not_run_together(one: Corrected) -> None:
    text = written(one)
    if text is not None:
        found = parse_text(f"{text}\n{text}", voice="corrected")
        assert found.faults == ()
        assert [message.body for message in found.messages] == [one.message.text.rstrip("\n \t")] * 2


@given(corrected())
def test_the_marks_are_those_that_fit(one: Corrected) -> None:
    body = one.message.text.rstrip("\n \t")
    bare = Corrected(
        identity=one.identity,
        message=one.message,
        received_at=one.received_at,
        read=one.read,
        judged=one.judged,
        corrections=(),
    )
    text = written(bare)
    if text is not None:
        wanted = {(mark.field, mark.start, mark.end, mark.value) for mark in marks_of(one.read, body, "body").marks}
        labels = [label for label in read_back(text).labels if label.place == "body"]
        assert {(str(label.field), label.start, label.end, written_value(label.value)) for label in labels} == wanted


def of(words: str, text: str, value: str | int | None = None) -> Reading:
    start = text.index(words)
    return Reading(
        value=value if value is not None else words, words=words, place="body", start=start, end=start + len(words)
    )


TEXT = "We cannot take any calls at the Tulsa site since 9:30."


@pytest.mark.parametrize(
    ("read", "first", "kept"),
    [
        (
            {F.SERVICE: "calls", F.IMPACT: "cannot take any calls"},
            (),
            {"service": "calls", "impact": "cannot take any calls"},
        ),
        ({F.SERVICE: "calls at", F.IMPACT: "take any calls"}, (), {"impact": "take any calls"}),
        ({F.SERVICE: "calls at", F.IMPACT: "take any calls"}, (F.SERVICE,), {"service": "calls at"}),
        ({F.DEPARTMENT: " Tulsa site "}, (), {"department": "Tulsa site"}),
    ],
)
def test_of_two_that_overlap_the_corrected_one_stays_else_the_longer(
    read: dict[FieldName, str], first: tuple[FieldName, ...], kept: dict[str, str]
) -> None:
    marked = marks_of({name: (of(words, TEXT),) for name, words in read.items()}, TEXT, "body", first)
    assert {mark.field: TEXT[mark.start : mark.end] for mark in marked.marks} == kept
    assert len(marked.left_out) == len(read) - len(kept)


def test_a_number_and_its_words_are_one_mark() -> None:
    read = {F.STARTED_AT: (of("9:30", TEXT, "2026-03-17T12:45Z"),), F.STARTED_TEXT: (of("9:30", TEXT),)}
    (mark,) = marks_of(read, TEXT, "body").marks
    assert (mark.field, mark.value, TEXT[mark.start : mark.end]) == ("started", "2026-03-17T12:45Z", "9:30")


@pytest.mark.parametrize(
    ("ticket", "place", "expected"),
    [("EP-104233", 1, "ep-104233-001"), ("104233", 12, "ticket-104233-012"), ("Help Desk/7", 2, "help-desk-7-002")],
)
def test_ids_are_as_the_checker_wants_them(ticket: str, place: int, expected: str) -> None:
    assert identity(ticket, place) == expected
