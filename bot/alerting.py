"""Raises alerts, and tells analysts by mail of those that are new: once for a matter, however often it comes."""

from collections.abc import Sequence
from datetime import datetime

from bot.message_ids import delivery_id_for
from bot.notices import AlertNotice, DeskCard, to_json
from bot.policy.alerts import Alert
from store import alerts as store
from store import deliveries
from store.engine import Session

SUBJECTS = {
    "bounce": "Mail to a customer does not arrive",
    "loop": "Two machines may be answering each other",
    "forgery": "Somebody writes in a contact's name",
    "critical": "What may be a critical incident is held",
    "infected": "A file with a virus came in",
    "unread": "A mail could not be read",
    "language": "A person must read a mail for its language",
}
"""What the mail about an alert is called, by the alert's kind."""

COMMAND = "echodesk alerts list"


def carry_out(
    session: Session, *, alerts: Sequence[Alert], to: Sequence[str], card: DeskCard, key: bytes, now: datetime
) -> bool:
    """Raise ``alerts`` in the caller's transaction, and queue a mail about each new one to each address of ``to``.

    An open alert of the same kind and key is counted on instead, and nobody is told again. ``key`` is the desk's own, for the
    Message-IDs. Returns whether a mail was queued.
    """
    queued = False
    for alert in alerts:
        alert_id = store.raise_alert(
            session,
            kind=alert.kind,
            key=alert.key,
            text=alert.text,
            now=now,
            arrival_id=alert.arrival_id,
            ticket_id=alert.ticket_id,
        )
        if alert_id is not None:
            told = [_tell(session, alert, alert_id, address, card, key, now) for address in dict.fromkeys(to)]
            queued = any(told) or queued
    return queued


def _tell(
    session: Session, alert: Alert, alert_id: int, address: str, card: DeskCard, key: bytes, now: datetime
) -> bool:
    notice = AlertNotice(
        subject=SUBJECTS.get(alert.kind, "Something needs an analyst"),
        greeting="",
        text=alert.text,
        command=COMMAND,
        desk=card,
    )
    cause = f"alert {alert_id}"
    # Neither arrival nor ticket: a mail to analysts is no line of the ticket's history, and no answer to the customer.
    new = deliveries.NewDelivery(
        cause=cause,
        notice=notice.template,
        recipient=address,
        recipient_name="",
        payload=to_json(notice),
        message_id=delivery_id_for(key, cause, notice.template, address, card.address),
        reply_to=card.address,
    )
    return deliveries.queue(session, new, now) is not None
