"""Whole messages in many voices, written for this project: every kind is right, the fields to the measure below.

The measure is that of the annotation contract: token F1 for text, exact matches for normalised values, both over the
messages where the expectation or the reader has a value.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from parsers.bodies import zones
from parsers.extraction import as_annotation
from parsers.message import Message, Sender
from parsers.reader import RuleReader
from parsers.vocabulary import Channel, FieldName

VOICES = [
    json.loads(line)
    for path in sorted((Path(__file__).parent / "voices").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
FLOORS: dict[str, float] = {
    "severity": 0.8,
    "environment": 0.7,
    "account": 0.95,
    "department": 0.6,
    "service": 0.78,
    "users_affected": 0.8,
    "users_affected_text": 0.78,
    "frequency": 0.75,
    "impact": 0.45,
    "isolation_steps": 0.8,
    "started_text": 0.75,
    "started_at": 0.85,
    "connids": 1.0,
    "anis": 1.0,
    "errors": 0.65,
    "contact_name": 0.9,
    "contact_phone": 0.95,
    "contact_email": 1.0,
    "access_hours": 0.75,
}
EXACT = {"severity", "environment", "users_affected", "started_at", "connids", "anis", "contact_phone", "contact_email"}


def read(voice: dict[str, Any]) -> dict[str, Any]:
    slack = voice["channel"] == "slack"
    source = Message(
        channel=Channel.SLACK if slack else Channel.SMTP,
        sender=Sender(address=voice["from_email"], name=voice["from_name"]),
        subject=voice["subject"],
        text=voice["body"],
        zones=() if slack else zones(voice["body"], subject=voice["subject"]),
        sent_at=datetime.fromisoformat(voice["sent_at"]),
    )
    return as_annotation(voice["id"], RuleReader()(source, received_at=datetime.fromisoformat(voice["sent_at"])))


READ = {voice["id"]: read(voice) for voice in VOICES}


def tokens(value: object) -> Counter[str]:
    return Counter(re.findall(r"\w+", str(value).lower()))


def likeness(name: str, expected: object, found: object) -> float:
    if name in EXACT:
        return float(expected == found)
    both = sum((tokens(expected) & tokens(found)).values())
    return 2 * both / (tokens(expected).total() + tokens(found).total()) if both else 0.0


def scores(name: str) -> Iterator[float]:
    for voice in VOICES:
        expected, found = voice["expected"].get(name), READ[voice["id"]][name]
        if expected or found:
            pair = (" ".join(expected or []), " ".join(found)) if isinstance(found, list) else (expected, found)
            yield likeness(name, *pair)


@pytest.mark.parametrize("voice", VOICES, ids=[voice["id"] for voice in VOICES])
def test_the_kind_of_a_whole_message(voice: dict[str, Any]) -> None:
    assert READ[voice["id"]]["kind"] == voice["expected"]["kind"], voice["body"]


@pytest.mark.parametrize("voice", [one for one in VOICES if one["thread"]], ids=str)
def test_the_ticket_of_a_reply(voice: dict[str, Any]) -> None:
    assert READ[voice["id"]]["thread"] == voice["thread"]


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_a_field_over_all_voices(name: str, floor: float) -> None:
    found = list(scores(name))
    assert sum(found) / len(found) >= floor, sorted(found)


def test_no_field_is_left_out() -> None:
    assert set(FLOORS) == {"severity", *map(str, FieldName)}
