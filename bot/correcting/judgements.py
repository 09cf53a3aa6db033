"""A corrected kind or severity: what it means for the ticket, and which message was misjudged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.correcting.values import KIND, SEVERITY
from parsers.readings import Reading
from parsers.vocabulary import TicketKind
from store.corrections import Correction
from store.tickets import Entry, Ticket

_TICKET_KINDS = frozenset(map(str, TicketKind))
Readings = tuple[Reading, ...]


@dataclass(slots=True, kw_only=True)
class Judged:
    """What follows: columns of the ticket that change, lines for its history, readings that were wrong (arrival, name, was,
    should be), lines about single messages; or why it cannot be.
    """

    changed: dict[str, object] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)
    readings: list[tuple[int, str, Readings, Readings]] = field(default_factory=list)
    of_messages: list[tuple[int, str]] = field(default_factory=list)
    problem: str = ""


def judge(
    ticket: Ticket,
    entries: Sequence[Entry],
    wanted: Mapping[str, str],
    message: int | None,
    past: Sequence[Correction] = (),
) -> Judged:
    """What ``kind`` and ``severity`` in ``wanted`` mean. ``message`` (an arrival of the ticket) says which one was misjudged.

    The kind of the first message is the ticket's kind. That of a later one, and a kind that only messages have ("update"), is
    the message's alone. Only an incident has a severity: it goes when the ticket becomes something else. ``past`` are the
    ticket's corrections until now.
    """
    judged = Judged()
    first = next(e.arrival_id for e in entries if e.kind in {"message", "automatic"} and e.arrival_id is not None)
    if KIND in wanted:
        judged_as = _judged_as(entries, past, message or first, KIND)
        _kind(judged, ticket, judged_as, wanted[KIND], message or first, is_first=message in (None, first))
    is_incident = judged.changed.get(KIND, ticket.kind) == TicketKind.INCIDENT
    if SEVERITY in wanted:
        if not is_incident:
            judged.problem = "only an incident has a severity, and this ticket is none; say kind=incident as well"
            return judged
        rated = message or _rated(entries, first)
        _severity(judged, ticket, _judged_as(entries, past, rated, SEVERITY), wanted[SEVERITY], rated)
    elif not is_incident and ticket.severity is not None and KIND in judged.changed:
        judged.changed[SEVERITY] = None
        judged.lines.append((SEVERITY, f"{ticket.severity} -> none"))
    return judged


def _kind(judged: Judged, ticket: Ticket, was: Readings, kind: str, message: int, *, is_first: bool) -> None:
    if is_first and kind in _TICKET_KINDS:
        if kind != ticket.kind:
            judged.changed[KIND] = kind
            judged.lines.append((KIND, f"{ticket.kind} -> {kind}"))
    elif _values(was) != [kind]:
        judged.of_messages.append((message, f"{KIND}: {_said(was)} -> {kind}"))
    _misjudged(judged, message, KIND, was, kind)


def _severity(judged: Judged, ticket: Ticket, was: Readings, severity: str, message: int) -> None:
    if severity != ticket.severity:
        judged.changed[SEVERITY] = severity
        judged.lines.append((SEVERITY, f"{ticket.severity or 'unrated'} -> {severity}"))
    _misjudged(judged, message, SEVERITY, was, severity)


def _misjudged(judged: Judged, message: int, name: str, was: Readings, should: str) -> None:
    if _values(was) != [should]:
        judged.readings.append((message, name, was, (Reading(value=should),)))


def _rated(entries: Sequence[Entry], first: int) -> int:
    """The message by which the severity was last set; the first one, where no later one changed it."""
    raised = [e.arrival_id for e in entries if e.kind == SEVERITY and e.arrival_id is not None]
    return raised[-1] if raised else first


def _judged_as(entries: Sequence[Entry], past: Sequence[Correction], message: int, name: str) -> Readings:
    """As what the message counts until now. Older histories have it of the first message only."""
    corrected = [one.should_be for one in past if one.arrival_id == message and one.name == name]
    if corrected:
        return corrected[-1]
    for kinds in (("message", "automatic"), ("opened",)):
        for entry in entries:
            if entry.kind in kinds and entry.arrival_id == message and entry.data.get(name):
                return (Reading(value=str(entry.data[name]), score=entry.data.get(f"{name}_score")),)
    return ()


def _values(readings: Readings) -> list[str | int]:
    return [one.value for one in readings]


def _said(readings: Readings) -> str:
    return ", ".join(str(one.value) for one in readings) or "nothing"
