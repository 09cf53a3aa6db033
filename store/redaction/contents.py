"""Kept bytes: a tombstone in their place, and the bytes themselves gone where nothing else needs them."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from parsers.limits import ReadLimits
from parsers.mail import read_mail
from parsers.vocabulary import Channel
from store.redaction.words import Words
from store.schema import ArrivalRow, AttachmentRow, ContentRow

TOMBSTONE = b"Subject: [redacted]\r\n\r\nWhat stood here was taken out on request.\r\n"
"""A mail that can be read like any other: lists, pages and a replay meet it without a special case."""

TOMBSTONE_SHA256 = hashlib.sha256(TOMBSTONE).hexdigest()


def drop_unneeded(session: Session, hashes: Iterable[str]) -> int:
    """Delete those contents to which nothing refers any more; how many."""
    dropped = 0
    for sha256 in sorted(hashes):
        needed = exists().where(ArrivalRow.raw_sha256 == sha256) | exists().where(AttachmentRow.sha256 == sha256)
        if not session.scalar(select(needed)):
            session.execute(delete(ContentRow).where(ContentRow.sha256 == sha256))
            dropped += 1
    return dropped


def stand_in_bytes(session: Session, sha256: str, words: Words) -> bool:
    """Whether kept bytes name the person as they are: a text does, what is packed or encoded cannot be told."""
    return words.stand_in(_data(session, sha256).decode("utf-8", "replace"))


def stand_in_mail(session: Session, sha256: str, words: Words) -> bool:
    """Whether a kept mail names the person: in its bytes, or in what is read out of them."""
    raw = _data(session, sha256)
    if words.stand_in(raw.decode("utf-8", "replace")):
        return True
    message = read_mail(raw, channel=Channel.SMTP, limits=ReadLimits())
    people = (message.sender.name, message.sender.address or "", *message.to, *message.cc, *message.reply_to)
    files = (attachment.name for attachment in message.attachments)
    return any(words.stand_in(text) for text in (message.subject, message.text, *people, *files))


def _data(session: Session, sha256: str) -> bytes:
    return session.scalars(select(ContentRow.data).where(ContentRow.sha256 == sha256)).one()
