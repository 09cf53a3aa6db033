"""A corrected message in the training format, for a person to look through: what was read, and the corrections, as marks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.correcting.marking import Marked, marks_of
from bot.correcting.values import KIND, SEVERITY
from bot.text import one_line
from parsers.annotations import mark, message
from parsers.message import Message, Sender
from parsers.readings import Reading
from parsers.vocabulary import Channel, FieldName, MessageKind
from store.corrections import Correction

HEAD = (
    "Voice: messages whose reading was corrected.",
    "Look each one through: every mark, not only what was corrected, and whether the correction is about these words.",
    "These are customers' own words, names and numbers: make them anonymous before they leave your hands.",
)
_LONGEST = 400
_UNKNOWN = "unknown@sender.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A message, what the desk read out of it and what was corrected since (oldest first). ``judged`` has its kind and, of an
    incident, its severity as they were read; ``thread`` is a ticket that it names. ``received_at`` stands in for a missing Date.
    """

    identity: str
    message: Message
    received_at: datetime
    read: Mapping[FieldName, tuple[Reading, ...]]
    judged: Mapping[str, str]
    corrections: tuple[Correction, ...]
    thread: str | None = None


def written(corrected: Corrected) -> str | None:
    """The message as a file of messages has it; None where it has no text, which the format cannot do without.

    A correction whose words stand in the message becomes a mark. One by an analyst without such words takes the old mark away;
    one by a customer leaves it as it was: what he says later need not make a wrong reading of what he said first. A remark
    above the text tells each.
    """
    said = corrected.message
    body = said.text.rstrip("\n \t")
    if not body:
        return None
    readings = _readings(corrected)
    first = frozenset(FieldName(one.name) for one in corrected.corrections if one.name not in (KIND, SEVERITY))
    lead = len(said.subject) - len(said.subject.lstrip(" \t"))
    in_subject = marks_of(readings, said.subject.rstrip(" \t"), "subject", first)
    in_body = marks_of(readings, body, "body", first)
    moved = [replace(one, start=max(0, one.start - lead), end=one.end - lead) for one in in_subject.marks]
    header = _header(corrected, readings, mark(said.subject.strip(" \t"), moved))
    comments = [_remark(one) for one in corrected.corrections] + _left_out(in_subject, in_body)
    return message(corrected.identity, header, mark(body, in_body.marks), comments)


def without_text(corrected: Corrected) -> str:
    """The remark about a message that has no text to write."""
    told = "; ".join(map(_remark, corrected.corrections))
    return f"{corrected.identity} has no text and is left out: {told}"


def identity(ticket: str, place: int) -> str:
    """The id of a ticket's message, counted from 1, as files of messages have it: ``ep-104233-001``."""
    name = re.sub(r"[^a-z0-9]+", "-", ticket.casefold()).strip("-")
    return f"{name if name[:1].isalpha() else f'ticket-{name}'}-{place:03d}"


def _readings(corrected: Corrected) -> dict[FieldName, tuple[Reading, ...]]:
    readings = dict(corrected.read)
    for one in corrected.corrections:
        if one.name not in (KIND, SEVERITY) and not _is_news(one):
            readings[FieldName(one.name)] = one.should_be
    return readings


def _is_news(one: Correction) -> bool:
    """A customer's correction for which the message has no words."""
    has_words = any(reading.words for reading in one.should_be) or one.name == FieldName.ENVIRONMENT
    return one.source_id is not None and not has_words


def _header(corrected: Corrected, readings: Mapping[FieldName, tuple[Reading, ...]], subject: str) -> dict[str, str]:
    said = corrected.message
    judged = dict(corrected.judged)
    for one in corrected.corrections:
        if one.name in (KIND, SEVERITY) and one.should_be:
            judged[one.name] = str(one.should_be[0].value)
    header = {
        "channel": "slack" if said.channel is Channel.SLACK else "email",
        "from": _from(said.sender),
        "sent": (said.sent_at or corrected.received_at).isoformat(),
        "subject": subject,
        "kind": judged.get(KIND, str(MessageKind.OTHER)),
    }
    if header["kind"] == MessageKind.INCIDENT:
        header["severity"] = judged.get(SEVERITY, "")
    environment = readings.get(FieldName.ENVIRONMENT, ())
    header["environment"] = str(environment[0].value) if environment else ""
    header["thread"] = _thread(corrected)
    return {key: value for key, value in header.items() if value}


def _from(sender: Sender) -> str:
    name = re.sub(r"[<>]", "", one_line(sender.name, 200)).strip()
    local, _, domain = (sender.address or _UNKNOWN).rpartition("@")
    address = "@".join(re.sub(r"[<>\s@]", "_", part) for part in (local or "_", domain or "_"))
    return f"{name} <{address}>".strip()


def _thread(corrected: Corrected) -> str:
    thread, said = corrected.thread or "", corrected.message
    return thread if thread and thread in f"{said.subject}\n{said.text}" else ""


def _remark(one: Correction) -> str:
    was, should = "; ".join(map(_told, one.was_read)) or "nothing", "; ".join(map(_told, one.should_be)) or "nothing"
    left = "; the text does not say it, and the mark is as it was read" if _is_news(one) else ""
    who = f"{one.by}, {'a customer' if one.source_id is not None else 'an analyst'}, {one.way}, {one.at:%Y-%m-%d}"
    return one_line(f"{one.name}: was read as {was}; should be {should} ({who}){left}", 2 * _LONGEST)


def _told(one: Reading) -> str:
    words = f" “{one_line(one.words, _LONGEST // 4)}”" if one.words else ""
    how = ", ".join(
        [*([f"by {one.rule}"] if one.rule else []), *([f"{one.score:.2f}"] if one.score is not None else [])]
    )
    return f"{one_line(str(one.value), _LONGEST // 4)}{words}{f' [{how}]' if how else ''}"


def _left_out(*marked: Marked) -> list[str]:
    found: Sequence[tuple[str, str]] = [each for one in marked for each in one.left_out]
    why = "is not marked: it overlaps another mark, or stands elsewhere now"
    return [one_line(f"{field}: “{words}” {why}", _LONGEST) for field, words in found]
