"""One message of a file of annotated messages, read line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from parsers.annotations import unguarded
from parsers.extraction import Place
from parsers.vocabulary import Environment, MessageKind, Severity
from training.labels import Label, LabelField, value_of
from training.marks import Mark, Marked, MarkError, unmark
from training.message import AnnotatedMessage, WireName

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


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one message; ``number`` is the first one's. The chunk before the first message is the file's head."""

    number: int
    lines: tuple[str, ...]


class Parsing:
    """One message of a file: what it is, or ``faults``."""

    def __init__(self, chunk: Chunk, voice: str, file: str) -> None:
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
        body = "\n".join(map(unguarded, lines[blank + 1 :])).rstrip("\n \t")
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
            if line.startswith("#"):
                continue
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
