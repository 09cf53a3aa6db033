"""What the desk has read wrongly, and what it should have read: the next reader learns from it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base
from store.types import BigId


class CorrectionRow(Base):
    """One field, or "kind" or "severity", of one message (``arrival_id``), corrected once.

    ``was_read`` and ``should_be`` are lists of :class:`parsers.readings.Reading` as JSON; empty: nothing. ``corrected_by`` is a
    customer or an analyst, ``contact_id`` the customer where he is a contact, ``source_id`` the arrival in which he says it.
    ``way``: ``mail``, ``slack`` or ``command line``.
    """

    __tablename__ = "correction"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    was_read: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    should_be: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    corrected_by: Mapped[str] = mapped_column(Text)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    way: Mapped[str] = mapped_column(Text)
    corrected_at: Mapped[datetime]
