"""Host names that stand in hostile bytes, in the one form that is compared and asked for."""

import re

from parsers.mail.mailboxes import AddressError, normal_address

_LONGEST = 253
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")


def host_name(written: str | bytes) -> str:
    """A host name as lower-case A-labels without its last dot; "" for what is none or has one label only."""
    text = written.decode("utf-8", "replace") if isinstance(written, bytes) else written
    text = text.strip().removesuffix(".")
    if "." not in text or len(text) > _LONGEST:
        return ""
    try:
        return normal_address("x", text).rpartition("@")[2]
    except AddressError:
        return ""


def is_dns_name(written: bytes) -> bool:
    """Whether this can be asked for as it stands (a selector): labels of letters, digits, hyphens and underscores."""
    text = written.decode("ascii", "replace").lower()
    return 0 < len(text) <= _LONGEST and all(_LABEL.match(label) for label in text.split("."))


def is_within(name: str, domain: str) -> bool:
    """Whether ``name`` is ``domain`` or lies below it."""
    return name == domain or name.endswith(f".{domain}")


def may_share_organisation(one: str, other: str) -> bool:
    """Whether two names end alike enough to belong to one organisation: no domain of one label is anybody's."""
    return one.split(".")[-2:] == other.split(".")[-2:]
