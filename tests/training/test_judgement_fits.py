"""What scikit-learn has fitted is what the reader works out from the numbers that ship."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from parsers.pipeline.judging import Linear, Seen, best
from parsers.pipeline.parts import ENVIRONMENT, JUDGEMENTS, KIND, SEVERITY
from parsers.vocabulary import Environment, MessageKind, Severity
from tests.training.samples import SAMPLE, parsed
from training.judgement_fits import NO_ENVIRONMENT, Table, _Scaled, fit_judgements, fit_wording, seen_by, signs_in
from training.samples import Sample, sample_of


def test_a_column_that_is_always_the_same_is_not_scaled_up() -> None:
    rows = np.full((7, 1), 0.1)
    assert 0 < rows.std() < 1e-15  # it is not nothing, for rounding
    scaled = _Scaled(rows, 0.25)
    assert np.abs(scaled.rows).max() < 1e-12
    weights, offset = scaled.unscaled(np.ones((1, 1)))
    assert [*weights[0], *offset] == pytest.approx([0.25, -0.025])


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 999), st.floats(0.01, 3))
def test_scaling_is_worked_into_the_weights(seed: int, share: float) -> None:
    air = np.random.default_rng(seed)
    rows = air.random((40, 5)) * [1, 100, 0.01, 0, 1] + [0, 7, 0, 3, 0]  # the fourth is always the same
    answers = ["a", "b", "c", "d"] * 10
    scaled = _Scaled(rows, share)
    assert scaled.rows.mean(axis=0) == pytest.approx(np.zeros(5), abs=1e-9)
    assert scaled.rows.std(axis=0) == pytest.approx(np.array([share, share, share, 0, share]))
    model = LogisticRegression().fit(scaled.rows, answers)
    weights, offset = scaled.unscaled(model.coef_.T)
    linear = Linear(
        tuple(model.classes_), np.zeros((1, 4)), np.zeros((1, 4), dtype=np.float32), weights, model.intercept_ + offset
    )
    nothing = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32), np.zeros(1, dtype=np.float32))
    for row, wanted in zip(rows, model.predict_proba(scaled.rows), strict=True):
        assert list(linear.shares(Seen(*nothing, row)).values()) == pytest.approx(wanted, abs=1e-6)


def samples() -> list[Sample]:
    """Messages that tell their kind, severity and environment by a word each."""
    made = []
    levels = [*Severity, None, None]
    for number in range(48):
        severity = levels[number % 6]
        kind = MessageKind.INCIDENT if severity else (MessageKind.QUESTION, MessageKind.NOTICE)[number % 2]
        environment = [*Environment, None][number % 3]
        graded = {"P1": "gravest", "P2": "graver", "P3": "grave", "P4": "light"}.get(str(severity), "none")
        text = SAMPLE.replace("One of the calls", f"It is {kind} {graded} {environment}. One of the calls")
        message = replace(parsed(text), id=f"m-{number}", kind=kind, severity=severity, environment=environment)
        made.append(sample_of(message))
    return made


@pytest.mark.usefixtures("weights")
def test_what_every_message_says_is_learned() -> None:
    given = samples()
    table = Table(given)
    crossed = {one.message.id: {kind: float(kind is one.kind) for kind in MessageKind} for one in given}
    judgements = fit_judgements(given, table, crossed)
    assert list(judgements.models) == list(judgements.names) == list(JUDGEMENTS)
    assert judgements.models[SEVERITY].classes == tuple(map(str, Severity))
    for name in JUDGEMENTS:
        asked = [one for one in given if one.message.severity or name != SEVERITY]
        right = []
        for one in asked:
            signs = signs_in(name, one, crossed[one.message.id])
            shares = judgements.models[name].shares(seen_by(judgements, name, one, table, signs))
            right.append(best(shares) == answer(name, one))
        assert sum(right) >= 0.95 * len(asked) > 0, name


def answer(name: str, one: Sample) -> str:
    told = {KIND: one.kind, SEVERITY: one.message.severity, ENVIRONMENT: one.message.environment or NO_ENVIRONMENT}
    return str(told[name])


def test_rare_words_are_left_out() -> None:
    wording = fit_wording(["calls drop often", "calls drop", "agents wait", "agents call"])
    assert wording.vocabulary[: wording.split] == ("agents", "calls", "calls drop", "drop")
    assert " ca" in wording.vocabulary[wording.split :]
    assert " dr" not in wording.vocabulary[wording.split :]  # two texts have it, and pieces want three
