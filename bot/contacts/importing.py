"""Brings contacts into the store, each in a savepoint, so that a bad one says why and takes none with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.contacts.spreadsheet import Line, Problem
from store import contacts
from store.contacts import Contact, NewContact
from store.engine import Session


@dataclass(slots=True)
class Imported:
    """What an import did."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def import_lines(session: Session, lines: Iterable[Line], now: datetime) -> Imported:
    """Put every contact; the caller commits, or rolls everything back where there are problems."""
    result = Imported()
    known = contacts.all_contacts(session)
    for line in lines:
        try:
            new = _put(session, line.contact, known, now)
        except ValueError as error:
            result.problems.append(Problem(number=line.number, text=str(error)))
            continue
        (result.added if new else result.updated).append(f"{line.contact.name} ({line.contact.account})")
    return result


def put(session: Session, contact: NewContact, now: datetime) -> bool:
    """Add or update one contact; whether he is new. Raises ValueError, saying what to do."""
    return _put(session, contact, contacts.all_contacts(session), now)


def _put(session: Session, contact: NewContact, known: Iterable[Contact], now: datetime) -> bool:
    _require_own_slack_id(contact, known)
    with session.begin_nested():
        return contacts.put_contact(session, contact, now)[1]


def _require_own_slack_id(contact: NewContact, known: Iterable[Contact]) -> None:
    """The store keeps a Slack id for one contact only; said here, before the database says it less kindly."""
    if contact.slack_id is None:
        return
    for other in known:
        if other.slack_id == contact.slack_id and not set(other.addresses) & set(contact.addresses):
            raise ValueError(f"the Slack id {contact.slack_id} belongs to {other.name} of {other.account}")
