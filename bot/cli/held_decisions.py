"""An analyst's decision on a held mail, checked before it is written."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cli.desk import CliDesk
from bot.cli.failures import CommandError
from bot.clock import SystemClock
from bot.contacts import values
from bot.contacts.importing import put
from store import arrivals, contacts, holds, tickets
from store.contacts import Contact, NewContact

if TYPE_CHECKING:
    from parsers.message import Sender
    from store.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the analyst asked for; ``ticket`` is a number without its prefix."""

    account: str | None
    ticket: int | None
    add_contact: bool
    name: str | None
    by: str


def release(at: CliDesk, session: "Session", number: int, wish: Wish) -> str:
    """Write the release; what it does, in words. Raises CommandError, and then nothing may be kept."""
    require_held(session, number)
    sender = _sender(at, session, number)
    writer = contacts.by_address(session, sender.address) if sender.address else None
    ticket = _ticket(at, session, wish)
    account_id, account = _account(session, wish, ticket, writer)
    if wish.add_contact:
        writer = _added(session, sender, account, wish, writer)
    elif writer is not None and writer.account_id != account_id:
        writer = None
    words = f"into {at.number(ticket.number)}" if ticket else f"on the account of {account}"
    holds.release(
        session,
        number,
        by=wish.by,
        decision=words,
        now=SystemClock().now(),
        account_id=account_id,
        contact_id=writer.contact_id if writer else None,
        ticket_id=ticket.ticket_id if ticket else None,
    )
    return f"{words}, and {sender.address} is a Designated Contact now" if wish.add_contact else words


def reject(session: "Session", number: int, *, by: str, reason: str) -> None:
    """Write the rejection. Raises CommandError."""
    try:
        words = values.words(reason, "reason")
    except ValueError as error:
        raise CommandError(str(error)) from error
    require_held(session, number)
    holds.reject(session, number, by=by, reason=words, now=SystemClock().now())


def require_held(session: "Session", number: int) -> None:
    """Raises CommandError where the arrival is not held, or not any more."""
    hold = holds.held(session, number)
    if hold is None:
        raise CommandError(f"arrival {number} is not held; see: echodesk held list")
    if hold.state != "held":
        raise CommandError(f"arrival {number} was {hold.state} already by {hold.decided_by}: {hold.decision}")


def _sender(at: CliDesk, session: "Session", number: int) -> "Sender":
    from bot.assembly import message_reader

    return message_reader(at.settings)(arrivals.load(session, number).arrival).sender


def _ticket(at: CliDesk, session: "Session", wish: Wish) -> tickets.Ticket | None:
    if wish.ticket is None:
        return None
    found = tickets.by_number(session, wish.ticket)
    if found is None:
        raise CommandError(f"there is no ticket {at.number(wish.ticket)}; see: echodesk tickets list")
    return found


def _account(session: "Session", wish: Wish, ticket: tickets.Ticket | None, writer: Contact | None) -> tuple[int, str]:
    """On whose account: as named, else the ticket's, else the sender's own."""
    if wish.account is not None:
        row = contacts.find_account(session, wish.account)
        if row is None:
            known = ", ".join(contacts.account_names(session)) or "none yet"
            raise CommandError(f"there is no account {wish.account!r}; there are: {known}")
        if ticket is not None and ticket.account_id != row.id:
            raise CommandError(f"the ticket is of {ticket.account}, not of {row.name}; leave --account out")
        return row.id, row.name
    if ticket is not None:
        return ticket.account_id, ticket.account
    if writer is not None:
        return writer.account_id, writer.account
    raise CommandError("the sender belongs to no account; say for which one with --account, or into which --ticket")


def _added(session: "Session", sender: "Sender", account: str, wish: Wish, known: Contact | None) -> Contact | None:
    """The sender as a contact of the account; one who was retired may write again, and stays who he was."""
    if sender.address is None:
        raise CommandError(f"no contact can be made of this sender: {sender.problem or 'he has no usable address'}")
    name = wish.name or (known.name if known else sender.name)
    if not name.strip():
        raise CommandError("the sender gives no name; give one with --name")
    try:
        new = NewContact(
            account=account,
            name=values.words(name, "name"),
            addresses=(contacts.address_key(sender.address),),
            reachable_24x7=known is not None and known.reachable_24x7,
        )
        put(session, new, SystemClock().now())
    except ValueError as error:
        raise CommandError(str(error)) from error
    return contacts.by_address(session, sender.address)
