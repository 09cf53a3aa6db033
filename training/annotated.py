"""Reads files of annotated messages, such as this:

    === id: terse-001
    channel: email
    from: Dana Whitlock <dana.whitlock@harborlane.example>
    sent: 2026-03-17T08:42:00-05:00
    subject: {service|Outbound dialer} is down
    kind: incident
    severity: P1

    We have lost {department|the Tampa collections floor}.

README.md beside this file describes the format; the file's name is the voice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from parsers.extraction import Place
from parsers.vocabulary import Environment, MessageKind, Severity
from training.labels import Label, LabelField, value_of
from training.marks import Mark, Marked, MarkError, unmark
from training.message import AnnotatedMessage, WireName, as_annotation, as_input, as_text

__all__ = [
    "MESSAGES",
    "AnnotatedFile",
    "AnnotatedMessage",
    "AnnotationError",
    "Fault",
    "as_annotation",
    "as_input",
    "as_text",
    "parse_file",
    "parse_text",
    "read_all",
    "read_file",
]

MESSAGES = Path(__file__).parent / "messages"
"""Where the messages are, a file a voice."""

_START = re.compile(r"=== id:[ \t]*(?P<id>.*?)[ \t]*")
_FROM = re.compile(r"(?P<name>[^<>]*?)[ \t]*<(?P<address>[^<>\s@]+@[^<>\s@]+)>")
_KEYS = ("channel", "from", "sent", "subject", "kind", "severity", "environment", "thread")
_NEEDED = ("channel", "from", "sent", "kind")
_WHOLE_LINE = re.compile(r"(?P<key>[a-z]+):(?:[ \t]+(?P<value>.*?))?[ \t]*")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on a line of a file, and what to do about it."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}"


class AnnotationError(ValueError):
    """A file that cannot be read as annotated messages; ``faults`` are all that were found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class AnnotatedFile:
    """What a file holds: the messages that can be read, the faults of the others, and the comment at its head."""

    voice: str
    messages: tuple[AnnotatedMessage, ...]
    faults: tuple[Fault, ...]
    comment: str


def read_all(paths: Iterable[Path] | None = None) -> tuple[AnnotatedMessage, ...]:
    """The messages of ``paths``, or of all voices. Raises AnnotationError."""
    chosen = sorted(MESSAGES.glob("*.txt")) if paths is None else list(paths)
    return tuple(message for path in chosen for message in read_file(path))


def read_file(path: Path) -> tuple[AnnotatedMessage, ...]:
    """The messages of a file. Raises AnnotationError, OSError."""
    found = parse_file(path)
    if found.faults:
        raise AnnotationError(found.faults)
    return found.messages


def parse_file(path: Path) -> AnnotatedFile:
    """What a file holds, faults included. Raises OSError only."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = Fault(str(path), data.count(b"\n", 0, error.start) + 1, "is not UTF-8: save the file as UTF-8")
        return AnnotatedFile(path.stem, (), (fault,), "")
    return parse_text(text, voice=path.stem, file=str(path))


def parse_text(text: str, *, voice: str, file: str = "text") -> AnnotatedFile:
    """What the text of a file holds, faults included. Never raises."""
    faults = [Fault(file, line, "has a carriage return: save the file with \\n line ends") for line in _returns(text)]
    chunks = list(_chunks(text))
    head = chunks.pop(0)
    faults += _stray(head, file)
    messages: list[AnnotatedMessage] = []
    for chunk in chunks:
        parsing = _Parsing(chunk, voice, file)
        message = parsing.run()
        faults += parsing.faults
        if message is not None:
            messages.append(message)
    comment = "\n".join(line.lstrip("# ").rstrip() for line in head.lines if line.startswith("#"))
    return AnnotatedFile(voice, tuple(messages), tuple(faults), comment)


def _returns(text: str) -> Iterator[int]:
    if "\r" in text:
        yield text.count("\n", 0, text.index("\r")) + 1


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The lines of one message; ``number`` is the first one's. The chunk before the first message is the file's head."""

    number: int
    lines: tuple[str, ...]


def _chunks(text: str) -> Iterator[_Chunk]:
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("===")]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        yield _Chunk(start + 1, tuple(lines[start:end]))


def _stray(head: _Chunk, file: str) -> Iterator[Fault]:
    for number, line in enumerate(head.lines, head.number):
        if line.strip() and not line.startswith("#"):
            yield Fault(file, number, "stands before the first message: begin it with # or put === id: above it")


