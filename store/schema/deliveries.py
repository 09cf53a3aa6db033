"""The outbox: one row a notice and recipient, written in the transaction that makes the notice true."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base
from store.types import BigId


class DeliveryRow(Base):
    """One sending of one notice to one recipient.

    ``state``: ``queued``, ``sent``, ``refused`` (the next hop said never), ``failed`` (given up, or it could not be made)
    or ``bounced`` (it was sent, and a report said later that it failed).
    ``(cause, notice, recipient)`` is unique: one message is answered once. ``message_id`` is made with the row, so that
    every try is the same mail.
    """

    __tablename__ = "delivery"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    cause: Mapped[str] = mapped_column(Text)
    notice: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Text)
    recipient_name: Mapped[str] = mapped_column(Text, default="")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    message_id: Mapped[str] = mapped_column(Text, unique=True)
    in_reply_to: Mapped[str | None] = mapped_column(Text)
    references: Mapped[list[str]] = mapped_column("reference_ids", JSON, default=list)
    reply_to: Mapped[str] = mapped_column(Text)
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("cause", "notice", "recipient"),
        Index(
            "ix_delivery_queued",
            "next_try_at",
            postgresql_where=text("state = 'queued'"),
            sqlite_where=text("state = 'queued'"),
        ),
        Index("ix_delivery_recipient", "recipient", "created_at"),
    )
