"""A store with one ticket, a clock, and outboxes over it that send into memory."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bot.bell import Bell
from bot.channels.base import Outgoing, Sending, Sent
from bot.outbox import Delivered, Outbox, RetryTerms
from bot.owner import Owner
from store import deliveries, tickets
from store.deliveries import Delivery, NewDelivery
from store.engine import Store
from store.schema import DeliveryRow
from tests.clock import ManualClock
from tests.store.arrival_states import ticket

PATIENCE = 30
TERMS = RetryTerms(first=60, longest=3600, give_up_after=4 * 86_400)
OK = Sent(answer="250 2.0.0 queued")


class FakeTransport:
    """Keeps what it is given; ``answers`` says how each sending ends, the last one for all that follow."""

    def __init__(self, *answers: Sending) -> None:
        self.answers = list(answers) or [OK]
        self.sent: list[Outgoing] = []
        self.closed = False
        self.before: Callable[[Sequence[Outgoing]], None] = lambda _: None

    def send(self, messages: Sequence[Outgoing]) -> list[Sending]:
        self.before(messages)
        self.sent += messages
        return [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0] for _ in messages]

    def close(self) -> None:
        self.closed = True


def compose(delivery: Delivery) -> Outgoing:
    content = f"to {delivery.recipient} at {delivery.created_at.isoformat()}".encode()
    return Outgoing(message_id=delivery.message_id, mail_from="", recipient=delivery.recipient, content=content)


class OutboxDesk:
    """A store with one ticket, a clock, and outboxes over it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock()
        self.watched: list[Delivered] = []
        self._pause = threading.Event()
        with store.write() as session:
            self.ticket = ticket(session)

    def queue(self, *numbers: int, with_ticket: bool = True) -> None:
        with self.store.write() as session:
            for number in numbers:
                new = NewDelivery(
                    cause=f"arrival {number}",
                    notice="acknowledged",
                    recipient=f"{number}@bluefern.example",
                    recipient_name="",
                    payload={},
                    message_id=f"{number}@echopass.example",
                    reply_to="help@echopass.example",
                    ticket_id=self.ticket if with_ticket else None,
                )
                deliveries.queue(session, new, self.clock.now())

    def outbox(self, transport: FakeTransport, name: str = "one", **values: Any) -> Outbox:
        return Outbox(
            self.store,
            values.pop("compose", compose),
            transport,
            TERMS,
            self.clock,
            Owner("desk", 1, name),
            queued=values.pop("queued", Bell()),
            poll_seconds=values.pop("poll_seconds", 0.02),
            watch=self.watched.append,
            **values,
        )

    def states(self) -> dict[str, str]:
        with self.store.read() as session:
            rows = deliveries.in_state(session, "queued", "sent", "refused", "failed")
        return {row.message_id.partition("@")[0]: row.state for row in rows}

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Look until it holds."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline
            self._pause.wait(0.01)

    def wait_until_leased_from_now(self) -> None:
        """Until every lease was renewed by the clock as it stands."""
        until = self.clock.now() + timedelta(seconds=300)

        def renewed() -> bool:
            with self.store.read() as session:
                return session.scalar(select(func.min(DeliveryRow.lease_until))) == until

        self.wait_until(renewed)

    def one(self) -> Delivery:
        with self.store.read() as session:
            (row,) = deliveries.in_state(session, "queued", "sent", "refused", "failed")
        return row

    def history(self) -> list[tuple[str, str, str]]:
        with self.store.read() as session:
            return [(e.kind, e.text, e.data["answer"]) for e in tickets.entries(session, self.ticket)]
