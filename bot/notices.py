"""What is to be told, as data: a class a notice. Templates only fill in; nothing here is markup.

Every string is clean text from :mod:`parsers` (no CR, LF or control characters in one-line values). A notice is kept with its
delivery as JSON and rendered when it is sent, the same at every try.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, get_args


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCard:
    """Who answers: shown at the foot of every notice."""

    name: str
    address: str
    phone: str
    portal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One thing that was read: a label for people, the value as shown, and the customer's words where they differ."""

    field: str
    label: str
    value: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is missing: the label to answer under ("Users affected") and the question in a sentence."""

    field: str
    label: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNotice:
    """What the notices about a ticket share.

    ``greeting`` is the recipient's name or "". ``call_first`` asks for the telephone call that the guide requires of a
    P1; ``left_out`` are sentences about what of the message could not be kept or read. ``complete`` says that everything
    was asked and answered; where it is false and nothing is missing, a person has to read the message first.
    """

    number: str
    subject: str
    greeting: str
    kind: str
    severity: str | None
    call_first: bool
    understood: tuple[Understood, ...]
    missing: tuple[Question, ...]
    left_out: tuple[str, ...]
    desk: DeskCard
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(TicketNotice):
    """A ticket was opened. ``submitted`` is the customer's text as it came (his own words); ``linked`` an older ticket."""

    template: ClassVar[str] = "acknowledged"
    submitted: str
    attachments: tuple[str, ...] = ()
    linked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Added(TicketNotice):
    """A message was added to a ticket; ``understood`` is what this message filled in or changed."""

    template: ClassVar[str] = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The polite answer to a held message: it is with a person. Says nothing that a stranger should not learn."""

    template: ClassVar[str] = "waiting"
    subject: str
    greeting: str
    desk: DeskCard


@dataclass(frozen=True, slots=True, kw_only=True)
class WasThisYou:
    """Asks a contact, at his address on file, about mail in his name that nobody vouches for. Quotes only its subject."""

    template: ClassVar[str] = "was_this_you"
    greeting: str
    subject: str
    received: str
    reasons: tuple[str, ...]
    held_number: int
    desk: DeskCard


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertNotice:
    """Tells analysts of what they must look at. ``subject`` says it in a few words; ``command`` shows it."""

    template: ClassVar[str] = "alert"
    subject: str
    greeting: str
    text: str
    command: str
    desk: DeskCard


Notice = Acknowledged | Added | Waiting | WasThisYou | AlertNotice

_BY_TEMPLATE: dict[str, type[Notice]] = {cls.template: cls for cls in get_args(Notice)}


def to_json(notice: Notice) -> dict[str, Any]:
    """The notice as plain JSON values, with the name of its template."""
    return {"template": notice.template, **asdict(notice)}


def from_json(stored: dict[str, Any]) -> Notice:
    """The notice that :func:`to_json` stored. Raises KeyError or TypeError where the row is not one."""
    values = dict(stored)
    cls = _BY_TEMPLATE[values.pop("template")]
    values["desk"] = DeskCard(**values["desk"])
    if "understood" in values:
        values["understood"] = tuple(Understood(**row) for row in values["understood"])
        values["missing"] = tuple(Question(**row) for row in values["missing"])
        values["left_out"] = tuple(values["left_out"])
    for name in ("attachments", "reasons"):
        if name in values:
            values[name] = tuple(values[name])
    return cls(**values)
