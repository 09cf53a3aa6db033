"""Which words tell a decision to the customer: notices made of facts, nothing looked up, nothing invented."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.notices import Acknowledged, Added, DeskCard, Notice, Question, Understood, Waiting
from bot.policy.decide import Answer, Decision
from bot.policy.facts import Facts
from bot.policy.required import required_for
from parsers.extraction import Found, Value
from parsers.labels import LABELS, QUESTIONS
from parsers.languages import name_of
from parsers.vocabulary import Disposition, FieldName, MessageKind, Severity, TicketKind

KIND_WORDS: dict[TicketKind, str] = {
    TicketKind.INCIDENT: "Incident",
    TicketKind.QUESTION: "Question",
    TicketKind.CHANGE_REQUEST: "Change request",
    TicketKind.FEATURE_REQUEST: "Feature request",
    TicketKind.NOTICE: "Notice",
    TicketKind.ACCOUNT: "Account matter",
    TicketKind.RESCHEDULE: "Maintenance to reschedule",
    TicketKind.OTHER: "General request",
}
SEVERITY_WORDS: dict[Severity, str] = {
    Severity.P1: "Critical (P1)",
    Severity.P2: "Major (P2)",
    Severity.P3: "Minor (P3)",
    Severity.P4: "Low (P4)",
}
_IN_OTHER_WORDS = {
    FieldName.USERS_AFFECTED_TEXT: FieldName.USERS_AFFECTED,
    FieldName.STARTED_TEXT: FieldName.STARTED_AT,
}
"""A field in words is shown only where its exact twin is not known."""

_FOR_A_PERSON = frozenset(
    {MessageKind.STATUS_REQUEST, MessageKind.ESCALATION, MessageKind.RESOLUTION, MessageKind.ACCOUNT, MessageKind.OTHER}
)
"""Who asks how things stand, for a manager, or says that it is solved, is not sent the list of questions again."""

_INFECTED = "A virus was found in the file {}; we keep it shut."

_FOREIGN = (
    "Your message seems to be in {}. This desk reads only English by itself, so a person will read it: you need not send it "
    "again. If you can, add a line in English: what is broken, how many people it stops, and since when."
)

SUBMITTED_LIMIT = 20_000
"""Characters of the customer's text that an acknowledgement repeats; the ticket has all of it."""


def notice_for(facts: Facts, decision: Decision, number: str, subject: str, desk: DeskCard, zone: ZoneInfo) -> Notice:
    """The notice that answers the message. ``number`` and ``subject`` are the ticket's ("" where there is none).

    Raises ValueError where the decision says that nobody is answered.
    """
    greeting = decision.writer.name if decision.writer else facts.message.sender.name
    match decision.answer:
        case Answer.WAITING:
            return Waiting(subject=facts.message.subject, greeting=greeting, desk=desk)
        case Answer.ADDED:
            return Added(**_shared(facts, decision, number, subject, greeting, desk, zone))
        case Answer.ACKNOWLEDGED:
            return Acknowledged(
                **_shared(facts, decision, number, subject, greeting, desk, zone),
                submitted=_submitted(facts.message.own_text),
                attachments=tuple(_file(a.name, a.size) for a in facts.message.attachments if not a.inline),
                linked=decision.thread.number if decision.thread else None,
            )
        case Answer.NONE:
            raise ValueError(f"rule {decision.rule} answers nobody: {decision.silence}")


def _shared(
    facts: Facts, decision: Decision, number: str, subject: str, greeting: str, desk: DeskCard, zone: ZoneInfo
) -> dict[str, Any]:
    asked = () if facts.extraction.kind.value in _FOR_A_PERSON else decision.missing
    return {
        "number": number,
        "subject": subject,
        "greeting": greeting,
        "kind": KIND_WORDS[decision.kind],
        "severity": SEVERITY_WORDS[decision.severity] if decision.severity else None,
        "call_first": decision.severity is Severity.P1 and not _known_critical(decision),
        "understood": understood(decision.changes.added, zone),
        "missing": tuple(Question(field=str(name), label=LABELS[name], question=QUESTIONS[name]) for name in asked),
        "complete": _is_complete(facts, decision),
        "left_out": (*_foreign(facts), *facts.message.damages, *(_INFECTED.format(name) for name in facts.infected)),
        "desk": desk,
    }


def _known_critical(decision: Decision) -> bool:
    """Whether the ticket was critical before this message: the call was asked for then."""
    added_to = decision.thread if decision.disposition is Disposition.ADDED else None
    return added_to is not None and added_to.severity is Severity.P1


def _is_complete(facts: Facts, decision: Decision) -> bool:
    """Whether everything that this sort of ticket needs was asked and answered.

    What is not told apart needs a person first: to say that nothing is missing would claim that it was understood.
    """
    asked_for = facts.terms.required.get(required_for(decision.kind, decision.severity), ())
    for_a_person = facts.extraction.kind.value in _FOR_A_PERSON
    return bool(asked_for) and not for_a_person and not decision.missing and not facts.extraction.language


def _foreign(facts: Facts) -> tuple[str, ...]:
    language = facts.extraction.language
    return (_FOREIGN.format(name_of(language)),) if language else ()


def understood(found: Iterable[tuple[FieldName, Found[Value]]], zone: ZoneInfo) -> tuple[Understood, ...]:
    """What was read, a row a value (a list field has several under one label), times in ``zone``."""
    values = list(found)
    names = {name for name, _ in values}
    return tuple(
        Understood(
            field=str(name),
            label=LABELS[name],
            value=shown(one.value, zone),
            words=" ".join(one.words.split()),
        )
        for name, one in values
        if _IN_OTHER_WORDS.get(name) not in names
    )


def shown(value: Value, zone: ZoneInfo) -> str:
    """A value as people read it, on one line: ``13 Jul 2026, 09:20 MDT``."""
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%-d %b %Y, %H:%M %Z")
    return " ".join(str(value).split())


def _submitted(text: str) -> str:
    if len(text) <= SUBMITTED_LIMIT:
        return text
    return f"{text[:SUBMITTED_LIMIT]}\n[... {len(text) - SUBMITTED_LIMIT} more characters are kept in the ticket]"


def _file(name: str, size: int) -> str:
    kilobytes = size / 1000
    return f"{name} ({kilobytes:,.0f} kB)" if kilobytes >= 1 else f"{name} ({size} bytes)"
