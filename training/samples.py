"""The annotated messages and snippets as the pipeline sees them, with what should be read out of them."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from parsers.extraction import Place
from parsers.fields.thread import thread_of
from parsers.fields.view import view_of
from parsers.pipeline.evidence import Cue
from parsers.pipeline.intake import Intake
from parsers.vocabulary import MessageKind, Severity
from training.marks import unmark
from training.message import AnnotatedMessage
from training.scoring import as_message

SNIPPETS = Path(__file__).parent / "snippets"
KINDS_VOICE = "kinds"
CLAUSES_VOICE = "clauses"
_ANY_TIME = datetime(2026, 5, 5, 12, tzinfo=UTC)
_ADDRESS = "somebody@snippet.example"


@dataclass(frozen=True)
class Mark:
    """Words at ``[start, end)`` of the pipeline's text that are what ``label`` asks for."""

    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """A message or snippet to learn from. ``kind`` is None for a clause, which has none; ``marked`` is false where words are
    not marked."""

    message: AnnotatedMessage
    intake: Intake
    marks: tuple[Mark, ...]
    kind: MessageKind | None
    marked: bool = True

    @property
    def voice(self) -> str:
        """Who writes so."""
        return self.message.voice


@dataclass(frozen=True)
class Written:
    """A text to train the network on, with its marks and cues; made of a sample, perhaps with other names in it."""

    text: str
    marks: tuple[Mark, ...]
    cues: tuple[Cue, ...]
    body_at: int
    signature: int
    slack: bool


def sample_of(message: AnnotatedMessage) -> Sample:
    """A message as the pipeline sees it."""
    read = as_message(message)
    view = view_of(read, message.sent)
    intake = Intake(view, thread_of(view, "EP-"))
    places: dict[Place, int] = {"subject": 0, "body": intake.layout.body_at}
    marks = tuple(
        Mark(str(label.field), label.start + places[label.place], label.end + places[label.place])
        for label in message.labels
    )
    return Sample(message, intake, marks, message.kind)


def snippets() -> tuple[Sample, ...]:
    """Lines of a known kind, incidents of a known severity, and clauses with marks."""
    return (*_kind_lines(), *_severity_lines(), *_clauses())


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _kind_lines() -> Iterator[Sample]:
    for path in sorted((SNIPPETS / "kinds").glob("*.txt")):
        for number, line in enumerate(_lines(path)):
            message = _as_annotated(line, KINDS_VOICE, f"{path.stem}-{number}", MessageKind(path.stem))
            yield replace(sample_of(message), marked=False)


def _severity_lines() -> Iterator[Sample]:
    for path in sorted((SNIPPETS / "severities").glob("*.txt")):
        for number, line in enumerate(_lines(path)):
            message = _as_annotated(line, KINDS_VOICE, f"{path.stem}-{number}", MessageKind.INCIDENT)
            yield replace(sample_of(replace(message, severity=Severity(path.stem))), marked=False)


def _clauses() -> Iterator[Sample]:
    for path in sorted((SNIPPETS / "clauses").glob("*.txt")):
        for number, line in enumerate(_lines(path)):
            found = unmark(line)
            message = _as_annotated(found.text, CLAUSES_VOICE, f"{path.stem}-{number}", MessageKind.OTHER)
            sample = sample_of(message)
            at = sample.intake.layout.body_at
            marks = tuple(Mark(mark.field, mark.start + at, mark.end + at) for mark in found.marks)
            yield replace(sample, marks=marks, kind=None)


def _as_annotated(text: str, voice: str, name: str, kind: MessageKind) -> AnnotatedMessage:
    return AnnotatedMessage(
        id=f"{voice}-{name}",
        voice=voice,
        channel="slack",
        from_name="",
        from_address=_ADDRESS,
        sent=_ANY_TIME,
        subject="",
        body=text,
        kind=kind,
    )


def written(sample: Sample) -> Written:
    """The sample as it is."""
    intake = sample.intake
    layout = intake.layout
    slack = sample.message.channel == "slack"
    return Written(layout.text, sample.marks, intake.cues, layout.body_at, layout.signature, slack)


def in_small_letters(one: Written) -> Written:
    """As somebody writes who never uses the shift key."""
    lowered = one.text.lower()
    return replace(one, text=lowered) if len(lowered) == len(one.text) else one


_SWAPPED = frozenset({"account", "department", "service", "name"})
_SWAP_SHARE = 0.4


def names_of(samples: Iterable[Sample]) -> dict[str, list[str]]:
    """The words that some sample has for each label that may be swapped, in order."""
    found: dict[str, list[str]] = {label: [] for label in sorted(_SWAPPED)}
    for sample in samples:
        for mark in sample.marks:
            words = sample.intake.layout.text[mark.start : mark.end]
            if mark.label in _SWAPPED and "\n" not in words:
                found[mark.label].append(words)
    return found


def with_other_names(one: Written, names: Mapping[str, Sequence[str]], choice: random.Random) -> Written:
    """The same with some names of others: what counts is how they are used, not which they are."""
    edits: list[tuple[int, int, str]] = []
    for mark in sorted(one.marks, key=lambda mark: mark.start):
        words = one.text[mark.start : mark.end]
        free = not edits or mark.start >= edits[-1][1]
        if mark.label in _SWAPPED and free and "\n" not in words and choice.random() < _SWAP_SHARE:
            other = choice.choice(names[mark.label])
            edits.append((mark.start, mark.end, other.lower() if words.islower() else other))
    return _edited(one, edits) if edits else one


def _edited(one: Written, edits: list[tuple[int, int, str]]) -> Written:
    pieces: list[str] = []
    at = 0
    for start, end, other in edits:
        pieces += [one.text[at:start], other]
        at = end
    pieces.append(one.text[at:])

    def moved(position: int, *, is_end: bool) -> int:
        shift = 0
        for start, end, other in edits:
            if position >= end:
                shift += len(other) - (end - start)
            elif position > start:
                return start + shift + (len(other) if is_end else 0)
        return position + shift

    return replace(
        one,
        text="".join(pieces),
        marks=tuple(replace(m, start=moved(m.start, is_end=False), end=moved(m.end, is_end=True)) for m in one.marks),
        cues=tuple(c._replace(start=moved(c.start, is_end=False), end=moved(c.end, is_end=True)) for c in one.cues),
        body_at=moved(one.body_at, is_end=True),
        signature=moved(one.signature, is_end=False),
    )
