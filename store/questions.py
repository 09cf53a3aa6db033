"""What contacts were asked about mail in their name, and what they answered. Of a token only its hash is kept."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.schema import ContactRow, QuestionRow

Answer = Literal["yes", "no"]
_TOKEN_BYTES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a held arrival. ``address`` is where it was sent; ``answer`` is ``yes``, ``no`` or None so far."""

    arrival_id: int
    contact_id: int
    address: str
    asked_at: datetime
    answered_at: datetime | None
    answer: str | None
    answered_by: int | None


def new_token() -> str:
    """A token nobody can guess: 80 bits from the system's source, as 16 small letters and digits (RFC 4648 base32)."""
    return base64.b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode("ascii").lower()


def ask(
    session: Session,
    *,
    arrival_id: int,
    contact_id: int,
    address: str,
    token: str,
    now: datetime,
    unless_since: datetime | None = None,
) -> bool:
    """Note that a contact is asked. False where he was: about this arrival before, or about any since ``unless_since``.

    Two workers cannot both ask him: who does not get his row, finds that the other one is about to. Nobody waits for it, so
    that two groups of arrivals cannot wait for each other.
    """
    mine = select(ContactRow.id).where(ContactRow.id == contact_id).with_for_update(skip_locked=True, key_share=True)
    if session.scalars(mine).first() is None or session.get(QuestionRow, arrival_id) is not None:
        return False
    before = last_asked(session, contact_id)
    if before is not None and unless_since is not None and before > unless_since:
        return False
    session.add(
        QuestionRow(
            arrival_id=arrival_id,
            contact_id=contact_id,
            address=address,
            token_sha256=_hash(token),
            asked_at=now,
        )
    )
    session.flush()
    return True


def find(session: Session, arrival_id: int, token: str) -> Asked | None:
    """The question about an arrival, answered or not, where ``token`` is the one that was sent with it."""
    row = session.get(QuestionRow, arrival_id)
    # The hashes are compared, and in constant time: how long it takes says nothing about the token.
    if row is None or not hmac.compare_digest(row.token_sha256, _hash(token)):
        return None
    return Asked(
        arrival_id=row.arrival_id,
        contact_id=row.contact_id,
        address=row.address,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        answer=row.answer,
        answered_by=row.answered_by,
    )


def answer(session: Session, arrival_id: int, *, answer: Answer, by_arrival: int, now: datetime) -> bool:
    """Note the contact's answer, which came as ``by_arrival``. False where nothing was asked or it was answered before."""
    statement = (
        update(QuestionRow)
        .where(QuestionRow.arrival_id == arrival_id, QuestionRow.answered_at.is_(None))
        .values(answered_at=now, answer=answer, answered_by=by_arrival)
        .returning(QuestionRow.arrival_id)
    )
    return session.scalars(statement.execution_options(synchronize_session=False)).first() is not None


def last_asked(session: Session, contact_id: int) -> datetime | None:
    """When the contact was last asked about any mail."""
    return session.scalar(select(func.max(QuestionRow.asked_at)).where(QuestionRow.contact_id == contact_id))


def said_no_since(session: Session, contact_id: int, since: datetime) -> bool:
    """Whether the contact has disowned a mail at or after ``since``."""
    query = select(QuestionRow.arrival_id).where(
        QuestionRow.contact_id == contact_id, QuestionRow.answer == "no", QuestionRow.answered_at >= since
    )
    return session.scalars(query.limit(1)).first() is not None


def _hash(token: str) -> str:
    return hashlib.sha256(token.lower().encode("utf-8", "surrogatepass")).hexdigest()
