"""How what a message says joins what its ticket knows."""

from dataclasses import dataclass

from bot.policy.facts import Known
from parsers.extraction import Extraction, Found, Value, plain
from parsers.vocabulary import LIST_FIELDS, FieldName

TWINS = {
    FieldName.USERS_AFFECTED: FieldName.USERS_AFFECTED_TEXT,
    FieldName.USERS_AFFECTED_TEXT: FieldName.USERS_AFFECTED,
    FieldName.STARTED_AT: FieldName.STARTED_TEXT,
    FieldName.STARTED_TEXT: FieldName.STARTED_AT,
}
"""Two fields that say one thing: where one is corrected, the other may not go on saying the old."""


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
    added: dict[tuple[FieldName, str | int], tuple[FieldName, Found[Value]]] = {}
    differing: list[tuple[FieldName, Found[Value]]] = []
    replaced: set[FieldName] = set()
    repeated: set[FieldName] = set()
    labelled = labelled_fields(extraction)
    for name, found in extraction:
        have = {_folded(value) for value in known.get(name, ())}
        value = _folded(plain(found.value))
        if value in have:
            repeated.add(name)
        elif not have or name in LIST_FIELDS:
            added.setdefault((name, value), (name, found))
        elif name in labelled:
            added.setdefault((name, value), (name, found))
            replaced.add(name)
        else:
            differing.append((name, found))
    replaced |= {TWINS[name] for name in replaced if name in TWINS} & known.keys() - repeated
    return Changes(added=tuple(added.values()), replaced=frozenset(replaced), differing=tuple(differing))


def labelled_fields(extraction: Extraction) -> frozenset[FieldName]:
    """The fields with a labelled value, and their twins, which were read out of the same label."""
    names = {name for name, found in extraction if found.explicit}
    return frozenset(names | {TWINS[name] for name in names if name in TWINS})


def _folded(value: str | int) -> str | int:
    """A value as it is compared: its case and spacing say nothing."""
    return " ".join(value.split()).casefold() if isinstance(value, str) else value
