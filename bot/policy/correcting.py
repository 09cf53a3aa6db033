"""What a customer's later words say about how his earlier messages were read.

Taken as a correction of an earlier reading, for a person to judge before anything is learned from it:

- *A labelled value ("Users: 25") that takes the place of one which an earlier message gave* (:func:`bot.policy.merging.merge`).
  It corrects the message out of which the old value was read. He may as well correct himself, or tell that it got worse: where
  the new value does not stand in that message, the reading says so by having no words.
- *A labelled value that was merely missing, where words for it stand in an earlier message*: the desk has overlooked them
  there. Where they do not, it is news, and no reading was wrong.

Not taken: what he says in prose (it may be about something else), a severity that rises and a question that became an
incident (the world has changed, not the reading), and whatever a machine writes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.policy.merging import TWINS, Changes
from parsers.counts import counts
from parsers.extraction import plain
from parsers.readings import Reading
from parsers.standing import Told, find
from parsers.times import times
from parsers.vocabulary import FieldName

Value = str | int
Wanted = Mapping[FieldName, tuple[Value, ...]]
_PAIRS = (
    (FieldName.USERS_AFFECTED, FieldName.USERS_AFFECTED_TEXT),
    (FieldName.STARTED_AT, FieldName.STARTED_TEXT),
)
"""A value, and the words of the same expression."""


_NORMALISED = frozenset(
    {
        FieldName.ENVIRONMENT,
        FieldName.USERS_AFFECTED,
        FieldName.STARTED_AT,
        FieldName.ANIS,
        FieldName.CONTACT_PHONE,
    }
)
"""Fields whose value is what the words mean; of any other it is the words themselves, letter by letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownValue:
    """An active value of the ticket, and the message it was read out of; None where a person has set it otherwise."""

    name: FieldName
    reading: Reading
    arrival_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """What one message was read to say of a field, and what it should have been."""

    arrival_id: int
    name: FieldName
    was_read: tuple[Reading, ...]
    should_be: tuple[Reading, ...]


def misread(
    changes: Changes, labelled: frozenset[FieldName], known: Sequence[KnownValue], earlier: Mapping[int, Told]
) -> list[Misread]:
    """The corrections in what a message changes on its ticket, by the rules of this module.

    ``labelled`` are the fields that it states under a label, ``known`` what the ticket knew before, ``earlier`` its messages by
    their arrivals, the oldest first.
    """
    said: dict[FieldName, tuple[Value, ...]] = {}
    for name, found in changes.added:
        if name in labelled:
            said[name] = (*said.get(name, ()), plain(found.value))
    return [*_replaced(changes.replaced, said, known, earlier), *_overlooked(changes.replaced, said, known, earlier)]


def read_anew(told: Told, wanted: Wanted) -> dict[FieldName, tuple[Reading, ...]]:
    """How a message should have been read for it to say ``wanted``; each value with its words, where they stand in it.

    A number or time and the words for it go together: whichever is wanted, the other is there too, or known to be nothing.
    """
    anew = {name: tuple(_reading(told, name, value) for value in values) for name, values in wanted.items()}
    for value, words in _PAIRS:
        if value in anew or words in anew:
            _agree(anew, value, words, told)
    return anew


def _reading(told: Told, name: FieldName, value: Value) -> Reading:
    stands = find(told, name, value)
    if stands is None:
        return Reading(value=value)
    said = stands.words if name not in _NORMALISED else value
    return Reading(value=said, words=stands.words, place=stands.place, start=stands.start, end=stands.end)


def _agree(anew: dict[FieldName, tuple[Reading, ...]], name: FieldName, text: FieldName, told: Told) -> None:
    value, words = (next(iter(anew.get(one, ())), None) for one in (name, text))
    if value is None and words is not None and name not in anew:
        meant = _meant(name, str(words.value), told)
        value = replace(words, value=meant) if meant is not None else None
    elif value is not None and words is not None and words.words is not None:
        value = replace(words, value=value.value)
    elif value is not None and value.words is not None:
        words = replace(value, value=value.words)
    anew[name] = (value,) if value else ()
    anew[text] = (words,) if words else ()


def _meant(name: FieldName, words: str, told: Told) -> Value | None:
    """What words mean by the desk's own grammar, where they mean one thing."""
    meant: set[Value | None]
    if name is FieldName.USERS_AFFECTED:
        meant = {one.value for one in counts(words)}
    else:
        meant = {plain(one.at) if one.at else None for one in times(words, told.sent_at)}
    return meant.pop() if len(meant) == 1 else None


def _replaced(
    names: frozenset[FieldName], said: Wanted, known: Sequence[KnownValue], earlier: Mapping[int, Told]
) -> Iterator[Misread]:
    for arrival_id in _arrivals(known, names):
        told = earlier.get(arrival_id)
        if told is None:
            continue
        here = {one.name for one in known if one.arrival_id == arrival_id} & names
        pairs = {TWINS[name] for name in here if name in TWINS}
        anew = read_anew(told, {name: said[name] for name in here | pairs if name in said})
        yield from _differing(arrival_id, sorted({*here, *anew}, key=list(FieldName).index), known, anew)


def _overlooked(
    names: frozenset[FieldName], said: Wanted, known: Sequence[KnownValue], earlier: Mapping[int, Told]
) -> Iterator[Misread]:
    """Each value is held against the first message that says it."""
    wanted: dict[int, dict[FieldName, tuple[Value, ...]]] = {}
    for name, values in said.items():
        for value in values if name not in names | {TWINS.get(one, one) for one in names} else ():
            arrival_id = next((one for one, told in earlier.items() if find(told, name, value)), None)
            if arrival_id is not None:
                here = wanted.setdefault(arrival_id, {})
                here[name] = (*here.get(name, ()), value)
    for arrival_id, here in wanted.items():
        anew = read_anew(earlier[arrival_id], here)
        for name, readings in anew.items():
            was = _readings(known, arrival_id, name)
            if name in here or not was:
                yield from _differing(arrival_id, [name], known, {name: (*was, *readings)})


def _differing(
    arrival_id: int,
    names: Iterable[FieldName],
    known: Sequence[KnownValue],
    anew: Mapping[FieldName, tuple[Reading, ...]],
) -> Iterator[Misread]:
    for name in names:
        was, should = _readings(known, arrival_id, name), anew.get(name, ())
        if [one.value for one in was] != [one.value for one in should]:
            yield Misread(arrival_id=arrival_id, name=name, was_read=was, should_be=should)


def _readings(known: Sequence[KnownValue], arrival_id: int, name: FieldName) -> tuple[Reading, ...]:
    return tuple(one.reading for one in known if one.arrival_id == arrival_id and one.name is name)


def _arrivals(known: Sequence[KnownValue], names: frozenset[FieldName]) -> list[int]:
    return sorted({one.arrival_id for one in known if one.name in names and one.arrival_id is not None})
