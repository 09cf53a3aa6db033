"""Accounts and Designated Contacts: who may write, and finding him by the address he writes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from store.schema import AccountRow, AddressRow, ContactRow, TrainingNoticeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeliverable:
    """An address to which mail came back for good, and from which none has come since. ``reason``: what the other side said."""

    address: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A Designated Contact as the desk sees him. ``valid_from`` and ``valid_to`` are inclusive days.

    ``authentication`` is his account's own policy, None where the desk's holds.
    """

    contact_id: int
    account_id: int
    account: str
    name: str
    addresses: tuple[str, ...]
    phone: str | None = None
    slack_id: str | None = None
    trained_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    reachable_24x7: bool = False
    authentication: str | None = None
    undeliverable: tuple[Undeliverable, ...] = ()

    def invalid_on(self, day: date) -> str | None:
        """Why he may not write on ``day``, in words, or None when he may."""
        if self.valid_from and day < self.valid_from:
            return f"{self.name} is a Designated Contact only from {self.valid_from.isoformat()}"
        if self.valid_to and day > self.valid_to:
            return f"{self.name} was a Designated Contact until {self.valid_to.isoformat()}"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """What is needed to add a contact; ``addresses`` are normalised already."""

    account: str
    name: str
    addresses: tuple[str, ...]
    phone: str | None = None
    slack_id: str | None = None
    trained_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    reachable_24x7: bool = False


def address_key(address: str) -> str:
    """The form under which addresses are compared: in small letters as a whole.

    RFC 5321 lets local parts differ by case; no customer's server does, and a customer who writes from ``Kim@`` is Kim. Not
    case-folded: that makes one of letters that are two mailboxes (``ß`` and ``ss``, the long s and ``s``), and at a provider
    of many the other mailbox may be a stranger's, who proves himself.
    """
    return address.strip().lower()


def find_account(session: Session, name: str) -> AccountRow | None:
    """The account of this name, whatever its case and spacing."""
    return session.scalars(select(AccountRow).where(AccountRow.key == _account_key(name))).first()


def ensure_account(session: Session, name: str, now: datetime) -> AccountRow:
    """The account of this name, made if there is none."""
    row = find_account(session, name)
    if row is None:
        row = AccountRow(name=" ".join(name.split()), key=_account_key(name), created_at=now)
        session.add(row)
        session.flush()
    return row


def _account_key(name: str) -> str:
    return " ".join(name.split()).casefold()


def by_address(session: Session, address: str) -> Contact | None:
    """The contact to whom ``address`` belongs, valid or not."""
    query = select(ContactRow).join(AddressRow).where(AddressRow.address == address_key(address))
    row = session.scalars(query).first()
    return _contact(row) if row else None


def by_id(session: Session, contact_id: int) -> Contact | None:
    """The contact of this id."""
    row = session.get(ContactRow, contact_id)
    return _contact(row) if row else None


def all_contacts(session: Session, account: str | None = None) -> list[Contact]:
    """Every contact, by account and name."""
    query = select(ContactRow).join(AccountRow).options(selectinload(ContactRow.addresses))
    if account is not None:
        query = query.where(AccountRow.key == _account_key(account))
    return [_contact(row) for row in session.scalars(query.order_by(AccountRow.key, ContactRow.name, ContactRow.id))]


def account_names(session: Session) -> list[str]:
    """The names of all accounts, sorted."""
    return list(session.scalars(select(AccountRow.name).order_by(AccountRow.key)))


def account_name(session: Session, account_id: int) -> str:
    """The name of an account that exists."""
    return session.get_one(AccountRow, account_id).name


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account as lists show it; ``authentication`` None: the desk's policy holds."""

    name: str
    contacts: int
    authentication: str | None


def all_accounts(session: Session) -> list[AccountLine]:
    """Every account with the number of its contacts, by name."""
    query = select(AccountRow, func.count(ContactRow.id)).outerjoin(ContactRow).group_by(AccountRow.id)
    return [
        AccountLine(name=row.name, contacts=count, authentication=row.authentication)
        for row, count in session.execute(query.order_by(AccountRow.key))
    ]


