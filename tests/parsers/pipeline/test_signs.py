"""The named facts of a message: the same names whatever is in it, numbers that stay small, and the names are words."""

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.fields.view import view_of
from parsers.message import Automatic
from parsers.pipeline.intake import Intake
from parsers.pipeline.parts import ENVIRONMENT, JUDGEMENTS, KIND, SEVERITY, signs_of
from parsers.pipeline.signs import Signs
from parsers.vocabulary import AutomaticKind, Channel, MessageKind
from tests.parsers.messages import SENT_AT, message, view
from tests.parsers.pipeline import tiny


def signs(text: str, subject: str = "", kinds: dict[MessageKind, float] | None = None) -> dict[str, Signs]:
    made = tiny.intake(view(text, subject=subject))
    return all_of(made, kinds or {})


def all_of(made: Intake, kinds: dict[MessageKind, float]) -> dict[str, Signs]:
    for name in JUDGEMENTS:
        made.signs[name] = signs_of(name, made)
        if name == KIND:
            made.kinds = kinds
    return {name: dict(values) for name, values in made.signs.items()}


TOLD = [
    (KIND, "It drops.", "it has a question mark", 0),
    (KIND, "Why does it drop?", "it has a question mark", 1),
    (KIND, "Why? Why? Why? Why? Why?", "its question marks", 4 / 3),
    (KIND, "It drops since 8:15.", "it tells started text", 1),
    (KIND, "CONNID 00a1025b7c3f9d42", "it tells connids", 1),
    (KIND, "About EP-104233: it works.", "it names a ticket", 1),
    (KIND, "It works.", "it names a ticket", 0),
    (KIND, "word " * 50, "its length", 1),
    (KIND, "word " * 1_000, "its length", 3),
    (SEVERITY, "All our lines are down, no calls at all.", "calls or work have stopped", 1),
    (SEVERITY, "Everything is fine.", "calls or work have stopped", 0),
    (SEVERITY, "Calls drop for 25 agents.", "a number of users is told", 1),
    (SEVERITY, "Calls drop for 25 agents.", "the number of users", math.log1p(25)),
    (SEVERITY, "Calls drop for 25 agents.", "two users at most", 0),
    (SEVERITY, "Calls drop for two agents.", "two users at most", 1),
    (SEVERITY, "Calls drop.", "the number of users", 0),
    (ENVIRONMENT, "Environment: production\nCalls drop.", "production", 1),
    (ENVIRONMENT, "It fails in our UAT environment.", "development", 1),
]


@pytest.mark.parametrize(("judgement", "text", "name", "value"), TOLD)
def test_what_is_told(judgement: str, text: str, name: str, value: float) -> None:
    assert signs(text)[judgement][name] == pytest.approx(value)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"channel": Channel.SLACK}, "it came by Slack"),
        ({"subject": "Re: dialer"}, "it is a reply"),
        ({"automatic": Automatic(kind=AutomaticKind.LIST, reason="List-Id")}, "its header says it is automatic"),
    ],
)
def test_what_the_header_tells(changed: dict[str, Any], name: str) -> None:
    plain = message("Calls drop.")
    for written, value in ((plain, 0.0), (replace(plain, **changed), 1.0)):
        made = tiny.intake(view_of(written, SENT_AT))
        assert all_of(made, {})[KIND][name] == value


def test_what_kind_it_is_counts_for_the_environment() -> None:
    found = signs("Calls drop.", kinds={MessageKind.INCIDENT: 0.75})[ENVIRONMENT]
    assert found[f"it is {MessageKind.INCIDENT}"] == 0.75
    assert found[f"it is {MessageKind.QUESTION}"] == 0


def test_the_guides_level_is_one_of_four() -> None:
    found = signs("All our lines are down, no calls at all.")[SEVERITY]
    assert sum(value for name, value in found.items() if name.endswith("by the rules")) == 1


NAMES = {name: list(values) for name, values in signs("Calls drop.").items()}


@pytest.mark.parametrize(
    "text", ["", "x", "?", "Forty agents cannot log in since 8:15, error 503.\nUsers: 25", "é 中 😀"]
)
def test_names_are_the_same_in_every_message(text: str) -> None:
    assert {name: list(values) for name, values in signs(text, "Re: EP-104233").items()} == NAMES


def test_names_are_words() -> None:
    for names in NAMES.values():
        assert len(set(names)) == len(names)
        assert [name for name in names if not re.fullmatch(r"[a-zA-Z0-9][\w ,']+", name)] == []


_PHRASES = "forty agents cannot hear the caller since 8:15 Users: 25 1000000000000 ? error urgent all down 中 😀"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*_PHRASES.split(), "\n"]), max_size=80))
def test_signs_are_small_finite_numbers(body: list[str]) -> None:
    for values in signs(" ".join(body)).values():
        for name, value in values.items():
            assert math.isfinite(value), name
            assert 0 <= value <= 40, name
