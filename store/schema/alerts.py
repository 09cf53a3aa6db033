"""What an analyst must look at, and what was asked of a contact or taken out for his sake."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base
from store.types import BigId


class AlertRow(Base):
    """Something that an analyst must look at. One open row for each ``kind`` and ``key``; ``times`` counts how often it came."""

    __tablename__ = "alert"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    raised_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index(
            "uq_alert_open",
            "kind",
            "key",
            unique=True,
            postgresql_where=sa.text("cleared_at IS NULL"),
            sqlite_where=sa.text("cleared_at IS NULL"),
        ),
    )


class QuestionRow(Base):
    """A "was this you?" about a held arrival, to the contact in whose name it came. ``token_sha256``: of the one-time token.

    ``answer`` is ``yes`` or ``no``, once.
    """

    __tablename__ = "question"
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    address: Mapped[str] = mapped_column(Text)
    token_sha256: Mapped[str] = mapped_column(Text, unique=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"))


class RedactionRow(Base):
    """Personal data was taken out: of what (``ticket EP-7``, ``contact 12``), when, by whom, why. Holds none itself."""

    __tablename__ = "redaction"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    what: Mapped[str] = mapped_column(Text)
    redacted_at: Mapped[datetime]
    redacted_by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
