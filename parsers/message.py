"""A message: an arrival once read. Every value in it is clean text (no NUL, no lone surrogate, no CR/LF in headers)."""

from dataclasses import dataclass, field
from datetime import datetime

from parsers.vocabulary import AutomaticKind, Channel, ZoneKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The one author of a message, from one parse of its From field (RFC 5322 section 3.6.2).

    ``address`` is normalised (local part as written, domain lower-case A-label, NFC) and None when the header gives none,
    several, or one that cannot be trusted to mean one mailbox; then ``problem`` says why in words for an analyst.
    """

    address: str | None
    name: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A stretch ``[start, end)`` of ``Message.text``. Zones cover the text from 0 to its end without a gap or overlap."""

    kind: ZoneKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file that came with a message. ``name`` is safe to show and to save under; ``sha256`` is of ``content``, hex."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    sha256: str
    inline: bool = False
    content_id: str | None = None
    note: str | None = None

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic:
    """Why a message is held to be written by a machine. Automatic means "do not answer", never "discard"."""

    kind: AutomaticKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientStatus:
    """What a delivery status notification says of one recipient (RFC 3464 section 2.3).

    ``action`` is ``failed``, ``delayed``, ``delivered``, ``relayed`` or ``expanded``; ``status`` RFC 3463's code (``5.1.1``),
    "" where there is none; ``diagnostic`` what the other server said, one line.
    """

    recipient: str
    action: str
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """A bounce, read. ``original_id`` is the Message-ID of the mail that it is about, where it gives it back."""

    recipients: tuple[RecipientStatus, ...] = ()
    original_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """A signature on a message, or its encryption (RFC 8551, RFC 9580).

    ``scheme`` is ``S/MIME`` or ``PGP``; ``state`` is ``verified``, ``not verified``, ``broken`` (the signature does not fit) or
    ``encrypted``. ``signer`` is who the certificate names; ``reason`` is a sentence for an analyst.
    """

    scheme: str
    state: str
    signer: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was read out of one arrival.

    ``text`` is the whole text in Unicode with ``\\n`` line ends, quotes and signature included; ``zones`` tell its parts.
    ``sent_at`` is the Date field, aware, or None. Message-IDs are without angle brackets.
    ``damages`` are sentences that say what was repaired or left out while reading. ``report`` is what a bounce says;
    ``protections`` are signatures and encryption: labels, never a reason to hide text.
    """

    channel: Channel
    sender: Sender
    subject: str = ""
    text: str = field(default="", repr=False)
    zones: tuple[Zone, ...] = ()
    sent_at: datetime | None = None
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    automatic: Automatic | None = None
    received_hops: int = 0
    language: str | None = None
    damages: tuple[str, ...] = ()
    report: DeliveryReport | None = None
    protections: tuple[Protection, ...] = ()

    def zone_text(self, *kinds: ZoneKind) -> str:
        """The text of the zones of these kinds, in order, joined as they stand."""
        return "".join(self.text[z.start : z.end] for z in self.zones if z.kind in kinds)

    @property
    def own_text(self) -> str:
        """The writer's own words (with what he forwards), stripped; the whole text where nothing is his own."""
        return self.zone_text(ZoneKind.OWN, ZoneKind.FORWARD).strip() or self.text.strip()