def authentication_of(session: Session, name: str) -> str | None:
    """The account's own policy for mail in its contacts' names; None where the desk's holds, or there is no such account."""
    row = find_account(session, name)
    return row.authentication if row else None


def set_authentication(session: Session, name: str, policy: str | None) -> str | None:
    """Give an account a policy of its own (``require``, ``prefer``, ``off``), or with None the desk's.

    Returns the account's name as it is written, or None where there is no such account.
    """
    row = find_account(session, name)
    if row is None:
        return None
    row.authentication = policy
    session.flush()
    return row.name


def put_contact(session: Session, new: NewContact, now: datetime) -> tuple[Contact, bool]:
    """Add a contact, or update the one who has one of the addresses; returns him and whether he is new.

    Raises ValueError, saying what to do, when the addresses belong to two contacts or to one of another account.
    """
    account = ensure_account(session, new.account, now)
    owners = {row.contact_id: row for row in _address_rows(session, new.addresses)}
    if len(owners) > 1:
        raise ValueError(f"the addresses {', '.join(new.addresses)} belong to different contacts: retire one first")
    existing = session.get(ContactRow, next(iter(owners))) if owners else None
    if existing is not None and existing.account_id != account.id:
        other = existing.account.name
        raise ValueError(f"{', '.join(new.addresses)} belongs to {existing.name} of {other}: remove it there first")
    row = existing or ContactRow(account_id=account.id, created_at=now)
    _fill(row, new)
    session.add(row)
    session.flush()
    have = {address.address for address in row.addresses}
    for address in dict.fromkeys(address_key(a) for a in new.addresses):
        if address not in have:
            row.addresses.append(AddressRow(address=address))
    session.flush()
    session.refresh(row)
    return _contact(row), existing is None


def _address_rows(session: Session, addresses: Iterable[str]) -> list[AddressRow]:
    keys = [address_key(address) for address in addresses]
    return list(session.scalars(select(AddressRow).where(AddressRow.address.in_(keys))))


def _fill(row: ContactRow, new: NewContact) -> None:
    row.name = new.name
    row.phone = new.phone or row.phone
    row.slack_id = new.slack_id or row.slack_id
    row.trained_on = new.trained_on or row.trained_on
    row.valid_from = new.valid_from or row.valid_from
    row.valid_to = new.valid_to
    row.reachable_24x7 = new.reachable_24x7


def retire(session: Session, address: str, last_day: date) -> Contact | None:
    """Let the contact with ``address`` write until ``last_day`` and no longer; None where there is no such contact."""
    rows = _address_rows(session, [address])
    if not rows:
        return None
    row = session.get_one(ContactRow, rows[0].contact_id)
    row.valid_to = last_day
    session.flush()
    return _contact(row)


def training_notices(session: Session) -> list[tuple[date, str]]:
    """Every notice of updated training: the day and the title, oldest first."""
    query = select(TrainingNoticeRow).order_by(TrainingNoticeRow.announced_on, TrainingNoticeRow.id)
    return [(row.announced_on, row.title) for row in session.scalars(query)]


def add_training_notice(session: Session, announced_on: date, title: str) -> None:
    """Note that the training was updated and its contacts were told on this day."""
    session.add(TrainingNoticeRow(announced_on=announced_on, title=title))


def _contact(row: ContactRow) -> Contact:
    return Contact(
        contact_id=row.id,
        account_id=row.account_id,
        account=row.account.name,
        name=row.name,
        addresses=tuple(a.address for a in row.addresses),
        phone=row.phone,
        slack_id=row.slack_id,
        trained_on=row.trained_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        reachable_24x7=row.reachable_24x7,
        authentication=row.account.authentication,
        undeliverable=tuple(
            Undeliverable(address=a.address, since=a.undeliverable_since, reason=a.undeliverable_reason or "")
            for a in row.addresses
            if a.undeliverable_since is not None
        ),
    )


def is_undeliverable(session: Session, address: str) -> bool:
    """Whether mail to this contact's address came back for good, and none has come from it since."""
    return any(row.undeliverable_since is not None for row in _address_rows(session, [address]))
