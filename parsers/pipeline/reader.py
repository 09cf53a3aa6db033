"""The trained reader: rules, a network and small linear models, put together in one spaCy pipeline.

Satisfies :class:`parsers.extraction.Extractor`. The model ships with the package; nothing is fetched. A process keeps one
reader: it takes seconds to load, and some hundred megabytes.
"""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from spacy.language import Language
from spacy.util import load_model_from_path
from thinc.api import NumpyOps, set_current_ops

from parsers.extraction import Extraction
from parsers.fields.thread import thread_of
from parsers.fields.view import view_of
from parsers.language import language_of
from parsers.message import Message
from parsers.pipeline import parts
from parsers.pipeline.assembling import fields_of
from parsers.pipeline.intake import Intake
from parsers.pipeline.reasons import kind_of, severity_of
from parsers.pipeline.splitting import split
from parsers.pipeline.warming import warm
from parsers.reader import RuleReader
from parsers.vocabulary import FieldName, MessageKind

MODEL: Final = Path(__file__).parent / "model"
"""What was trained, beside this file."""


def use_plain_arithmetic() -> None:
    """Let numpy multiply: spaCy's own kernels know few processors, and cost a third more elsewhere."""
    set_current_ops(NumpyOps(use_blis=False))


@cache
def load_pipeline(path: Path = MODEL) -> Language:
    """The pipeline of a folder, loaded once. Raises OSError where there is none."""
    use_plain_arithmetic()
    pipeline = load_model_from_path(path)
    judgements = pipeline.get_pipe("intake_judgements")
    if isinstance(judgements, parts.Judgements):
        warm(pipeline, judgements.wording)
    return pipeline


class TrainedReader:
    """Reads messages by ``pipeline``. ``ticket_prefix`` is that of ticket numbers; ``home_zone`` the IANA zone that times
    mean where a message has no Date field."""

    def __init__(
        self, ticket_prefix: str = "EP-", home_zone: str = "America/Denver", *, pipeline: Language | None = None
    ) -> None:
        self._prefix = ticket_prefix
        self._home = ZoneInfo(home_zone)
        self._rules = RuleReader(ticket_prefix, home_zone)
        self._pipeline = pipeline or load_pipeline()
        judgements = self._pipeline.get_pipe("intake_judgements")
        if not isinstance(judgements, parts.Judgements):
            raise TypeError("the pipeline's intake_judgements is not of this package: train it anew")
        self._judgements = judgements

    def __call__(
        self, message: Message, *, received_at: datetime, asked: frozenset[FieldName] = frozenset()
    ) -> Extraction:
        """Read ``message``; see :class:`parsers.extraction.Extractor`. Never raises on any text."""
        intake = self.intake(message, received_at=received_at, asked=asked)
        # What is learned is English, and the rules know some words of others. A machine's note is told by its header.
        if not message.automatic and language_of(intake.view.own):
            return self._rules(message, received_at=received_at, asked=asked)
        kind = kind_of(intake, self._judgements)
        fields, losers = fields_of(intake, intake.judged[parts.ENVIRONMENT])
        severity = None
        if kind.value is MessageKind.INCIDENT:
            severity = severity_of(intake, self._judgements, self._judgements.p1_threshold)
        return Extraction(kind=kind, severity=severity, fields=fields, thread=intake.thread, losers=losers)

    def intake(self, message: Message, *, received_at: datetime, asked: frozenset[FieldName] = frozenset()) -> Intake:
        """All that the pipeline knows of ``message``."""
        view = view_of(message, message.sent_at or received_at.astimezone(self._home), asked)
        intake = Intake(view, thread_of(view, self._prefix))
        with self._pipeline.memory_zone():
            doc = split(self._pipeline, intake.layout.text)
            intake.doc = doc
            doc._.intake = intake
            for _, part in self._pipeline.pipeline:
                part(doc)
        return intake
