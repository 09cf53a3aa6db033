"""What the desk says to the process that reads, and what it may cost."""

from dataclasses import dataclass
from datetime import datetime

from parsers.arrival import Arrival
from parsers.message import Message, Sender
from parsers.vocabulary import FieldName

OUT_OF_MEMORY = 78
"""The exit code of a reader that was refused more memory."""

FORK, STOP, READY = b"F", b"S", b"R"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one message may cost: ``seconds`` of processor time, and ``memory`` in bytes above what a reader starts with.

    ``waiting`` is how many seconds by the clock a step may take without working (and without waiting for the DNS), on a machine
    that may be busy.
    """

    seconds: float = 1.5
    memory: int = 1_500_000_000
    waiting: float = 10.0

    @property
    def least(self) -> float:
        """The seconds that are left to a second step, however long the first one took."""
        return self.seconds / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Asks for a Message, and then for the Verdict over its sender."""

    arrival: Arrival
    patience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Asks for the Verdict alone."""

    arrival: Arrival
    sender: Sender
    patience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Asks for the Extraction."""

    message: Message
    received_at: datetime
    asked: frozenset[FieldName]


Request = Open | Judge | Extract
