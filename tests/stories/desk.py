"""A whole desk for a test: real SMTP in, a real database, answers in a Maildir."""

import re
import smtplib
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from pathlib import Path
from typing import Any, cast

from bot.app import Desk, Hooks, Part
from bot.intake.apply import Applied
from bot.outbox import Delivered
from bot.settings import Settings
from bot.settings.load import parse_settings
from store import contacts, ledger, tickets
from store.engine import Store
from store.ledger import ArrivalLine, Sums
from store.migrate import upgrade
from tests.stories.readings import lent_reading

HELP = "help@echopass.example"
KIM = "kim@bluefern.example"
LEE = "lee@bluefern.example"
SIGNE = "signe@norrland.example"
STRANGER = "gordon@pinewell.example"

_PATIENCE = 30.0


def settings_for(folder: Path, url: str, **tables: dict[str, Any]) -> Settings:
    """Settings of a test's desk: ports of the system's choosing, a Maildir in ``folder``."""
    base: dict[str, dict[str, Any]] = {
        # What is read is told elsewhere, and the rules load in no time: test_trained_reader has the other one.
        "desk": {"reader": "rules"},
        "database": {"url": url},
        "smtp": {"listen": [{"port": 0}]},
        "mail_out": {"maildir": str(folder / "answers"), "first_retry": 0.2},
        "work": {"poll_seconds": 0.1},
        "log": {"level": "ERROR"},
        # Most stories are about other things: who is proven is told in test_authentication.
        "authentication": {"policy": "off", "check": False},
    }
    for name, values in tables.items():
        base[name] = {**base.get(name, {}), **values}
    return parse_settings(cast("dict[str, Any]", base))


def prepare(url: str) -> None:
    """The schema, and the contacts of two accounts."""
    store = Store(url)
    upgrade(store)
    now = datetime.now(UTC)
    people = (
        ("Bluefern Travel", "Kim Aldous", KIM, "+13035550119"),
        ("Bluefern Travel", "Lee Ostrow", LEE, None),
        ("Norrland Outdoor", "Signe Ekholm", SIGNE, None),
    )
    with store.write() as session:
        for account, name, address, phone in people:
            new = contacts.NewContact(
                account=account, name=name, addresses=(address,), phone=phone, trained_on=date(2026, 1, 5)
            )
            contacts.put_contact(session, new, now)
    store.close()


