"""From facts to a decision: what becomes of the message, of the ticket, and who is told what."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.policy.alerts import Alert
from bot.policy.doubt import why_not_ask
from bot.policy.facts import Facts, Thread, Writer
from bot.policy.marking import alerts_of, foreign_alerts, is_looping, labels_of
from bot.policy.merging import Changes, merge
from bot.policy.required import missing
from bot.policy.rules import Rule, first_match
from bot.policy.threading import wants_nothing
from parsers.vocabulary import (
    Authenticity,
    Disposition,
    FieldName,
    MessageKind,
    Severity,
    Status,
    TicketKind,
)

_TICKET_KINDS = {
    MessageKind.INCIDENT: TicketKind.INCIDENT,
    MessageKind.QUESTION: TicketKind.QUESTION,
    MessageKind.CHANGE_REQUEST: TicketKind.CHANGE_REQUEST,
    MessageKind.FEATURE_REQUEST: TicketKind.FEATURE_REQUEST,
    MessageKind.NOTICE: TicketKind.NOTICE,
    MessageKind.ACCOUNT: TicketKind.ACCOUNT,
    MessageKind.RESCHEDULE: TicketKind.RESCHEDULE,
}
_GRAVITY = list(Severity)
_GRAVE = frozenset({Severity.P1, Severity.P2})


class Answer(StrEnum):
    """Which notice answers the message."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    ADDED = "added"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be done, completely: apply only carries it out.

    ``thread`` is the ticket that is added to, or (``OPENED``) the older one to link. ``silence`` says why nobody is answered.
    ``ask_contact``: the contact in whose name it comes is asked whether he wrote it. ``release`` and ``reject`` name the held
    arrival that his answer lets in or turns away. ``labels`` mark the message for analysts.
    """

    disposition: Disposition
    rule: str
    reason: str
    answer: Answer
    silence: str = ""
    thread: Thread | None = None
    account_id: int | None = None
    writer: Writer | None = None
    kind: TicketKind = TicketKind.OTHER
    severity: Severity | None = None
    status: Status = Status.NEW
    changes: Changes = field(default_factory=Changes)
    missing: tuple[FieldName, ...] = ()
    ask_contact: bool = False
    release: int | None = None
    reject: int | None = None
    labels: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()


def decide(facts: Facts) -> Decision:
    """The decision for these facts. Pure: the same facts, the same decision."""
    rule = first_match(facts)
    answer, silence = _answer(facts, rule)
    if rule.then is Disposition.OPENED:
        return _opened(facts, rule, answer, silence)
    if rule.then is Disposition.ADDED:
        return _added(facts, rule, answer, silence)
    return Decision(
        disposition=rule.then,
        rule=rule.name,
        reason=rule.because(facts),
        answer=answer,
        silence=silence,
        ask_contact=not why_not_ask(facts, rule.name),
        release=_answered(facts, rule, "confirmation-yes"),
        reject=_answered(facts, rule, "confirmation-no"),
        alerts=alerts_of(facts, rule.name),
    )


def _answered(facts: Facts, rule: Rule, name: str) -> int | None:
    return facts.confirmation.held if facts.confirmation and rule.name == name else None


def _writer(facts: Facts) -> Writer | None:
    """As whom the message comes in. On another account's ticket a released message is nobody's of that account."""
    if facts.release is None:
        return facts.writer
    if facts.release.writer is None and facts.writer and facts.writer.account_id == facts.release.account_id:
        return facts.writer
    return facts.release.writer


def _account_id(facts: Facts) -> int | None:
    if facts.release:
        return facts.release.account_id
    return facts.writer.account_id if facts.writer else None


def _opened(facts: Facts, rule: Rule, answer: Answer, silence: str) -> Decision:
    kind = _TICKET_KINDS.get(facts.extraction.kind.value, TicketKind.OTHER)
    severity = facts.extraction.severity.value if facts.extraction.severity else None
    changes = merge({}, facts.extraction)
    gaps = _missing(facts, kind, severity, changes.names)
    return Decision(
        disposition=rule.then,
        rule=rule.name,
        reason=rule.because(facts),
        answer=answer,
        silence=silence,
        thread=facts.thread if rule.links else None,
        account_id=_account_id(facts),
        writer=_writer(facts),
        kind=kind,
        severity=severity,
        status=Status.WAITING_FOR_INFORMATION if gaps else Status.NEW,
        changes=changes,
        missing=gaps,
        labels=labels_of(facts),
        alerts=(*alerts_of(facts, rule.name), *foreign_alerts(facts)),
    )


def _added(facts: Facts, rule: Rule, answer: Answer, silence: str) -> Decision:
    thread = (facts.release.thread if facts.release else None) or facts.thread
    if thread is None:
        raise ValueError(f"rule {rule.name} adds to a ticket, but there is none")
    counts = _counts(facts, rule, thread)
    changes = merge(thread.known, facts.extraction) if counts else Changes()
    said = facts.extraction.severity.value if facts.extraction.severity and counts else None
    kind = _kind(thread, said)
    severity = _severity(thread, kind, said)
    gaps = _missing(facts, kind, severity, (*thread.known, *changes.names), thread)
    return Decision(
        disposition=rule.then,
        rule=rule.name,
        reason=rule.because(facts),
        answer=answer,
        silence=silence,
        thread=thread,
        account_id=thread.account_id,
        writer=_writer(facts),
        kind=kind,
        severity=severity,
        status=_status_after(thread, facts, gaps) if counts else thread.status,
        changes=changes,
        missing=() if wants_nothing(facts) else gaps,
        labels=labels_of(facts),
        alerts=(*alerts_of(facts, rule.name), *(foreign_alerts(facts, thread.number) if counts else ())),
    )


def _counts(facts: Facts, rule: Rule, thread: Thread) -> bool:
    """Whether the message speaks for its sender: a machine's note or a second copy changes nothing on the ticket."""
    speaks = facts.message.automatic is None or rule.name == "reply"
    return speaks and (thread.via != "copy" or facts.release is not None)


