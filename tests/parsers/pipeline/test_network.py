"""The network's arithmetic: what it says, and that it learns in the direction in which it errs."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thinc.api import Model

from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES, Batch, _Reach, shares
from parsers.pipeline.tokens import WIDTH, Floats
from tests.parsers.pipeline import tiny

TEXTS = ("Forty agents on billing cannot hear calls.", "Reno", "Calls drop, calls drop.")
_LENGTHS = st.lists(st.integers(1, 7), min_size=1, max_size=5)


def batch(texts: Sequence[str] = TEXTS, seed: int = 1) -> Batch:
    docs = [tiny.doc_of(text) for text in texts]
    air = np.random.default_rng(seed)
    return docs, air.random((sum(map(len, docs)), WIDTH)).astype(np.float32)


def reach(lengths: list[int], distance: int, seed: int = 0, columns: int = 2) -> tuple[_Reach, Floats]:
    rows = np.random.default_rng(seed).standard_normal((sum(lengths), columns)).astype(np.float32)
    return _Reach(lengths, distance), rows


def test_a_token_sees_itself_its_neighbours_and_the_mean_of_its_message() -> None:
    looked, _ = reach([3, 2], 1)
    seen = looked.gather(np.array([[1], [2], [6], [10], [20]], dtype=np.float32))
    assert seen.tolist() == [  # before, itself, behind, mean; nothing of the other message
        [0, 1, 2, 3],
        [1, 2, 6, 3],
        [2, 6, 0, 3],
        [0, 10, 20, 15],
        [10, 20, 0, 15],
    ]


@settings(deadline=None)
@given(_LENGTHS, st.integers(1, 9), st.integers(0, 99))
def test_the_gradient_of_seeing(lengths: list[int], distance: int, seed: int) -> None:
    # Seeing is linear: its gradient is right if and only if the two products are one for any rows.
    looked, rows = reach(lengths, distance, seed)
    _, back = reach(lengths, distance, seed + 1, columns=8)
    assert (looked.gather(rows) * back).sum() == pytest.approx((rows * looked.scatter(back)).sum(), abs=1e-3)


def test_a_row_a_token_and_three_states_a_label() -> None:
    docs, rows = batch()
    scores = tiny.network().predict((docs, rows))
    assert scores.shape == (len(rows), STATES * len(LABELS))
    told = shares(scores)
    assert told.shape == (len(rows), len(LABELS), STATES)
    assert told.sum(axis=2) == pytest.approx(np.ones(told.shape[:2]), abs=1e-5)


def test_great_scores_are_still_shares() -> None:
    told = shares(np.array([[1e4, -1e4, 0] * len(LABELS)], dtype=np.float32))
    assert told[0, 0].tolist() == [1, 0, 0]


def test_a_message_is_read_alike_alone_and_among_others() -> None:
    model = tiny.network()
    docs, rows = batch()
    together = model.predict((docs, rows))
    at = 0
    for doc in docs:
        alone = model.predict(([doc], rows[at : at + len(doc)]))
        assert alone == pytest.approx(together[at : at + len(doc)], abs=1e-5)
        at += len(doc)


def test_what_is_told_far_away_counts() -> None:
    model = tiny.network(distances=(1, 3))
    docs, rows = batch(("calls " * 40,))
    before = model.predict((docs, rows))
    rows[-1] += 5.0
    assert not np.allclose(model.predict((docs, rows))[0], before[0], atol=1e-4)  # by the mean of the message


def test_words_with_a_vector_are_told_apart_by_it() -> None:
    model = tiny.network()
    # Alike in spelling and shape as far as the small hash tables go: a word with a vector, and the same without.
    docs, rows = batch(("agents", "agents"))
    assert model.predict((docs[:1], rows[:1])) == pytest.approx(model.predict((docs[1:], rows[:1])), abs=1e-6)
    vectors = tiny.english().vocab.vectors
    kept = vectors.data.copy()
    vectors.data[:] = 0
    without = model.predict((docs[:1], rows[:1]))
    vectors.data[:] = kept
    assert not np.allclose(without, model.predict((docs[:1], rows[:1])), atol=1e-4)


def weights(model: Model[Any, Any]) -> list[tuple[Model[Any, Any], str]]:
    return [(node, name) for node in model.walk() for name in node.param_names if node.has_param(name)]


STEPS = (1e-2, 1e-3, 3e-4, 1e-4)
"""One is small enough for the corners of a maxout, and great enough for single precision."""


def test_the_gradient_of_every_layer() -> None:
    model = tiny.network()
    docs, rows = batch()
    wanted = np.random.default_rng(2).standard_normal((len(rows), STATES * len(LABELS))).astype(np.float32)

    def value() -> float:
        return float((model.predict((docs, rows)).astype(np.float64) * wanted).sum())

    _, back = model.begin_update((docs, rows))
    back(wanted)
    checked = weights(model)
    for node, name in checked:
        gradient = np.asarray(node.get_grad(name))
        at = int(np.abs(gradient).argmax())
        parameter = np.asarray(node.get_param(name)).reshape(-1)
        slopes = [slope(value, parameter, at, step) for step in STEPS]
        right = pytest.approx(float(gradient.flat[at]), rel=0.02)
        assert any(one == right for one in slopes), (node.name, name, slopes, gradient.flat[at])
    assert len(checked) == 24


def slope(value: Callable[[], float], parameter: Floats, at: int, step: float) -> float:
    kept = parameter[at]
    parameter[at] = kept + step
    above = value()
    parameter[at] = kept - step
    below = value()
    parameter[at] = kept
    return (above - below) / (2 * step)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_what_is_left_out_is_left_out_in_training_alone(dropout: float) -> None:
    model = tiny.network(dropout=dropout)
    given = batch()
    quiet = model.predict(given)
    loud, _ = model.begin_update(given)
    assert quiet == pytest.approx(model.predict(given), abs=1e-6)
    assert np.allclose(quiet, loud, atol=1e-5) == (dropout == 0)


def test_what_it_has_learned_comes_back_from_bytes() -> None:
    model, other = tiny.network(), tiny.network(seed=1)
    given = batch()
    assert not np.allclose(model.predict(given), other.predict(given), atol=1e-5)
    other.from_bytes(model.to_bytes())
    assert other.predict(given) == pytest.approx(model.predict(given), abs=1e-6)