class Story:
    """A running desk and what a test does with it."""

    def __init__(self, settings: Settings, *, parts: frozenset[Part] = frozenset(Part)) -> None:
        self.settings = settings
        self._changed = threading.Condition()
        self._applied: dict[int, Applied] = {}
        self._delivered: dict[int, Delivered] = {}
        hooks = Hooks(applied=self._on_applied, delivered=self._on_delivered)
        self.desk = Desk(settings, parts=parts, hooks=hooks, start_reading=lent_reading)

    @property
    def store(self) -> Store:
        """The desk's own store."""
        return self.desk.store

    def _on_applied(self, applied: Applied) -> None:
        with self._changed:
            self._applied[applied.arrival_id] = applied
            self._changed.notify_all()

    def _on_delivered(self, delivered: Delivered) -> None:
        if delivered.delivery.arrival_id is None:
            return
        with self._changed:
            self._delivered[delivered.delivery.arrival_id] = delivered
            self._changed.notify_all()

    def hand_over(self, raw: bytes, *, sender: str = KIM, recipients: Sequence[str] = (HELP,)) -> int:
        """Send bytes by SMTP; the arrival that the desk names. Raises smtplib's errors where it refuses."""
        host, port = self.desk.addresses[0]
        with smtplib.SMTP(host, port, timeout=_PATIENCE) as client:
            client.ehlo("client.example")
            client.mail(sender)
            for recipient in recipients:
                client.rcpt(recipient)
            code, answer = client.data(raw)
        match = re.search(rb"arrival (\d+)", answer)
        if code != 250 or match is None:
            raise smtplib.SMTPDataError(code, answer)
        return int(match[1])

    def outcome(self, arrival_id: int, *, told: bool = True) -> Applied:
        """Wait until the arrival is done and, if it is answered, until the answer has been tried."""
        with self._changed:
            done = self._changed.wait_for(lambda: self._complete(arrival_id, told), _PATIENCE)
        if not done:
            raise TimeoutError(f"arrival {arrival_id} is not done after {_PATIENCE} s")
        return self._applied[arrival_id]

    def _complete(self, arrival_id: int, told: bool) -> bool:
        if arrival_id not in self._applied:
            return False
        return not told or not self._applied[arrival_id].told or arrival_id in self._delivered

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds that the desk's work brings about; looked at after each of its steps."""
        deadline = time.monotonic() + _PATIENCE
        with self._changed:
            while not true():
                if time.monotonic() > deadline:
                    raise TimeoutError(f"it does not come true within {_PATIENCE} s")
                self._changed.wait(0.1)

    def again(self, arrival_id: int) -> None:
        """Forget an outcome, to wait for the next one (after a release or a replay)."""
        with self._changed:
            self._applied.pop(arrival_id, None)
            self._delivered.pop(arrival_id, None)

    def send(self, text: str, *, sender: str = KIM, **headers: str) -> Applied:
        """Write a plain mail, send it, wait for what becomes of it."""
        return self.outcome(self.hand_over(mail(text, sender=sender, **headers), sender=sender))

    def answers(self) -> list[EmailMessage]:
        """The answers that were sent, in the order of their arrivals."""
        folder = Path(self.settings.mail_out.maildir) / "new"
        files = sorted(folder.iterdir()) if folder.exists() else []
        by_id = {str(m["Message-ID"]): m for f in files for m in [_parsed(f.read_bytes())]}
        order = [f"<{self._delivered[i].delivery.message_id}>" for i in sorted(self._delivered)]
        known = [by_id.pop(i) for i in order if i in by_id]
        return [*known, *by_id.values()]

    def ticket(self, number: str | None) -> tickets.Ticket:
        """The ticket of a number like ``EP-104233``."""
        with self.store.read() as session:
            found = tickets.by_number(session, int((number or "EP-0").rpartition("-")[2]))
        if found is None:
            raise LookupError(f"no ticket {number}")
        return found

    def fields(self, number: str | None) -> dict[str, list[Any]]:
        """The active field values of a ticket."""
        ticket = self.ticket(number)
        values: dict[str, list[Any]] = {}
        with self.store.read() as session:
            for value in tickets.fields(session, ticket.ticket_id):
                values.setdefault(value.name, []).append(value.value)
        return values

    def entries(self, number: str | None) -> list[tickets.Entry]:
        """A ticket's history."""
        ticket = self.ticket(number)
        with self.store.read() as session:
            return tickets.entries(session, ticket.ticket_id)

    def arrival(self, arrival_id: int) -> ArrivalLine:
        """One line of the accounting."""
        with self.store.read() as session:
            found = ledger.line(session, arrival_id)
        if found is None:
            raise LookupError(f"no arrival {arrival_id}")
        return found

    def sums(self) -> Sums:
        """The accounting."""
        with self.store.read() as session:
            return ledger.sums(session)


@contextmanager
def running(settings: Settings, *, parts: frozenset[Part] = frozenset(Part)) -> Iterator[Story]:
    """A desk that runs within the block."""
    story = Story(settings, parts=parts)
    story.desk.start()
    try:
        yield story
    finally:
        story.desk.stop()


def mail(text: str, *, sender: str = KIM, subject: str = "Calls drop", **headers: str) -> bytes:
    """A plain mail as a mail program writes it; header names with ``_`` for ``-``; unset: a fresh Message-ID and Date."""
    message = EmailMessage(policy=SMTP)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    message["From"] = given.pop("From", sender)
    message["To"] = given.pop("To", HELP)
    message["Subject"] = subject
    message["Date"] = given.pop("Date", "Mon, 16 Nov 2026 09:30:00 -0700")
    message["Message-ID"] = given.pop("Message-ID", f"<{uuid.uuid4().hex}@client.example>")
    for name, value in given.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes(policy=SMTPUTF8)


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=SMTP)


def body(message: EmailMessage, subtype: str = "plain") -> str:
    """The text of one alternative of an answer."""
    part = message.get_body((subtype,))
    if part is None:
        raise LookupError(f"the answer has no {subtype} part")
    content = part.get_content()
    if not isinstance(content, str):
        raise TypeError("the part is not text")
    return content
