"""Mail out: composing the answer's bytes, and handing them to a relay or, where none is set, into a Maildir."""

from bot.channels.base import Transport
from bot.channels.mail_out.compose import compose
from bot.channels.mail_out.maildir import MaildirTransport
from bot.channels.mail_out.relay import Relay, probe
from bot.settings.channels import MailOutSettings

__all__ = ["MaildirTransport", "Relay", "compose", "probe", "transport"]


def transport(settings: MailOutSettings) -> Transport:
    """The way out that the settings ask for; nothing is opened yet."""
    return Relay(settings) if settings.relay else MaildirTransport(settings.maildir)
