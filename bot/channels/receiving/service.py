"""What all connections of one receiver share, and what each of them knows of its client and its transaction."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session as SmtpSession

from bot.channels.receiving.auth import Credentials
from bot.channels.receiving.keeping import Keeper
from bot.channels.receiving.limits import Connections, WrongPasswords
from bot.channels.receiving.rates import Rates
from bot.channels.receiving.recipients import Recipients
from bot.channels.receiving.tls import Certificate
from bot.clock import Clock
from bot.settings.channels import ReceiverSettings
from parsers.vocabulary import Channel

if TYPE_CHECKING:
    from bot.channels.receiving.connection import Connection


@dataclass(kw_only=True, eq=False)
class Service:
    """One receiver while it runs. ``closing`` is set once it takes no new transactions."""

    settings: ReceiverSettings
    channel: Channel
    clock: Clock
    recipients: Recipients
    credentials: Credentials
    certificate: Certificate | None
    keeper: Keeper
    connections: Connections
    wrong_passwords: WrongPasswords
    rates: Rates
    live: "set[Connection]" = field(default_factory=set)
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """An accepted forward-path as the client wrote it, and the desk mailbox that takes its mail."""

    address: str
    mailbox: str


class Transaction(SmtpEnvelope):
    """One mail transaction (RFC 5321 section 3.3). ``mail_from`` is None before MAIL and ``""`` for the null sender."""

    def __init__(self) -> None:
        super().__init__()
        self.recipients: list[Recipient] = []

    @property
    def begun(self) -> bool:
        """Whether MAIL was accepted."""
        return self.mail_from is not None

    def by_mailbox(self) -> dict[str, tuple[str, ...]]:
        """The addresses for each desk mailbox, in the order they came, each once."""
        addresses: dict[str, dict[str, None]] = {}
        for recipient in self.recipients:
            addresses.setdefault(recipient.mailbox, {})[recipient.address] = None
        return {mailbox: tuple(found) for mailbox, found in addresses.items()}


class ClientSession(SmtpSession):
    """What holds from one EHLO or STARTTLS to the next. ``auth_user`` is who logged in."""

    auth_user: str | None = None
