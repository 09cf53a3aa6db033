"""Desks that send through relays of the test's own: two that write to each other, and what is under way between them."""

import asyncio
import re
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.settings import Settings
from bot.settings.model import MailboxSettings
from store import alerts, contacts, deliveries
from store.engine import Store
from tests.bot.channels.relay_server import ScriptedRelay
from tests.stories.desk import Story, mail, settings_for

CARE = "care@pinewell.example"
ADA = "ada@analysts.example"
INCIDENT = (
    "The screen pop does not come up any more when a call is answered. 25 users, every call, since this morning.\n"
)
Change = Callable[[bytes], bytes]


@dataclass
class Gateway(ScriptedRelay):
    """A relay that hands each message on to ``target`` before it takes it, changed on its way by ``change``."""

    target: Story | None = None
    change: Change = lambda content: content
    passed: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        return await asyncio.to_thread(self._pass_on, envelope)

    def _pass_on(self, envelope: Envelope) -> str:
        if self.target is None or not isinstance(envelope.content, bytes):
            return "451 4.3.0 not yet"
        sender = (envelope.mail_from or "").strip("<>")
        try:
            self.target.hand_over(self.change(envelope.content), sender=sender, recipients=envelope.rcpt_tos)
        except (smtplib.SMTPException, OSError) as error:
            return f"451 4.3.0 {type(error).__name__}"
        self.passed += 1
        return "250 2.0.0 passed on"


def without(*names: str) -> Change:
    """Header fields that a gateway takes away."""
    pattern = re.compile(
        rb"^(?:" + b"|".join(name.encode() for name in names) + rb"):.*\r\n(?:[ \t].*\r\n)*", re.I | re.M
    )
    return lambda content: pattern.sub(b"", content)


def with_other_ids(content: bytes) -> bytes:
    """Each message under a new Message-ID, as some gateways send them on."""
    return re.sub(
        rb"(?mi)^message-id:.*\r\n", f"Message-ID: <{uuid.uuid4().hex}@gateway.example>\r\n".encode(), content
    )


def desk_settings(folder: Path, url: str, address: str, relay: ScriptedRelay, **admission: object) -> Settings:
    """A desk at ``address`` that sends through ``relay``."""
    settings = settings_for(
        folder,
        url,
        desk={"address": address},
        mail_out={"relay": "127.0.0.1", "port": relay.port, "tls": "none", "timeout": 10.0},
        admission=admission,
        alerts={"to": [ADA] if not isinstance(relay, Gateway) else []},
    )
    return settings.model_copy(update={"mailboxes": (MailboxSettings(name="help", addresses=(address,)),)})


def add_contact(url: str, address: str) -> None:
    """A Designated Contact of an account of his own."""
    store = Store(url)
    with store.write() as session:
        new = contacts.NewContact(account="The other desk", name="Other Desk", addresses=(address,))
        contacts.put_contact(session, new, datetime.now(UTC))
    store.close()


@dataclass
class Pair:
    """Two desks, each the other's relay and the other's Designated Contact."""

    one: Story
    two: Story
    gateways: tuple[Gateway, Gateway]

    def start(self) -> None:
        """The mail that starts it: in the second desk's name, to the first."""
        self.one.hand_over(mail(INCIDENT, sender=CARE, subject="Screen pop gone"), sender=CARE)

    def counts(self) -> tuple[int, int, int, int]:
        """Arrivals and deliveries of both."""
        return (*counts(self.one), *counts(self.two))

    def settle(self) -> tuple[int, int, int, int]:
        """Wait until nothing is under way; the counts then.

        A mail is always somewhere: queued until the other has taken it, pending until it is done. Two looks that are quiet, and
        between which nothing was added, leave it no place.
        """

        def settled() -> bool:
            before = self.counts()
            quiet = is_quiet(self.one) and is_quiet(self.two) and is_quiet(self.one)
            return quiet and before == self.counts()

        self.one.wait_until(settled)
        return self.counts()


def counts(story: Story) -> tuple[int, int]:
    with story.store.read() as session:
        made = deliveries.in_state(session, "queued", "sent", "refused", "failed", "bounced")
    return story.sums().arrivals, len(made)


def is_quiet(story: Story) -> bool:
    with story.store.read() as session:
        waiting = deliveries.in_state(session, "queued")
    return story.sums().pending == 0 and not waiting


def to_customer(story: Story) -> list[deliveries.Delivery]:
    with story.store.read() as session:
        made = deliveries.in_state(session, "queued", "sent", "refused", "failed", "bounced")
    return [one for one in made if one.notice != "alert"]


def open_kinds(story: Story) -> list[str]:
    with story.store.read() as session:
        return [alert.kind for alert in alerts.open_alerts(session)]