class _Parsing:
    """One message of a file: what it is, or ``faults``."""

    def __init__(self, chunk: _Chunk, voice: str, file: str) -> None:
        self._chunk = chunk
        self._voice = voice
        self._file = file
        self._lines: dict[str, int] = {}
        self.faults: list[Fault] = []

    def run(self) -> AnnotatedMessage | None:
        """The message, or None where something is wrong with it."""
        lines = self._chunk.lines
        blank = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
        values = self._header(lines[1:blank])
        self._lines["body"] = self._chunk.number + min(blank + 1, len(lines) - 1)
        body = "\n".join(lines[blank + 1 :]).rstrip("\n \t")
        if not body:
            self._fault("body", "the message has no body: put its text behind a blank line")
        texts: dict[Place, Marked] = {"subject": self._unmark("subject", values.get("subject", ""))}
        texts["body"] = self._unmark("body", body)
        message = self._message(values, texts)
        return None if self.faults else message

    def _fault(self, where: str, problem: str, lines_down: int = 0) -> None:
        line = self._lines.get(where, self._chunk.number) + lines_down
        self.faults.append(Fault(self._file, line, problem))

    def _header(self, lines: tuple[str, ...]) -> dict[str, str]:
        values: dict[str, str] = {}
        for number, line in enumerate(lines, self._chunk.number + 1):
            found = _WHOLE_LINE.fullmatch(line)
            key = found["key"] if found else ""
            if found is None or key not in _KEYS:
                self._fault("", f"is no header line (one of {', '.join(_KEYS)}): the body begins behind a blank line")
                self.faults[-1] = replace(self.faults[-1], line=number)
                continue
            self._lines[key] = number
            if key in values:
                self._fault(key, f"{key} stands here a second time: keep one")
            values[key] = found["value"] or ""
        for key in _NEEDED:
            if not values.get(key):
                self._fault(key, f"{key} is missing: write it as a line {key}: ... below === id:")
        return values

    def _message(self, values: dict[str, str], texts: dict[Place, Marked]) -> AnnotatedMessage | None:
        identity = _START.fullmatch(self._chunk.lines[0])
        if identity is None or not identity["id"]:
            self._fault("", "a message begins with a line === id: NAME-001")
        channel = self._channel(values.get("channel", ""))
        sender = self._sender(values.get("from", ""))
        sent = self._sent(values.get("sent", ""))
        kind = self._word(MessageKind, "kind", values)
        severity = self._word(Severity, "severity", values)
        environment = self._word(Environment, "environment", values)
        labels = tuple(self._labels(texts))
        if identity is None or channel is None or sender is None or sent is None or kind is None:
            return None
        return AnnotatedMessage(
            id=identity["id"],
            voice=self._voice,
            channel=channel,
            from_name=sender[0],
            from_address=sender[1],
            sent=sent,
            subject=texts["subject"].text,
            body=texts["body"].text,
            kind=kind,
            severity=severity,
            environment=environment,
            thread=values.get("thread") or None,
            labels=labels,
            file=self._file,
            line=self._chunk.number,
            subject_line=self._lines.get("subject", self._chunk.number),
            body_line=self._lines["body"],
        )

    def _channel(self, written: str) -> WireName | None:
        if written == "email" or written == "slack":
            return "email" if written == "email" else "slack"
        if written:
            self._fault("channel", f"channel is email or slack, not {written!r}")
        return None

    def _sender(self, written: str) -> tuple[str, str] | None:
        found = _FROM.fullmatch(written)
        if found is None:
            if written:
                self._fault("from", "from is written: Dana Whitlock <dana@harborlane.example>")
            return None
        return found["name"], found["address"]

    def _sent(self, written: str) -> datetime | None:
        try:
            sent = datetime.fromisoformat(written)
        except ValueError:
            sent = None
        if sent is not None and sent.tzinfo is not None:
            return sent
        if written:
            self._fault("sent", "sent is a time with its offset: 2026-03-17T08:42:00-05:00")
        return None

    def _word(self, words: type[_T], key: str, values: dict[str, str]) -> _T | None:
        written = values.get(key)
        if not written:
            return None
        known = {str(word): word for word in words}  # type: ignore[attr-defined]
        if written not in known:
            self._fault(key, f"{key} is one of {', '.join(known)}, not {written!r}")
        return known.get(written)

    def _unmark(self, place: Place, source: str) -> Marked:
        try:
            return unmark(source)
        except MarkError as error:
            self._fault(place, str(error), source.count("\n", 0, error.position))
            return Marked("")

    def _labels(self, texts: dict[Place, Marked]) -> Iterator[Label]:
        for place, marked in texts.items():
            for one in marked.marks:
                label = self._label(place, marked.text, one)
                if label is not None:
                    yield label

    def _label(self, place: Place, text: str, one: Mark) -> Label | None:
        down = text.count("\n", 0, one.start)
        try:
            field = LabelField(one.field)
        except ValueError:
            self._fault(place, f"there is no field {one.field}: it is one of {', '.join(LabelField)}", down)
            return None
        try:
            value = value_of(field, one.value)
        except ValueError as error:
            self._fault(place, str(error), down)
            return None
        words = text[one.start : one.end]
        return Label(field=field, words=words, start=one.start, end=one.end, place=place, value=value)
