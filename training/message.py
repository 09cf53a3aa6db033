"""An annotated message, and the same as the annotation contract's JSON and as a file has it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from parsers.annotations import guarded
from parsers.extraction import Place, plain
from parsers.vocabulary import LIST_FIELDS, Environment, FieldName, MessageKind, Severity
from training.labels import VALUE_OF, WORDS_OF, Label, LabelField, written_value
from training.marks import Mark, mark

WireName = Literal["email", "slack"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedMessage:
    """One message and what is to be read out of it. ``sent`` is aware; ``labels`` are the subject's, then the body's, in the
    order in which they begin. ``line`` and ``body_line`` are where it stands in ``file``."""

    id: str
    voice: str
    channel: WireName
    from_name: str
    from_address: str
    sent: datetime
    subject: str
    body: str
    kind: MessageKind
    severity: Severity | None = None
    environment: Environment | None = None
    thread: str | None = None
    labels: tuple[Label, ...] = ()
    file: str = ""
    line: int = 0
    subject_line: int = 0
    body_line: int = 0

    def labelled(self, field: LabelField) -> tuple[Label, ...]:
        """The labels of a field, in order."""
        return tuple(one for one in self.labels if one.field is field)

    def line_of(self, label: Label) -> int:
        """The line of the file on which a label begins."""
        if label.place == "subject":
            return self.subject_line
        return self.body_line + self.body.count("\n", 0, label.start)

    def text_of(self, place: Place) -> str:
        """The subject or the body."""
        return self.subject if place == "subject" else self.body


def as_input(message: AnnotatedMessage) -> dict[str, object]:
    """The contract's keys of the message itself: what a reader is given."""
    return {
        "id": message.id,
        "channel": message.channel,
        "from_name": message.from_name,
        "from_email": message.from_address,
        "subject": message.subject,
        "sent_at": message.sent.isoformat(),
        "body": message.body,
        "thread": message.thread,
    }


def as_annotation(message: AnnotatedMessage) -> dict[str, object]:
    """The contract's JSON object: the message's keys and "gold", with every key of it."""
    gold: dict[str, object] = {
        "kind": str(message.kind),
        "severity": str(message.severity) if message.severity else None,
        "environment": str(message.environment) if message.environment else None,
    }
    for name in FieldName:
        if name is not FieldName.ENVIRONMENT:
            values = list(_values(message, name))
            gold[str(name)] = values if name in LIST_FIELDS else next(iter(values), None)
    return {**as_input(message), "gold": gold}


def as_text(message: AnnotatedMessage) -> str:
    """The message as a file has it: what :func:`parse_text` reads back."""
    lines = [f"=== id: {message.id}", f"channel: {message.channel}"]
    lines.append(f"from: {message.from_name} <{message.from_address}>".replace(":  <", ": <"))
    lines.append(f"sent: {message.sent.isoformat()}")
    lines.append(f"subject: {_marked(message, 'subject')}".rstrip())
    lines.append(f"kind: {message.kind}")
    for key in ("severity", "environment", "thread"):
        value = getattr(message, key)
        if value is not None:
            lines.append(f"{key}: {value}")
    return "\n".join([*lines, "", guarded(_marked(message, "body")), ""])


def _values(message: AnnotatedMessage, name: FieldName) -> Iterator[str | int]:
    if name in WORDS_OF:
        yield from (label.words for label in message.labelled(WORDS_OF[name]))
    else:
        yield from (plain(label.value) for label in message.labelled(VALUE_OF[name]) if label.value is not None)


def _marked(message: AnnotatedMessage, place: Place) -> str:
    marks = [
        Mark(str(label.field), label.start, label.end, written_value(label.value))
        for label in message.labels
        if label.place == place
    ]
    return mark(message.text_of(place), marks)
