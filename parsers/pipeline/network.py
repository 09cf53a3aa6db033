"""The span tagger's network: spaCy's token vectors, the rules' evidence, and three layers that look farther and farther.

For every token and every label it tells outside, beginning and inside apart: labels may lie within one another (the service
within the impact). Each layer sees a token, the ones ``d`` before and behind it, and the mean of the message.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import LayerNorm, Linear, Maxout, Model, chain

from parsers.pipeline.labels import LABELS
from parsers.pipeline.tokens import WIDTH, Floats

Batch = tuple[Sequence[Doc], Floats]
"""Docs, and the rows of :func:`parsers.pipeline.tokens.inputs` of all of them, one under the other."""

STATES = 3
"""Outside, beginning, inside."""
_VECTOR_SCALE = 0.5
_INPUT_SHARE = 0.7
"""Inputs are dropped less often than what the layers make of them."""
_Back = Callable[[Floats], Any]


@registry.architectures("echodesk.SpanTagger.v1")  # type: ignore[untyped-decorator]  # spaCy's registry has no types
def span_tagger(
    tok2vec: Model[list[Doc], list[Floats]], width: int, distances: list[int], dropout: float
) -> Model[Batch, Floats]:
    """The network. Its output has ``STATES`` columns a label, as unscaled scores."""
    vector_width = 300
    first: Model[Any, Any] = chain(Linear(width, tok2vec.get_dim("nO") + WIDTH + vector_width), LayerNorm(width))
    layers = [Maxout(width, 4 * width, nP=3, normalize=True, dropout=dropout) for _ in distances]
    last = Linear(STATES * len(LABELS), width)
    return Model(
        "span_tagger",
        _forward,
        init=_init,
        layers=[tok2vec, first, *layers, last],
        attrs={"distances": list(distances), "dropout": dropout},
    )


def _init(model: Model[Batch, Floats], X: object = None, Y: object = None) -> None:  # noqa: N803 - thinc's names
    del X, Y
    for layer in model.layers[1:]:
        layer.initialize()


def _forward(model: Model[Batch, Floats], batch: Batch, is_train: bool) -> tuple[Floats, _Back]:
    if not is_train and len(batch[0]) == 1:
        return _read(model, batch), _never
    docs, rows = batch
    tok2vec, first, *layers, last = model.layers
    lengths = [len(doc) for doc in docs]
    vectors, back_vectors = tok2vec(list(docs), is_train)
    inputs = np.hstack([np.vstack(vectors), rows, _static(docs)])
    mask = _mask(inputs.shape, model.attrs["dropout"] * _INPUT_SHARE) if is_train else None
    if mask is not None:
        inputs *= mask
    hidden, back_first = first(inputs, is_train)
    backs: list[tuple[_Back, _Reach]] = []
    for distance, layer in zip(model.attrs["distances"], layers, strict=True):
        reach = _Reach(lengths, distance)
        step, back = layer(reach.gather(hidden), is_train)
        backs.append((back, reach))
        hidden = hidden + step
    scores, back_last = last(hidden, is_train)

    def backprop(gradient: Floats) -> list[Floats]:
        change = back_last(gradient)
        for back, reach in reversed(backs):
            change = change + reach.scatter(back(change))
        change = back_first(change)
        if mask is not None:
            change = change * mask
        parts = np.split(change[:, : tok2vec.get_dim("nO")], np.cumsum(lengths)[:-1])
        return cast("list[Floats]", back_vectors([np.ascontiguousarray(part) for part in parts]))

    return scores, backprop


def _read(model: Model[Batch, Floats], batch: Batch) -> Floats:
    """The same for one message that nothing is learned from, without the copies that learning needs."""
    docs, rows = batch
    tok2vec, first, *layers, last = model.layers
    hidden = first.predict(np.hstack([*tok2vec.predict(list(docs)), rows, _static(docs)]))
    size, width = hidden.shape
    for distance, layer in zip(model.attrs["distances"], layers, strict=True):
        seen = np.zeros((size, 4 * width), dtype=np.float32)
        seen[distance:, :width] = hidden[:-distance]
        seen[:, width : 2 * width] = hidden
        seen[:-distance, 2 * width : 3 * width] = hidden[distance:]
        seen[:, 3 * width :] = np.add.reduceat(hidden, [0], axis=0) / np.float32(size)
        hidden = hidden + layer.predict(seen)
    return cast("Floats", last.predict(hidden))


def _never(gradient: Floats) -> Any:
    del gradient
    raise RuntimeError("nothing is learned from a message that is only read")


def _mask(shape: tuple[int, ...], share: float) -> Floats:
    kept = np.random.random_sample(shape) >= share
    return (kept / (1 - share)).astype(np.float32)


def _static(docs: Sequence[Doc]) -> Floats:
    """The vocabulary's own vectors; zeros for a word that has none."""
    vectors = docs[0].vocab.vectors
    rows = vectors.find(keys=np.concatenate([doc.to_array("ORTH") for doc in docs]))
    found = vectors.data[rows] * np.float32(_VECTOR_SCALE)
    found[rows < 0] = 0
    return cast("Floats", found)


class _Reach:
    """What a layer sees beside a token: its neighbours ``distance`` away within the same message, and the message's mean."""

    def __init__(self, lengths: Sequence[int], distance: int) -> None:
        total = sum(lengths)
        ends = np.cumsum(lengths)
        self._message = np.repeat(np.arange(len(lengths)), lengths)
        starts = np.asarray(ends - lengths, dtype=np.int64)
        position = np.arange(total)
        self._before = np.where(position - distance >= starts[self._message], position - distance, total)
        self._behind = np.where(position + distance < ends[self._message], position + distance, total)
        self._starts = starts
        self._sizes = np.array(lengths, dtype=np.float32)[:, None]

    def gather(self, hidden: Floats) -> Floats:
        """Before, itself, behind, mean: four times as wide."""
        padded = np.vstack([hidden, np.zeros((1, hidden.shape[1]), np.float32)])
        return np.hstack([padded[self._before], hidden, padded[self._behind], self._mean(hidden)])

    def scatter(self, gradient: Floats) -> Floats:
        """The gradient of :meth:`gather`'s input."""
        before, own, behind, mean = np.split(gradient, 4, axis=1)
        change = np.vstack([own, np.zeros((1, own.shape[1]), np.float32)])
        change[self._before] += before  # each place is named once but for the padding, which is cut off
        change[self._behind] += behind
        result: Floats = change[:-1] + self._mean(mean)
        return result

    def _mean(self, rows: Floats) -> Floats:
        means = np.add.reduceat(rows, self._starts, axis=0) / self._sizes
        return cast("Floats", means[self._message])


def shares(scores: Floats) -> Floats:
    """Probabilities, shape (tokens, labels, STATES)."""
    parts = scores.reshape(-1, len(LABELS), STATES)
    exponents = np.exp(parts - parts.max(axis=2, keepdims=True))
    return cast("Floats", exponents / exponents.sum(axis=2, keepdims=True))
