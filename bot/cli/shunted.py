"""``echodesk shunted``: mail on which the desk itself failed."""

from typing import Annotated

import typer

from bot.cli.desk import AsJson, Config, desk
from bot.cli.failures import CommandError
from bot.cli.output import columns, print_json, print_table
from bot.cli.safe import safe_lines, short_time, shown_time

app = typer.Typer(no_args_is_help=True, help="Shunted mail: kept after an unexpected failure, to be tried again.")

_COLUMNS = columns("arrival | shunted | size | attempts | error*")


@app.command("list")
def list_(ctx: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """List what is shunted, the oldest first.

    Example: echodesk shunted list
    """
    from dataclasses import asdict

    from store import arrivals, holds

    at = desk(ctx, config)
    with at.reading() as session:
        found = [(one, arrivals.load(session, one.arrival_id)) for one in holds.all_shunted(session)]
    if as_json:
        documents = [{**asdict(one), "size": len(claimed.raw), "attempts": claimed.attempts} for one, claimed in found]
        for document in documents:
            del document["traceback"]
        print_json(documents)
        return
    rows = [
        (one.arrival_id, short_time(one.shunted_at, at.zone), len(claimed.raw), claimed.attempts, one.error)
        for one, claimed in found
    ]
    print_table(_COLUMNS, rows, empty="nothing is shunted")


@app.command()
def show(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(help="The number of the arrival.")],
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Show why a mail was shunted, with the traceback.

    Example: echodesk shunted show 17
    """
    from store import holds

    at = desk(ctx, config)
    with at.reading() as session:
        found = holds.shunted(session, number)
    if found is None:
        raise CommandError(f"arrival {number} was never shunted; see: echodesk shunted list")
    if as_json:
        print_json(found)
        return
    typer.echo(f"arrival {number} was shunted at {shown_time(found.shunted_at, at.zone)}")
    if found.replayed_at:
        typer.echo(f"replayed at {shown_time(found.replayed_at, at.zone)}")
    for line in (*safe_lines(found.error), "", *safe_lines(found.traceback)):
        typer.echo(line)


@app.command()
def replay(
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(help="The numbers of the arrivals.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is shunted.")] = False,
    config: Config = None,
) -> None:
    """Let intake try shunted mail again, after the cause was mended.

    Examples: echodesk shunted replay 17 18 | echodesk shunted replay --all
    """
    from bot.clock import SystemClock
    from store import holds

    if everything == bool(numbers):
        raise CommandError("name the arrivals, or say --all")
    with desk(ctx, config).writing() as session:
        known = [one.arrival_id for one in holds.all_shunted(session)]
        wanted = known if everything else list(dict.fromkeys(numbers or []))
        unknown = [number for number in wanted if number not in known]
        if unknown:
            raise CommandError(f"not shunted: {', '.join(map(str, unknown))}; see: echodesk shunted list")
        replayed = holds.replay(session, wanted, SystemClock().now())
    typer.echo(f"{len(replayed)} to be tried again; a running 'echodesk serve' takes them up by itself")
