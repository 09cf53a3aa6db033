"""Everything a decision is made from: frozen, gathered once, with no way back to the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from parsers.extraction import Extraction
from parsers.message import Message
from parsers.verdict import Verdict
from parsers.vocabulary import AuthenticationPolicy, FieldName, Severity, Status, TicketKind

Known = Mapping[FieldName, tuple[str | int, ...]]
"""What a ticket knows already: plain values by field."""

Via = Literal["address", "references", "number", "copy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """The contact whose address the message comes from. ``invalid`` says why he may not write today, if so.

    ``authentication`` is what is demanded of mail in his name: his account's policy, or the desk's.
    """

    contact_id: int
    account_id: int
    account: str
    name: str
    phone: str | None = None
    invalid: str | None = None
    authentication: AuthenticationPolicy = AuthenticationPolicy.REQUIRE


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
class Confirmation:
    """A message to the one-time address of a "was this you?". ``open``: the address is good, and nobody has answered yet.

    ``held`` is the arrival that was asked about, ``contact`` who was asked, ``answer`` what the reply says where it is clear.
    """

    held: int
    open: bool
    contact: str = ""
    contact_id: int | None = None
    account_id: int | None = None
    answer: Literal["yes", "no"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """A report about one delivery.

    ``failed``: it will never arrive; ``delayed``: it is still tried; neither: the report says nothing of the kind, or could not
    be read. ``proven``: it came to the return address that only this one mail bore.
    """

    delivery_id: int
    ticket_id: int | None
    recipient: str
    notice: str
    failed: bool
    delayed: bool
    status: str
    diagnostic: str
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What decides whether a contact is asked "was this you?": when he was last asked, whether he lately said no,
    and whether mail to him comes back.
    """

    last_asked: datetime | None = None
    said_no: bool = False
    undeliverable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The operator's settings that decisions depend on.

    ``retry_for`` is how long a temporary failure of the DNS is tried again; ``ask_every`` how often a contact is asked at
    most "was this you?", None: never.
    """

    required: Mapping[str, tuple[FieldName, ...]]
    reopen_within: timedelta
    max_hops: int
    answers_per_hour: int
    answer_held: bool
    retry_for: timedelta = timedelta(hours=1)
    ask_every: timedelta | None = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One message and all that is known around it.

    ``own_mail``: its Message-ID is one the desk gave out. ``from_desk``: its From is the desk's own address.
    ``answers_last_hour`` and ``answered_while_held`` are about the sender's address. ``to_desk``: it is written to the desk, or
    to an address that forwards to it. ``unread`` says why only its header could be read, if so. ``put_off``: it was before.
    ``to_return_address``: it is written to an address to which only reports come. ``same_mail``: the ticket's number that has
    this very mail already.
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
    to_desk: bool = True
    to_return_address: bool = False
    unread: str = ""
    received_at: datetime | None = None
    put_off: bool = False
    confirmation: Confirmation | None = None
    bounced: Bounced | None = None
    asking: Asking = Asking()
    infected: tuple[str, ...] = ()
    same_mail: str = ""

    @property
    def actor(self) -> str:
        """Who did it, for the history."""
        sender = self.message.sender
        name = self.writer.name if self.writer else sender.name
        address = sender.address or "unknown sender"
        return f"{name} <{address}>" if name else address
