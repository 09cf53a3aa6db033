"""From which probability on an incident is called a P1: one that is missed costs more than one too many."""

from collections.abc import Mapping, Sequence
from typing import Final

from parsers.pipeline.judging import best
from parsers.vocabulary import Severity

RECALL: Final = 0.96
"""The share of P1s that is to be found; above what is demanded, for some are lost with their kind, and voices are not alike."""


def p1_threshold(pairs: Sequence[tuple[Severity, Mapping[str, float]]]) -> float:
    """The highest threshold with which ``RECALL`` of the P1s in ``pairs`` (right, probabilities) are found."""
    shares = sorted(told[Severity.P1] for right, told in pairs if right is Severity.P1)
    if not shares:
        return 0.5
    return min(0.5, shares[int(len(shares) * (1 - RECALL))])


def rated(told: Mapping[str, float], threshold: float) -> Severity:
    """As the reader decides."""
    return Severity.P1 if told[Severity.P1] >= threshold else Severity(best(told))
