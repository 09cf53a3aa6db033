"""``echodesk serve``: the desk at work; and ``echodesk demo``."""

import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import Config, config_path, opened, settings_for
from bot.cli.failures import CommandError
from bot.errors import ConfigurationError

if TYPE_CHECKING:
    from bot.app import Desk, Part
    from bot.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(demo)


def serve(
    ctx: typer.Context,
    only: Annotated[
        str | None,
        typer.Option(
            "--only", help="Parts to run, comma-separated: smtp, lmtp, imap, intake, outbox.", show_default="all"
        ),
    ] = None,
    config: Config = None,
) -> None:
    """Run the desk, or chosen parts of it, until SIGINT (Ctrl-C) or SIGTERM.

    It then stops listening, finishes what it has accepted and ends with code 0; a second signal ends it at once, and what
    was under way is taken up at the next start. A SQLite database that is not there yet is made; an older one is not
    upgraded by itself.

    Examples: echodesk serve | echodesk serve --only smtp,intake
    """
    from bot import logs
    from bot.app import Desk

    settings = settings_for(ctx, config)
    _require_configuration(config_path(ctx, config))
    parts = chosen_parts(only)
    logs.configure(settings.log.level, settings.log.format)
    _prepare(settings)
    stopping = _Stopping()
    running = Desk(settings, parts=parts)
    running.start()
    try:
        _announce(running, settings, parts)
        stopping.wait()
        typer.echo("stopping: finishing what was accepted (once more to end at once)", err=True)
    finally:
        running.stop()
    typer.echo("stopped", err=True)


def chosen_parts(only: str | None) -> "frozenset[Part]":
    """The parts named in ``--only``; all without it. Raises CommandError."""
    from bot.app import Part

    if only is None:
        return frozenset(Part)
    names = [name.strip().casefold() for name in only.split(",") if name.strip()]
    known = {str(part): part for part in Part}
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise CommandError(f"--only {only}: the parts are {', '.join(known)}, comma-separated")
    return frozenset(known[name] for name in names)


def _require_configuration(named: Path | None) -> None:
    """In the wrong folder, or with its disk not mounted, a desk must not start as a new one with every default."""
    from bot.settings.load import DEFAULT_FILE

    if named is None and not DEFAULT_FILE.exists() and not any(name.startswith("ECHODESK_") for name in os.environ):
        raise ConfigurationError(
            f"there is no {DEFAULT_FILE} in this folder: name the file with --config, or write one with: echodesk init"
        )


def _prepare(settings: "Settings") -> None:
    """Make a SQLite database that is not there yet; refuse one whose schema is another."""
    from bot import database
    from store import migrate

    with opened(settings, may_be_new=True) as store:
        file = database.sqlite_file(store)
        if file is not None and not file.exists():
            migrate.upgrade(store)
            typer.echo(f"made the database {file}", err=True)
        problem = database.schema_problem(store)
    if problem:
        raise ConfigurationError(problem)


class _Stopping:
    """Waits for a signal to stop; the second one ends the process where it stands.

    That loses nothing: what was answered with 250 is committed, and leases come back at the next start.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._handle)

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self._asked.is_set():
            os._exit(128 + number)
        self._asked.set()

    def wait(self) -> None:
        """Wait for the first signal."""
        self._asked.wait()


def _announce(running: "Desk", settings: "Settings", parts: "frozenset[Part]") -> None:
    from bot.app import Part

    for host, port in running.addresses:
        typer.echo(f"listening on {host}:{port}")
    if Part.IMAP in parts:
        for imap in settings.imap:
            typer.echo(f"reading {imap.user} on {imap.host}, folder {imap.folder}")
    if Part.OUTBOX in parts:
        out = settings.mail_out
        typer.echo(f"answers go {f'to {out.relay}:{out.port}' if out.relay else f'into the Maildir {out.maildir}'}")
    typer.echo(f"running {', '.join(sorted(parts))}; stop with Ctrl-C")


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where its database and mail are kept.")] = Path(
        ".echodesk-demo"
    ),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where it listens for SMTP.")] = 2525,
    once: Annotated[bool, typer.Option("--once", help="End after the sample mails.")] = False,
) -> None:
    """Show the desk at work: invented customers write half a dozen mails, and you see what becomes of each.

    It then goes on listening, for mail of your own. Nothing leaves this machine: answers go into a Maildir.

    Example: echodesk demo --once
    """
    from bot.demo import run

    raise typer.Exit(run(folder, port, once=once))
