"""What a scanner is, and the files of a message taken through it within a time."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from parsers.message import Attachment
from parsers.vocabulary import ScanState

_NO_TIME = "there was no time left to scan all files of the message"
_SILENT = "the scanner did not answer for another file of the message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What came of scanning one file. ``detail`` is the name of what was found, or why nothing is known; "" where clean.

    ``silent`` says that the scanner could not be reached or did not answer in time, so that asking again is no use now.
    """

    state: ScanState
    detail: str = ""
    silent: bool = False


class Scanner(Protocol):
    """Looks at bytes."""

    def scan(self, content: bytes) -> Scanned:
        """What ``content`` is. Never raises: what goes wrong is NOT_SCANNED, with the reason."""
        ...


class NoScanner:
    """Where no scanner is set up."""

    def scan(self, content: bytes) -> Scanned:
        """Not scanned."""
        del content
        return Scanned(state=ScanState.NOT_SCANNED, detail="no scanner is set up")


def scan_all(
    scanner: Scanner,
    attachments: Iterable[Attachment],
    *,
    seconds: float = 30.0,
    now: Callable[[], float] = time.monotonic,
) -> dict[str, Scanned]:
    """What the scanner says of each file, inline pictures too, by SHA-256; the same bytes are looked at once. Never raises.

    ``seconds`` bounds the time in all: no scan is begun after them. A scanner that does not answer is not asked again.
    """
    end = now() + seconds
    results: dict[str, Scanned] = {}
    refusal: str | None = None
    for attachment in attachments:
        if attachment.sha256 in results:
            continue
        if refusal is None and now() >= end:
            refusal = _NO_TIME
        if refusal is not None:
            results[attachment.sha256] = Scanned(state=ScanState.NOT_SCANNED, detail=refusal)
            continue
        result = scanner.scan(attachment.content)
        results[attachment.sha256] = result
        if result.silent:
            refusal = _SILENT
    return results
