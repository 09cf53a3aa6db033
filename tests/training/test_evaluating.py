"""The table over voices: what is right and what is read, how sure that is, and which voice is read worst."""

from collections.abc import Sequence

import numpy as np
import pytest

from parsers.pipeline.fusion import Weights
from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES
from parsers.pipeline.parts import ENVIRONMENT, KIND, SEVERITY
from parsers.pipeline.spans import SORTS_OF
from parsers.vocabulary import MessageKind, Severity
from tests.parsers.pipeline import tiny
from tests.training.samples import parsed
from training.crossing import Told
from training.evaluating import cross_table, intervals, measures, read
from training.metrics import Pair, score
from training.samples import sample_of

COLUMNS = 24 + len(MessageKind) + 6


def pairs(right: int, wrong: int, **more: str) -> list[Pair]:
    """Messages of which so many are read rightly."""
    gold = {"kind": "incident", "severity": "P1", "service": "dialer", **more}
    return [(gold, gold)] * right + [
        (gold, {**gold, "kind": "question", "severity": None, "service": "phones"})
    ] * wrong


@pytest.mark.parametrize(
    ("right", "wrong", "low", "high"), [(10, 0, 1.0, 1.0), (0, 10, 0.0, 0.0), (50, 50, 0.38, 0.62)]
)
def test_intervals_are_as_wide_as_chance_would_have_it(right: int, wrong: int, low: float, high: float) -> None:
    found = intervals(pairs(right, wrong))["kind, accuracy"]
    assert found == pytest.approx((low, high), abs=0.05)
    assert found == intervals(pairs(right, wrong))["kind, accuracy"]  # the same each time


def test_every_measure_has_its_name() -> None:
    found = measures(score(pairs(3, 1)))
    assert list(found)[:4] == ["overall", "kind, accuracy", "P1 recall", "P1 precision"]
    assert (found["P1 recall"], found["P1 precision"], found["service"]) == (0.75, 1.0, 0.75)


def voices(*shares: tuple[str, int, int]) -> dict[str, Sequence[Pair]]:
    return {voice: pairs(right, wrong) for voice, right, wrong in shares}


def test_the_worst_voice_is_named_if_it_says_enough() -> None:
    _, figures = cross_table(voices(("calm", 9, 1), ("angry", 6, 4), ("rare", 0, 2)))
    assert (figures["service"]["worst voice"], figures["service"]["worst"]) == ("angry", 0.6)
    assert figures["service"]["value"] == pytest.approx(15 / 22, abs=1e-4)
    low, high = float(figures["service"]["low"]), float(figures["service"]["high"])
    assert low < 15 / 22 < high


def test_where_no_voice_says_enough_the_worst_of_all_is_named() -> None:
    _, figures = cross_table(voices(("one", 2, 0), ("other", 1, 1)))
    assert figures["service"]["worst voice"] == "other"


def test_a_message_is_read_by_the_models_that_are_given() -> None:
    sample = sample_of(parsed())
    sample.intake.doc = tiny.doc_of(sample.intake.layout.text)
    tokens = sample.intake.tokens
    shares = np.zeros((len(tokens.starts), len(LABELS), STATES), dtype=np.float32)
    shares[:, :, 0] = 1
    for mark in sample.marks:
        first, last = tokens.span(mark.start, mark.end)
        shares[first:last, LABELS.index(mark.label)] = (0.1, 0, 0.9)
        shares[first, LABELS.index(mark.label)] = (0.1, 0.9, 0)
    judged = {KIND: {"incident": 0.9, "question": 0.1}, ENVIRONMENT: {"production": 0.8, "none": 0.2}}
    levels = dict(zip(map(str, Severity), (0.3, 0.5, 0.1, 0.1), strict=True))
    told = Told(shares, {**judged, SEVERITY: levels})
    weights = {label: trusting(label) for label in LABELS}

    row = read(sample, told, weights, threshold=0.3)
    assert (row["kind"], row["severity"], row["environment"]) == ("incident", "P1", "production")
    assert (row["users_affected"], row["account"], row["errors"]) == (40, "Harbor Lane Finance", ["no target"])
    assert read(sample, told, weights, threshold=0.31)["severity"] == "P2"
    asking = {**judged, KIND: {"incident": 0.1, "question": 0.9}, SEVERITY: levels}
    assert read(sample, Told(shares, asking), weights, threshold=0.3)["severity"] is None
    assert sample.intake.believed == {}  # the sample itself is as it was


def trusting(label: str) -> Weights:
    """Believes whatever the network is sure of from the first word to the last."""
    width = COLUMNS + len(SORTS_OF.get(label, ()))
    slope = np.zeros(width)
    slope[1] = 2.0
    return Weights(np.zeros(width), np.ones(width), slope, 0.0, 0.5)
