"""What the rules find before the kind is decided: evidence for whoever decides it."""

import pytest

from parsers.candidates import candidates
from parsers.classify import classify, judged, kind_totals
from parsers.extraction import plain
from parsers.reader import RuleReader
from parsers.vocabulary import FieldName, MessageKind

from .messages import SENT_AT, message, view

F, K = FieldName, MessageKind
QUESTION = 'How do I export the queue summary? It shows "Error 503" since 9:30 for 12 agents in Tulsa.'


def test_the_fields_are_those_of_an_incident_whatever_the_message_is() -> None:
    found = candidates(view("How do I add 3 agents? It happens every ten minutes, we restarted the desktop."))
    assert found.kind.value is K.QUESTION
    assert {name: [plain(one.value) for one in ones] for name, ones in found.if_incident.items()} == {
        F.USERS_AFFECTED: [3],
        F.USERS_AFFECTED_TEXT: ["3 agents"],
        F.FREQUENCY: ["every ten minutes"],
        F.ISOLATION_STEPS: ["we restarted the desktop"],
    }
    assert F.FREQUENCY not in found.fields_of(K.QUESTION)


@pytest.mark.parametrize("kind", list(K))
def test_reading_as_one_kind_leaves_the_others_alone(kind: MessageKind) -> None:
    found = candidates(view(QUESTION))
    first = found.if_incident
    found.fields_of(kind)
    fresh = candidates(view(QUESTION))
    assert fresh.fields_of(kind) == found.fields_of(kind)
    assert fresh.if_incident == first == found.fields_of(K.INCIDENT)


@pytest.mark.parametrize(
    "text", ["Agents cannot log in since 9:30.", QUESTION, "Any news on EP-104233?", "Please add Dana Ruiz.", ""]
)
def test_a_reader_finds_what_the_candidates_hold(text: str) -> None:
    extraction = RuleReader()(message(text), received_at=SENT_AT)
    found = candidates(view(text), extraction.thread)
    assert extraction.kind == found.kind
    assert extraction.fields == found.fields_of(found.kind.value)


def test_the_totals_of_cues_and_how_they_are_balanced() -> None:
    totals = kind_totals(
        view("How do I add an agent? Nobody can log in, all lines are down, calls are rejected."), None
    )
    assert totals.raw[K.INCIDENT] >= 5
    assert totals.balanced[K.INCIDENT] == totals.raw[K.INCIDENT]
    assert totals.balanced[K.QUESTION] == 0.5 * totals.raw[K.QUESTION] > 0
    assert any("down" in reason for reason in totals.reasons[K.INCIDENT])


def test_nothing_speaks_for_any_kind_in_a_text_without_cues() -> None:
    totals = kind_totals(view("lorem ipsum " * 20), None)
    assert not any(value > 0 for value in totals.balanced.values())
    assert judged(totals).value is K.OTHER


def test_a_ticket_and_what_is_told_change_the_totals() -> None:
    source = view("Calls drop.")
    alone = kind_totals(source, None)
    assert kind_totals(source, None, frozenset({F.ERRORS})).raw[K.INCIDENT] > alone.raw[K.INCIDENT]
    assert kind_totals(source, "EP-104233").raw[K.UPDATE] > alone.raw.get(K.UPDATE, 0)
    assert classify(source, "EP-104233") == judged(kind_totals(source, "EP-104233"))
