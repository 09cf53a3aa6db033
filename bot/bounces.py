"""What becomes of a report about our own mail (RFC 3464): which delivery it is about, and what that changes.

docs/decisions/bounces-and-loops.md says what a report may do that is proven, and one that is not.
"""

from datetime import datetime

from bot.policy.alerts import Alert
from bot.policy.facts import Bounced
from bot.text import one_line
from parsers.arrival import Envelope
from parsers.message import Message, RecipientStatus
from parsers.references import bounced_delivery
from parsers.vocabulary import AutomaticKind
from store import bounces as store
from store import tickets
from store.bounces import SentMail
from store.contacts import address_key
from store.deliveries import Delivery
from store.engine import Session

_WORDS = 300
_REPORTS = frozenset({AutomaticKind.BOUNCE, AutomaticKind.REPORT})
_NOT_THE_MAILBOX = ("3", "4", "5", "6", "7")
"""Subjects of status codes (RFC 3463 section 4) that speak of a system, the way, the protocol, the content or a policy."""


def look_up(session: Session, message: Message, envelope: Envelope, key: bytes) -> Bounced | None:
    """The delivery that ``message`` is a report about, or None where it is no report, or on no mail of ours.

    What a person forwards, and an absence note that comes to a return address, are no reports.
    """
    if message.automatic is None or message.automatic.kind not in _REPORTS:
        return None
    delivery_id = bounced_delivery(key, (*envelope.rcpt_to, *message.to))
    mail = store.by_id(session, delivery_id) if delivery_id is not None else None
    if mail is not None:
        statuses = message.report.recipients if message.report else ()
        return _bounced(mail, _about(statuses, mail.recipient) or _gravest(statuses), proven=True)
    return _unproven(session, message)


def _unproven(session: Session, message: Message) -> Bounced | None:
    """By the Message-ID that the report gives back and the recipient whom it names: both are known to whoever had the mail."""
    report = message.report
    mail = store.by_message_id(session, report.original_id) if report and report.original_id else None
    status = _about(report.recipients, mail.recipient) if report and mail else None
    return _bounced(mail, status, proven=False) if mail and status else None


def _about(statuses: tuple[RecipientStatus, ...], recipient: str) -> RecipientStatus | None:
    key = address_key(recipient)
    return next((status for status in statuses if address_key(status.recipient) == key), None)


def _gravest(statuses: tuple[RecipientStatus, ...]) -> RecipientStatus | None:
    """Where the address forwards, only the address behind it is named: our mail had one recipient, so it is about that one."""
    order = ("failed", "delayed")
    known = [status for status in statuses if status.action in order]
    return min(known, key=lambda status: order.index(status.action), default=None)


def _bounced(mail: SentMail, status: RecipientStatus | None, *, proven: bool) -> Bounced:
    return Bounced(
        delivery_id=mail.delivery_id,
        ticket_id=mail.ticket_id,
        recipient=mail.recipient,
        notice=mail.notice,
        failed=status is not None and status.action == "failed",
        delayed=status is not None and status.action == "delayed",
        status=status.status if status else "",
        diagnostic=status.diagnostic if status else "",
        proven=proven,
    )


def carry_out(session: Session, bounced: Bounced, *, arrival_id: int, now: datetime) -> tuple[Alert, ...]:
    """Write down what the report says, once for each arrival; returns what analysts are to be told of."""
    if not (bounced.failed or bounced.delayed):
        return ()
    if bounced.failed and bounced.proven:
        # "queued": a relay may bounce faster than the outbox marks what it has sent.
        states = ("sent", "queued")
        store.mark_bounced(session, bounced.delivery_id, states=states, answer=_answer(bounced), now=now)
        store.flag(session, bounced.recipient, reason=_answer(bounced), now=now)
    if store.is_noted(session, bounced.delivery_id, arrival_id):
        return ()
    # Whoever had our mail knows its Message-ID: his words do not get into a ticket's history by that.
    if bounced.ticket_id is not None and bounced.proven:
        tickets.add_entry(session, bounced.ticket_id, _entry(bounced, arrival_id, now))
    # A mail to analysts that bounces must not raise the next one.
    return (_alert(bounced, arrival_id),) if bounced.failed and bounced.notice != "alert" else ()


def _answer(bounced: Bounced) -> str:
    words = " ".join(part for part in (bounced.status, bounced.diagnostic) if part)
    return one_line(words or "the mail came back", _WORDS)


def _entry(bounced: Bounced, arrival_id: int, now: datetime) -> tickets.Entry:
    outcome = "bounced" if bounced.failed else "delayed"
    return tickets.Entry(
        at=now,
        actor="Echodesk",
        kind="undelivered",
        text=f"{bounced.notice} to {bounced.recipient}: {outcome}",
        data={
            "answer": _answer(bounced),
            "recipient": bounced.recipient,
            "status": bounced.status,
            "diagnostic": bounced.diagnostic,
        },
        arrival_id=arrival_id,
        delivery_id=bounced.delivery_id,
    )


def _alert(bounced: Bounced, arrival_id: int) -> Alert:
    code = f" ({bounced.status})" if bounced.status else ""
    doubt = "" if bounced.proven else ", by a report that is not proven"
    return Alert(
        kind="bounce",
        key=address_key(bounced.recipient),
        text=f"mail to {bounced.recipient} came back{code}{doubt}",
        arrival_id=arrival_id,
        ticket_id=bounced.ticket_id,
    )


def refused(session: Session, delivery: Delivery, *, status: str, answer: str, now: datetime) -> tuple[Alert, ...]:
    """The same for a delivery that the next hop refused for good (``answer`` is what it said, ``status`` its RFC 3463 code).

    The address is flagged only where the code speaks of the mailbox: a relay that refuses for a policy of its own says nothing
    about the customer.
    """
    if delivery.notice == "alert":
        return ()
    if status.split(".")[1:2] not in [[digit] for digit in _NOT_THE_MAILBOX]:
        store.flag(session, delivery.recipient, reason=one_line(answer, _WORDS), now=now)
    code = f" ({status})" if status else ""
    text = f"mail to {delivery.recipient} was refused{code}"
    return (Alert(kind="bounce", key=address_key(delivery.recipient), text=text, ticket_id=delivery.ticket_id),)


def clear_flag(session: Session, address: str) -> bool:
    """Proven mail came from ``address``, or an analyst knows better: it is no longer undeliverable. Whether it was."""
    return store.clear_flag(session, address)
