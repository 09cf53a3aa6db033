"""Keeps what a message says about how earlier ones of its ticket were read, in the transaction that adds it."""

from datetime import datetime
from typing import Any

from bot.policy.correcting import KnownValue, misread
from bot.policy.decide import Decision
from bot.policy.facts import Facts
from bot.policy.merging import labelled_fields
from parsers.message import Message
from parsers.readings import Reading
from parsers.standing import Told, own_spans, told_in
from parsers.vocabulary import Channel, FieldName
from store import corrections, tickets
from store.engine import Session
from store.tickets import Entry, FieldValue


def keep(session: Session, facts: Facts, decision: Decision, *, arrival_id: int, ticket_id: int) -> None:
    """Keep the customer's corrections (:mod:`bot.policy.correcting`). Call it before the ticket's fields are changed."""
    labelled = labelled_fields(facts.extraction)
    if not labelled & {name for name, _ in decision.changes.added}:
        return
    entries = tickets.entries(session, ticket_id)
    told = {one.arrival_id: told_of(one) for one in entries if one.kind == "message" and one.arrival_id is not None}
    earlier = {key: one for key, one in told.items() if key != arrival_id}
    known = [known_value(one) for one in tickets.fields(session, ticket_id)]
    corrections.add(
        session,
        [
            corrections.Correction(
                ticket_id=ticket_id,
                arrival_id=one.arrival_id,
                name=str(one.name),
                was_read=one.was_read,
                should_be=one.should_be,
                by=facts.actor,
                way="slack" if facts.message.channel is Channel.SLACK else "mail",
                at=facts.now,
                contact_id=decision.writer.contact_id if decision.writer else None,
                source_id=arrival_id,
            )
            for one in misread(decision.changes, labelled, known, earlier)
        ],
    )


def reading_of(facts: Facts) -> dict[str, Any]:
    """What of a message's reading is kept with its line in the history, beside its fields: its kind and severity, and where
    its words stand, so that a correction can be held against it later.
    """
    kind, severity = facts.extraction.kind, facts.extraction.severity
    return {
        "kind": str(kind.value),
        "kind_score": kind.score,
        "severity": str(severity.value) if severity else None,
        "severity_score": severity.score if severity else None,
        "own": own_spans(facts.message),
        "sent_at": _sent_at(facts.message),
    }


def told_of(entry: Entry) -> Told:
    """What a message said, by its line in the history. Of older lines only the subject can be told."""
    data = entry.data
    sent_at = datetime.fromisoformat(data["sent_at"]) if data.get("sent_at") else entry.at
    return told_in(str(data.get("subject", "")), entry.text, data.get("own", ()), sent_at)


def known_value(value: FieldValue) -> KnownValue:
    """A field's value as the policy sees it."""
    reading = Reading(
        value=value.value,
        words=value.words or None,
        place="subject" if value.place == "subject" else "body",
        start=value.start,
        end=value.end,
        score=value.score,
        rule=value.rule,
    )
    return KnownValue(name=FieldName(value.name), reading=reading, arrival_id=value.arrival_id)


def _sent_at(message: Message) -> str | None:
    return message.sent_at.isoformat() if message.sent_at else None
