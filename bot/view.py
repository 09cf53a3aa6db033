"""What a template may say: a notice in words for people, cleaned, counted and bounded. No markup, no template.

The bounds keep an answer under what mail programs show whole (some cut at 100 kB), whatever a message held.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.notices import (
    Acknowledged,
    AlertNotice,
    DeskCard,
    Notice,
    Question,
    TicketNotice,
    Understood,
    Waiting,
    WasThisYou,
)
from bot.quoting import quoted, unlinked
from bot.text import lines_of, one_line
from parsers.vocabulary import Severity

NAME_LENGTH = 80
VALUE_LENGTH = 600
ROWS = 40
REASONS = 8
SUBMITTED_LINES = 300
SUBMITTED_CHARACTERS = 12_000
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityView:
    """A severity in the guide's words, with the colours of its chip; ``timed``: a solution has a target."""

    code: str
    name: str
    timed: bool
    ink: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One value; ``words`` are the customer's own, where they say it differently."""

    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What was understood under one label."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The desk's card; the links are empty where the setting cannot be one."""

    name: str
    address: str
    phone: str
    phone_link: str
    portal: str
    portal_link: str


_SEVERITIES: dict[str, SeverityView] = {
    Severity.P1: SeverityView(code="P1", name="Critical", timed=True, ink="#ffffff", paper="#b42318"),
    Severity.P2: SeverityView(code="P2", name="Major", timed=True, ink="#ffffff", paper="#b54708"),
    Severity.P3: SeverityView(code="P3", name="Minor", timed=True, ink="#ffffff", paper="#175cd3"),
    Severity.P4: SeverityView(code="P4", name="Low", timed=False, ink="#ffffff", paper="#475467"),
}

COMMON_WORDS = frozenset({"subject", "greeting", "desk"})
TICKET_WORDS = COMMON_WORDS | {
    "number",
    "kind",
    "severity",
    "call_first",
    "facts",
    "facts_more",
    "questions",
    "complete",
    "left_out",
    "left_out_more",
}
WORDS: dict[str, frozenset[str]] = {
    "acknowledged": TICKET_WORDS | {"submitted", "submitted_cut", "attachments", "attachments_more", "linked"},
    "added": TICKET_WORDS,
    "waiting": COMMON_WORDS,
    "was_this_you": COMMON_WORDS | {"received", "reasons", "held_number"},
    "alert": COMMON_WORDS | {"text", "command"},
}


def view(notice: Notice) -> dict[str, Any]:
    """The words that the templates of ``notice`` may use: exactly the keys of ``WORDS[notice.template]``."""
    words: dict[str, Any] = {
        "subject": one_line(notice.subject, VALUE_LENGTH),
        "greeting": one_line(notice.greeting, NAME_LENGTH),
        "desk": _desk(notice.desk),
    }
    if isinstance(notice, Waiting):
        return words
    if isinstance(notice, WasThisYou):
        return words | _was_this_you(notice)
    if isinstance(notice, AlertNotice):
        return words | {
            "text": one_line(notice.text, VALUE_LENGTH),
            "command": one_line(notice.command, VALUE_LENGTH),
        }
    words |= _ticket(notice)
    if isinstance(notice, Acknowledged):
        words |= _acknowledged(notice)
    return words


def _was_this_you(notice: WasThisYou) -> dict[str, Any]:
    """Whoever used the contact's name wrote the subject, and chose the domains that the reasons name."""
    return {
        "subject": quoted(notice.subject),
        "received": one_line(notice.received, NAME_LENGTH),
        "reasons": tuple(unlinked(reason, VALUE_LENGTH) for reason in notice.reasons[:REASONS]),
        "held_number": str(notice.held_number),
    }


def _ticket(notice: TicketNotice) -> dict[str, Any]:
    facts = _facts(notice.understood[:ROWS])
    return {
        "number": one_line(notice.number, NAME_LENGTH),
        "kind": _sentence_case(one_line(notice.kind.replace("_", " "), NAME_LENGTH)),
        "severity": _severity(notice.severity),
        "call_first": notice.call_first,
        "facts": facts,
        "facts_more": max(0, len(notice.understood) - ROWS),
        "questions": tuple(_question(question) for question in notice.missing),
        "complete": notice.complete,
        **_bounded("left_out", notice.left_out),
    }


def _acknowledged(notice: Acknowledged) -> dict[str, Any]:
    lines, cut = _submitted(notice.submitted)
    return {
        "submitted": lines,
        "submitted_cut": cut,
        "linked": one_line(notice.linked or "", NAME_LENGTH),
        **_bounded("attachments", notice.attachments),
    }


def _desk(desk: DeskCard) -> DeskView:
    portal = one_line(desk.portal, VALUE_LENGTH)
    phone = one_line(desk.phone, NAME_LENGTH)
    digits = re.sub(r"[^\d+]", "", phone)
    return DeskView(
        name=one_line(desk.name, NAME_LENGTH),
        address=one_line(desk.address, VALUE_LENGTH),
        phone=phone,
        phone_link=f"tel:{digits}" if digits else "",  # RFC 3966
        portal=portal,
        portal_link=portal if portal.lower().startswith(("https://", "http://")) else "",
    )


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def _severity(severity: str | None) -> SeverityView | None:
    """The severity that is named in ``severity``, be it as ``P2`` or as ``Major (P2)``."""
    code = re.search(r"\bP[1-4]\b", severity or "")
    return _SEVERITIES[code[0]] if code else None


def _facts(understood: Sequence[Understood]) -> tuple[Fact, ...]:
    """One fact a label, in the order in which the labels first come: a list field has several values."""
    grouped: dict[str, list[Item]] = {}
    for row in understood:
        grouped.setdefault(one_line(row.label, NAME_LENGTH), []).append(_item(row))
    return tuple(Fact(label=label, items=tuple(items)) for label, items in grouped.items())


def _item(row: Understood) -> Item:
    value, words = one_line(row.value, VALUE_LENGTH), one_line(row.words, VALUE_LENGTH)
    return Item(value=value, words="" if words.casefold() == value.casefold() else words)


def _question(question: Question) -> Question:
    return Question(
        field=question.field,
        label=one_line(question.label, NAME_LENGTH),
        question=one_line(question.question, VALUE_LENGTH),
    )


def _bounded(name: str, rows: Iterable[str]) -> dict[str, Any]:
    clean = [line for row in rows if (line := one_line(row, VALUE_LENGTH))]
    return {name: tuple(clean[:ROWS]), f"{name}_more": max(0, len(clean) - ROWS)}


def _submitted(text: str) -> tuple[tuple[str, ...], bool]:
    """The lines to show of what was written, without empty ones at either end, and whether some were left out."""
    lines = [line.rstrip() for line in lines_of(text[: 2 * SUBMITTED_CHARACTERS])]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        lines.pop()
    shown: list[str] = []
    room = SUBMITTED_CHARACTERS
    for line in lines[:SUBMITTED_LINES]:
        if len(line) > room:
            shown.append(line[:room] + ELLIPSIS)
            break
        shown.append(line)
        room = max(0, room - len(line) - 1)
    return tuple(shown), shown != lines or bool(text[2 * SUBMITTED_CHARACTERS :].strip())
