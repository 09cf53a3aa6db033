"""Who has always been right is believed, who has always been wrong is not, and a threshold keeps the silent ones apart."""

import numpy as np
import pytest

from parsers.pipeline.fusion import Context, Weighed, Weights, choose, weigh
from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES
from parsers.pipeline.spans import candidates
from parsers.pipeline.tokens import Floats
from parsers.vocabulary import MessageKind
from tests.parsers.pipeline import tiny
from tests.training.samples import SAMPLE, parsed
from training.fusing import Crossed, fit_fusion, words_of
from training.samples import Sample, sample_of

KINDS = {MessageKind.INCIDENT: 1.0}
WRONG = "frequency"
"""The label of which the network always marks the log."""

PLACES = ("Tampa", "Boise", "Leeds", "Cork", "Lyon", "Reno")


def sample(place: str) -> Sample:
    text = SAMPLE.replace("Tampa", place).replace("Central}", "Central}, {email|d@harborlane.example}")
    made = sample_of(parsed(text))
    made.intake.doc = tiny.doc_of(made.intake.layout.text)
    return made


def says(one: Sample) -> Floats:
    """A network that knows every label but ``WRONG``, and suspects one word more of each."""
    tokens, text = one.intake.tokens, one.intake.layout.text
    told = np.zeros((len(tokens.starts), len(LABELS), STATES), dtype=np.float32)
    told[:, :, 0] = 1
    told[_at(one, "lost")] = (0.7, 0, 0.3)
    for mark in one.marks:
        if mark.label != WRONG:
            first, last = tokens.span(mark.start, mark.end)
            told[first:last, LABELS.index(mark.label)] = (0.1, 0, 0.9)
            told[first, LABELS.index(mark.label)] = (0.1, 0.9, 0)
    told[_at(one, "log"), LABELS.index(WRONG)] = (0.05, 0.95, 0)
    assert text.count("log") == text.count("lost") == 1
    return told


def _at(one: Sample, word: str) -> slice:
    start = one.intake.layout.text.index(word)
    return slice(*one.intake.tokens.span(start, start + len(word)))


@pytest.fixture(scope="module")
def crossed() -> list[Crossed]:
    return [Crossed(one, says(one), KINDS) for one in map(sample, PLACES)]


@pytest.fixture(scope="module")
def fitted(crossed: list[Crossed]) -> dict[str, Weights]:
    return fit_fusion(crossed)


def ranked(label: str, one: Crossed, fitted: dict[str, Weights]) -> list[Weighed]:
    intake = one.sample.intake
    shares = one.shares[:, LABELS.index(label)]
    found = candidates(label, intake.tokens, shares, intake.cues)
    return weigh(label, found, shares, Context(intake.tokens, intake.layout, KINDS), fitted[label])


def test_there_is_a_model_for_every_label(fitted: dict[str, Weights]) -> None:
    assert list(fitted) == list(LABELS)
    assert all(0.1 <= one.threshold <= 0.65 and (one.spread > 0).all() for one in fitted.values())


@pytest.mark.parametrize("label", [label for label in LABELS if label != WRONG])
def test_a_label_that_was_always_right_is_believed(
    label: str, crossed: list[Crossed], fitted: dict[str, Weights]
) -> None:
    for one in crossed:
        believed, _ = choose(label, ranked(label, one, fitted), fitted[label].threshold)
        gold = [one.sample.intake.layout.text[m.start : m.end] for m in one.sample.marks if m.label == label]
        assert [words_of(one, best.candidate) for best in believed] == gold


def test_a_label_that_was_always_wrong_is_not(crossed: list[Crossed], fitted: dict[str, Weights]) -> None:
    for one in crossed:
        (wrong,) = [best.score for best in ranked(WRONG, one, fitted) if words_of(one, best.candidate) == "log"]
        assert wrong < 0.2


def test_half_of_the_right_words_are_half_as_good(crossed: list[Crossed]) -> None:
    halved = []
    for one in crossed:
        shares = one.shares.copy()
        at = LABELS.index("account")
        first = int(np.flatnonzero(shares[:, at, 1] > 0.5)[0])
        shares[first, at], shares[first + 1, at] = (1, 0, 0), (0.1, 0.9, 0)  # "Lane Finance" of "Harbor Lane Finance"
        sample = one.sample
        sample.intake.__dict__["cues"] = tuple(cue for cue in sample.intake.cues if cue.label != "account")
        halved.append(Crossed(sample, shares, KINDS))
    fitted = fit_fusion(halved)
    best = ranked("account", halved[0], fitted)[0]
    assert words_of(halved[0], best.candidate) == "Lane Finance"
    assert best.score == pytest.approx(0.8, abs=0.12)  # the token F1 of two words of three
