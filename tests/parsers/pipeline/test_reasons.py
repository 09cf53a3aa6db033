"""A judgement says why in words: facts and the customer's own words, and nothing that only the machine understands."""

from dataclasses import replace

import numpy as np
import pytest

from parsers.pipeline.intake import Intake
from parsers.pipeline.judging import Linear
from parsers.pipeline.parts import KIND, SEVERITY, Judgements
from parsers.pipeline.reasons import kind_of, severity_of
from parsers.vocabulary import MessageKind, Severity
from tests.parsers.messages import view
from tests.parsers.pipeline import tiny

TEXT = "All our lines are down since 8:15, calls drop and agents cannot hear anybody. Urgent! Why?"


def judged(text: str = TEXT, **speaking: float) -> tuple[Intake, Judgements]:
    """A message, and judgements in which each fact that is told speaks with ``speaking`` (by judgement) for the first class."""
    made = tiny.intake(view(text, subject="No audio"))
    judgements = tiny.judgements(made)
    for name, model in judgements.models.items():
        signs = np.zeros_like(model.signs)
        signs[:, 0] = speaking.get(name, 0.0)
        judgements.models[name] = Linear(
            model.classes, np.zeros_like(model.wording), np.zeros_like(model.vector), signs, np.zeros_like(model.offset)
        )
    _judge(made, judgements)
    return made, judgements


def _judge(made: Intake, judgements: Judgements) -> None:
    doc = made.tokenised
    doc._.intake = made
    judgements(doc)


INSIDE = ("unbalanced", "some cue", "cues of", "by the rules", "its length", "its question marks", "its mentions")


def test_the_kind_and_its_runners_up() -> None:
    made, judgements = judged(kind=1.0)
    found = kind_of(made, judgements)
    assert found.value is MessageKind.INCIDENT
    assert found.score == pytest.approx(made.judged[KIND]["incident"], abs=1e-3)
    assert len(found.others) == 3
    assert MessageKind.INCIDENT not in dict(found.others)
    assert [share for _, share in found.others] == sorted((share for _, share in found.others), reverse=True)


def test_reasons_are_facts_in_words() -> None:
    made, judgements = judged(kind=1.0, severity=1.0)
    for found in (kind_of(made, judgements), severity_of(made, judgements, 0.5)):
        assert found.reasons
        assert len(set(found.reasons)) == len(found.reasons)
        assert [reason for reason in found.reasons if any(part in reason for part in INSIDE)] == []


def test_of_many_facts_a_few_are_said() -> None:
    made, judgements = judged(severity=1.0)
    assert len(severity_of(made, judgements, 0.5).reasons) == 3


def test_what_hardly_counts_is_not_said() -> None:
    made, judgements = judged(severity=0.01)
    assert severity_of(made, judgements, 0.5).reasons == ()


def test_what_is_not_there_is_no_reason() -> None:
    made, judgements = judged("Hello there.", severity=1.0)
    names = judgements.names[SEVERITY]
    assert all(
        made.signs[SEVERITY][reason] > 0 for reason in severity_of(made, judgements, 0.5).reasons if reason in names
    )


def test_the_words_that_spoke_for_it_are_quoted_together() -> None:
    made, judgements = judged()
    model = judgements.models[KIND]
    wording = np.zeros_like(model.wording)
    wording[:, model.classes.index("incident")] = 2.0
    judgements.models[KIND] = replace(model, wording=wording)
    _judge(made, judgements)
    (said,) = [reason for reason in kind_of(made, judgements).reasons if reason.startswith("its words")]
    assert set(said.removeprefix("its words: ").split(", ")) == {"agents", "calls", "calls drop"}


def rated(*shares: float, threshold: float = 0.5) -> tuple[Intake, Judgements, float]:
    made, judgements = judged()
    made.judged[SEVERITY] = dict(zip(map(str, Severity), shares, strict=True))
    return made, judgements, threshold


@pytest.mark.parametrize(
    ("shares", "threshold", "level"),
    [
        ((0.6, 0.2, 0.1, 0.1), 0.5, Severity.P1),
        ((0.3, 0.4, 0.2, 0.1), 0.5, Severity.P2),
        ((0.3, 0.4, 0.2, 0.1), 0.3, Severity.P1),
        ((0.3, 0.4, 0.2, 0.1), 0.31, Severity.P2),
        ((0.1, 0.1, 0.1, 0.7), 0.3, Severity.P4),
    ],
)
def test_a_p1_from_its_threshold_on(shares: tuple[float, ...], threshold: float, level: Severity) -> None:
    found = severity_of(*rated(*shares, threshold=threshold))
    assert (found.value, found.score) == (level, shares[list(Severity).index(level)])
    assert {one for one, _ in found.others} == set(Severity) - {level}
    assert [share for _, share in found.others] == sorted((share for _, share in found.others), reverse=True)


def test_a_p1_that_is_not_the_likeliest_says_why() -> None:
    found = severity_of(*rated(0.3, 0.4, 0.2, 0.1, threshold=0.3))
    assert found.reasons == ("it may be a P1 (30%), and one that is missed costs most",)
    assert severity_of(*rated(0.4, 0.3, 0.2, 0.1, threshold=0.3)).reasons == ()


def test_a_claim_that_is_not_borne_out_is_said() -> None:
    said = "called urgent or critical by the writer, which the facts do not bear out"
    assert severity_of(*rated(0.1, 0.2, 0.6, 0.1)).reasons == (said,)
    assert said not in severity_of(*rated(0.9, 0.1, 0.0, 0.0)).reasons
