"""Everything a decision is made from: frozen, gathered once, with no way back to the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from parsers.extraction import Extraction
from parsers.message import Message
from parsers.verdict import Verdict
from parsers.vocabulary import FieldName, Severity, Status, TicketKind

Known = Mapping[FieldName, tuple[str | int, ...]]
"""What a ticket knows already: plain values by field."""

Via = Literal["address", "references", "number", "copy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """The contact whose address the message comes from. ``invalid`` says why he may not write today, if so."""

    contact_id: int
    account_id: int
    account: str
    name: str
    phone: str | None = None
    invalid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The ticket a message belongs to, and by what it was recognised.

    ``number`` has its prefix; ``text`` is what its first message said.
    """

    ticket_id: int
    number: str
    account_id: int
    kind: TicketKind
    severity: Severity | None
    status: Status
    subject: str
    closed_at: datetime | None
    via: Via
    known: Known = field(default_factory=dict)
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An analyst's word that a held message may come in: on whose account, as whom, into which ticket."""

    by: str
    account_id: int
    account: str
    writer: Writer | None = None
    thread: Thread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The operator's settings that decisions depend on."""

    required: Mapping[str, tuple[FieldName, ...]]
    reopen_within: timedelta
    max_hops: int
    answers_per_hour: int
    answer_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One message and all that is known around it.

    ``own_mail``: its Message-ID is one the desk gave out. ``from_desk``: its From is the desk's own address.
    ``answers_last_hour`` and ``answered_while_held`` are about the sender's address.
    """

    now: datetime
    message: Message
    extraction: Extraction
    verdict: Verdict
    terms: Terms
    silent: bool = False
    writer: Writer | None = None
    thread: Thread | None = None
    release: Release | None = None
    own_mail: bool = False
    from_desk: bool = False
    answers_last_hour: int = 0
    answered_while_held: bool = False

    @property
    def actor(self) -> str:
        """Who did it, for the history."""
        sender = self.message.sender
        name = self.writer.name if self.writer else sender.name
        address = sender.address or "unknown sender"
        return f"{name} <{address}>" if name else address
