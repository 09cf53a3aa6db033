"""Asking a virus scanner about the files of a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from parsers.message import Attachment
from parsers.vocabulary import ScanState


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What the scanner said of one file; ``detail`` is the name of what it found, or why it was not scanned."""

    state: ScanState
    detail: str = ""


class Scanner(Protocol):
    """Scans bytes. Never raises."""

    def scan(self, content: bytes) -> Scanned:
        """What is in ``content``."""
        ...


class NoScanner:
    """Where none is set up."""

    def scan(self, content: bytes) -> Scanned:
        """Nothing is scanned."""
        del content
        return Scanned(state=ScanState.NOT_SCANNED, detail="no scanner is set up")


def scan_all(scanner: Scanner, attachments: Sequence[Attachment]) -> dict[str, Scanned]:
    """What the scanner says of each file, by SHA-256."""
    return {file.sha256: scanner.scan(file.content) for file in attachments}
