"""The mail, the zone and the question that the tests of sender authentication are about."""

from collections.abc import Mapping
from datetime import UTC, datetime

from parsers.arrival import Arrival, Envelope
from parsers.authentication import Trust, authenticate
from parsers.message import Sender
from parsers.verdict import Verdict
from parsers.vocabulary import Channel
from tests.dns_server import SERVFAIL, Records, zone_resolve
from tests.signing import Zone

KIM = "kim@bluefern.example"
HOME = "bluefern.example"
NOW = datetime.now(UTC)  # the library that signs writes the true time into t=
REJECT = {"_dmarc.bluefern.example": {"TXT": ["v=DMARC1; p=reject"]}}
DEAD: Records = SERVFAIL

MAIL = (
    b"From: Kim Doe <kim@bluefern.example>\r\n"
    b"To: help@echopass.example\r\n"
    b"Subject: Calls drop\r\n"
    b"Date: Mon, 16 Nov 2026 05:00:00 -0700\r\n"
    b"Message-ID: <one@bluefern.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"Calls drop after ten seconds.\r\n"
    b"Kim\r\n"
)


NOTHING = Envelope()


def arrival(
    raw: bytes, *, channel: Channel = Channel.IMAP, envelope: Envelope = NOTHING, received_at: datetime = NOW
) -> Arrival:
    """The mail as it came in. By IMAP, unless said otherwise: then the envelope says nothing."""
    return Arrival(channel=channel, mailbox="help", raw=raw, envelope=envelope, received_at=received_at)


def verdict(
    raw: bytes,
    zone: Mapping[str, Records] | Zone | None = None,
    *,
    channel: Channel = Channel.IMAP,
    address: str | None = KIM,
    trust: Trust | None = None,
    envelope: Envelope = NOTHING,
) -> Verdict:
    """The verdict over a mail, where the DNS holds ``zone``."""
    came = arrival(raw, channel=channel, envelope=envelope)
    resolve = zone_resolve(dict(zone or {}))
    return authenticate(came, Sender(address=address), trust=trust or Trust(), resolve=resolve)


def result_of(found: Verdict, method: str) -> str:
    """The first result of a method, or "" where it was not asked."""
    return next((check.result for check in found.checks if check.method == method), "")
