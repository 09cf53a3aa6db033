"""What every channel shares: the door in, what goes out, and how a sending can end."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from parsers.arrival import Arrival


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the inbox door answers once an arrival is durable. ``duplicate``: it was there already, this route was noted."""

    arrival_id: int
    duplicate: bool


class Accept(Protocol):
    """The one door in (``bot.inbox``): commits arrivals, then resolves.

    The future's result is a receipt only after the commit. It raises :class:`bot.errors.TransientError` when the store cannot
    take it now (SMTP answers 451, IMAP leaves the message unread). Safe to call from any thread; never blocks for the commit.
    """

    def __call__(self, arrival: Arrival) -> "Future[Receipt]":
        """Ask for ``arrival`` to be kept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A finished message for one recipient: the same bytes at every try.

    ``mail_from`` is the envelope's reverse-path: the delivery's signed return address, or ``""`` where bounces are not wanted;
    ``message_id`` is without angle brackets.
    """

    message_id: str
    mail_from: str
    recipient: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The next hop took the message; ``answer`` is what it said."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """It was not taken now: try again later. ``unclear`` is true where it may have been taken all the same."""

    reason: str
    unclear: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The next hop will never take it (a 5xx answer, RFC 5321 section 4.2.1): an analyst is told."""

    reason: str


Sending = Sent | Deferred | Refused


class Transport(Protocol):
    """Sends finished messages on. One result per message, in the order given; never raises."""

    def send(self, messages: Sequence[Outgoing]) -> list[Sending]:
        """Send each message, reusing one connection where possible."""
        ...

    def close(self) -> None:
        """Give back what is held open."""
        ...
