"""What a page that explains a reading shows, in clean words, for the terminal and for HTML alike."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.explain.marks import Mark, Piece, pieces
from bot.explain.values import HUES, Judged, Numbered, Row, cell, kind, numbered, rows, severity
from parsers.extraction import Extraction, Place
from parsers.fields.view import READ_LIMIT
from parsers.labels import LABELS
from parsers.message import Message, Zone
from parsers.vocabulary import MessageKind, ZoneKind

_READ = frozenset({ZoneKind.OWN, ZoneKind.FORWARD})
_PLACES: tuple[Place, Place] = ("subject", "body")
_JUDGED_HUE = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the body. ``title`` says what it is, "" for the writer's own words; ``muted``: hardly anything is read here."""

    title: str
    muted: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One message and why it was understood as it was. ``cut`` characters at the end of the body are not shown.

    Every text is clean; but for the pieces of the body each is one line.
    """

    identity: str
    sender: str
    sent: str
    subject: tuple[Piece, ...]
    body: tuple[Stretch, ...]
    cut: int
    rows: tuple[Row, ...]
    judged: tuple[Judged, ...]
    unrated: str
    language: str
    thread: str
    damages: tuple[str, ...]


def explain(identity: str, message: Message, extraction: Extraction) -> Explanation:
    """Lay a reading out. A span beyond its text is left unmarked; its value is in the table all the same."""
    values = tuple(numbered(extraction))
    in_subject, in_body = (_marks(extraction, values, place) for place in _PLACES)
    shown = min(len(message.text), max([READ_LIMIT, *(mark.end for mark in in_body)]))
    sender = message.sender
    return Explanation(
        identity=cell(identity),
        sender=cell(f"{sender.name} <{sender.address or sender.problem}>"),
        sent=message.sent_at.strftime("%Y-%m-%d %H:%M %z") if message.sent_at else "",
        subject=pieces(message.subject, in_subject, 0, len(message.subject)),
        body=tuple(_stretches(message, in_body, shown)),
        cut=len(message.text) - shown,
        rows=tuple(rows(extraction, values)),
        judged=_judged(extraction),
        unrated="" if extraction.severity else _unrated(extraction),
        language=_language(extraction.language),
        thread=cell(extraction.thread or ""),
        damages=tuple(cell(damage) for damage in message.damages),
    )


def _marks(extraction: Extraction, values: Iterable[Numbered], place: Place) -> list[Mark]:
    """The marks of a subject or body: one for each stretch, whatever was read out of it."""
    said: dict[tuple[int, int], list[tuple[str, str, int]]] = {}
    for number, name, found in values:
        if found.place == place:
            said.setdefault((found.start, found.end), []).append((number, LABELS[name], HUES[name]))
    for title, judgement in (("kind", extraction.kind), ("severity", extraction.severity)):
        for evidence in judgement.evidence if judgement else ():
            if evidence.place == place:
                said.setdefault((evidence.start, evidence.end), []).append((title, title.capitalize(), _JUDGED_HUE))
    return [
        Mark(
            start=start,
            end=end,
            names=tuple(dict.fromkeys(name for name, _, _ in all_said)),
            label=" + ".join(dict.fromkeys(label for _, label, _ in all_said)),
            hue=all_said[0][2],
        )
        for (start, end), all_said in said.items()
        if 0 <= start < end
    ]


def _stretches(message: Message, marks: Sequence[Mark], shown: int) -> Iterator[Stretch]:
    zones = message.zones or (Zone(kind=ZoneKind.OWN, start=0, end=len(message.text)),)
    for zone in zones:
        if zone.start < min(zone.end, shown):
            yield Stretch(
                title="" if zone.kind is ZoneKind.OWN else str(zone.kind),
                muted=zone.kind not in _READ,
                pieces=pieces(message.text, marks, zone.start, min(zone.end, shown)),
            )


def _judged(extraction: Extraction) -> tuple[Judged, ...]:
    rated = extraction.severity
    return (kind(extraction.kind), severity(rated)) if rated else (kind(extraction.kind),)


def _unrated(extraction: Extraction) -> str:
    if extraction.kind.value is MessageKind.INCIDENT:
        return "none was judged"
    return "none; only an incident has one"


def _language(code: str | None) -> str:
    if code is None:
        return ""
    return f"{cell(code)}, which the desk does not read: only what does not depend on language is looked for"
