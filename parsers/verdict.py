"""What is known about whether the sender is genuine, with the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from parsers.vocabulary import Authenticity


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked.

    ``method`` is ``spf``, ``dkim``, ``dmarc``, ``arc``, ``authentication-results``, ``smtp-auth`` or ``gateway``; ``result`` is
    RFC 8601's word for it (section 2.7). ``domain`` is what it speaks for, ``aligned`` whether that is the From field's domain
    (RFC 9989). ``detail`` is for an analyst.
    """

    method: str
    result: str
    domain: str = ""
    aligned: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result (RFC 8601's words), how it was reached (``smtp-auth``, ``dkim``, ...) and why, for an analyst.

    ``direct`` says that the server which handed the mail over is itself vouched for (SPF, a login, a gateway), and not only a
    signature that also stands in every copy of the mail: who was once written to can send a signed mail on. ``addressed`` says
    that such a signature covers to whom it was written. ``threaded``: it covers what it
    answers. ``disowned``: the domain asks that such mail be refused or set apart.
    """

    result: Authenticity = Authenticity.UNCHECKED
    method: str = ""
    reasons: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    direct: bool = False
    addressed: bool = False
    threaded: bool = False
    disowned: bool = False


def verdict_from(stored: Mapping[str, Any]) -> Verdict:
    """The verdict that ``dataclasses.asdict`` made JSON of. Keys it does not know, of a later version, are passed over."""
    known = [field.name for field in fields(Check)]
    checks = tuple(Check(**{name: one[name] for name in known}) for one in stored.get("checks", ()))
    return Verdict(
        result=Authenticity(stored["result"]),
        method=stored.get("method", ""),
        reasons=tuple(stored.get("reasons", ())),
        checks=checks,
        direct=bool(stored.get("direct", False)),
        addressed=bool(stored.get("addressed", False)),
        threaded=bool(stored.get("threaded", False)),
        disowned=bool(stored.get("disowned", False)),
    )
