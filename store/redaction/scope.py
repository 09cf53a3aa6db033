"""What a redaction is about: a ticket, or a person with everything he wrote."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from store.contacts import address_key
from store.redaction.contents import TOMBSTONE_SHA256, stand_in_mail
from store.redaction.words import REDACTED, Words
from store.schema import AddressRow, ArrivalRow, ContactRow, DeliveryRow, EntryRow, HoldRow, TicketRow

_AT_ONCE = 500
_Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The rows that a redaction is about, by their ids.

    ``arrivals`` go whole. ``quoting`` are other people's messages that name the person: their bytes go. In all that hangs on
    ``tickets`` the person's ``words`` are replaced; where ``whole`` is set, everything that was said on the tickets goes.
    ``label`` stands where he stood. ``opened`` are the tickets whose subject is his.
    """

    what: str
    label: str
    whole: bool
    arrivals: frozenset[int]
    quoting: frozenset[int] = frozenset()
    tickets: frozenset[int] = frozenset()
    deliveries: frozenset[int] = frozenset()
    words: Words = field(default_factory=Words)
    addresses: tuple[str, ...] = ()
    contact_id: int | None = None
    opened: frozenset[int] = frozenset()


def of_ticket(session: Session, ticket_id: int, *, lock: bool = False) -> Scope:
    """Everything on one ticket. Raises LookupError where there is none."""
    ticket = session.get(TicketRow, ticket_id)
    if ticket is None:
        raise LookupError(f"no ticket {ticket_id}")
    arrivals = _ids(session, ArrivalRow.id, ArrivalRow.ticket_id == ticket_id, lock=lock)
    about = set(_ids(session, DeliveryRow.id, DeliveryRow.ticket_id == ticket_id, lock=lock))
    about |= _among(session, DeliveryRow.id, DeliveryRow.arrival_id, arrivals, lock=lock)
    return Scope(
        what=f"ticket {ticket.number}",
        label="[redacted]",
        whole=True,
        arrivals=frozenset(arrivals),
        tickets=frozenset({ticket_id}),
        deliveries=frozenset(about),
    )


def of_person(session: Session, address: str, *, lock: bool = False) -> Scope | None:
    """Everything of whoever writes from ``address``, a contact or not; None where nothing is known of him."""
    key = address_key(address)
    row = session.scalars(select(ContactRow).join(AddressRow).where(AddressRow.address == key)).first()
    addresses = tuple(one.address for one in row.addresses) if row else (key,)
    arrivals = _written_from(session, addresses, lock=lock)
    if row is None and not arrivals:
        return None
    words = Words(
        addresses=addresses,
        name=row.name if row else "",
        phone=row.phone if row else None,
        marks=[row.slack_id] if row and row.slack_id else [],
    )
    told = set(_ids(session, DeliveryRow.id, func.lower(DeliveryRow.recipient).in_(addresses), lock=lock))
    told |= _among(session, DeliveryRow.id, DeliveryRow.arrival_id, arrivals, lock=lock)
    tickets = _tickets(session, row.id if row else None, arrivals, told)
    opened = {ticket_id for ticket_id in tickets if _first_arrival(session, ticket_id) in arrivals}
    return Scope(
        what=f"contact {row.id}" if row else "sender without a contact",
        label=f"redacted contact {row.id}" if row else "redacted sender",
        whole=False,
        arrivals=frozenset(arrivals),
        quoting=frozenset({*_quoting(session, tickets, arrivals, words), *_answering(session, opened, arrivals)}),
        tickets=frozenset(tickets),
        deliveries=frozenset(told),
        words=words,
        addresses=addresses,
        contact_id=row.id if row else None,
        opened=frozenset(opened),
    )


def _written_from(session: Session, addresses: Sequence[str], *, lock: bool) -> set[int]:
    """Arrivals whose From is one of the addresses; of those that were not read, whose reverse-path is."""
    mail_from = func.lower(ArrivalRow.envelope["mail_from"].as_string())
    unread = or_(ArrivalRow.sender.is_(None), ArrivalRow.state == "pending")
    his = or_(func.lower(ArrivalRow.sender).in_(addresses), unread & mail_from.in_(addresses))
    return set(_ids(session, ArrivalRow.id, his, lock=lock))


def _tickets(session: Session, contact_id: int | None, arrivals: Iterable[int], told: Iterable[int]) -> set[int]:
    found = _among(session, ArrivalRow.ticket_id, ArrivalRow.id, arrivals)
    found |= _among(session, DeliveryRow.ticket_id, DeliveryRow.id, told)
    if contact_id is not None:
        found |= set(_ids(session, TicketRow.id, TicketRow.contact_id == contact_id))
        found |= set(_ids(session, HoldRow.ticket_id, HoldRow.contact_id == contact_id))
    return found - {None}


def _first_arrival(session: Session, ticket_id: int) -> int | None:
    first = select(EntryRow.arrival_id).where(EntryRow.ticket_id == ticket_id, EntryRow.arrival_id.is_not(None))
    return session.scalars(first.order_by(EntryRow.id).limit(1)).first()


def _answering(session: Session, opened: Iterable[int], his: set[int]) -> Iterator[int]:
    """Other people's messages under a subject of his."""
    for ticket in rows(session, TicketRow, TicketRow.id, opened):
        for arrival in rows(session, ArrivalRow, ArrivalRow.ticket_id, [ticket.id]):
            if arrival.id not in his and is_under(ticket.subject, arrival.subject):
                yield arrival.id


def is_under(subject: str, reply: str | None) -> bool:
    """Whether a reply's subject repeats the ticket's."""
    words = " ".join(subject.split()).casefold()
    return bool(words) and words != REDACTED and words in " ".join((reply or "").split()).casefold()


def _quoting(session: Session, tickets: Iterable[int], his: set[int], words: Words) -> Iterator[int]:
    """Other people's messages on his tickets, and bounces of mail, that name him."""
    candidates = _among(session, ArrivalRow.id, ArrivalRow.ticket_id, tickets)
    candidates |= set(_ids(session, ArrivalRow.id, ArrivalRow.envelope["mail_from"].as_string() == ""))
    for some in _chunks(candidates - his):
        query = select(ArrivalRow.id, ArrivalRow.raw_sha256).where(ArrivalRow.id.in_(some))
        for arrival_id, sha256 in session.execute(query.where(ArrivalRow.raw_sha256 != TOMBSTONE_SHA256)).all():
            if stand_in_mail(session, sha256, words):
                yield arrival_id


def _ids(session: Session, column: _Column, where: Any, *, lock: bool = False) -> list[int]:
    """The ids; ``lock``: kept from being changed by others until the end, what they are changing is waited for."""
    query = select(column).where(where)
    return list(session.scalars(query.with_for_update() if lock else query))


def _among(
    session: Session, wanted: _Column, column: _Column, values: Iterable[int], *, lock: bool = False
) -> set[Any]:
    return {one for some in _chunks(values) for one in _ids(session, wanted, column.in_(some), lock=lock)}


def rows(session: Session, table: Any, column: _Column, values: Iterable[int]) -> Iterator[Any]:
    """The rows of ``table`` whose ``column`` is one of ``values``, in groups that fit into one statement."""
    for some in _chunks(values):
        yield from session.scalars(select(table).where(column.in_(some))).all()


def _chunks(values: Iterable[int]) -> Iterator[list[int]]:
    ordered = iter(sorted(values))
    while some := list(islice(ordered, _AT_ONCE)):
        yield some
