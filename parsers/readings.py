"""A value as it is kept, with the words that say it where a message has such words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from parsers.extraction import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value of a field, or of "kind" or "severity", as JSON has it (times as ``2026-05-19T05:48Z``).

    ``words`` stand at ``[start, end)`` of the subject or body named by ``place``; all four are None where no words of the
    message say the value. ``score`` (0 to 1) and ``rule`` tell how the desk came to it; None where a person says it.
    """

    value: str | int
    words: str | None = None
    place: Place | None = None
    start: int | None = None
    end: int | None = None
    score: float | None = None
    rule: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As a JSON column keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The inverse of :meth:`as_json`."""
        return cls(**kept)
