"""Where in a message a value stands that somebody else says it has: the words for it, by the desk's own grammars.

A message is looked at as stretches of its text, the ones that are looked at first in front: the writer's own words, the
subject, the signature. What is quoted or a disclaimer says nothing for the writer.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from parsers.counts import counts
from parsers.extraction import Place, plain
from parsers.message import Message
from parsers.phones import phones, region_for
from parsers.times import times
from parsers.vocabulary import FieldName, ZoneKind

MOST_TEXT = 40_000
"""Characters of a stretch that are looked at: what a person wrote is shorter, and this may run within a transaction."""

_ANY_CASE_FROM = 3
_TELLING_SIGNS = 3
_TELLING_DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """``text`` stands at ``start`` of the message's subject or text."""

    place: Place
    start: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a message says for its writer. ``sent_at`` (aware, in the sender's offset) tells what its times mean."""

    stretches: tuple[Stretch, ...]
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """``words`` stand verbatim at ``[start, end)`` of the subject or body."""

    words: str
    place: Place
    start: int
    end: int


def own_spans(message: Message) -> list[list[int]]:
    """Where the pieces of ``message.own_text`` stand in ``message.text``: ``[[start, end], ...]``, joined they are it."""
    kinds = (ZoneKind.OWN, ZoneKind.FORWARD)
    spans = [[zone.start, zone.end] for zone in message.zones if zone.kind in kinds]
    if not message.zone_text(*kinds).strip():
        spans = [[0, len(message.text)]]
    return _stripped(message.text, _joined(spans))


def told_by(message: Message, received_at: datetime) -> Told:
    """A message as it was read. ``received_at`` (aware) stands in for a missing Date."""
    own = [Stretch(place="body", start=s, text=message.text[s:e]) for s, e in own_spans(message)]
    signed = [z for z in message.zones if z.kind is ZoneKind.SIGNATURE]
    below = [Stretch(place="body", start=z.start, text=message.text[z.start : z.end]) for z in signed]
    subject = Stretch(place="subject", start=0, text=message.subject)
    return Told(stretches=(*own, subject, *below), sent_at=message.sent_at or received_at)


def told_in(subject: str, own_text: str, spans: Sequence[Sequence[int]], sent_at: datetime) -> Told:
    """A message as the ticket's history keeps it; without ``spans`` that fit, only the subject can be looked at."""
    stretches: list[Stretch] = []
    at = 0
    for start, end in spans:
        stretches.append(Stretch(place="body", start=start, text=own_text[at : at + end - start]))
        at += end - start
    whole = stretches if at == len(own_text) else []
    return Told(stretches=(*whole, Stretch(place="subject", start=0, text=subject)), sent_at=sent_at)


def find(told: Told, name: FieldName, value: str | int) -> Standing | None:
    """The first words of the message that say ``value`` of the field, or None.

    Counts, times and telephone numbers are found however they are written; all else letter by letter, whatever its spacing
    and, from three letters on, its case. What can stand anywhere by accident ("25", "it") is not found. Linear in the text,
    never raises.
    """
    for stretch in told.stretches:
        text = stretch.text[:MOST_TEXT]
        for start, end in _spans(name, value, text, told.sent_at):
            at = stretch.start + start
            return Standing(words=text[start:end], place=stretch.place, start=at, end=at + end - start)
    return None


def _is_telling(words: str) -> bool:
    """Whether words can hardly stand in a text by accident: ``IVR`` and ``IT`` cannot, ``it`` and ``25`` can."""
    signs = re.sub(r"[\W_]", "", words)
    if signs.isdigit():
        return len(signs) >= _TELLING_DIGITS
    return len(signs) >= _TELLING_SIGNS or (len(signs) > 1 and signs.isupper())


def _spans(name: FieldName, value: str | int, text: str, sent_at: datetime) -> Iterator[tuple[int, int]]:
    match name:
        case FieldName.USERS_AFFECTED:
            yield from ((one.start, one.end) for one in counts(text) if one.value == value)
        case FieldName.STARTED_AT:
            found = (one for one in times(text, sent_at) if one.at is not None and plain(one.at) == value)
            yield from ((one.start, one.end) for one in found)
        case FieldName.ANIS | FieldName.CONTACT_PHONE:
            region = region_for(sent_at.utcoffset(), text)
            yield from ((one.start, one.end) for one in phones(text, region) if one.e164 == value)
        case _:
            yield from _literally(str(value), text)


def _literally(words: str, text: str) -> Iterator[tuple[int, int]]:
    parts = words.split()
    words = " ".join(parts)
    if not _is_telling(words):
        return
    case = re.IGNORECASE if len(words) >= _ANY_CASE_FROM else re.NOFLAG
    before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
    pattern = before + r"\s{1,20}".join(map(re.escape, parts)) + after
    yield from (match.span() for match in re.finditer(pattern, text, case))


def _joined(spans: Iterable[Sequence[int]]) -> list[list[int]]:
    joined: list[list[int]] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return joined


def _stripped(text: str, spans: list[list[int]]) -> list[list[int]]:
    """Without the white space at both ends, as ``own_text`` is."""
    while spans and not text[spans[0][0] : spans[0][1]].strip():
        spans = spans[1:]
    while spans and not text[spans[-1][0] : spans[-1][1]].strip():
        spans = spans[:-1]
    if spans:
        first, last = text[spans[0][0] : spans[0][1]], text[spans[-1][0] : spans[-1][1]]
        left, right = len(first) - len(first.lstrip()), len(last) - len(last.rstrip())
        spans[0][0] += left
        spans[-1][1] -= right
    return spans
