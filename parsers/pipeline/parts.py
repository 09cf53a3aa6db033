"""The pipeline's parts as spaCy knows them: what each adds to the message, and what it keeps on disk.

``intake_spans`` marks words, ``intake_judgements`` judges the whole message, ``intake_fusion`` decides which words to believe.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

from parsers.pipeline.fusion import Context, Weights, choose, weigh, weights_from, weights_to
from parsers.pipeline.intake import Intake, intake_of
from parsers.pipeline.judging import Linear, Seen, vector_of
from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import Batch, shares
from parsers.pipeline.signs import Signs, environment_signs, kind_signs, marked_signs, severity_signs
from parsers.pipeline.spans import candidates
from parsers.pipeline.tokens import Floats
from parsers.pipeline.wording import Wording, plain
from parsers.vocabulary import MessageKind

KIND, SEVERITY, ENVIRONMENT = "kind", "severity", "environment"
JUDGEMENTS = (KIND, SEVERITY, ENVIRONMENT)

MOST_TOKENS = 4_000
"""Tokens of a message that are marked: more than a text as long as is read has, if it is in words."""


class SpanTagger:
    """Tells for every token which labels it is part of: ``intake.shares``, shape (tokens, labels, STATES)."""

    def __init__(self, model: Model[Batch, Floats]) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        """Mark one message."""
        intake = intake_of(doc)
        intake.shares = self._marked(doc, intake.rows) if len(doc) else None
        return doc

    def _marked(self, doc: Doc, rows: Floats) -> Floats:
        seen = doc if len(doc) <= MOST_TOKENS else doc[:MOST_TOKENS].as_doc()
        found = shares(self.model.predict(([seen], rows[: len(seen)])))
        outside = np.zeros((len(doc) - len(seen), *found.shape[1:]), dtype=found.dtype)
        outside[:, :, 0] = 1
        return np.concatenate([found, outside])

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write what was learned to the folder ``path``."""
        del exclude
        path.mkdir(exist_ok=True)
        self.model.to_disk(path / "network")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "SpanTagger":
        """Read what was learned. Raises OSError."""
        del exclude
        self.model.from_disk(path / "network")
        return self


@Language.factory("intake_spans")
def make_span_tagger(nlp: Language, name: str, model: Model[Batch, Floats]) -> SpanTagger:
    """The part that marks words."""
    del nlp, name
    return SpanTagger(model)


class Judgements:
    """Judges the kind, the severity and the environment: ``intake.judged``, the probability of each value."""

    def __init__(self) -> None:
        self.wording = Wording((), 0, np.zeros(0, dtype=np.float32))
        self.models: dict[str, Linear] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.p1_threshold = 0.5

    def __call__(self, doc: Doc) -> Doc:
        """Judge one message; severity and environment too where it is no incident, for whoever corrects the kind."""
        intake = intake_of(doc)
        for name in JUDGEMENTS:
            intake.signs[name] = signs_of(name, intake)
            intake.seen = self.seen(name, intake)
            intake.judged[name] = self.models[name].shares(intake.seen)
            if name == KIND:
                intake.kinds = {MessageKind(kind): share for kind, share in intake.judged[KIND].items()}
        return doc

    def seen(self, name: str, intake: Intake) -> Seen:
        """The message as the judgement ``name`` sees it."""
        signs = np.array([intake.signs[name][sign] for sign in self.names[name]], dtype=np.float32)
        if intake.seen is not None:
            return Seen(intake.seen.columns, intake.seen.values, intake.seen.vector, signs)
        columns, values = self.wording.row(plain(intake.view.subject, intake.view.own))
        return Seen(columns, values, vector_of(intake.tokenised), signs)

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write what was learned to the folder ``path``."""
        del exclude
        path.mkdir(exist_ok=True)
        arrays: dict[str, Any] = {"rarity": self.wording.rarity.astype(np.float16)}
        said: dict[str, object] = {
            "vocabulary": self.wording.vocabulary,
            "split": self.wording.split,
            "p1_threshold": self.p1_threshold,
        }
        for name, model in self.models.items():
            arrays |= {
                f"{name}.wording": model.wording.astype(np.float16),
                f"{name}.vector": model.vector,
                f"{name}.signs": model.signs,
                f"{name}.offset": model.offset,
            }
            said[name] = {"classes": model.classes, "signs": self.names[name]}
        np.savez_compressed(path / "weights.npz", **arrays)
        (path / "names.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "Judgements":
        """Read what was learned. Raises OSError, KeyError."""
        del exclude
        said = json.loads((path / "names.json").read_text(encoding="utf-8"))
        with np.load(path / "weights.npz") as arrays:
            self.wording = Wording(said["vocabulary"], said["split"], arrays["rarity"].astype(np.float32))
            self.p1_threshold = float(said["p1_threshold"])
            for name in JUDGEMENTS:
                parts = {part: arrays[f"{name}.{part}"] for part in ("wording", "vector", "signs", "offset")}
                self.models[name] = Linear(classes=tuple(said[name]["classes"]), **parts)
                self.names[name] = tuple(said[name]["signs"])
        return self


@Language.factory("intake_judgements")
def make_judgements(nlp: Language, name: str) -> Judgements:
    """The part that judges the whole message."""
    del nlp, name
    return Judgements()


def _kind_signs(intake: Intake) -> Signs:
    return kind_signs(intake.view, intake.found)


def _severity_signs(intake: Intake) -> Signs:
    return severity_signs(intake.view, intake.found)


def _environment_signs(intake: Intake) -> Signs:
    return environment_signs(intake.found, dict(intake.signs[SEVERITY]), intake.kinds)


_SIGNS: dict[str, Callable[[Intake], Signs]] = {
    KIND: _kind_signs,
    SEVERITY: _severity_signs,
    ENVIRONMENT: _environment_signs,
}


def signs_of(name: str, intake: Intake) -> Signs:
    """The named columns of a judgement, which comes in the order of ``JUDGEMENTS``."""
    return _SIGNS[name](intake) | marked_signs(intake.shares)


class Fusion:
    """Weighs the candidates of every label: ``intake.believed`` and ``intake.losers``."""

    def __init__(self) -> None:
        self.weights: dict[str, Weights] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Decide over one message."""
        intake = intake_of(doc)
        if intake.shares is None:
            return doc
        context = Context(intake.tokens, intake.layout, intake.kinds)
        for at, label in enumerate(LABELS):
            marked = intake.shares[:, at]
            found = candidates(label, intake.tokens, marked, intake.cues)
            weighed = weigh(label, found, marked, context, self.weights[label])
            intake.believed[label], intake.losers[label] = choose(label, weighed, self.weights[label].threshold)
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write what was learned to the folder ``path``."""
        del exclude
        path.mkdir(exist_ok=True)
        (path / "weights.json").write_text(json.dumps(weights_to(self.weights)), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "Fusion":
        """Read what was learned. Raises OSError, KeyError."""
        del exclude
        self.weights = weights_from(json.loads((path / "weights.json").read_text(encoding="utf-8")))
        return self


@Language.factory("intake_fusion")
def make_fusion(nlp: Language, name: str) -> Fusion:
    """The part that decides which words to believe."""
    del nlp, name
    return Fusion()
