"""What ties a message to a ticket or to a mail of ours: signed addresses, and ticket numbers in words.

The signed address is ``help+EP-104233.k7v2...@example`` (RFC 5233 sub-addressing): a keyed hash proves that the desk made it.
It says which ticket is meant, never who writes. The return address of our own mail, ``help+bounce.17.k7v2...@example``, says
the same way which delivery a report is about.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

_TAG_LENGTH = 16
_SUBADDRESS = re.compile(r"\A[^@\s]{1,200}\+([A-Za-z0-9]{1,9}-[0-9]{1,9})\.([A-Za-z2-7]{16})@([^@\s]{1,255})\Z")
_BOUNCE = re.compile(r"\A[^@\s]{1,64}\+(?i:bounce)\.([1-9][0-9]{0,14})\.([A-Za-z2-7]{16})@([^@\s]{1,255})\Z")
_FOR_BOUNCES = re.compile(r"[^@\s]{1,64}\+bounce\.", re.IGNORECASE)
_LONGEST_LOCAL = 64  # octets, RFC 5321 section 4.5.3.1.1


def _tag(key: bytes, number: str, domain: str) -> str:
    # An envelope's address may hold bytes that are no text: they come here as lone surrogates.
    text = f"{number.upper()}@{domain.lower()}".encode("utf-8", "surrogatepass")
    digest = hmac.new(key, text, hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:_TAG_LENGTH]


def reply_address(key: bytes, address: str, number: str) -> str:
    """``address`` with a signed tag for ticket ``number``, e.g. for the Reply-To of an acknowledgement."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{number}.{_tag(key, number, domain)}@{domain}"


def signed_numbers(key: bytes, addresses: Iterable[str]) -> tuple[str, ...]:
    """The ticket numbers of the signed addresses among ``addresses``; forged or damaged ones are passed over."""
    numbers: list[str] = []
    for address in addresses:
        match = _SUBADDRESS.match(address.strip())
        if not match:
            continue
        number, tag, domain = match.groups()
        if hmac.compare_digest(tag.lower(), _tag(key, number, domain)):
            numbers.append(number.upper())
    return tuple(dict.fromkeys(numbers))


def bounce_address(key: bytes, address: str, delivery_id: int) -> str:
    """``address`` with a signed tag for a delivery: the return address of its mail, where reports about it come back to.

    ``""``, the null return address, where the local part would be longer than 64 octets.
    """
    local, _, domain = address.rpartition("@")
    signed = f"{local}+bounce.{delivery_id}.{_tag(key, _bounce(delivery_id), domain)}"
    return f"{signed}@{domain}" if len(signed.encode()) <= _LONGEST_LOCAL else ""


def bounced_delivery(key: bytes, addresses: Iterable[str]) -> int | None:
    """The delivery of the first signed return address among ``addresses``; forged or damaged ones are passed over."""
    for address in addresses:
        match = _BOUNCE.match(address.strip())
        if match and hmac.compare_digest(match[2].lower(), _tag(key, _bounce(int(match[1])), match[3])):
            return int(match[1])
    return None


def is_for_bounces(addresses: Iterable[str]) -> bool:
    """Whether one of ``addresses`` looks like a return address of ours, genuine or not: what comes there is never answered."""
    return any(_FOR_BOUNCES.match(address.strip()) for address in addresses)


def _bounce(delivery_id: int) -> str:
    # No ticket's number has a dot: a tag for the one is never a tag for the other.
    return f"bounce.{delivery_id}"


def ticket_numbers(text: str, prefix: str = "EP-") -> tuple[str, ...]:
    """The ticket numbers written in ``text``, in order, each once: ``EP-104233``, ``ep 104233``, ``[EP-104233]``.

    Where the hyphen is missing, fewer than four digits are no ticket's ("EP 7" may be anything).
    """
    stem = re.escape(prefix.rstrip("-"))
    pattern = rf"(?<![\w-]){stem}(?:\s?[-–‑]\s?([0-9]{{1,9}})|\s?([0-9]{{4,9}}))(?![\w-]*[0-9])"
    found = (match[1] or match[2] for match in re.finditer(pattern, text, re.IGNORECASE))
    return tuple(dict.fromkeys(f"{prefix}{int(digits)}" for digits in found))
