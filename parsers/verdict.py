"""What is known about whether the sender is genuine, with the reasons."""

from dataclasses import dataclass

from parsers.vocabulary import Authenticity


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result (RFC 8601's words), how it was reached (``smtp-auth``, ``gateway``, ...) and why, for an analyst."""

    result: Authenticity = Authenticity.UNCHECKED
    method: str = ""
    reasons: tuple[str, ...] = ()
