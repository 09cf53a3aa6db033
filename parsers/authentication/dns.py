"""What the checks ask the DNS: a function that is passed in, so that reading does no I/O of its own."""

from typing import Literal, Protocol

RecordType = Literal["A", "AAAA", "MX", "PTR", "TXT"]


class DnsTemporaryError(Exception):
    """The DNS gave no answer now (a time-out, SERVFAIL, the time for this message is used up): no answer is not "no"."""


class Resolve(Protocol):
    """Looks a name up.

    Values: A and AAAA the address as text; MX ``"10 mail.example"`` (preference, a blank, the host without its last dot); PTR the
    host; TXT the character-strings of one record joined, bytes decoded as Latin-1. CNAMEs are followed. Empty where the name or
    the type does not exist. Raises DnsTemporaryError. ``name`` is lower-case or not, with or without a last dot, A-labels.
    """

    def __call__(self, name: str, kind: RecordType) -> tuple[str, ...]:
        """The records of this type."""
        ...
