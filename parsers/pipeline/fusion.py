"""Which candidates are believed: a small logistic model a label, calibrated on voices that the network had not seen.

It tells how much of the right words a candidate has (the token F1 that is expected of it). The best is believed where that
reaches the label's threshold; the others are kept as losers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from parsers.pipeline.labels import LABELS, MANY
from parsers.pipeline.layout import Layout
from parsers.pipeline.spans import LEVELS, SORTS_OF, Candidate
from parsers.pipeline.tokens import Floats, Tokens
from parsers.vocabulary import MessageKind

_KINDS: Final = tuple(MessageKind)
_WEIGHED_BY: Final = (
    MessageKind.INCIDENT,
    MessageKind.UPDATE,
    MessageKind.NOTICE,
    MessageKind.RESOLUTION,
    MessageKind.STATUS_REQUEST,
    MessageKind.ESCALATION,
)
_EDGE: Final = 1e-4
_NOWHERE: Final = -9.0
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Context:
    """The message that candidates stand in. ``kinds`` are the probabilities of its kinds."""

    tokens: Tokens
    layout: Layout
    kinds: Mapping[MessageKind, float]


@dataclass(frozen=True)
class Weights:
    """A label's model: columns are scaled by ``mean`` and ``spread``. Believed from ``threshold`` on."""

    mean: Doubles
    spread: Doubles
    slope: Doubles
    offset: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with the token F1 that is expected of it, 0 to 1."""

    candidate: Candidate
    score: float


def _logit(share: Doubles | float) -> Doubles:
    bounded = np.clip(np.asarray(share, dtype=np.float64), _EDGE, 1 - _EDGE)
    result: Doubles = np.log(bounded / (1 - bounded))
    return result


def columns(label: str, found: Sequence[Candidate], shares: Floats, context: Context) -> Doubles:
    """What is known of each candidate: a row each. ``shares`` is (tokens x STATES), of this label."""
    part = np.asarray(1 - shares[:, 0], dtype=np.float64)
    sums = np.concatenate([[0.0], np.cumsum(part)])
    first = np.array([one.first for one in found])
    last = np.array([one.last for one in found])
    mean = (sums[last] - sums[first]) / (last - first)
    least = np.array([part[one.first : one.last].min() for one in found])
    most = np.array([part[one.first : one.last].max() for one in found])
    rank = np.argsort(np.argsort(-mean, kind="stable"), kind="stable")
    behind = np.append(shares[:, 2], 0.0)[last]
    before = np.where(first > 0, part[first - 1], 0.0)
    ruled = [one for one in found if "rule" in one.sources]
    starts = context.tokens.starts[first]
    known = [
        _logit(mean),
        _logit(least),
        _logit(most),
        _logit(shares[first, 1]),
        np.where(last < len(part), _logit(behind), _NOWHERE),
        np.where(first > 0, _logit(before), _NOWHERE),
        mean - mean.max(),
        rank == 0,
        *(_source(found, f"level{level}") for level in range(len(LEVELS))),
        _source(found, "rule"),
        np.array(["rule" in one.sources for one in found]),
        np.array([max((_overlap(one, other) for other in ruled), default=0.0) for one in found]),
        _source(found, "form"),
        _source(found, "union"),
        np.log(last - first),
        last - first == 1,
        starts < context.layout.body_at,
        first / len(part),
        starts >= context.layout.signature,
        np.full(len(found), len(found) / 10),
        np.full(len(found), bool(ruled)),
        np.full(len(found), _logit(float(part.max()))),
        *(_source(found, sort) for sort in SORTS_OF.get(label, ())),
        *(np.full(len(found), context.kinds.get(kind, 0.0)) for kind in _KINDS),
        *(mean * context.kinds.get(kind, 0.0) for kind in _WEIGHED_BY),
    ]
    return np.column_stack([np.asarray(one, dtype=np.float64) for one in known])


def _source(found: Sequence[Candidate], name: str) -> Doubles:
    return np.array([one.sources.get(name, 0.0) for one in found])


def _overlap(one: Candidate, other: Candidate) -> float:
    shared = min(one.last, other.last) - max(one.first, other.first)
    return max(0, shared) / (max(one.last, other.last) - min(one.first, other.first))


def weigh(label: str, found: Sequence[Candidate], shares: Floats, context: Context, weights: Weights) -> list[Weighed]:
    """The candidates, the best first."""
    if not found:
        return []
    rows = (columns(label, found, shares, context) - weights.mean) / weights.spread
    scores = 1 / (1 + np.exp(-(rows @ weights.slope + weights.offset)))
    weighed = [Weighed(one, float(score)) for one, score in zip(found, scores, strict=True)]
    return sorted(weighed, key=lambda one: (-one.score, one.candidate.first, one.candidate.last))


def choose(label: str, weighed: Sequence[Weighed], threshold: float) -> tuple[list[Weighed], list[Weighed]]:
    """Who is believed, in the order of the text, and the losers, the best first. Believed ones never overlap."""
    believed: list[Weighed] = []
    losers: list[Weighed] = []
    for one in weighed:
        free = all(_overlap(one.candidate, other.candidate) == 0 for other in believed)
        wanted = one.score >= threshold and free and (label in MANY or not believed)
        (believed if wanted else losers).append(one)
    return sorted(believed, key=lambda one: one.candidate.first), losers


def weights_from(saved: Mapping[str, Mapping[str, object]]) -> dict[str, Weights]:
    """The models of all labels, as :func:`weights_to` has written them. Raises KeyError where one is missing."""
    return {label: _weights(saved[label]) for label in LABELS}


def weights_to(weights: Mapping[str, Weights]) -> dict[str, dict[str, object]]:
    """The models as plain values, for JSON."""
    return {
        label: {
            "mean": [round(float(value), 6) for value in one.mean],
            "spread": [round(float(value), 6) for value in one.spread],
            "slope": [round(float(value), 6) for value in one.slope],
            "offset": round(one.offset, 6),
            "threshold": one.threshold,
        }
        for label, one in weights.items()
    }


def _weights(saved: Mapping[str, object]) -> Weights:
    return Weights(
        mean=np.array(saved["mean"], dtype=np.float64),
        spread=np.array(saved["spread"], dtype=np.float64),
        slope=np.array(saved["slope"], dtype=np.float64),
        offset=float(str(saved["offset"])),
        threshold=float(str(saved["threshold"])),
    )
