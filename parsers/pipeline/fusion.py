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
_SURE: Final = 30.0
"""Beyond this a score is 0 or 1 anyway."""
Doubles = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]


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
    bounded = np.minimum(np.maximum(np.asarray(share, dtype=np.float64), _EDGE), 1 - _EDGE)
    result: Doubles = np.log(bounded / (1 - bounded))
    return result


# The columns in their order: a saved model depends on it. First six logits, how the mean stands to the best one, whether it
# is the best; then where it comes from; then its size and place, and how things stand for the label.
_SOURCE_AT: Final = {
    **{f"level{level}": 8 + level for level in range(len(LEVELS))},
    "rule": 11,
    "form": 14,
    "union": 15,
}
_RULED_AT, _OVERLAP_AT, _SIZE_AT, _SORTS_AT = 12, 13, 16, 24


def columns(label: str, found: Sequence[Candidate], shares: Floats, context: Context) -> Doubles:
    """What is known of each candidate: a row each. ``shares`` is (tokens x STATES), of this label."""
    sorts = SORTS_OF.get(label, ())
    kinds_at = _SORTS_AT + len(sorts)
    rows = np.zeros((len(found), kinds_at + len(_KINDS) + len(_WEIGHED_BY)))
    first = np.array([one.first for one in found])
    last = np.array([one.last for one in found])
    mean = _write_shares(rows, shares, first, last)
    _write_sources(rows, found, {**_SOURCE_AT, **{sort: _SORTS_AT + at for at, sort in enumerate(sorts)}})
    starts = context.tokens.starts[first]
    size = last - first
    rows[:, _SIZE_AT] = np.log(size)
    rows[:, _SIZE_AT + 1] = size == 1
    rows[:, _SIZE_AT + 2] = starts < context.layout.body_at
    rows[:, _SIZE_AT + 3] = first / len(shares)
    rows[:, _SIZE_AT + 4] = starts >= context.layout.signature
    rows[:, _SIZE_AT + 5] = len(found) / 10
    weighed_at = kinds_at + len(_KINDS)
    rows[:, kinds_at:weighed_at] = [context.kinds.get(kind, 0.0) for kind in _KINDS]
    rows[:, weighed_at:] = mean[:, None] * [context.kinds.get(kind, 0.0) for kind in _WEIGHED_BY]
    return rows


def _write_shares(rows: Doubles, shares: Floats, first: Indexes, last: Indexes) -> Doubles:
    """What the network says of each candidate; its mean share is given back."""
    size = len(shares)
    part, sums = np.zeros(size + 1), np.zeros(size + 1)
    part[:-1] = 1 - shares[:, 0]
    np.cumsum(part[:-1], out=sums[1:])
    mean: Doubles = (sums[last] - sums[first]) / (last - first)
    # Every second segment is a candidate; what lies between two of them is not looked at.
    bounds = np.column_stack([first, last]).ravel()
    least, most = np.minimum.reduceat(part, bounds)[::2], np.maximum.reduceat(part, bounds)[::2]
    behind = shares[np.minimum(last, size - 1), 2]
    highest = np.full(len(first), part.max())
    logits = _logit(np.array([mean, least, most, shares[first, 1], behind, part[first - 1], highest]))
    logits[4, last == size] = _NOWHERE
    logits[5, first == 0] = _NOWHERE
    rows[:, :6] = logits[:6].T
    rows[:, 6] = mean - mean.max()
    rows[np.argmax(mean), 7] = 1
    rows[:, _SIZE_AT + 7] = logits[6]
    return mean


def _write_sources(rows: Doubles, found: Sequence[Candidate], at: Mapping[str, int]) -> None:
    for row, one in zip(rows, found, strict=True):
        for source, strength in one.sources.items():
            row[at[source]] = strength
    ruled = [one for one in found if "rule" in one.sources]
    if not ruled:
        return
    for row, one in zip(rows, found, strict=True):
        row[_RULED_AT] = "rule" in one.sources
        row[_OVERLAP_AT] = max(_overlap(one, other) for other in ruled)
    rows[:, _SIZE_AT + 6] = 1


def _overlap(one: Candidate, other: Candidate) -> float:
    shared = min(one.last, other.last) - max(one.first, other.first)
    return max(0, shared) / (max(one.last, other.last) - min(one.first, other.first))


def weigh(label: str, found: Sequence[Candidate], shares: Floats, context: Context, weights: Weights) -> list[Weighed]:
    """The candidates, the best first."""
    if not found:
        return []
    rows = (columns(label, found, shares, context) - weights.mean) / weights.spread
    scores = 1 / (1 + np.exp(-np.clip(rows @ weights.slope + weights.offset, -_SURE, _SURE)))
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
        spread=_spread(saved["spread"]),
        slope=np.array(saved["slope"], dtype=np.float64),
        offset=float(str(saved["offset"])),
        threshold=float(str(saved["threshold"])),
    )


def _spread(saved: object) -> Doubles:
    """What a column is divided by; one that hardly ever changed is saved as nothing, and tells nothing."""
    spread = np.array(saved, dtype=np.float64)
    return np.where(spread > 0, spread, 1.0)
