"""What a later message says about an earlier one's reading: a label corrects, and words that were overlooked are found."""

from datetime import timedelta, timezone

import pytest

from bot.policy.correcting import KnownValue, Misread, misread, read_anew
from bot.policy.facts import Known
from bot.policy.merging import labelled_fields, merge
from parsers.extraction import Found, Value
from parsers.readings import Reading
from parsers.standing import Stretch, Told
from parsers.vocabulary import FieldName
from tests.builders import extraction, found
from tests.clock import NOON

F = FieldName
USERS, USERS_TEXT, SERVICE, CONNIDS = F.USERS_AFFECTED, F.USERS_AFFECTED_TEXT, F.SERVICE, F.CONNIDS
FIRST, SECOND = 11, 12
ID, OTHER_ID = "00a1025b7c3f9d42", "00a1025b7c3f9d43"


def told(text: str) -> Told:
    body = Stretch(place="body", start=100, text=text)
    return Told(stretches=(body,), sent_at=NOON.astimezone(timezone(timedelta(hours=-7))))


def had(name: FieldName, value: str | int, arrival: int | None = FIRST) -> KnownValue:
    reading = Reading(value=value, words=str(value), place="body", start=0, end=2, score=0.7, rule="prose")
    return KnownValue(name=name, reading=reading, arrival_id=arrival)


def said(**fields: Found[Value]) -> dict[FieldName, tuple[Found[Value], ...]]:
    return {F(name): (one,) for name, one in fields.items()}


def corrections(
    known: list[KnownValue], fields: dict[FieldName, tuple[Found[Value], ...]], *texts: str
) -> list[Misread]:
    values: dict[FieldName, tuple[str | int, ...]] = {}
    for one in known:
        values[one.name] = (*values.get(one.name, ()), one.reading.value)
    as_known: Known = values
    what = extraction(fields=fields)
    earlier = dict(zip((FIRST, SECOND), map(told, texts), strict=False))
    return misread(merge(as_known, what), labelled_fields(what), known, earlier)


def in_short(found_: list[Misread]) -> list[tuple[int, str, list[object], list[object]]]:
    """Arrival, field, the values that were read, and those with their words that should have been."""
    return [
        (
            one.arrival_id,
            str(one.name),
            [reading.value for reading in one.was_read],
            [(reading.value, reading.words) for reading in one.should_be],
        )
        for one in found_
    ]


label = found(25, "25", explicit=True)
CASES = {
    "a label in place of what was misread": (
        [had(USERS, 40)], said(users_affected=label), ("40 minutes, 25 agents",),
        [(FIRST, "users_affected", [40], [(25, "25 agents")]), (FIRST, "users_affected_text", [], [("25 agents", "25 agents")])],
    ),
    "a label that says what the message does not": (
        [had(USERS, 40)], said(users_affected=label), ("40 agents",), [(FIRST, "users_affected", [40], [(25, None)])],
    ),
    "the old words go with the old number": (
        [had(USERS, 40), had(USERS_TEXT, "40 seats")], said(users_affected=label), ("40 seats",),
        [(FIRST, "users_affected", [40], [(25, None)]), (FIRST, "users_affected_text", ["40 seats"], [])],
    ),
    "the second message is the wrong one": (
        [had(SERVICE, "chat", SECOND)], said(service=found("dialer", explicit=True)), ("Help.", "The Dialer, not the chat."),
        [(SECOND, "service", ["chat"], [("Dialer", "Dialer")])],
    ),
    "prose corrects nothing": ([had(USERS, 40)], said(users_affected=found(25)), ("25 agents",), []),
    "the same again": ([had(USERS, 25)], said(users_affected=label), ("25 agents",), []),
    "what a person has set is no reading of the desk": (
        [had(USERS, 40, None)], said(users_affected=label), ("25 agents",), [],
    ),
    "news": ([], said(service=found("dialer", explicit=True)), ("It is down.",), []),
    "overlooked words": (
        [], said(service=found("dialer", explicit=True)), ("It is down.", "The dialer, I mean."),
        [(SECOND, "service", [], [("dialer", "dialer")])],
    ),
    "an overlooked number brings its words": (
        [], said(users_affected=label), ("All 25 agents sit idle.",),
        [
            (FIRST, "users_affected", [], [(25, "All 25 agents")]),
            (FIRST, "users_affected_text", [], [("All 25 agents", "All 25 agents")]),
        ],
    ),
    "overlooked words in prose are not taken": ([], said(service=found("dialer")), ("The dialer.",), []),
    "an overlooked call joins those that were read": (
        [had(CONNIDS, ID)], {CONNIDS: (found(ID, explicit=True), found(OTHER_ID, explicit=True))}, (f"{ID}\n{OTHER_ID}",),
        [(FIRST, "connids", [ID], [(ID, ID), (OTHER_ID, OTHER_ID)])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("known", "fields", "texts", "expected"), CASES.values(), ids=CASES)
def test_corrections(
    known: list[KnownValue],
    fields: dict[FieldName, tuple[Found[Value], ...]],
    texts: tuple[str, ...],
    expected: list[tuple[int, str, list[object], list[object]]],
) -> None:
    assert in_short(corrections(known, fields, *texts)) == expected


def test_offsets_are_those_of_the_message() -> None:
    (one, _) = corrections([had(USERS, 40)], said(users_affected=label), "40 minutes, 25 agents")
    (reading,) = one.should_be
    assert (reading.start, reading.end, reading.place) == (112, 121, "body")
    assert (reading.score, reading.rule) == (None, None)
    assert one.was_read[0].rule == "prose"


PAIRS = [
    ({USERS_TEXT: ("25 agents",)}, "for 25 agents", {USERS: [25], USERS_TEXT: ["25 agents"]}),
    ({USERS_TEXT: ("everyone",)}, "everyone is out", {USERS: [], USERS_TEXT: ["everyone"]}),
    ({USERS: (25,), USERS_TEXT: ("the whole floor",)}, "the whole floor", {USERS: [25], USERS_TEXT: ["the whole floor"]}),
    ({USERS: (25,)}, "nobody knows", {USERS: [25], USERS_TEXT: []}),
    ({USERS: ()}, "25 agents", {USERS: [], USERS_TEXT: []}),
    (
        {F.STARTED_TEXT: ("3:15 this morning",)}, "at 3:15 this morning",
        {F.STARTED_AT: ["2026-11-16T10:15Z"], F.STARTED_TEXT: ["3:15 this morning"]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "text", "expected"), PAIRS)
def test_a_number_and_its_words_go_together(
    wanted: dict[FieldName, tuple[str | int, ...]], text: str, expected: dict[FieldName, list[str | int]]
) -> None:
    anew = read_anew(told(text), wanted)
    assert {name: [one.value for one in readings] for name, readings in anew.items()} == expected
