"""Which ticket a message belongs to, and when a reply is a new matter."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.policy.facts import Thread, Writer
from parsers.vocabulary import MessageKind, Status

_PREFIX = re.compile(
    r"\A(?:\s*(?:(?:re|aw|sv|vs|antw|ref|rif|r|fwd?|wg|tr|rv|enc|doorst|vl|odp|pd|ynt|ilt|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]"
    r"|\[[^\]]{1,40}\]))+",
    re.IGNORECASE,
)
_NEW_MATTER = frozenset(
    {MessageKind.INCIDENT, MessageKind.QUESTION, MessageKind.CHANGE_REQUEST, MessageKind.FEATURE_REQUEST},
)


def choose(candidates: Sequence[Sequence[Thread]], writer: Writer | None) -> Thread | None:
    """The ticket among the candidates, which come in groups, the surest way of recognising first.

    Within a group the writer's own account goes first: a message that cites two accounts' tickets belongs to his.
    """
    for group in candidates:
        if not group:
            continue
        own = [thread for thread in group if writer and thread.account_id == writer.account_id]
        return (own or list(group))[0]
    return None


def base_subject(subject: str) -> str:
    """A subject without reply and forward marks and bracketed tags, folded for comparison (cf. RFC 5256 section 2.1)."""
    return " ".join(_PREFIX.sub("", subject).split()).casefold()


def is_new_matter(thread: Thread, subject: str, kind: MessageKind) -> bool:
    """Whether a reply speaks of something else: another subject, and a request or a fault of its own.

    A number in the subject says that the ticket is meant, whatever else the subject says.
    """
    if thread.via == "number" or thread.number.casefold() in subject.casefold():
        return False
    new = base_subject(subject)
    return bool(new) and new != base_subject(thread.subject) and kind in _NEW_MATTER


def is_long_closed(thread: Thread, now: datetime, reopen_within: timedelta) -> bool:
    """Whether the ticket was closed so long ago that an answer to it opens a new one, linked to it."""
    if thread.status is not Status.CLOSED or thread.closed_at is None:
        return False
    return now - thread.closed_at > reopen_within
