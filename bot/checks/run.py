"""All checks in the order in which an operator mends things: configuration, database, wires."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.channels import imap, mail_out
from bot.checks import authentication, configuration, database, wires
from bot.checks.findings import Finding, Level
from bot.clock import Clock
from bot.settings import Settings
from bot.settings.channels import ImapSettings, MailOutSettings
from bot.settings.proof import AuthenticationSettings, ScanningSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """How servers are tried out: a sentence about what was found, or EchodeskError with what to do."""

    relay: Callable[[MailOutSettings], str] = mail_out.probe
    imap: Callable[[ImapSettings], str] = imap.probe
    names: Callable[[AuthenticationSettings, str], str] = wires.ask_names
    scanner: Callable[[ScanningSettings], str] = wires.ping_scanner


def run_checks(
    settings: Settings, clock: Clock, *, file: Path | None = None, probes: Probes | None = None
) -> Iterator[Finding]:
    """Check one thing after the other, each told as soon as it is known; ``file`` is where the settings came from.

    Changes nothing, sends nothing.
    """
    probes = probes or Probes()
    yield configuration.file_check(file, settings)
    yield configuration.zone_check(settings, clock)
    yield configuration.templates_check(settings)
    yield from configuration.certificate_checks(settings, clock)
    yield from configuration.port_checks(settings)
    yield configuration.alert_mail_check(settings)
    yield from authentication.proof_checks(settings)
    yield from wires.names_checks(settings, probes.names)
    yield from wires.scanner_checks(settings.scanning, probes.scanner)
    schema = database.schema_check(settings)
    yield schema
    ready = schema.level is not Level.FAIL
    if ready:
        yield from database.queue_checks(settings, clock)
    yield wires.out_check(settings.mail_out, probes.relay)
    for account in settings.imap:
        yield wires.imap_check(account, probes.imap)
    if ready:
        yield from wires.silence_checks(settings, clock)
