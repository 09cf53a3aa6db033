"""``echodesk init`` and ``echodesk check``."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import AsJson, Config, config_path, settings_for
from bot.cli.failures import FAILED, CommandError
from bot.cli.output import console, print_json
from bot.cli.safe import safe_cell

if TYPE_CHECKING:
    from bot.checks import Finding


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(check)


def init(
    file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("echodesk.toml"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file that is there.")] = False,
) -> None:
    """Write a configuration file with every setting, its default and what it does, commented out.

    Example: echodesk init
    """
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if force else os.O_EXCL)
    try:
        # It will hold passwords: for this user only.
        with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as stream:
            stream.write(template())
    except FileExistsError as error:
        raise CommandError(f"{file} is there already; use --force to overwrite it") from error
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}") from error
    typer.echo(f"wrote {file}; every setting stands there with its default")
    typer.echo("next: set desk, mailboxes and mail_out, then run: echodesk check")


def template() -> str:
    """The commented configuration file."""
    from importlib.resources import files

    return (files("bot.settings") / "template.toml").read_text(encoding="utf-8")


def check(
    ctx: typer.Context,
    send_test: Annotated[
        str | None, typer.Option("--send-test", metavar="ADDRESS", help="Send a test mail there, too.")
    ] = None,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Verify configuration, database, templates, certificates, ports, relay and mailboxes.

    Each line says ok, warn or FAIL, and what to do. Changes nothing, and sends nothing but the test mail you ask for. Ends
    with code 1 where anything fails.

    Examples: echodesk check | echodesk check --send-test you@example.com
    """
    from bot import logs
    from bot.checks import Level, run_checks
    from bot.checks.testmail import send_test_mail
    from bot.clock import SystemClock
    from bot.settings.load import DEFAULT_FILE

    settings = settings_for(ctx, config)
    logs.configure("ERROR")
    findings: list[Finding] = []
    clock = SystemClock()
    for finding in run_checks(settings, clock, file=config_path(ctx, config) or DEFAULT_FILE):
        findings.append(finding)
        if not as_json:
            _print(finding)
    if send_test is not None:
        findings.append(send_test_mail(settings, send_test, clock))
        if not as_json:
            _print(findings[-1])
    failed = any(finding.level is Level.FAIL for finding in findings)
    if as_json:
        print_json({"ok": not failed, "findings": findings})
    if failed:
        raise typer.Exit(FAILED)


def _print(finding: "Finding") -> None:
    from rich.text import Text

    out = console()
    if not out.is_terminal:
        typer.echo(f"{finding.level}\t{finding.subject}\t{safe_cell(finding.text)}\t{safe_cell(finding.todo)}".rstrip())
        return
    colour = {"ok": "green", "warn": "yellow"}.get(finding.level, "bold red")
    out.print(Text.assemble((f"{finding.level:<5}", colour), (f"{finding.subject}: ", "bold"), safe_cell(finding.text)))
    if finding.todo:
        out.print(Text(f"     -> {safe_cell(finding.todo)}", style="cyan"))
