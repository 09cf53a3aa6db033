"""``echodesk alerts``: what an analyst must look at."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import AsJson, By, CliDesk, Config, desk, login_name
from bot.cli.failures import CommandError
from bot.cli.output import columns, print_json, print_table
from bot.cli.safe import short_time

if TYPE_CHECKING:
    from store.engine import Session

app = typer.Typer(no_args_is_help=True, help="Alerts: mail that does not arrive, loops, forgeries; told once each.")

_COLUMNS = columns("id | kind | about* | text* | ticket | arrival | since | last | times")


@app.command("list")
def list_(ctx: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """List the alerts that nobody has cleared, the oldest first.

    Example: echodesk alerts list
    """
    from dataclasses import asdict

    from store import alerts

    at = desk(ctx, config)
    with at.reading() as session:
        found = alerts.open_alerts(session)
        numbers = {one.alert_id: _number(at, session, one.ticket_id) for one in found}
    if as_json:
        print_json([{**asdict(one), "ticket": numbers[one.alert_id]} for one in found])
        return
    rows = [
        (
            one.alert_id,
            one.kind,
            one.key,
            one.text,
            numbers[one.alert_id],
            one.arrival_id,
            short_time(one.raised_at, at.zone),
            short_time(one.last_at, at.zone),
            one.times,
        )
        for one in found
    ]
    print_table(_COLUMNS, rows, empty="no alerts are open")


@app.command()
def clear(
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(help="The numbers of the alerts.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that are open.")] = False,
    by: By = None,
    config: Config = None,
) -> None:
    """Clear alerts that are dealt with; if the same comes again, it is a new one.

    Examples: echodesk alerts clear 3 4 | echodesk alerts clear --all
    """
    from bot.clock import SystemClock
    from store import alerts

    if everything == bool(numbers):
        raise CommandError("name the alerts, or say --all")
    who, now = login_name(by), SystemClock().now()
    with desk(ctx, config).writing() as session:
        if everything:
            cleared = alerts.clear_all(session, by=who, now=now)
        else:
            cleared = [one for one in dict.fromkeys(numbers or []) if alerts.clear(session, one, by=who, now=now)]
            unknown = [str(one) for one in dict.fromkeys(numbers or []) if one not in cleared]
            if unknown:
                raise CommandError(f"not open: {', '.join(unknown)}; see: echodesk alerts list")
    typer.echo(f"cleared: {len(cleared)}")


def _number(at: CliDesk, session: "Session", ticket_id: int | None) -> str | None:
    from store import tickets

    found = tickets.get(session, ticket_id) if ticket_id is not None else None
    return at.number(found.number) if found else None
