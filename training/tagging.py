"""Trains the span tagger's network."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Adam, Model, Optimizer, fix_random_seed

from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES, Batch, shares, span_tagger
from parsers.pipeline.tokens import Floats, Tokens, inputs, tokens_of
from training import base
from training.samples import Sample, Written, in_small_letters, names_of, with_other_names, written

WIDTH, DISTANCES, DROPOUT = 128, (1, 3, 8), 0.3
"""As in parsers/pipeline/config.cfg."""


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn. ``words`` are the tokens of a batch; ``rate`` falls to nothing."""

    epochs: int = 12
    words: int = 500
    rate: float = 1e-3
    warm_up: int = 100
    seed: int = 0


@dataclass(frozen=True)
class _Lesson:
    doc: Doc
    rows: Floats
    states: Floats


def _lesson(nlp: Language, one: Written) -> _Lesson:
    doc = nlp.make_doc(one.text)
    tokens = tokens_of(doc)
    rows = inputs(doc, tokens, one.cues, body_at=one.body_at, signature=one.signature, slack=one.slack)
    return _Lesson(doc, rows, _states(one, tokens))


def _states(one: Written, tokens: Tokens) -> Floats:
    """What each token is of each label, one of STATES: shape (tokens, labels, STATES)."""
    codes = np.zeros((len(tokens.starts), len(LABELS)), dtype=np.int64)
    for mark in one.marks:
        first, last = tokens.span(mark.start, mark.end)
        at = LABELS.index(mark.label)
        if first < last and not codes[first:last, at].any():
            codes[first:last, at] = 2
            codes[first, at] = 1
    states: Floats = np.eye(STATES, dtype=np.float32)[codes]
    return states


def fresh_network() -> tuple[Language, Model[Batch, Floats]]:
    """The pretrained tokenizer and vocabulary, and a network upon its token vectors. Raises training.base.BaseError."""
    nlp = base.load()
    tok2vec = cast("Model[list[Doc], list[Floats]]", nlp.get_pipe("tok2vec").model)  # type: ignore[attr-defined]
    model = span_tagger(tok2vec, WIDTH, list(DISTANCES), DROPOUT)
    model.initialize()
    return nlp, model


def train_tagger(
    samples: Sequence[Sample], schedule: Schedule, told: Callable[[int, float], None]
) -> tuple[Language, Model[Batch, Floats]]:
    """The pretrained vocabulary, and a network that has learned from ``samples``. ``told`` hears of each epoch and its loss."""
    fix_random_seed(schedule.seed)
    nlp, model = fresh_network()
    choice = random.Random(schedule.seed)  # noqa: S311 - no secret hangs on it, and it must be the same each time
    marked = [written(sample) for sample in samples if sample.marked]
    names = names_of(samples)
    as_is = [_lesson(nlp, one) for one in marked]
    steps = schedule.epochs * sum(len(lesson.doc) for lesson in as_is) / schedule.words
    optimizer = Adam(schedule.rate, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True)
    step = 0
    for epoch in range(schedule.epochs):
        lessons = [_varied(nlp, one, lesson, names, choice, epoch) for one, lesson in zip(marked, as_is, strict=True)]
        choice.shuffle(lessons)
        losses = []
        for batch in _batches(lessons, schedule.words):
            rate = schedule.rate * min(1.0, (step + 1) / schedule.warm_up) * max(0.03, 1 - step / steps)
            optimizer.learn_rate = rate
            losses.append(_learn(model, batch, optimizer))
            step += 1
        told(epoch, float(np.mean(losses)))
    return nlp, model


def _varied(
    nlp: Language,
    one: Written,
    as_is: _Lesson,
    names: dict[str, list[str]],
    choice: random.Random,
    epoch: int,
) -> _Lesson:
    """The text as it is, or with other names, or in small letters: a third of the time, from the second round on."""
    throw = choice.random()
    if epoch == 0 or throw >= 0.45:
        return as_is
    other = with_other_names(one, names, choice) if throw < 0.35 else one
    return _lesson(nlp, in_small_letters(other) if throw >= 0.35 or choice.random() < 0.25 else other)


def _batches(lessons: Sequence[_Lesson], words: int) -> Iterator[list[_Lesson]]:
    batch: list[_Lesson] = []
    size = 0
    for lesson in lessons:
        if not len(lesson.doc):
            continue
        batch.append(lesson)
        size += len(lesson.doc)
        if size > words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_LOSS_SCALE = 8


def _learn(model: Model[Batch, Floats], batch: Sequence[_Lesson], optimizer: Optimizer) -> float:
    rows = np.vstack([lesson.rows for lesson in batch])
    scores, back = model.begin_update(([lesson.doc for lesson in batch], rows))
    told = shares(scores)
    right = np.vstack([lesson.states for lesson in batch])
    back(((told - right).reshape(len(rows), -1) / _LOSS_SCALE).astype(np.float32))
    model.finish_update(optimizer)
    return float(-(np.log(told + 1e-9) * right).sum() / len(rows))
