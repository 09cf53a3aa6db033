"""Gathers the corrected messages out of the store, as they are to be written."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.correcting.analyst import RULE
from bot.correcting.values import KIND, SEVERITY
from bot.correcting.writing import Corrected, identity
from bot.intake.corrected import known_value
from parsers.arrival import Arrival
from parsers.extraction import Extraction, Extractor, plain
from parsers.message import Message
from parsers.readings import Reading
from parsers.vocabulary import FieldName
from store import arrivals, corrections, tickets
from store.engine import Session
from store.tickets import Entry, FieldValue

Fields = dict[FieldName, tuple[Reading, ...]]


def corrected_messages(
    session: Session,
    *,
    prefix: str,
    read_message: Callable[[Arrival], Message],
    extract: Extractor,
    since: datetime | None = None,
) -> list[Corrected]:
    """The messages that were corrected ``since`` (aware) or ever, each with all of its corrections, in the order they came.

    What was read is what the ticket keeps of it. Of a message that was added to a ticket it keeps only what was new, so that the
    rest is read again. Messages whose words were taken out on request are not among them. ``prefix`` is that of ticket numbers.
    """
    found = corrections.corrected_messages(session, since=since)
    return [_corrected(session, arrival_id, prefix, read_message, extract) for arrival_id in found]


def _corrected(
    session: Session, arrival_id: int, prefix: str, read_message: Callable[[Arrival], Message], extract: Extractor
) -> Corrected:
    made = tuple(corrections.of_message(session, arrival_id))
    ticket = tickets.get(session, made[0].ticket_id)
    if ticket is None:
        raise LookupError(f"no ticket {made[0].ticket_id}")
    arrival = arrivals.load(session, arrival_id).arrival
    message = read_message(arrival)
    extraction = extract(message, received_at=arrival.received_at)
    entries = tickets.entries(session, ticket.ticket_id)
    kept = _kept(tickets.fields(session, ticket.ticket_id, active_only=False), arrival_id)
    opened = any(one.kind == "opened" and one.arrival_id == arrival_id for one in entries)
    return Corrected(
        identity=identity(f"{prefix}{ticket.number}", _place(entries, arrival_id)),
        message=message,
        received_at=arrival.received_at,
        read=kept if opened else {**_read_again(extraction), **kept},
        judged=_judged(entries, arrival_id, extraction),
        corrections=made,
        thread=extraction.thread,
    )


def _kept(values: Sequence[FieldValue], arrival_id: int) -> Fields:
    """What the desk has read out of the message, whatever took its place since."""
    kept: Fields = {}
    for value in values:
        if value.arrival_id == arrival_id and value.rule != RULE:
            known = known_value(value)
            kept[known.name] = (*kept.get(known.name, ()), known.reading)
    return kept


def _read_again(extraction: Extraction) -> Fields:
    return {
        name: tuple(
            Reading(value=plain(one.value), words=one.words, place=one.place, start=one.start, end=one.end)
            for one in founds
        )
        for name, founds in extraction.fields.items()
    }


def _judged(entries: Sequence[Entry], arrival_id: int, extraction: Extraction) -> dict[str, str]:
    """The kind and severity as they were read; histories from before this was kept have them of no message for sure."""
    for entry in entries:
        if entry.arrival_id == arrival_id and entry.kind in {"message", "automatic"} and entry.data.get(KIND):
            return {name: str(entry.data[name]) for name in (KIND, SEVERITY) if entry.data.get(name)}
    severity = {SEVERITY: str(extraction.severity.value)} if extraction.severity else {}
    return {KIND: str(extraction.kind.value), **severity}


def _place(entries: Sequence[Entry], arrival_id: int) -> int:
    """Which message of its ticket it is, from 1."""
    messages = [one.arrival_id for one in entries if one.kind in {"message", "automatic"}]
    return messages.index(arrival_id) + 1 if arrival_id in messages else 0
