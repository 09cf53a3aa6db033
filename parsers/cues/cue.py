"""One cue: words that speak for a kind of message.

Each cue is searched in the lower-case subject and own words. A weight of 4 and more decides by itself unless something
speaks against it; 1 only tips a balance.
"""

from dataclasses import dataclass

from parsers.vocabulary import MessageKind
from parsers.wordsearch import WordSearch


@dataclass(frozen=True, slots=True)
class Cue:
    """``pattern`` in a message is worth ``weight`` for ``kind``; ``reason`` says so to an analyst."""

    kind: MessageKind
    weight: float
    reason: str
    pattern: WordSearch


def cue(kind: MessageKind, weight: float, reason: str, pattern: str) -> Cue:
    """A cue whose spaces also match a line break: mail programs wrap lines anywhere."""
    return Cue(kind, weight, reason, WordSearch(pattern.replace(" ", r"\s")))
