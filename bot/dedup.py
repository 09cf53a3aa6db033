"""Under which key an arrival is known, so that the same mail by two routes is one arrival.

The key holds the Message-ID *and* the stable header fields and the body: by the Message-ID alone, anybody who learns or
guesses it could send a mail of his own first and have the true one taken for a copy; and there are senders that use one
Message-ID for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from parsers.arrival import Arrival
from parsers.mail import MailIdentity, identity

FINAL_RULES = frozenset(
    {
        *("own-mail", "writes-as-the-desk", "no-usable-sender", "not-a-designated-contact", "contact-not-valid"),
        *("confirmation-yes", "confirmation-no", "same-mail", "redacted"),
    }
)
"""Rules that say the same of every mail of one key, whatever proves it and whatever else its header says."""

_UNDATED_WINDOW = timedelta(hours=1)
"""A mail with neither Message-ID nor Date that comes again within about this time is the same mail; later it is a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupKey:
    """``key`` is unique within the mailbox; ``earlier`` another key under which the same mail may be known."""

    key: str
    earlier: str | None = None
    message_id: str | None = None


def dedup_key(arrival: Arrival) -> DedupKey:
    """The key of an arrival. Never raises: the bytes may be anything."""
    return _key(identity(arrival.raw), arrival.received_at)


def _key(mail: MailIdentity, received_at: datetime) -> DedupKey:
    if mail.message_id is not None:
        return DedupKey(key=f"id:{mail.fingerprint}", message_id=mail.message_id)
    if mail.has_date:
        return DedupKey(key=f"dated:{mail.fingerprint}")
    window = int(received_at.timestamp() // _UNDATED_WINDOW.total_seconds())
    return DedupKey(key=f"undated:{mail.fingerprint}:{window}", earlier=f"undated:{mail.fingerprint}:{window - 1}")