def _kind(thread: Thread, said: Severity | None) -> TicketKind:
    """A question or a request under which an outage is reported has become an incident: nobody would look for it there."""
    return TicketKind.INCIDENT if said in _GRAVE else thread.kind


def _severity(thread: Thread, kind: TicketKind, said: Severity | None) -> Severity | None:
    """A report that it got worse raises the severity at once; lowering it is Support's to decide (the guide, "Severity")."""
    if said is None or kind is not TicketKind.INCIDENT:
        return thread.severity
    if thread.severity is None or _GRAVITY.index(said) < _GRAVITY.index(thread.severity):
        return said
    return thread.severity


def _status_after(thread: Thread, facts: Facts, gaps: tuple[FieldName, ...]) -> Status:
    match thread.status:
        case Status.WAITING_FOR_INFORMATION:
            return thread.status if gaps else Status.NEW
        case Status.WAITING_FOR_CUSTOMER | Status.RESOLVED | Status.CLOSED:
            return thread.status if wants_nothing(facts) else Status.IN_PROGRESS
        case Status.NEW | Status.IN_PROGRESS:
            return thread.status


def _told_before(thread: Thread | None) -> list[str]:
    """What the ticket says already: whether it is about calls is not forgotten with the next message."""
    if thread is None:
        return []
    return [thread.subject, thread.text, *(str(value) for values in thread.known.values() for value in values)]


def _missing(
    facts: Facts,
    kind: TicketKind,
    severity: Severity | None,
    known: tuple[FieldName, ...],
    thread: Thread | None = None,
) -> tuple[FieldName, ...]:
    if facts.extraction.language:  # what is missing he has perhaps told: whoever reads it asks
        return ()
    writer = _writer(facts)
    return missing(
        facts.terms.required,
        kind=kind,
        severity=severity,
        known=frozenset(known),
        text="\n".join([*_told_before(thread), facts.message.subject, facts.message.own_text]),
        phone_on_file=bool(writer and writer.phone),
    )


def _answer(facts: Facts, rule: Rule) -> tuple[Answer, str]:
    """Which notice is due, or none and why (RFC 3834 section 2, RFC 5321 section 4.5.5)."""
    if rule.then is Disposition.IGNORED:
        return Answer.NONE, "it was set aside"
    silence = _silence(facts)
    if silence:
        return Answer.NONE, silence
    match rule.then:
        case Disposition.OPENED:
            return Answer.ACKNOWLEDGED, ""
        case Disposition.ADDED if facts.thread and facts.thread.via == "copy" and not facts.release:
            return Answer.NONE, "the first copy was answered"
        case Disposition.ADDED:
            return Answer.ADDED, ""
        case _:
            silence = _held_silence(facts, rule)
            return (Answer.NONE, silence) if silence else (Answer.WAITING, "")


def _silence(facts: Facts) -> str:
    automatic = facts.message.automatic
    if facts.silent:
        return "old mail was imported without answering it"
    if facts.message.sender.address is None:
        return "there is no address to answer to"
    if automatic is not None:
        return f"a machine wrote it: {automatic.reason}"
    if facts.extraction.kind.value is MessageKind.AUTOMATIC:
        return "it reads like a machine's mail"
    if facts.to_return_address:
        return "it is written to a return address of ours, where nobody is answered (RFC 3834 section 3.3)"
    if facts.from_desk:
        return "the answer would go to the desk itself"
    if facts.message.received_hops > facts.terms.max_hops:
        return "it may be going round in a loop"
    if is_looping(facts):
        return f"{facts.answers_last_hour} answers went to this address within an hour: it may be a loop"
    return ""


def _held_silence(facts: Facts, rule: Rule) -> str:
    if not facts.terms.answer_held:
        return "held mail is not answered here"
    if facts.verdict.result is not Authenticity.PASS:
        return "the sender is not known to be genuine, and an innocent must not get our answer"
    if rule.name == "passed-on":
        return "he did not write to the desk, so the desk does not answer him"
    if facts.answered_while_held:
        return "this sender has had the answer for held mail lately"
    return ""
