"""Which facts a ticket still needs (the guide, "Business Impact"): only what its kind and severity ask for."""

import re
from collections.abc import Collection, Mapping

from parsers.vocabulary import FieldName, Severity, TicketKind

# "Applicable detail such as CONNID ... and ANI": a report that is not about calls is not asked for them. "Call me back" and a
# drop-down list are not about calls.
_ABOUT_CALLS = re.compile(
    r"\b(calls?(?! (?:me|us|back|him|her|them)\b)|callers?|calling|inbound|outbound|dial(?:s|l?ed|l?ers?|l?ing)?|audio|voice"
    r"|transfers?|transferred|queues?|rout(?:e|ed|ing)|ivr|hold music|rings?|ringing|hang(?:s|ing)? up|disconnect\w*"
    r"|drop(?:s|ped|ping)?(?![ -]?downs?\b)|phones|trunks?)\b",
    re.IGNORECASE,
)

_ANSWERED_BY: dict[FieldName, tuple[FieldName, ...]] = {
    FieldName.USERS_AFFECTED: (FieldName.USERS_AFFECTED_TEXT,),
    FieldName.STARTED_AT: (FieldName.STARTED_TEXT,),
    FieldName.CONNIDS: (FieldName.ANIS,),
    FieldName.CONTACT_PHONE: (FieldName.CONTACT_EMAIL,),
}
"""A field counts as answered when one of these is: "everyone" answers how many, "yesterday" answers when."""


def required_for(kind: TicketKind, severity: Severity | None) -> str:
    """The name of the row of the settings that applies, e.g. ``incident_p2``."""
    if kind is TicketKind.INCIDENT:
        return f"incident_{str(severity).lower()}" if severity else "incident_unrated"
    return str(kind)


def missing(
    required: Mapping[str, tuple[FieldName, ...]],
    *,
    kind: TicketKind,
    severity: Severity | None,
    known: Collection[FieldName],
    text: str,
    phone_on_file: bool,
) -> tuple[FieldName, ...]:
    """The required fields that are neither known nor beside the point, in the order of the settings.

    ``text`` is what the customer wrote so far; ``phone_on_file``: the contact's telephone is in the books.
    """
    return tuple(
        name
        for name in required.get(required_for(kind, severity), ())
        if not _answered(name, known)
        and not (name is FieldName.CONTACT_PHONE and phone_on_file)
        and not (name in {FieldName.CONNIDS, FieldName.ANIS} and not _ABOUT_CALLS.search(text))
    )


def _answered(name: FieldName, known: Collection[FieldName]) -> bool:
    return name in known or any(other in known for other in _ANSWERED_BY.get(name, ()))
