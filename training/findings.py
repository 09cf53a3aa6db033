"""What the checker finds, and how a rule says it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from training.labels import Label
from training.message import AnnotatedMessage


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something wrong on a line of a file; a ``doubt`` may well be right, and a person looks at it."""

    file: str
    line: int
    problem: str
    doubt: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'doubt: ' if self.doubt else ''}{self.problem}"


Rule = Callable[[AnnotatedMessage], Iterator[Finding]]
"""What is wrong with one message."""


def of_message(message: AnnotatedMessage, problem: str, *, doubt: bool = False) -> Finding:
    """A finding about the message as a whole."""
    return Finding(message.file, message.line, f"{message.id}: {problem}", doubt)


def of_label(message: AnnotatedMessage, label: Label, problem: str, *, doubt: bool = False) -> Finding:
    """A finding about a mark."""
    words = " ".join(label.words.split())
    shown = words if len(words) <= 60 else f"{words[:57]}..."
    return Finding(message.file, message.line_of(label), f"{message.id}: {label.field} “{shown}”: {problem}", doubt)


def of_body(message: AnnotatedMessage, position: int, problem: str, *, doubt: bool = False) -> Finding:
    """A finding about a place in the body."""
    line = message.body_line + message.body.count("\n", 0, position)
    return Finding(message.file, line, f"{message.id}: {problem}", doubt)
