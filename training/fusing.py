"""Fits the models that decide which words to believe, on what networks say of voices that they have not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression

from parsers.pipeline.fusion import Context, Doubles, Weighed, Weights, choose, columns, weigh
from parsers.pipeline.labels import LABELS, MANY
from parsers.pipeline.spans import Candidate, candidates
from parsers.pipeline.tokens import Floats
from parsers.vocabulary import MessageKind
from training.judgement_fits import LEAST_SPREAD
from training.metrics import best_matching, token_f1
from training.samples import Sample

_FREELY = 0.1
_THRESHOLDS = tuple(level / 40 for level in range(4, 27))


@dataclass(frozen=True)
class Crossed:
    """A message with what models say of it that have not seen its voice."""

    sample: Sample
    shares: Floats
    kinds: Mapping[MessageKind, float]


@dataclass(frozen=True)
class _Choices:
    """A message's candidates for one label: what is known of them, and how much of the right words each has."""

    one: Crossed
    context: Context
    found: tuple[Candidate, ...]
    rows: Doubles
    right: Doubles
    gold: tuple[str, ...]


def fit_fusion(crossed: Sequence[Crossed]) -> dict[str, Weights]:
    """A model a label."""
    return {label: _fit(label, [_choices(label, one) for one in crossed]) for label in LABELS}


def _choices(label: str, one: Crossed) -> _Choices:
    intake = one.sample.intake
    shares = one.shares[:, LABELS.index(label)]
    found = tuple(candidates(label, intake.tokens, shares, intake.cues))
    context = Context(intake.tokens, intake.layout, one.kinds)
    gold = tuple(intake.layout.text[m.start : m.end] for m in one.sample.marks if m.label == label)
    rows = columns(label, found, shares, context) if found else np.zeros((0, 0))
    words = [words_of(one, candidate) for candidate in found]
    right = np.array([max((token_f1(text, other) for other in gold), default=0.0) for text in words])
    return _Choices(one, context, found, rows, right, gold)


def words_of(one: Crossed, candidate: Candidate) -> str:
    """The words of a candidate."""
    start, end = one.sample.intake.tokens.offsets(candidate.first, candidate.last)
    return one.sample.intake.layout.text[start:end]


def _fit(label: str, choices: Sequence[_Choices]) -> Weights:
    rows = np.vstack([one.rows for one in choices if len(one.found)])
    right = np.concatenate([one.right for one in choices if len(one.found)])
    mean = rows.mean(axis=0)
    spread = np.where(rows.std(axis=0) > LEAST_SPREAD, rows.std(axis=0), 1.0)
    scaled = (rows - mean) / spread
    model = LogisticRegression(C=_FREELY, max_iter=600)
    # A candidate with half of the right words is as good as one that is right every second time.
    twice = np.vstack([scaled, scaled])
    answers = np.concatenate([np.ones(len(right)), np.zeros(len(right))])
    model.fit(twice, answers, sample_weight=np.concatenate([right, 1 - right]) + 1e-6)
    weights = Weights(mean, spread, model.coef_[0], float(model.intercept_[0]), 0.5)
    return Weights(mean, spread, weights.slope, weights.offset, _threshold(label, choices, weights))


def _threshold(label: str, choices: Sequence[_Choices], weights: Weights) -> float:
    """From which score on to believe: the middle of the best three neighbours, so that no single message decides."""
    shares = LABELS.index(label)
    weighed = [
        weigh(label, one.found, one.one.shares[:, shares], one.context, weights) if one.found else [] for one in choices
    ]
    measured = [_measure(label, choices, weighed, threshold) for threshold in _THRESHOLDS]
    smooth = [
        sum(measured[max(0, at - 1) : at + 2]) / len(measured[max(0, at - 1) : at + 2]) for at in range(len(measured))
    ]
    return _THRESHOLDS[int(np.argmax(smooth))]


def _measure(label: str, choices: Sequence[_Choices], weighed: Sequence[list[Weighed]], threshold: float) -> float:
    """The contract's measure of a label's words."""
    hits = rows = 0.0
    for one, ranked in zip(choices, weighed, strict=True):
        words = [words_of(one.one, best.candidate) for best in choose(label, ranked, threshold)[0]]
        if label in MANY:
            hits += 2 * best_matching(one.gold, words)
            rows += len(one.gold) + len(words)
        elif one.gold or words:
            hits += token_f1(words[0], one.gold[0]) if one.gold and words else 0.0
            rows += 1
    return hits / rows if rows else 0.0
