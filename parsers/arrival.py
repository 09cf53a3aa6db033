"""An arrival: raw bytes and the envelope they came in, before anybody has read them."""

from dataclasses import dataclass, field
from datetime import datetime

from parsers.vocabulary import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the wire said about a message, kept beside its bytes, never inside them (a header can be forged).

    ``mail_from`` is the RFC 5321 reverse-path: ``""`` is the null sender, ``None`` means the channel has none (IMAP).
    ``rcpt_to`` are the accepted forward-paths as the client wrote them. ``uid`` and ``uidvalidity`` are RFC 9051's,
    ``folder`` the IMAP mailbox name on the server.
    """

    mail_from: str | None = None
    rcpt_to: tuple[str, ...] = ()
    client_ip: str | None = None
    client_name: str | None = None
    tls: bool = False
    auth_user: str | None = None
    smtputf8: bool = False
    source: str | None = None
    folder: str | None = None
    uid: int | None = None
    uidvalidity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One message as it came in by one route.

    ``mailbox`` is the configured desk mailbox (e.g. ``"help"``) it is for; duplicates are recognised within it.
    ``received_at`` is aware. ``silent`` marks old mail that is imported without answering it (``--since``).
    """

    channel: Channel
    mailbox: str
    raw: bytes = field(repr=False)
    envelope: Envelope
    received_at: datetime
    silent: bool = False

    def __post_init__(self) -> None:
        """Refuse a naive time: it would be compared with aware ones hours later, far from its cause."""
        if self.received_at.tzinfo is None:
            raise ValueError("received_at must be an aware datetime")
