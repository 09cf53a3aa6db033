"""What intake asks of whoever reads messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parsers.arrival import Arrival
from parsers.extraction import Extraction
from parsers.message import Message
from parsers.verdict import Verdict
from parsers.vocabulary import FieldName


class ReadingFailedError(Exception):
    """A message could not be read: it took too long or too much memory, or the reader failed. Says which, for an analyst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A message once opened. ``unread`` says why only its header could be read; "" where all of it was."""

    message: Message
    verdict: Verdict
    unread: str = ""


class Reading(Protocol):
    """Reads messages, one at a time. What it reads may be hostile; it comes back in bounded time, always."""

    def open(self, arrival: Arrival, *, patience: float) -> Opened:
        """Bytes to a message and the verdict over its sender, within ``patience`` seconds of DNS.

        Where the message cannot be read in time and memory, what its header gives, with ``unread`` set. Raises ReadingFailedError
        where not even that can be had.
        """
        ...

    def extract(self, message: Message, *, received_at: datetime, asked: frozenset[FieldName]) -> Extraction:
        """What the text says. Raises ReadingFailedError."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...
