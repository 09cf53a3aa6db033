"""Label lines, and the desk's own labels answered in a quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.forms import field_of, form_lines, says_nothing
from parsers.labels import FORM_LABELS, LABELS, QUESTIONS
from parsers.vocabulary import FieldName

F = FieldName


def read(text: str, *quoted: FieldName) -> list[tuple[FieldName, str]]:
    return [(line.field, text[line.start : line.end]) for line in form_lines(text, quoted_fields=quoted)]


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Users: 25", F.USERS_AFFECTED, "25"),
        ("Number of users affected: 40 of 85", F.USERS_AFFECTED, "40 of 85"),
        ("3. Number of users affected (approx.): 40", F.USERS_AFFECTED, "40"),
        ("*Frequency:* every call", F.FREQUENCY, "every call"),
        ("**Business impact**: we lose orders", F.IMPACT, "we lose orders"),
        ("Site contact - Jane Doe, 303-555-0144", F.CONTACT_NAME, "Jane Doe, 303-555-0144"),
        ("What have you tried? restarted the PC", F.ISOLATION_STEPS, "restarted the PC"),
        ("Access hours (local): 8-5 MT", F.ACCESS_HOURS, "8-5 MT"),
        ("CONNID(s): 00a1025b7c3f9d42", F.CONNIDS, "00a1025b7c3f9d42"),
        ("ANI = 303-555-0144", F.ANIS, "303-555-0144"),
        ("Phone | 303-555-0144", F.CONTACT_PHONE, "303-555-0144"),
        ("- Start time: 9:40", F.STARTED_AT, "9:40"),
        ("Environment: UAT", F.ENVIRONMENT, "UAT"),
    ],
)
def test_a_label_line(line: str, field: FieldName, value: str) -> None:
    assert read(f"Hello,\n\n{line}\n\nThanks") == [(field, value)]


@pytest.mark.parametrize(
    "value", ["", "n/a", "N/A", "unknown", "?", "-", "tbd", "not sure", "don't know", "see below", "[fill in]"]
)
def test_a_blank_value_answers_nothing(value: str) -> None:
    assert says_nothing(value)
    assert read(f"Error: {value}\nNote: nothing") == []


@pytest.mark.parametrize(
    "text",
    [
        "We have a problem: nothing works",
        "Agents - all of them - are stuck",
        "Dear team: hello",
        "Note: 25",
        "http://users: 5",
    ],
)
def test_prose_is_no_form(text: str) -> None:
    assert read(text) == []


def test_values_can_go_on_in_further_lines() -> None:
    text = "Business impact: we lose orders\n  and customers\nSteps taken:\n- rebooted\n- cleared cache\n\nBye"
    assert read(text) == [
        (F.IMPACT, "we lose orders"),
        (F.IMPACT, "and customers"),
        (F.ISOLATION_STEPS, "rebooted"),
        (F.ISOLATION_STEPS, "cleared cache"),
    ]


@pytest.mark.parametrize("field", list(LABELS))
def test_the_desk_knows_its_own_labels(field: FieldName) -> None:
    known = field_of(LABELS[field])
    aliases = {F.USERS_AFFECTED_TEXT: F.USERS_AFFECTED, F.STARTED_TEXT: F.STARTED_AT}
    assert known is aliases.get(field, field)
    assert QUESTIONS[field].endswith("?")


def test_an_answer_in_the_quoted_line() -> None:
    assert read("> Users affected: 25\n> Frequency:\n", F.USERS_AFFECTED, F.FREQUENCY) == [(F.USERS_AFFECTED, "25")]


def test_an_answer_under_the_quoted_question() -> None:
    text = f"> Users affected: {QUESTIONS[F.USERS_AFFECTED]}\nabout 25\n>\n> Access hours:\n8-5 MT\n"
    assert read(text, F.USERS_AFFECTED, F.ACCESS_HOURS) == [(F.USERS_AFFECTED, "about 25"), (F.ACCESS_HOURS, "8-5 MT")]


def test_a_quoted_line_that_was_not_asked_for_is_history() -> None:
    assert read("> Users affected: 25\n", F.FREQUENCY) == []


def test_the_desks_question_is_no_answer_even_when_wrapped() -> None:
    text = "> Started: When did it begin (date,\n> time, time zone)?\n> Users affected: 3\n"
    assert read(text, F.STARTED_AT) == []


def test_there_are_many_labels() -> None:
    assert len(FORM_LABELS) > 200


@given(st.text(alphabet="Users: >*-\n5affected?|\t", max_size=120))
def test_any_text_is_read(text: str) -> None:
    for line in form_lines(text, quoted_fields=list(FieldName)):
        assert text[line.start : line.end].strip()


@pytest.mark.parametrize(
    ("text", "read_values"),
    [
        ("Local contact:\nAccess hours:\n\nAgents in Tulsa get logged out", []),
        ("Frequency:\n\nThe IVR hangs for all callers.", []),
        ("Business impact description: unknown", []),
        ("Business impact (if any): we lose orders", [(F.IMPACT, "we lose orders")]),
        ("Access hours details: 8-5 MT", [(F.ACCESS_HOURS, "8-5 MT")]),
        ("Frequency details if any: hourly", [(F.FREQUENCY, "hourly")]),
        ("Account #: Bluefern", [(F.ACCOUNT, "Bluefern")]),
        ("Error: none", []),
        ("Steps already taken: none", []),
        ("Steps already taken: Nothing tried yet", []),
        ("Steps already taken: none so far.", []),
        ("Frequency:\nevery call\n\nThe rest is fine.", [(F.FREQUENCY, "every call")]),
        ("How often does it happen?\nevery call", [(F.FREQUENCY, "every call")]),
        (
            "Frequency: every few minutes, but only when the agent has\nbeen idle\nAccess hours: 8-5",
            [(F.FREQUENCY, "every few minutes, but only when the agent has\nbeen idle"), (F.ACCESS_HOURS, "8-5")],
        ),
        (
            "Business impact: we lose orders\n\nWe have your message. Your ticket is\n\nEP-104233",
            [(F.IMPACT, "we lose orders")],
        ),
    ],
)
def test_an_empty_label_takes_nothing_and_a_value_ends(text: str, read_values: list[tuple[FieldName, str]]) -> None:
    assert read(text) == read_values


_STEPS = "restarted the adapter, no change; tried another PC"


@pytest.mark.parametrize(
    ("text", "read_values"),
    [
        (f"Steps already taken: {_STEPS}\nWhat are the CONNIDs of calls that were affected?\nCONNIDs:", [_STEPS]),
        (
            f"Steps already taken: {_STEPS}\nOur target for a solution is counted from\nthe moment we have all of this.",
            [_STEPS],
        ),
        ("Steps already taken:\nWhat are the CONNIDs of calls that were\naffected?\nCONNIDs:\u00a0\n", []),
        ("Steps already taken:\u00a0\nOur target for a solution is counted from the moment we have all of this.", []),
        ("Steps already taken:\n\nOur target for a solution is counted from the moment we have all of this.", []),
        ("Steps already taken:\n\nWhat you wrote\nthe desktop freezes", []),
        (f"Steps already taken:\n{_STEPS}\n\nCONNIDs:", [_STEPS]),
        ("Tried: another customer's history\nSteps taken: also his", []),
        (
            "What have you already checked or tried, and what came of it?\nrestarted it\nSteps already taken:",
            ["restarted it"],
        ),
    ],
)
@pytest.mark.parametrize("mark", ["", "> "])
def test_a_quoted_label_holds_only_what_was_typed(mark: str, text: str, read_values: list[str]) -> None:
    quoted = "\n".join(f"{mark}{line}" for line in text.split("\n"))
    lines = form_lines(quoted, quoted_fields=[F.ISOLATION_STEPS, F.CONNIDS], quotes=[(0, len(quoted))])
    assert [quoted[line.start : line.end] for line in lines] == read_values
    assert all(line.quoted for line in lines)


def test_a_typed_answer_may_stand_after_a_blank_line_between_quotes() -> None:
    text = (
        "> Users affected:\n>\n\n23 agents\n\n> How often does it happen?\n> Frequency:\n>\n> What you wrote\n\nThanks"
    )
    assert read(text, F.USERS_AFFECTED, F.FREQUENCY) == [(F.USERS_AFFECTED, "23 agents")]
