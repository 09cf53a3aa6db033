"""How what a message says joins what its ticket knows."""

from dataclasses import dataclass

from bot.policy.facts import Known
from parsers.extraction import Extraction, Found, Value, plain
from parsers.vocabulary import LIST_FIELDS, FieldName


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Values to add; fields whose older values these replace; values that differ but were not taken over.

    A labelled value ("Users: 25") corrects an older one. A value met in prose does not: it may be about something else,
    so it is kept in the history for an analyst to see (``differing``).
    """

    added: tuple[tuple[FieldName, Found[Value]], ...] = ()
    replaced: frozenset[FieldName] = frozenset()
    differing: tuple[tuple[FieldName, Found[Value]], ...] = ()

    @property
    def names(self) -> tuple[FieldName, ...]:
        """The fields that got a value, each once, in order."""
        return tuple(dict.fromkeys(name for name, _ in self.added))


def merge(known: Known, extraction: Extraction) -> Changes:
    """What ``extraction`` adds to ``known``, what it corrects, and what it merely says otherwise."""
    added: list[tuple[FieldName, Found[Value]]] = []
    differing: list[tuple[FieldName, Found[Value]]] = []
    replaced: set[FieldName] = set()
    for name, found in extraction:
        have = known.get(name, ())
        if plain(found.value) in have:
            continue
        if not have or name in LIST_FIELDS:
            added.append((name, found))
        elif found.explicit:
            added.append((name, found))
            replaced.add(name)
        else:
            differing.append((name, found))
    return Changes(added=tuple(added), replaced=frozenset(replaced), differing=tuple(differing))
