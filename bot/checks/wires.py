"""Checks of the way out, of the mailboxes that are read, and of the servers that are asked about mail."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.channels.imap import is_overdue, source_of
from bot.checks.findings import Finding, fail, ok, warn
from bot.clock import Clock
from bot.dns import Resolver
from bot.errors import ConfigurationError, EchodeskError, TransientError
from bot.scanning import Clamd
from bot.scanning.clamd import address_of
from bot.settings import Settings
from bot.settings.channels import ImapSettings, MailOutSettings
from bot.settings.proof import AuthenticationSettings, ScanningSettings
from parsers.authentication.dns import DnsTemporaryError
from store import desk
from store.engine import Store

_PATIENCE = 3.0


def ask_names(settings: AuthenticationSettings, domain: str) -> str:
    """What a question to the name servers found. Raises TransientError where none answers in time."""
    resolver = Resolver(settings.dns_servers, timeout=settings.dns_timeout)
    try:
        resolver.ask(domain, "TXT", seconds=settings.dns_timeout)
    except DnsTemporaryError as error:
        raise TransientError(f"no answer: {error}") from error
    return f"{', '.join(settings.dns_servers) or 'those of the system'}: answer"


def names_checks(settings: Settings, ask: Callable[[AuthenticationSettings, str], str]) -> Iterator[Finding]:
    """Whether the DNS answers, where senders are proven by it. A warning: mail waits for it, and none is lost."""
    if not settings.authentication.check:
        return
    try:
        yield ok("name servers", ask(settings.authentication, settings.desk.address.rpartition("@")[2]))
    except TransientError as error:
        todo = "see authentication.dns_servers, or the system's resolv.conf; until they answer, unproven mail waits"
        yield warn("name servers", str(error), todo)


def ping_scanner(settings: ScanningSettings) -> str:
    """A sentence about clamd. Raises TransientError where it does not answer, ConfigurationError where it is no address."""
    place = settings.clamd or ""
    problem = Clamd(address=address_of(place), timeout=min(settings.timeout, _PATIENCE)).ping()
    if problem:
        raise TransientError(f"{place}: {problem}")
    return f"{place} answers"


def scanner_checks(settings: ScanningSettings, ping: Callable[[ScanningSettings], str]) -> Iterator[Finding]:
    """Whether the virus scanner answers; nothing where none is set."""
    if settings.clamd is None:
        return
    try:
        yield ok("scanner", ping(settings))
    except TransientError as error:
        todo = 'is clamd running? see scanning.clamd; until it answers, files are marked "not scanned"'
        yield warn("scanner", str(error), todo)
    except ConfigurationError as error:
        yield fail("scanner", str(error), "see scanning.clamd")


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
