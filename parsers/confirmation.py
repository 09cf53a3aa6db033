"""The one-time address that a "was this you?" is answered to: ``help+ask.<arrival>.<token>@...`` (RFC 5233 sub-addressing).

The token is a secret that only the contact's mailbox has seen. It says that the writer can read that mailbox; nothing here
says whether it is the right one: the store knows its hash.
"""

import re
from collections.abc import Iterable

LOCAL_OCTETS = 64
"""The longest local part that every mail system must take (RFC 5321 section 4.5.3.1.1)."""

TOKEN_LENGTH = 16
"""Characters of a token: base32 (RFC 4648), 5 bits each, whose case does not matter (some systems write it small)."""

_MOST = 8
"""A question is answered to one address. Who sends to hundreds of them is guessing, and need not be looked up for."""

_ASKED = re.compile(
    rf"\A[^@\s+]{{1,{LOCAL_OCTETS}}}\+ask\.([1-9][0-9]{{0,17}})\.([a-z2-7]{{{TOKEN_LENGTH}}})@[^@\s]{{1,255}}\Z",
    re.IGNORECASE | re.ASCII,
)


def question_address(address: str, arrival_id: int, token: str) -> str | None:
    """``address`` with the tag of a question about ``arrival_id``; None where its local part becomes too long to be sent to."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+ask.{arrival_id}.{token}"
    return f"{tagged}@{domain}" if len(tagged.encode("utf-8", "replace")) <= LOCAL_OCTETS else None


def asked_tokens(addresses: Iterable[str]) -> tuple[tuple[int, str], ...]:
    """``(arrival_id, token)`` of each one-time address among ``addresses``, once, the token in small letters, at most eight."""
    found: dict[tuple[int, str], None] = {}
    for address in addresses:
        match = _ASKED.match(address.strip()[:400])
        if match and len(found) < _MOST:
            found[int(match[1]), match[2].lower()] = None
    return tuple(found)
