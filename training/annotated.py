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

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.message import AnnotatedMessage, as_annotation, as_input, as_text
from training.parsing import Chunk, Fault, Parsing

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
        parsing = Parsing(chunk, voice, file)
        message = parsing.run()
        faults += parsing.faults
        if message is not None:
            messages.append(message)
    comment = "\n".join(line.lstrip("# ").rstrip() for line in head.lines if line.startswith("#"))
    return AnnotatedFile(voice, tuple(messages), tuple(faults), comment)


def _returns(text: str) -> Iterator[int]:
    if "\r" in text:
        yield text.count("\n", 0, text.index("\r")) + 1


def _chunks(text: str) -> Iterator[Chunk]:
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("===")]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        yield Chunk(start + 1, tuple(lines[start:end]))


def _stray(head: Chunk, file: str) -> Iterator[Fault]:
    for number, line in enumerate(head.lines, head.number):
        if line.strip() and not line.startswith("#"):
            yield Fault(file, number, "stands before the first message: begin it with # or put === id: above it")
