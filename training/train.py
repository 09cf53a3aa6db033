"""Trains the reader from the annotated messages, and measures it on voices that it has not seen."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from parsers.pipeline.parts import SEVERITY
from parsers.pipeline.reader import MODEL, use_plain_arithmetic
from training.building import assembled, write
from training.card import keep_facts, keep_figures
from training.crossing import Told, cross, data_digest, everything, network_of_all
from training.evaluating import Figures, cross_table, crossed_pairs
from training.fusing import Crossed, fit_fusion
from training.judgement_fits import Table, fit_judgements
from training.samples import KINDS_VOICE
from training.severities import p1_threshold
from training.table import console
from training.tagging import Schedule, fresh_network

METRICS: Final = Path(__file__).parent / "metrics.json"
"""What the last evaluation found: the floors of the tests are held against it."""


def train(schedule: Schedule) -> None:
    """Train, measure, write the model and the metrics. Raises training.base.BaseError without the pretrained weights."""
    begun = time.monotonic()
    use_plain_arithmetic()
    network = network_of_all(schedule)
    told = cross(schedule)
    figures = measure(told)
    samples, lines = everything()
    kind_lines = [line for line in lines if line.voice == KINDS_VOICE]
    kinds = {name: one.kinds for name, one in told.items()}
    judgements = fit_judgements([*samples, *kind_lines], Table([*samples, *kind_lines]), kinds)
    judgements.p1_threshold = p1_threshold(
        [(one.message.severity, told[one.message.id].judged[SEVERITY]) for one in samples if one.message.severity]
    )
    fusion = fit_fusion([Crossed(one, told[one.message.id].shares, told[one.message.id].kinds) for one in samples])
    nlp, model = fresh_network()
    model.from_bytes(network)
    card: dict[str, object] = {
        "messages": len(samples),
        "snippets": len(lines),
        "voices": len({one.voice for one in samples}),
        "epochs": schedule.epochs,
        "seed": schedule.seed,
        "data": data_digest(),
        "held-out voices": figures,
    }
    write(assembled(model, judgements, fusion, nlp.vocab), MODEL, card)
    keep_facts(card)
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file())
    console().print(f"{MODEL}: {size / 1e6:.1f} MB, {time.monotonic() - begun:.0f} s, {os.cpu_count()} processors")


def measure(told: Mapping[str, Told]) -> Figures:
    """Print the table over held-out voices, and keep its figures in ``METRICS`` and on the pages."""
    samples, _ = everything()
    table, figures = cross_table(crossed_pairs(samples, told))
    console().print(table)
    METRICS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    keep_figures(figures)
    return figures


def evaluate(schedule: Schedule) -> None:
    """Only measure; what was trained before on the same messages is used again."""
    use_plain_arithmetic()
    measure(cross(schedule))
