"""Readings of a message as marks in its text (training/README.md has the fields)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from parsers.annotations import Mark, fitting
from parsers.extraction import Place
from parsers.readings import Reading
from parsers.vocabulary import FieldName

Readings = Mapping[FieldName, tuple[Reading, ...]]

_SHORT: dict[FieldName, str] = {
    FieldName.ACCOUNT: "account",
    FieldName.DEPARTMENT: "department",
    FieldName.SERVICE: "service",
    FieldName.USERS_AFFECTED_TEXT: "users",
    FieldName.FREQUENCY: "frequency",
    FieldName.IMPACT: "impact",
    FieldName.ISOLATION_STEPS: "iso",
    FieldName.STARTED_TEXT: "started",
    FieldName.CONNIDS: "connid",
    FieldName.ANIS: "ani",
    FieldName.ERRORS: "error",
    FieldName.CONTACT_NAME: "name",
    FieldName.CONTACT_PHONE: "phone",
    FieldName.CONTACT_EMAIL: "email",
    FieldName.ACCESS_HOURS: "access_hours",
}
"""The field's name in a mark. Environment has none: it is a line of the header."""

_VALUE_OF = {
    FieldName.USERS_AFFECTED_TEXT: FieldName.USERS_AFFECTED,
    FieldName.STARTED_TEXT: FieldName.STARTED_AT,
}
"""Words, and the field whose value their mark carries."""
_NUMBERS = frozenset({FieldName.ANIS, FieldName.CONTACT_PHONE})
_VALUE = {
    "users": re.compile(r"0|[1-9]\d{0,6}"),
    "started": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ"),
    "ani": re.compile(r"\+[1-9]\d{6,14}"),
    "phone": re.compile(r"\+[1-9]\d{6,14}"),
}
"""How values are written in marks; another is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The marks that fit into one text, and the readings (field, words) that could not be marked in it."""

    marks: tuple[Mark, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def marks_of(readings: Readings, text: str, place: Place, first: Iterable[FieldName] = ()) -> Marked:
    """The marks of ``readings`` in the ``text`` of ``place``. Where two overlap, a field of ``first`` stays, else the longer.

    A reading whose words do not stand where it says, or that overlaps another, is left out and told.
    """
    found = [
        (name not in first, mark, one.words)
        for name in _SHORT
        for one, value in _with_values(name, readings)
        if one.place == place and (mark := _mark(name, one, value)) is not None
    ]
    true = [(late, mark) for late, mark, words in found if _words(text, mark) == words and str(words).strip()]
    ordered = sorted(true, key=lambda each: (each[0], each[1].start - each[1].end, each[1].start))
    fits = fitting((_trimmed(mark, text) for _, mark in ordered), len(text))
    moved = [(mark.field, str(words)) for _, mark, words in found if _words(text, mark) != words]
    return Marked(marks=fits.kept, left_out=(*moved, *((one.field, _words(text, one)) for one in fits.left_out)))


def _with_values(name: FieldName, readings: Readings) -> list[tuple[Reading, str | None]]:
    """The readings whose words are marked as ``name``, each with the value that its mark carries."""
    own = readings.get(name, ())
    if name in _NUMBERS:
        return [(one, str(one.value)) for one in own]
    if name not in _VALUE_OF:
        return [(one, None) for one in own]
    values = readings.get(_VALUE_OF[name], ())
    placed = own if any(one.words for one in own) else values
    return [(one, str(values[0].value) if values else None) for one in placed]


def _mark(name: FieldName, one: Reading, value: str | None) -> Mark | None:
    if one.words is None or one.start is None or one.end is None:
        return None
    field = _SHORT[name]
    written = value if value is not None and field in _VALUE and _VALUE[field].fullmatch(value) else None
    if name in _NUMBERS and written is None:
        return None
    return Mark(field, one.start, one.end, written)


def _words(text: str, mark: Mark) -> str:
    return text[mark.start : mark.end]


def _trimmed(mark: Mark, text: str) -> Mark:
    """White space at the edges belongs to no mark."""
    words = _words(text, mark)
    left, right = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    return replace(mark, start=mark.start + left, end=mark.end - right)
