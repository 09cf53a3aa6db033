"""The root command: what holds for all commands, and the list of them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import (
    accounts,
    alerts,
    arrivals,
    configuring,
    contacts,
    corrections,
    database,
    deliveries,
    explaining,
    held,
    importing,
    parsing,
    redacting,
    serving,
    shunted,
    tickets,
)
from bot.cli.failures import Group

app = typer.Typer(
    name="echodesk",
    cls=Group,
    no_args_is_help=True,
    # A traceback with its variables would show passwords.
    pretty_exceptions_enable=False,
    help="The intake desk of a contact-center service: mail in, tickets and answers out.",
    epilog="First steps: echodesk init, echodesk check, echodesk serve",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"echodesk {version('echodesk')}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", help="The configuration file.", show_default="echodesk.toml")
    ] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    del version
    ctx.obj = config


configuring.register(app)
serving.register(app)
app.add_typer(accounts.app, name="accounts")
app.add_typer(contacts.app, name="contacts")
app.add_typer(tickets.app, name="tickets")
app.add_typer(corrections.app, name="corrections")
arrivals.register(app)
app.add_typer(held.app, name="held")
app.add_typer(shunted.app, name="shunted")
app.add_typer(alerts.app, name="alerts")
deliveries.register(app)
parsing.register(app)
explaining.register(app)
importing.register(app)
redacting.register(app)
app.add_typer(database.app, name="db")


def run() -> None:
    """Run the command line on this process's arguments, and exit."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows its code; it never ends the command half-way.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a real stream is a TextIOWrapper
    app(prog_name="echodesk")
