"""The threshold from which on an incident is called a P1 finds as many as it promises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.vocabulary import Severity
from training.severities import RECALL, p1_threshold, rated


def told(p1: float) -> dict[str, float]:
    return {"P1": p1, "P2": 1 - p1, "P3": 0.0, "P4": 0.0}


_PAIRS = st.lists(st.tuples(st.sampled_from(Severity), st.floats(0, 1).map(told)), max_size=80)


@settings(deadline=None)
@given(_PAIRS)
def test_so_many_are_found(pairs: list[tuple[Severity, dict[str, float]]]) -> None:
    threshold = p1_threshold(pairs)
    right = [rated(shares, threshold) for severity, shares in pairs if severity is Severity.P1]
    assert right.count(Severity.P1) >= RECALL * len(right)
    assert threshold <= 0.5


def test_no_more_than_needed_is_called_one() -> None:
    pairs = [(Severity.P1, told(number / 100)) for number in range(100)]
    threshold = p1_threshold(pairs)
    assert threshold == pytest.approx(1 - RECALL, abs=0.011)
    higher = [rated(shares, threshold + 0.02) for _, shares in pairs]
    assert higher.count(Severity.P1) < RECALL * 100


def test_a_sure_p1_needs_no_threshold() -> None:
    assert p1_threshold([(Severity.P1, told(0.99))]) == 0.5
    assert p1_threshold([]) == p1_threshold([(Severity.P2, told(0.1))]) == 0.5


@pytest.mark.parametrize(
    ("shares", "threshold", "level"),
    [((0.4, 0.5, 0.1, 0.0), 0.4, "P1"), ((0.4, 0.5, 0.1, 0.0), 0.41, "P2"), ((0.0, 0.1, 0.2, 0.7), 0.1, "P4")],
)
def test_rated_as_the_reader_does(shares: tuple[float, ...], threshold: float, level: str) -> None:
    assert rated(dict(zip(map(str, Severity), shares, strict=True)), threshold) == level
