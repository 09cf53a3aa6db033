"""A finding: one line of the report."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands: fine, to be looked at, or broken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one thing stands; ``todo`` says what to do where it is not fine."""

    level: Level
    subject: str
    text: str
    todo: str = ""


def ok(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(level=Level.OK, subject=subject, text=text)


def warn(subject: str, text: str, todo: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(level=Level.WARN, subject=subject, text=text, todo=todo)


def fail(subject: str, text: str, todo: str) -> Finding:
    """It does not work."""
    return Finding(level=Level.FAIL, subject=subject, text=text, todo=todo)
