"""What analysts are told of, as a value: the policy names it, the shell writes it down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that an analyst must look at.

    ``kind`` is ``loop``, ``bounce``, ``forgery``, ``critical``, ``infected``, ``unread`` or ``language``; ``key`` is what it is
    about (an address, a ticket): while an alert of the same kind and key is open, it is only counted on. ``text`` is one sentence
    without the words of a mail.
    """

    kind: str
    key: str
    text: str
    arrival_id: int | None = None
    ticket_id: int | None = None
