"""The model that ships: as good as was measured, whole, the same each time, and nothing that is written breaks it."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parsers.extraction import Extraction, as_annotation
from parsers.language import language_of
from parsers.message import Zone
from parsers.pipeline.reader import MODEL, TrainedReader
from parsers.reader import RuleReader
from parsers.vocabulary import LIST_FIELDS, FieldName, MessageKind, Severity, ZoneKind
from tests.parsers.messages import SENT_AT, message
from tests.parsers.pipeline.conftest import Read
from training.message import as_annotation as as_contract
from training.metrics import score
from training.train import METRICS

pytestmark = pytest.mark.timeout(600)
"""Whichever test comes first waits until all messages are read: most of a minute, and more on a machine that is busy."""

FLOORS = {
    "overall": 0.71,
    "kind, accuracy": 0.87,
    "P1 recall": 0.89,
    "P1 precision": 0.72,
    "kind": 0.82,
    "severity": 0.71,
    "environment": 0.84,
    "users_affected": 0.65,
    "started_at": 0.83,
    "connids": 0.97,
    "anis": 0.71,
    "contact_phone": 0.76,
    "contact_email": 0.86,
    "account": 0.88,
    "department": 0.44,
    "service": 0.59,
    "users_affected_text": 0.50,
    "frequency": 0.58,
    "impact": 0.53,
    "started_text": 0.68,
    "contact_name": 0.86,
    "access_hours": 0.68,
    "isolation_steps": 0.74,
    "errors": 0.59,
}
"""What every later model must reach on voices that it has not seen: 0.03 below the first ones."""


def figures(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_voices_that_it_has_not_seen_are_read_well(name: str, floor: float) -> None:
    assert figures(METRICS)[name]["value"] >= floor


def test_no_measure_is_without_a_floor() -> None:
    assert list(figures(METRICS)) == list(FLOORS)


def test_the_model_is_the_one_that_was_measured() -> None:
    assert figures(MODEL / "trained.json")["held-out voices"] == figures(METRICS)


SAMPLE = 150


def test_the_model_is_whole(all_read: Mapping[str, Read]) -> None:
    """It was trained on these very messages: a score that is no better than on others says that something is broken."""
    every = max(1, len(all_read) // SAMPLE)
    chosen = list(all_read.values())[::every][:SAMPLE]
    assert len(chosen) == SAMPLE
    pairs = []
    for one in chosen:
        gold = as_contract(one.annotated)["gold"]
        assert isinstance(gold, dict)
        pairs.append((gold, as_annotation(one.annotated.id, one.extraction)))
    found = score(pairs)
    assert found.accuracy > 0.97
    assert found.fields["severity"].value > 0.9
    assert found.overall > 0.85


def test_every_value_stands_where_it_says(all_read: Mapping[str, Read]) -> None:
    astray = [name for name, one in all_read.items() if not _stands(one)]
    assert astray == []


def _stands(one: Read) -> bool:
    texts = {"subject": one.message.subject, "body": one.message.text}
    values = [*one.extraction.fields.values(), *one.extraction.losers.values()]
    return all(
        found.words and texts[found.place][found.start : found.end] == found.words and 0 <= found.score <= 1
        for several in values
        for found in several
    )


def test_one_value_a_field_but_for_lists(all_read: Mapping[str, Read]) -> None:
    for one in all_read.values():
        for name, several in one.extraction.fields.items():
            assert len(several) == 1 or name in LIST_FIELDS
            assert len({str(found.value) for found in several}) == len(several)


def test_the_same_message_is_read_alike_each_time(trained: TrainedReader, all_read: Mapping[str, Read]) -> None:
    for one in list(all_read.values())[::200]:
        assert trained(one.message, received_at=one.annotated.sent) == one.extraction


def test_a_severity_only_for_incidents(all_read: Mapping[str, Read]) -> None:
    found = [one.extraction for one in all_read.values()]
    assert all((one.severity is not None) == (one.kind.value is MessageKind.INCIDENT) for one in found)
    assert {one.severity.value for one in found if one.severity} == set(Severity)


HOSTILE = {
    "nothing": "",
    "a word": "x" * 1_000_000,
    "numbers": " ".join(map(str, range(10_000))),
    "right to left": "\u202e" + "המוקד לא עובד מאז הבוקר, " * 3_000,
    "isolates": "\u2067calls\u2069drop" * 3_000,
    "zero width": "ca\u200blls dr\u200dop " * 10_000,
    "zero width alone": "\u200b" * 100_000,
    "emoji": "😀👨‍👩‍👧" * 10_000,
    "accents": "e" + "\u0301" * 100_000,
    "line ends": "\n" * 100_000,
    "blanks": " \t\u00a0" * 50_000,
    "line separators": "\u2028\u2029\x85\x0c" * 10_000,
    "commas": "," * 50_000,
    "brackets": "(" * 50_000,
    "marks apart": ". " * 50_000,
    "question marks": "? " * 50_000,
    "times": "since 9:05, " * 5_000,
    "counts": "25 agents " * 5_000,
    "telephone numbers": "303-555-0142, " * 5_000,
    "addresses": "a@b.example " * 5_000,
    "CONNIDs": "00a1025b7c3f9d42 " * 5_000,
    "labels": "Users: 25\n" * 5_000,
    "steps": "We restarted it. " * 5_000,
    "errors": "error 503. " * 5_000,
    "her own name": "Ann Roe of Lantern Hall " * 5_000,
    "unassigned signs": "\U000e0fff\ufffe\uffff " * 5_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_written_is_read_in_time(trained: TrainedReader, text: str) -> None:
    begun = time.thread_time()
    found = trained(message(text, subject="Calls drop"), received_at=SENT_AT)
    assert time.thread_time() - begun < 2.0
    assert _stands_in(found, text)


def _stands_in(found: Extraction, text: str, subject: str = "Calls drop") -> bool:
    return all(one.words == (subject if one.place == "subject" else text)[one.start : one.end] for _, one in found)


@pytest.mark.parametrize("subject", ["", "x" * 100_000, "\u200b" * 900, "," * 1_000, "\n\n", "Re: " * 300])
def test_so_is_any_subject(trained: TrainedReader, subject: str) -> None:
    begun = time.thread_time()
    found = trained(message("Forty agents cannot log in.", subject=subject), received_at=SENT_AT)
    assert time.thread_time() - begun < 2.0
    assert _stands_in(found, "Forty agents cannot log in.", subject)


def test_out_of_quotes_nothing_is_read(trained: TrainedReader) -> None:
    text = "> Forty agents on the billing queue cannot log in since 8:15.\n" * 30
    quoted = message(text, zones=(Zone(kind=ZoneKind.QUOTE, start=0, end=len(text)),))
    assert trained(quoted, received_at=SENT_AT).fields == {}
    own = message(text.replace("> ", ""))
    assert FieldName.STARTED_TEXT in trained(own, received_at=SENT_AT).fields


def test_another_language_is_left_to_the_rules(trained: TrainedReader) -> None:
    text = (
        "Guten Tag,\n\nseit heute Morgen können unsere Mitarbeiter in Leipzig keine Anrufe mehr annehmen. Es betrifft etwa "
        "vierzig Leute. Die Verbindung war 00a1025b7c3f9d42.\n\nMit freundlichen Grüßen\nAnna Roth"
    )
    assert language_of(text) == "de"
    found = trained(message(text, subject="Störung"), received_at=SENT_AT)
    assert found.language == "de"
    assert [one.value for one in found.fields[FieldName.CONNIDS]] == ["00a1025b7c3f9d42"]
    assert found == RuleReader()(message(text, subject="Störung"), received_at=SENT_AT)
    assert found.kind.value is MessageKind.INCIDENT


def test_a_message_without_a_date_is_read_as_of_its_coming(trained: TrainedReader) -> None:
    undated = replace(message("Forty agents cannot log in since 9:05 am."), sent_at=None)
    (moment,) = trained(undated, received_at=SENT_AT).fields[FieldName.STARTED_AT]
    # 10:51 in New York is 8:51 in Denver, the desk's own zone: five past nine was yesterday.
    assert str(moment.value) == "2026-10-19 15:05:00+00:00"


def test_what_was_asked_for_is_taken_from_a_bare_answer(trained: TrainedReader) -> None:
    asked = frozenset({FieldName.USERS_AFFECTED})
    found = trained(message("About 25.", subject="Re: EP-104233 Calls drop"), received_at=SENT_AT, asked=asked)
    assert found.thread == "EP-104233"
    assert [one.value for one in found.fields[FieldName.USERS_AFFECTED]] == [25]
