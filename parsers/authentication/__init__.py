"""Whether the sender is who the From field says: SPF, DKIM, DMARC, ARC, Authentication-Results (RFC 8601's methods)."""

from parsers.arrival import Arrival
from parsers.authentication.dns import Resolve
from parsers.authentication.trust import Trust
from parsers.message import Sender
from parsers.verdict import Verdict

__all__ = ["Trust", "authenticate"]


def authenticate(arrival: Arrival, sender: Sender, *, trust: Trust, resolve: Resolve) -> Verdict:
    """The verdict over a sender (docs/decisions/sender-authentication.md). Never raises, on any bytes and any DNS."""
    from parsers.authentication.judging import judge  # its libraries take a while to load

    return judge(arrival, sender, trust=trust, resolve=resolve)
