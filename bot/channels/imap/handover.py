"""Hands fetched messages to the inbox door and says, for each, how that ended."""

from collections.abc import Sequence
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from enum import StrEnum

import structlog

from bot.channels.base import Accept, Receipt
from bot.channels.imap.cursor import source_of
from bot.channels.imap.folder import Fetched
from bot.clock import Clock
from bot.errors import TransientError
from bot.settings.channels import ImapSettings
from parsers.arrival import Arrival, Envelope
from parsers.vocabulary import Channel

log = structlog.get_logger()


class Outcome(StrEnum):
    """How the handing over of one message ended."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    POSTPONED = "postponed"


def hand_over(
    messages: Sequence[Fetched],
    silent: frozenset[int],
    uidvalidity: int,
    *,
    settings: ImapSettings,
    accept: Accept,
    clock: Clock,
) -> list[Outcome]:
    """Give all messages to the door at once, so that it can commit them together, and wait until each is answered.

    ``silent`` are the UIDs that are imported without an answer. POSTPONED: the store cannot take it now, nothing about the
    message is wrong. REFUSED: this message failed by itself, and will do so again until something is mended.
    """
    futures = []
    for message in messages:
        _note_truncation(message, settings)
        is_silent = message.listed.uid in silent
        futures.append(accept(_arrival(message, uidvalidity, settings, clock.now(), silent=is_silent)))
    answered, _ = wait(futures, timeout=settings.timeout)
    return [
        _outcome(message, future if future in answered else None, settings)
        for message, future in zip(messages, futures, strict=True)
    ]


def _outcome(message: Fetched, future: Future[Receipt] | None, settings: ImapSettings) -> Outcome:
    error: BaseException | None
    if future is None or future.cancelled():
        error = TransientError("the inbox did not answer in time")
    elif (error := future.exception()) is None:
        return Outcome.DUPLICATE if future.result().duplicate else Outcome.ACCEPTED
    postponed = isinstance(error, TransientError)
    log.warning(
        "message_not_accepted", mailbox=settings.mailbox, uid=message.listed.uid, again=postponed, exc_info=error
    )
    return Outcome.POSTPONED if postponed else Outcome.REFUSED


def _note_truncation(message: Fetched, settings: ImapSettings) -> None:
    if message.truncated:
        log.warning(
            "message_truncated",
            mailbox=settings.mailbox,
            uid=message.listed.uid,
            size=message.listed.size,
            kept=len(message.raw),
        )


def _arrival(message: Fetched, uidvalidity: int, settings: ImapSettings, now: datetime, *, silent: bool) -> Arrival:
    return Arrival(
        channel=Channel.IMAP,
        mailbox=settings.mailbox,
        raw=message.raw,
        envelope=Envelope(
            source=source_of(settings),
            folder=settings.folder,
            uid=message.listed.uid,
            uidvalidity=uidvalidity,
            tls=settings.tls != "none",
        ),
        received_at=received_at(message.listed.internal_date, now),
        silent=silent,
    )


def received_at(internal_date: datetime | None, now: datetime) -> datetime:
    """INTERNALDATE in UTC; the present where there is none, or where the server's clock runs ahead of ours."""
    if internal_date is None or internal_date.tzinfo is None:
        return now
    return min(internal_date.astimezone(UTC), now)
