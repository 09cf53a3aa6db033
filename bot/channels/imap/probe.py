"""Tries a mailbox out, for ``echodesk check``."""

from bot.channels.imap.folder import Folder, check_target
from bot.channels.imap.login import connect, hang_up, place_of
from bot.channels.imap.oauth import tokens_for
from bot.clock import SystemClock
from bot.settings.channels import ImapSettings


def probe(settings: ImapSettings) -> str:
    """Log in and open the folder; a sentence with what was found. Changes nothing.

    Raises TransientError, PermanentError or ConfigurationError with what to do.
    """
    check_target(settings)
    connection = connect(settings, tokens_for(settings, SystemClock()))
    try:
        folder = Folder(connection, settings)
        news = "the server announces new mail" if folder.can_idle else f"asked every {settings.poll_interval:g} s"
        return f"{place_of(settings)}: folder {settings.folder} holds {folder.count} messages; {news}"
    finally:
        hang_up(connection)
