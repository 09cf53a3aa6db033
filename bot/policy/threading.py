"""Which ticket a message belongs to, and when a reply is a new matter."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.policy.facts import Facts, Thread, Writer
from parsers.message import Message
from parsers.references import ticket_numbers
from parsers.vocabulary import MessageKind, Status

# How mail programs of the world's languages mark replies and forwards. Both sides are compared without them.
_MARKS = (
    *(
        "re",
        "aw",
        "sv",
        "vs",
        "antw",
        "antwort",
        "ref",
        "rif",
        "r",
        "res",
        "resp",
        "rép",
        "odp",
        "ynt",
        "yanıt",
        "vá",
        "vast",
        "atb",
    ),
    *(
        "bls",
        "tl",
        "ad",
        "απ",
        "отв",
        "ответ",
        "hv",
        "svar",
        "回复",
        "回覆",
        "答复",
        "答覆",
        "返信",
        "回信",
        "답장",
        "회신",
        "رد",
        "השב",
        "תגובה",
    ),
    *(
        "fw",
        "fwd",
        "wg",
        "tr",
        "rv",
        "i",
        "enc",
        "doorst",
        "vl",
        "vb",
        "vd",
        "fs",
        "pd",
        "ilt",
        "i̇lt",
        "tov",
        "trs",
        "ct",
        "πρθ",
        "пересл",
    ),
    *("转发", "轉寄", "转寄", "転送", "전달", "إعادة توجيه", "הועבר"),
)
_MARK = re.compile(
    rf"(?:{'|'.join(map(re.escape, _MARKS))}) ?(?:\[[0-9]{{1,4}}\]|\([0-9]{{1,4}}\)|\^[0-9]{{1,4}})? ?[:：]"
)
_TAG = re.compile(r"\[[^\[\]]{1,40}\]")
_LEAD = re.compile(rf"(?:\s?(?:{_MARK.pattern}|{_TAG.pattern}))+", re.IGNORECASE)
_COMPARED = 200
"""Characters of two subjects that are compared: programs cut long ones, and so does the ticket."""
_NEW_MATTER = frozenset(
    {MessageKind.INCIDENT, MessageKind.QUESTION, MessageKind.CHANGE_REQUEST, MessageKind.FEATURE_REQUEST},
)


_WANTS_NOTHING = frozenset({MessageKind.RESOLUTION, MessageKind.OTHER, MessageKind.AUTOMATIC})
_UNSURE = 0.25
"""Below this score the reader found nothing to go by; that is no reason to leave a message lying in a closed ticket."""


def wants_nothing(facts: Facts) -> bool:
    """Whether a message asks for no work: thanks, "it works again", a machine's note."""
    kind = facts.extraction.kind
    return facts.message.automatic is not None or (kind.value in _WANTS_NOTHING and kind.score >= _UNSURE)


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
    text = " ".join(subject.split()).casefold()
    place = 0
    while match := _MARK.match(text, place) or _TAG.match(text, place):
        place = match.end() + text.startswith(" ", match.end())
    return text[place:]


def unthreaded(message: Message, prefix: str) -> Message:
    """The message as the first of its own: no references, no reply mark and no ticket number before its subject.

    What is taken out of the subject leaves blanks of the same length, so that offsets into it stay true.
    """
    mark = _LEAD.match(message.subject)
    subject = message.subject if mark is None else " " * mark.end() + message.subject[mark.end() :]
    for number in ticket_numbers(subject, prefix):
        subject = subject.replace(number, " " * len(number))
    return replace(message, subject=subject, in_reply_to=(), references=())


def has_new_subject(thread: Thread, subject: str) -> bool:
    """Whether a reply's subject is another than its ticket's.

    A number in the subject says that the ticket is meant, whatever else the subject says.
    """
    if thread.via == "number" or thread.number.casefold() in subject.casefold():
        return False
    new, old = base_subject(subject)[:_COMPARED], base_subject(thread.subject)[:_COMPARED]
    return bool(new) and bool(old) and new != old  # of a redacted ticket nobody knows what it was about


def is_new_matter(thread: Thread, subject: str, kind: MessageKind) -> bool:
    """Whether a reply speaks of something else: another subject, and a request or a fault of its own."""
    return has_new_subject(thread, subject) and kind in _NEW_MATTER


def is_long_closed(thread: Thread, now: datetime, reopen_within: timedelta) -> bool:
    """Whether the ticket was closed so long ago that an answer to it opens a new one, linked to it."""
    if thread.status is not Status.CLOSED or thread.closed_at is None:
        return False
    return now - thread.closed_at > reopen_within
