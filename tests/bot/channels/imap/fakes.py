"""The inbox door, the cursors, as fakes in memory."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime

from bot.channels.base import Receipt
from bot.channels.imap import Cursor
from parsers.arrival import Arrival

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Door:
    """Takes arrivals and knows duplicates by Message-ID; ``refuse`` says which it fails, and how."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.offers: list[Arrival] = []
        self.refuse: Callable[[Arrival], Exception | None] = lambda arrival: None
        self._changed = threading.Condition()

    def __call__(self, arrival: Arrival) -> Future[Receipt]:
        future: Future[Receipt] = Future()
        with self._changed:
            self.offers.append(arrival)
            known = message_id(arrival) in [message_id(other) for other in self.arrivals]
            error = self.refuse(arrival)
            if error is None and not known:
                self.arrivals.append(arrival)
            number = len(self.arrivals)
            self._changed.notify_all()
        if error is None:
            future.set_result(Receipt(arrival_id=number, duplicate=known))
        else:
            future.set_exception(error)
        return future

    def wait_for(self, count: int, seconds: float = 10.0) -> list[Arrival]:
        """The arrivals, once there are ``count`` of them."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.arrivals) >= count, seconds), (
                f"{len(self.arrivals)} arrivals instead of {count} after {seconds} s"
            )
            return list(self.arrivals)

    def wait_for_offers(self, count: int, seconds: float = 10.0) -> None:
        """Until ``count`` arrivals were offered, taken or not."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.offers) >= count, seconds), f"{len(self.offers)} offers"


class MemoryCursors:
    """Cursors that can be waited for."""

    def __init__(self) -> None:
        self.saved: dict[str, Cursor] = {}
        self.read_at: dict[str, datetime] = {}
        self.errors: dict[str, str | None] = {}
        self.beats = 0
        self._changed = threading.Condition()

    def load(self, source: str) -> Cursor | None:
        return self.saved.get(source)

    def save(self, source: str, cursor: Cursor) -> None:
        with self._changed:
            self.saved[source] = cursor
            self._changed.notify_all()

    def beat(self, source: str, at: datetime, error: str | None) -> None:
        with self._changed:
            self.beats += 1
            self.errors[source] = error
            if error is None:
                self.read_at[source] = at
            self._changed.notify_all()

    def last_read(self, source: str) -> datetime | None:
        return self.read_at.get(source)

    def wait_until(self, condition: Callable[["MemoryCursors"], bool], seconds: float = 10.0) -> None:
        """Until ``condition`` holds, looked at whenever something is saved."""
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), seconds), f"{self.saved} {self.errors}"


def message_id(arrival: Arrival) -> bytes:
    """The Message-ID of a test message, else its whole bytes."""
    found = re.search(rb"^Message-ID: (\S+)", arrival.raw, re.MULTILINE)
    return found[1] if found else arrival.raw


def mail(name: str, *, text: str = "The queue shows no calls.", date: str = "Fri, 20 Nov 2026 05:00:00 -0700") -> bytes:
    """A small message; ``name`` is its subject and the left side of its Message-ID."""
    lines = [
        "From: Dana Whitfield <dana@northwind.example>",
        "To: help@echopass.example",
        f"Subject: {name}",
        f"Date: {date}",
        f"Message-ID: <{name.replace(chr(32), chr(45))}@northwind.example>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        text,
        "",
    ]
    return "\r\n".join(lines).encode()


def subjects(arrivals: list[Arrival]) -> list[str]:
    """The subjects, in the order of arrival."""
    return [re.search(rb"^Subject: (.*?)\r?$", arrival.raw, re.MULTILINE)[1].decode() for arrival in arrivals]  # type: ignore[index]
