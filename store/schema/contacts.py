"""Accounts and their Designated Contacts (the guide, "Who is who")."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.base import Base
from store.types import BigId


class AccountRow(Base):
    """A company that subscribes to the service. ``key`` is its name case-folded, for finding it again.

    ``authentication`` is the policy for mail in its contacts' names where it differs from the desk's.
    """

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text, unique=True)
    authentication: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    contacts: Mapped[list["ContactRow"]] = relationship(back_populates="account", order_by="ContactRow.id")


class ContactRow(Base):
    """A Designated Contact. ``valid_from`` and ``valid_to`` are the first and the last day on which he may write."""

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    slack_id: Mapped[str | None] = mapped_column(Text, unique=True)
    trained_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    reachable_24x7: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    account: Mapped[AccountRow] = relationship(back_populates="contacts")
    addresses: Mapped[list["AddressRow"]] = relationship(back_populates="contact", order_by="AddressRow.id")


class AddressRow(Base):
    """A mail address of a contact, normalised; it belongs to one contact only.

    ``undeliverable_since``: mail to it bounced for good, and nothing has come from it since.
    """

    __tablename__ = "contact_address"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    address: Mapped[str] = mapped_column(Text, unique=True)
    undeliverable_since: Mapped[datetime | None]
    undeliverable_reason: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[ContactRow] = relationship(back_populates="addresses")


class TrainingNoticeRow(Base):
    """A notice that the training was updated: at least two contacts an account retrain within 30 days of it."""

    __tablename__ = "training_notice"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    announced_on: Mapped[date]
    title: Mapped[str] = mapped_column(Text)
