"""Tickets, their fields with evidence, their append-only history, and what ties messages to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base
from store.types import BigId


class TicketRow(Base):
    """A ticket. ``number`` is the part after the prefix; ``linked_id`` an older ticket that it follows."""

    __tablename__ = "ticket"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(Text)
    severity: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    subject: Mapped[str] = mapped_column(Text)
    linked_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class FieldRow(Base):
    """One value of one field with its evidence. ``active`` false: a later value took its place; nothing is deleted."""

    __tablename__ = "ticket_field"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))
    name: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]
    score: Mapped[float]
    rule: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]


class EntryRow(Base):
    """One line of a ticket's history, append-only: who did what, because of what.

    ``kind`` is one of ``opened``, ``message``, ``automatic``, ``fields``, ``said otherwise``, ``status``, ``severity``, ``kind``,
    ``linked``, ``told``, ``undelivered``, ``unanswered``, ``corrected``, ``redacted``.
    """

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))


class MessageIdRow(Base):
    """A Message-ID that belongs to a ticket, of a message in or out: what In-Reply-To and References are held against."""

    __tablename__ = "ticket_message_id"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(Text)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    outbound: Mapped[bool]
    __table_args__ = (Index("uq_ticket_message_id_pair", "message_id", "ticket_id", unique=True),)


class AttachmentRow(Base):
    """A file of a ticket: a safe name for the content kept under its hash."""

    __tablename__ = "ticket_attachment"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("content.sha256"))
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    inline: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)
    scan: Mapped[str] = mapped_column(Text, default="not_scanned")
    scan_detail: Mapped[str | None] = mapped_column(Text)
