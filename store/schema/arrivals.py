"""Arrivals: raw bytes, every route they came by, and the one outcome of each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base
from store.types import BigId


class ContentRow(Base):
    """Bytes kept once, under their SHA-256 (hex): raw messages and attachments."""

    __tablename__ = "content"
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ArrivalRow(Base):
    """One message to one desk mailbox. ``dedup_key`` is unique within the mailbox; ``outcome`` is null until it is done.

    ``state`` is ``pending`` or ``done``. A worker's claim is a lease: ``lease_owner`` until ``lease_until``.
    ``rule`` is the policy rule that decided, ``reason`` its words. ``next_try_at``: put off until then (the DNS failed).
    """

    __tablename__ = "arrival"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(Text)
    mailbox: Mapped[str] = mapped_column(Text)
    dedup_key: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(Text)
    raw_sha256: Mapped[str] = mapped_column(ForeignKey("content.sha256"))
    envelope: Mapped[dict[str, Any]]
    silent: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    rule: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    sender: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime | None]
    verdict: Mapped[dict[str, Any] | None]
    damages: Mapped[list[str] | None]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("mailbox", "dedup_key"),
        Index(
            "ix_arrival_pending",
            "id",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
        Index("ix_arrival_message_id", "message_id"),
        Index("ix_arrival_sender_sent_at", "sender", "sent_at"),
        Index("ix_arrival_outcome", "outcome"),
        Index("ix_arrival_ticket_id", "ticket_id"),
    )


class RouteRow(Base):
    """One way by which an arrival came. ``route_key`` names the place on an IMAP server, so that it is counted once."""

    __tablename__ = "arrival_route"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), index=True)
    channel: Mapped[str] = mapped_column(Text)
    route_key: Mapped[str | None] = mapped_column(Text, unique=True)
    envelope: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]


class HoldRow(Base):
    """A held arrival and what an analyst did with it. ``state``: ``held``, ``released`` or ``rejected``.

    On release, ``account_id`` (on whose account), ``contact_id`` (as whom) or ``ticket_id`` (into which ticket) say how.
    """

    __tablename__ = "hold"
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    held_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default="held", index=True)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))


class ShuntRow(Base):
    """An arrival that failed unexpectedly, with its traceback, until it is replayed."""

    __tablename__ = "shunt"
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), primary_key=True)
    shunted_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(Text)
    traceback: Mapped[str] = mapped_column(Text)
    replayed_at: Mapped[datetime | None]
