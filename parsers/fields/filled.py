"""What forms and answers to the desk's questions say, field by field."""

import re
from collections.abc import Callable, Iterable

from parsers.count_patterns import NUMBER
from parsers.counts import bare_count, counts
from parsers.extraction import Found, Value
from parsers.fields.contact import contact_in
from parsers.fields.environment import environment_of
from parsers.fields.isolation import enumerated
from parsers.fields.sentences import Span, trimmed
from parsers.fields.timing import started_in
from parsers.fields.view import View
from parsers.forms import FormLine
from parsers.phones import phones, region_for
from parsers.told_counts import users_value
from parsers.vocabulary import FieldName
from parsers.wordsearch import WordSearch, folded

Fields = dict[FieldName, tuple[Found[Value], ...]]
_SCORE = 0.95
_COUNTS = WordSearch(rf"(?<!\w)(?:{NUMBER}|me|myself|i)(?!\w)")
"""What tells that a line counts people: "n/a", "Billing" and "unknown" are no names of one."""
_CONNID = re.compile(r"(?<!\w)[0-9a-fA-F]{16}(?!\w)")


def _verbatim(field: FieldName) -> Callable[[View, FormLine], Fields]:
    def read(view: View, line: FormLine) -> Fields:
        span = trimmed(view.text, line.start, line.end)
        start, end = (span.start, span.end) if span else (line.start, line.end)
        return {field: (view.verbatim(start, end, _SCORE, "form", explicit=True),)}

    return read


def _users(view: View, line: FormLine) -> Fields:
    value = view.text[line.start : line.end]
    count = next(iter(counts(value)), None)
    bare = bare_count(value)
    best = bare if bare and (count is None or count.value is None or bare.start == 0) else count
    start, end = line.start, line.end
    if best is not None:
        end = start + max(best.end, count.end if count and count.start <= best.start else 0)
        start += best.start
    found: Fields = {FieldName.USERS_AFFECTED_TEXT: (view.verbatim(start, end, _SCORE, "form", explicit=True),)}
    told = best.value if best else None
    if told is None and _COUNTS.search_here(folded(view.text[start:end])):
        told = users_value(view.text, start, end)
    if told is not None:
        found[FieldName.USERS_AFFECTED] = (view.found(told, start, end, _SCORE, "form", explicit=True),)
    return found


def _environment(view: View, line: FormLine) -> Fields:
    value = environment_of(view.text[line.start : line.end])
    if value is None:
        return {}
    return {FieldName.ENVIRONMENT: (view.found(value, line.start, line.end, _SCORE, "form", explicit=True),)}


def _started(view: View, line: FormLine) -> Fields:
    return {field: (found,) for field, found in started_in(view, line.start, line.end).items()}


def _connids(view: View, line: FormLine) -> Fields:
    found = tuple(
        view.verbatim(line.start + match.start(), line.start + match.end(), _SCORE, "form", explicit=True)
        for match in _CONNID.finditer(view.text[line.start : line.end])
    )
    return {FieldName.CONNIDS: found} if found else {}


def _anis(view: View, line: FormLine) -> Fields:
    region = region_for(view.sent_at.utcoffset(), view.text)
    found = tuple(
        view.found(phone.e164, line.start + phone.start, line.start + phone.end, _SCORE, "form", explicit=True)
        for phone in phones(view.text[line.start : line.end], region)
    )
    return {FieldName.ANIS: found} if found else {}


def _contact(view: View, line: FormLine) -> Fields:
    contact = contact_in(view, line.start, line.end)
    parts = (
        (FieldName.CONTACT_NAME, contact.name),
        (FieldName.CONTACT_PHONE, contact.phone),
        (FieldName.CONTACT_EMAIL, contact.email),
    )
    return {field: (found,) for field, found in parts if found}


def _part_of_contact(field: FieldName) -> Callable[[View, FormLine], Fields]:
    def read(view: View, line: FormLine) -> Fields:
        return {name: found for name, found in _contact(view, line).items() if name is field}

    return read


def _steps(view: View, line: FormLine) -> Fields:
    span = trimmed(view.text, line.start, line.end)
    if span is None:
        return {}
    pieces: list[Span] = []
    start = 0
    for match in [*re.finditer(r";\s|\.\s(?=[A-Z])", span.text), None]:
        end = match.start() if match else len(span.text)
        piece = trimmed(span.text, start, end)
        start = match.end() if match else end
        if piece:
            pieces += enumerated(Span(span.start + piece.start, span.start + piece.end, piece.text))
    return {
        FieldName.ISOLATION_STEPS: tuple(view.verbatim(p.start, p.end, _SCORE, "form", explicit=True) for p in pieces)
    }


_READERS: dict[FieldName, Callable[[View, FormLine], Fields]] = {
    FieldName.ENVIRONMENT: _environment,
    FieldName.USERS_AFFECTED: _users,
    FieldName.STARTED_AT: _started,
    FieldName.CONNIDS: _connids,
    FieldName.ANIS: _anis,
    FieldName.CONTACT_NAME: _contact,
    FieldName.CONTACT_PHONE: _part_of_contact(FieldName.CONTACT_PHONE),
    FieldName.CONTACT_EMAIL: _part_of_contact(FieldName.CONTACT_EMAIL),
    FieldName.ISOLATION_STEPS: _steps,
}
_MANY = frozenset({FieldName.CONNIDS, FieldName.ANIS, FieldName.ERRORS, FieldName.ISOLATION_STEPS})


def _joined(lines: Iterable[FormLine]) -> list[FormLine]:
    """Lines under one label of a single-valued field are one value."""
    joined: list[FormLine] = []
    for line in lines:
        if (
            joined
            and joined[-1].field is line.field
            and line.field not in _MANY
            and 0 <= line.start - joined[-1].end < 16
        ):
            joined[-1] = FormLine(line.field, joined[-1].start, line.end, line.quoted)
        else:
            joined.append(line)
    return joined


def read_forms(view: View) -> Fields:
    """The values of all label lines: the first one counts for a field with one value."""
    found: Fields = {}
    for line in _joined(view.forms):
        read = _READERS.get(line.field) or _verbatim(line.field)
        for field, values in read(view, line).items():
            if field in _MANY:
                found[field] = (*found.get(field, ()), *values)
            else:
                found.setdefault(field, values)
    return found
