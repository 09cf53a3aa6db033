"""What is read out of a message, each value with the words that say it.

The shape follows the annotation contract; :func:`as_annotation` prints exactly its keys. A reader that is unsure finds
nothing: the desk asks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, Literal, Protocol, TypeVar

from parsers.message import Message
from parsers.vocabulary import LIST_FIELDS, Environment, FieldName, MessageKind, Severity

T_co = TypeVar("T_co", covariant=True)
Place = Literal["subject", "body"]
Value = str | int | datetime | Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T_co]):
    """A value and its evidence: ``words`` stand verbatim at ``[start, end)`` of the subject or body named by ``place``.

    ``score`` is the confidence, 0 to 1. ``rule`` names the reader that found it. ``explicit`` is true for a labelled value
    ("Users: 25"), which may correct an older one.
    """

    value: T_co
    words: str
    start: int
    end: int
    score: float
    place: Place = "body"
    rule: str = ""
    explicit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Generic[T_co]):
    """A judgement over the whole message (kind, severity): the value, its confidence and the reasons in words.

    ``others`` are the values that it might have been, each with its score, the runner-up first.
    """

    value: T_co
    score: float
    reasons: tuple[str, ...] = ()
    evidence: tuple[Found[str], ...] = ()
    others: tuple[tuple[T_co, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Kind, severity and the fields of one message. A field that is not stated is not in ``fields``.

    A list field (``LIST_FIELDS``) has one Found per value in order of appearance, any other exactly one. ``losers`` are what
    was found for a field too, but not believed, the best first. ``language`` is the ISO 639-1 code of a text that is not
    in a language the desk reads: then only what does not depend on language is found.
    """

    kind: Judgement[MessageKind]
    severity: Judgement[Severity] | None = None
    fields: dict[FieldName, tuple[Found[Value], ...]] = field(default_factory=dict)
    thread: str | None = None
    losers: dict[FieldName, tuple[Found[Value], ...]] = field(default_factory=dict)
    language: str | None = None

    def one(self, name: FieldName) -> Found[Value] | None:
        """The only value of a field that is not a list, or None."""
        found = self.fields.get(name, ())
        return found[0] if found else None

    def __iter__(self) -> Iterator[tuple[FieldName, Found[Value]]]:
        """Every value with its field's name, in the contract's order."""
        for name in FieldName:
            for found in self.fields.get(name, ()):
                yield name, found


class Extractor(Protocol):
    """The seam behind which rules, or a trained model, read a message."""

    def __call__(
        self, message: Message, *, received_at: datetime, asked: frozenset[FieldName] = frozenset()
    ) -> Extraction:
        """Read ``message``. ``asked`` are fields the desk has asked this sender for: a bare "25" may then answer one.

        ``received_at`` (aware) stands in for a missing Date. Never raises on any text.
        """
        ...


def plain(value: Value) -> str | int:
    """A value as JSON has it: times as UTC to the minute (``2026-05-19T05:48Z``), words as they are."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return int(value) if isinstance(value, int) else str(value)


def _json(name: FieldName, founds: Iterable[Found[Value]]) -> str | int | list[str | int] | None:
    values = [plain(found.value) for found in founds]
    if name in LIST_FIELDS:
        return values
    return values[0] if values else None


def as_annotation(identity: str, extraction: Extraction) -> dict[str, object]:
    """The extraction as a row of the annotation contract: every key present, null or [] where nothing was found."""
    row: dict[str, object] = {
        "id": identity,
        "kind": str(extraction.kind.value),
        "severity": str(extraction.severity.value) if extraction.severity else None,
    }
    for name in FieldName:
        row[str(name)] = _json(name, extraction.fields.get(name, ()))
    row["thread"] = extraction.thread
    return row
