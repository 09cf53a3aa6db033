"""How well the trained reader reads voices that it has not seen: a table a field, with bootstrap intervals."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.box import SIMPLE_HEAD
from rich.table import Table

from parsers.extraction import Extraction, Judgement, as_annotation
from parsers.pipeline.assembling import fields_of
from parsers.pipeline.fusion import Context, Weights, choose, weigh
from parsers.pipeline.intake import Intake
from parsers.pipeline.labels import LABELS
from parsers.pipeline.parts import ENVIRONMENT, KIND, SEVERITY
from parsers.pipeline.reasons import kind_among
from parsers.pipeline.spans import candidates
from parsers.vocabulary import MessageKind
from training.crossing import Told
from training.folds import folds
from training.fusing import Crossed, fit_fusion
from training.message import as_annotation as as_contract
from training.metrics import Pair, Scores, score
from training.samples import Sample
from training.severities import p1_threshold, rated

_DRAWS = 200
_SEED = 1


def crossed_pairs(samples: Sequence[Sample], told: Mapping[str, Told]) -> dict[str, list[Pair]]:
    """What is right and what is read, by voice: each read by models that have not seen the voice, fusion included."""
    found: dict[str, list[Pair]] = {}
    for held_out in folds(samples):
        known = [one for one in samples if one.voice not in held_out]
        weights = fit_fusion([Crossed(one, told[one.message.id].shares, told[one.message.id].kinds) for one in known])
        threshold = p1_threshold(
            [(one.message.severity, told[one.message.id].judged[SEVERITY]) for one in known if one.message.severity]
        )
        for one in samples:
            if one.voice in held_out:
                row = read(one, told[one.message.id], weights, threshold)
                gold = as_contract(one.message)["gold"]
                if not isinstance(gold, dict):
                    raise TypeError("the contract's gold is an object")
                found.setdefault(one.voice, []).append((gold, row))
    return dict(sorted(found.items()))


def read(sample: Sample, told: Told, weights: Mapping[str, Weights], threshold: float) -> dict[str, object]:
    """A message as the reader would read it, had it these models."""
    kept = sample.intake
    intake = replace(kept, kinds=told.kinds, believed={}, losers={})
    _share(kept, intake)
    context = Context(intake.tokens, intake.layout, intake.kinds)
    for at, label in enumerate(LABELS):
        marked = told.shares[:, at]
        weighed = weigh(label, candidates(label, intake.tokens, marked, intake.cues), marked, context, weights[label])
        intake.believed[label], intake.losers[label] = choose(label, weighed, weights[label].threshold)
    fields, _ = fields_of(intake, told.judged[ENVIRONMENT])
    kind = kind_among(told.judged[KIND], kept)
    severity = rated(told.judged[SEVERITY], threshold) if kind is MessageKind.INCIDENT else None
    extraction = Extraction(
        kind=Judgement(value=kind, score=1.0),
        severity=Judgement(value=severity, score=1.0) if severity else None,
        fields=fields,
        thread=intake.thread,
    )
    return as_annotation(sample.message.id, extraction)


def _share(kept: Intake, other: Intake) -> None:
    """What has been worked out of the same message once."""
    for name in ("layout", "found", "cues", "tokens"):
        other.__dict__[name] = getattr(kept, name)


Interval = tuple[float, float]


def intervals(pairs: Sequence[Pair]) -> dict[str, Interval]:
    """The middle 95 % of each measure over ``_DRAWS`` draws of as many messages, with replacement."""
    choice = random.Random(_SEED)  # noqa: S311 - no secret hangs on it, and it must be the same each time
    drawn = [measures(score(choice.choices(pairs, k=len(pairs)))) for _ in range(_DRAWS)]
    return {name: _middle([one[name] for one in drawn]) for name in drawn[0]}


def _middle(values: list[float]) -> Interval:
    ranked = sorted(values)
    return ranked[int(0.025 * len(ranked))], ranked[int(0.975 * len(ranked)) - 1]


def measures(scores: Scores) -> dict[str, float]:
    """Every figure by its name, the overall score first."""
    return {
        "overall": scores.overall,
        "kind, accuracy": scores.accuracy,
        "P1 recall": scores.p1_recall or 0.0,
        "P1 precision": scores.p1_precision or 0.0,
        **{name: one.value for name, one in scores.fields.items()},
    }


Figures = dict[str, dict[str, float | str]]
"""By measure: ``value``, ``low`` and ``high`` (95 %), ``worst`` (the lowest value of a voice) and ``worst voice``."""

_ENOUGH = 5
"""A voice with fewer values of a field says nothing of how well it is read there."""


def _ranked(pairs: Mapping[str, Sequence[Pair]]) -> dict[str, list[tuple[float, str]]]:
    """The voices by each measure, the worst first; only those with enough to measure, where there are any."""
    scores = {voice: score(own) for voice, own in pairs.items()}
    values = {voice: measures(one) for voice, one in scores.items()}
    found: dict[str, list[tuple[float, str]]] = {}
    for name in next(iter(values.values())):
        known = [voice for voice, own in pairs.items() if _told(name, scores[voice], own) >= _ENOUGH]
        found[name] = sorted((values[voice][name], voice) for voice in known or pairs)
    return found


def _told(name: str, scores: Scores, pairs: Sequence[Pair]) -> int:
    """How many values there are to be read for a measure."""
    if name in scores.fields:
        return scores.fields[name].gold
    if name.startswith("P1"):
        return sum(gold.get("severity") == "P1" for gold, _ in pairs)
    return len(pairs)


def cross_table(pairs: Mapping[str, Sequence[Pair]]) -> tuple[Table, Figures]:
    """The table for people, and its figures."""
    whole = [pair for own in pairs.values() for pair in own]
    middle, bounds = measures(score(whole)), intervals(whole)
    voices = _ranked(pairs)
    table = Table(
        title=f"{len(whole)} messages in {len(pairs)} voices, each read by models that have not seen its voice",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for name, justify in (
        ("", "left"),
        ("score", "right"),
        ("95 %", "right"),
        ("worst voice", "left"),
        ("best", "left"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]  # rich's own literals
    figures: Figures = {}
    for name, value in middle.items():
        low, high = bounds[name]
        worst, top = voices[name][0], voices[name][-1]
        figures[name] = {
            "value": round(value, 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "worst": round(worst[0], 4),
            "worst voice": worst[1],
        }
        row = (f"{value:.3f}", f"{low:.2f} to {high:.2f}", f"{worst[0]:.2f} {worst[1]}", f"{top[0]:.2f} {top[1]}")
        table.add_row(name, *row)
    return table, figures
