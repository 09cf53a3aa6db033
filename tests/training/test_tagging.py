"""The network learns what it is shown, and the same from the same seed."""

import numpy as np
import pytest

from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import shares
from parsers.pipeline.reader import use_plain_arithmetic
from tests.training.samples import SAMPLE, parsed
from training.samples import Sample, sample_of
from training.tagging import Schedule, fresh_network, train_tagger

SHORT = """\
=== id: sample-002
channel: slack
from: <bot@lantern.example>
sent: 2026-03-17T08:42:00-05:00
kind: incident
severity: P2

{users=2|Two agents} on {department|billing} get {error|no tone}.
"""
SCHEDULE = Schedule(epochs=14, words=40, rate=3e-3, warm_up=3)


def samples() -> list[Sample]:
    return [sample_of(parsed(SAMPLE)), sample_of(parsed(SHORT))]


@pytest.mark.usefixtures("weights")
def test_two_messages_are_learned_by_heart_the_same_way_each_time() -> None:
    use_plain_arithmetic()
    losses: list[float] = []
    nlp, model = train_tagger(samples(), SCHEDULE, lambda epoch, loss: losses.append(loss))
    assert len(losses) == SCHEDULE.epochs
    assert losses[-1] < losses[0] / 10

    one = samples()[1]
    one.intake.doc = nlp.make_doc(one.intake.layout.text)
    told = shares(model.predict(([one.intake.doc], one.intake.rows)))
    for mark in one.marks:
        first, last = one.intake.tokens.span(mark.start, mark.end)
        part = told[:, LABELS.index(mark.label)]
        assert part[first].argmax() == 1, mark.label
        assert (part[first + 1 : last].argmax(axis=1) == 2).all(), mark.label
        assert part[:first].argmax(axis=1).sum() + part[last:].argmax(axis=1).sum() == 0, mark.label

    again: list[float] = []
    _, other = train_tagger(samples(), SCHEDULE, lambda epoch, loss: again.append(loss))
    assert again == losses
    assert other.to_bytes() == model.to_bytes()


@pytest.mark.usefixtures("weights")
def test_what_was_pretrained_is_there_from_the_start() -> None:
    nlp, model = fresh_network()
    assert nlp.vocab.vectors.shape[1] == 300
    assert nlp.vocab["agent"].has_vector
    like, unlike = (nlp.vocab[word].similarity(nlp.vocab["queue"]) for word in ("line", "banana"))
    assert like > unlike
    first = samples()[0]
    first.intake.doc = nlp.make_doc(first.intake.layout.text)
    assert np.isfinite(model.predict(([first.intake.doc], first.intake.rows))).all()
