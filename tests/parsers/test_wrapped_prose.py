"""Mail programs wrap prose at some column: what is read does not depend on where."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.extraction import Extraction
from parsers.reader import RuleReader
from parsers.vocabulary import FieldName
from tests.parsers.messages import SENT_AT, message

F = FieldName
READER = RuleReader()

MAILS = {
    "carriers": "Callers to our claims queue hear fast busy and we are losing bookings to the competition since this "
    "morning. We called from three different carriers with the same result. It happens on every second call in "
    "production.",
    "place": 'Agents in the Tulsa site cannot log in to the agent desktop since this morning: "Invalid place" comes up '
    "after the password. 25 agents are affected and callers wait more than half an hour.",
    "idle": "In production the screen pop stays empty every few minutes for about 40 agents in the billing department. We "
    "restarted the CRM adapter on two workstations, which made no difference. Because of that the callers wait while "
    "agents search by hand. My colleague Jane Doe can be reached under 303-555-0144 from 8 am to 5 pm.",
    "recording": "Since Monday 9:40 am the recordings of the night shift are missing. We checked the storage and it has "
    "enough space left. We also rebooted the recorder yesterday, nothing changed. Auditors will fine us if we cannot "
    "show the recordings at the end of the week.",
}


def read(text: str) -> Extraction:
    return READER(message(f"Hello,\n\n{text}\n\nRegards,\nAnn Roe\n"), received_at=SENT_AT)


def values(extraction: Extraction) -> dict[FieldName, list[str]]:
    return {field: [" ".join(str(one.value).split()) for one in found] for field, found in extraction.fields.items()}


@pytest.mark.parametrize("width", [60, 72, 100])
@pytest.mark.parametrize("name", list(MAILS))
def test_the_values_are_those_of_the_unwrapped_mail(name: str, width: int) -> None:
    wrapped = read(textwrap.fill(MAILS[name], width))
    whole = read(MAILS[name])
    assert values(wrapped) == values(whole)
    assert wrapped.kind.value is whole.kind.value


@given(st.sampled_from(list(MAILS)), st.integers(min_value=60, max_value=100))
def test_any_usual_column_gives_the_same(name: str, width: int) -> None:
    assert values(read(textwrap.fill(MAILS[name], width))) == values(read(MAILS[name]))


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        (
            "We have checked the trunks with the network team, and we called from three different\ncarriers.",
            F.ISOLATION_STEPS,
            "we called from three different\ncarriers",
        ),
        (
            "The IVR hangs for every caller in production, and we are losing bookings to the\ncompetition.",
            F.IMPACT,
            "we are losing bookings to the\ncompetition",
        ),
    ],
)
def test_a_value_may_span_a_line_break_and_stays_verbatim(text: str, field: FieldName, value: str) -> None:
    assert value in [str(one.value) for one in read(f"Calls fail since 9 am.\n{text}").fields[field]]


def test_lines_that_the_writer_ended_stay_apart() -> None:
    text = "Calls drop in the Boise office.\nTried:\n- restarted the adapter on both of the machines\n- called from two carriers"
    assert values(read(text))[F.ISOLATION_STEPS] == [
        "restarted the adapter on both of the machines",
        "called from two carriers",
    ]
