"""A linear model over a whole message: its shares, and which of the things it saw spoke for them."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from parsers.pipeline.judging import VECTOR_WIDTH, Linear, Seen, best, vector_of
from parsers.pipeline.wording import Wording
from tests.parsers.pipeline import tiny

CLASSES = ("P1", "P2", "P3")
WORDING = Wording(["calls", "drop", "calls drop", " ca"], 3, np.ones(4, dtype=np.float32))
NAMES = ("calls have stopped", "a workaround is mentioned")


def seen(columns: list[int], values: list[float], signs: tuple[float, float] = (0, 0), vector: float = 0) -> Seen:
    return Seen(
        np.array(columns, dtype=np.int64),
        np.array(values, dtype=np.float32),
        np.full(2, vector, dtype=np.float32),
        np.array(signs, dtype=np.float32),
    )


MODEL = Linear(
    CLASSES,
    wording=np.array([[2, 0, -2], [0, 0, 0], [1, 0, 0], [9, 0, 0]], dtype=np.float16),
    vector=np.array([[0, 1, 0], [0, 1, 0]], dtype=np.float32),
    signs=np.array([[3, 0, 0], [-1, 0, 1]], dtype=np.float32),
    offset=np.array([0, 0, 0.5], dtype=np.float32),
)


@pytest.mark.parametrize(
    ("given", "scores"),
    [
        (seen([], []), [0, 0, 0.5]),
        (seen([0], [0.5]), [1, 0, -0.5]),
        (seen([0, 2], [0.5, 1.0]), [2, 0, -0.5]),
        (seen([], [], signs=(1, 1)), [2, 0, 1.5]),
        (seen([], [], vector=2), [0, 4, 0.5]),
        (seen([3], [100.0]), [900, 0, 0.5]),
    ],
)
def test_shares_are_the_softmax_of_the_sums(given: Seen, scores: list[float]) -> None:
    whole = np.exp(np.array(scores) - max(scores))
    told = MODEL.shares(given)
    assert list(told) == list(CLASSES)
    assert list(told.values()) == pytest.approx(whole / whole.sum(), abs=1e-5)
    assert best(told) == CLASSES[int(np.argmax(scores))]


def test_shares_are_those_of_scikit_learn() -> None:
    air = np.random.default_rng(4)
    rows = air.random((60, 8)).astype(np.float32)
    answers = [CLASSES[int(row[0] * 1.5 + row[5] * 1.5)] for row in rows]
    model = LogisticRegression().fit(rows, answers)
    slope = model.coef_.T
    linear = Linear(tuple(model.classes_), slope[:4], slope[4:6], slope[6:], model.intercept_)
    wanted = model.predict_proba(rows)
    assert wanted.std(axis=0).min() > 0.05
    for row, shares in zip(rows, wanted, strict=True):
        told = linear.shares(Seen(np.arange(4), row[:4], row[4:6], row[6:]))
        assert list(told.values()) == pytest.approx(shares, abs=1e-4)


def spoke(found: list[tuple[str, float]]) -> dict[str, float]:
    assert [added for _, added in found] == sorted((added for _, added in found), reverse=True)
    return {name: round(added, 3) for name, added in found}


def test_the_facts_that_spoke_for_it_the_loudest_first() -> None:
    given = seen([], [], signs=(1, 1))
    assert spoke(MODEL.telling_signs(given, "P1", NAMES)) == {"calls have stopped": 2.0}
    assert spoke(MODEL.telling_signs(given, "P3", NAMES)) == {"a workaround is mentioned": 1.0}
    assert MODEL.telling_signs(seen([], []), "P1", NAMES) == []


def test_the_words_that_spoke_for_it_and_no_pieces_of_words() -> None:
    given = seen([0, 1, 2, 3], [0.5, 1.0, 1.0, 1.0])
    assert spoke(MODEL.telling_words(given, "P1", WORDING)) == {"calls": 1.0, "calls drop": 0.667}
    assert MODEL.telling_words(given, "P3", WORDING) == []


def test_mean_highest_and_lowest_of_the_words() -> None:
    vectors = tiny.english().vocab.vectors
    agents, calls = (np.asarray(vectors[tiny.english().vocab.strings[word]]) for word in ("agents", "calls"))
    row = vector_of(tiny.doc_of("agents, calls"))
    assert row[:300] == pytest.approx((agents + calls) / 2, abs=1e-6)
    assert row[300:600] == pytest.approx(np.maximum(agents, calls) / 4, abs=1e-6)
    assert row[600:] == pytest.approx(np.minimum(agents, calls) / 4, abs=1e-6)


@pytest.mark.parametrize("text", ["", " \n", "...", "xyzzy", "??? xyzzy"])
def test_words_without_a_vector_say_nothing(text: str) -> None:
    row = vector_of(tiny.doc_of(text))
    assert row.shape == (VECTOR_WIDTH,)
    assert not row.any()
