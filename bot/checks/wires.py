"""Checks of the way out and of the mailboxes that are read."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.channels.imap import is_overdue, source_of
from bot.checks.findings import Finding, fail, ok, warn
from bot.clock import Clock
from bot.errors import EchodeskError, TransientError
from bot.settings import Settings
from bot.settings.channels import ImapSettings, MailOutSettings
from store import desk
from store.engine import Store


def out_check(settings: MailOutSettings, probe: Callable[[MailOutSettings], str]) -> Finding:
    """Whether answers can leave: by the relay, or into the Maildir where none is set."""
    if not settings.relay:
        return _maildir_check(settings.maildir)
    return _probed("relay", lambda: probe(settings), "mail_out")


def _maildir_check(folder: Path) -> Finding:
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        return fail("maildir", f"{existing} cannot be written to", "see mail_out.maildir, or set mail_out.relay")
    if folder.exists() and not (folder / "new").is_dir() and any(folder.iterdir()):
        return warn("maildir", f"{folder} has files and is no Maildir", "choose an empty folder for mail_out.maildir")
    return warn("maildir", f"no relay is set: answers stay in the Maildir {folder}", "set mail_out.relay to send them")


def imap_check(account: ImapSettings, probe: Callable[[ImapSettings], str]) -> Finding:
    """Whether the folder can be opened."""
    return _probed(f"imap {account.mailbox}", lambda: probe(account), f"[[imap]] {account.user}@{account.host}")


def _probed(subject: str, probe: Callable[[], str], section: str) -> Finding:
    try:
        return ok(subject, probe())
    except TransientError as error:
        return fail(subject, str(error), f"try again; see {section} in the configuration")
    except EchodeskError as error:
        return fail(subject, str(error), f"see {section} in the configuration")


def silence_checks(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Whether each mailbox was read lately by a running desk, and what its last look met."""
    store = Store(settings.database.url)
    try:
        with store.read() as session:
            for account in settings.imap:
                yield _silence(account, desk.folder_state(session, source_of(account)), clock)
    finally:
        store.close()


def _silence(account: ImapSettings, state: desk.FolderState | None, clock: Clock) -> Finding:
    subject = f"imap {account.mailbox} reading"
    read_at = state.read_at if state else None
    if read_at is None:
        error = f"; the last look met: {state.error}" if state and state.error else ""
        return warn(subject, f"never read yet{error}", "start: echodesk serve")
    minutes = (clock.now() - read_at).total_seconds() / 60
    text = f"last read {minutes:.0f} minutes ago"
    if state and state.error:
        text += f"; since then: {state.error}"
    if is_overdue(read_at, clock.now(), account.alarm_after):
        return fail(subject, text, "is 'echodesk serve' running? look at its log")
    return ok(subject, text)
