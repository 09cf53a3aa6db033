"""Where the trained reader's time goes: the steps that it takes, one after the other, with a watch between them."""

import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from spacy.language import Language

from benchmarks.reading_times import Sent, high
from parsers.extraction import Extraction
from parsers.fields.thread import thread_of
from parsers.fields.view import view_of
from parsers.language import language_independent, language_of
from parsers.pipeline import network, parts
from parsers.pipeline.assembling import fields_of
from parsers.pipeline.intake import Intake
from parsers.pipeline.judging import Seen, vector_of
from parsers.pipeline.reader import load_pipeline
from parsers.pipeline.reasons import kind_of, severity_of
from parsers.pipeline.wording import plain
from parsers.vocabulary import MessageKind


class Watch:
    """Processor time between one stage and the next, in ms."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}
        self._at = time.process_time_ns()

    def told(self, stage: str) -> None:
        """What has happened since the last time was ``stage``."""
        self.took[stage] = self.took.get(stage, 0.0) + (time.process_time_ns() - self._at) / 1e6
        self._at = time.process_time_ns()


def table(sent: Sequence[Sent], rounds: int, model: Path) -> Iterator[str]:
    """A line a stage: medians over the messages of the medians of the rounds."""
    nlp = load_pipeline(model)
    each = [[_stages(nlp, one) for one in sent] for _ in range(rounds + 1)][1:]
    yield "the trained reader, stage by stage; processor time in ms a message"
    yield f"{'':<24}{'median':>10}{'95 %':>10}"
    totals = [0.0] * len(sent)
    for stage in each[0][0]:
        times = [statistics.median(one[at].get(stage, 0.0) for one in each) for at in range(len(sent))]
        totals = [total + one for total, one in zip(totals, times, strict=True)]
        yield f"{stage:<24}{statistics.median(times):>10.2f}{high(times):>10.2f}"
    yield f"{'together':<24}{statistics.median(totals):>10.2f}{high(totals):>10.2f}"


def _stages(nlp: Language, sent: Sent) -> dict[str, float]:
    """Each stage's ms for one message; as :class:`parsers.pipeline.reader.TrainedReader` goes about it."""
    annotated, message = sent
    watch = Watch()
    view = view_of(message, message.sent_at or annotated.sent, frozenset())
    intake = Intake(view, thread_of(view, "EP-"))
    watch.told("view")
    _rules(intake, watch)
    with nlp.memory_zone():
        watch.told("memory zone")
        intake.doc = nlp.make_doc(intake.layout.text)
        intake.doc._.intake = intake
        watch.told("tokenising")
        _network(nlp, intake, watch)
        judgements = _judge(nlp, intake, watch)
        nlp.get_pipe("intake_fusion")(intake.doc)
        watch.told("fusion")
    watch.told("memory zone")
    kind = kind_of(intake, judgements)
    severity = severity_of(intake, judgements, 0.5) if kind.value is MessageKind.INCIDENT else None
    watch.told("reasons")
    fields, losers = fields_of(intake, intake.judged[parts.ENVIRONMENT])
    read = Extraction(kind=kind, severity=severity, fields=fields, thread=intake.thread, losers=losers)
    watch.told("assembling")
    language_independent(read, language_of(view.own))
    watch.told("language")
    return watch.took


def _rules(intake: Intake, watch: Watch) -> None:
    _ = intake.found.if_incident, intake.found.totals, intake.found.told
    watch.told("rules' candidates")
    _ = intake.layout
    watch.told("layout")
    _ = intake.cues
    watch.told("evidence")


def _network(nlp: Language, intake: Intake, watch: Watch) -> None:
    _ = intake.tokens
    watch.told("tokens")
    rows = intake.rows
    watch.told("inputs")
    model = cast("parts.SpanTagger", nlp.get_pipe("intake_spans")).model
    doc = intake.tokenised
    model.layers[0].predict([doc])
    watch.told("network, tok2vec")
    intake.shares = network.shares(model.predict(([doc], rows)))
    watch.told("network, the rest")
    # The whole network has been through its first layer again.
    watch.took["network, the rest"] -= watch.took["network, tok2vec"]


def _judge(nlp: Language, intake: Intake, watch: Watch) -> parts.Judgements:
    judgements = cast("parts.Judgements", nlp.get_pipe("intake_judgements"))
    columns, values = judgements.wording.row(plain(intake.view.subject, intake.view.own))
    watch.told("wording")
    vector = vector_of(intake.tokenised)
    watch.told("vector")
    intake.seen = Seen(columns, values, vector, vector)
    for name in parts.JUDGEMENTS:
        intake.signs[name] = parts.signs_of(name, intake)
        watch.told("signs")
        intake.seen = judgements.seen(name, intake)
        intake.judged[name] = judgements.models[name].shares(intake.seen)
        if name == parts.KIND:
            intake.kinds = {MessageKind(kind): share for kind, share in intake.judged[name].items()}
        watch.told("judgements")
    return judgements
