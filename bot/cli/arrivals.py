"""``echodesk arrivals``: the accounting of every message, and whether the sums agree."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.desk import AsJson, CliDesk, Config, Limit, desk
from bot.cli.failures import FAILED
from bot.cli.output import columns, console, print_json, print_table, styled
from bot.cli.safe import short_time

if TYPE_CHECKING:
    from store.ledger import ArrivalLine, Sums


class OutcomeFilter(StrEnum):
    """The outcomes that can be asked for."""

    OPENED = "opened"
    ADDED = "added"
    HELD = "held"
    IGNORED = "ignored"
    SHUNTED = "shunted"
    PENDING = "pending"


_COLUMNS = columns("arrival | received | by | sender* | subject* | outcome | ticket | rule! | why*")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("arrivals")(arrivals)


def arrivals(
    ctx: typer.Context,
    outcome: Annotated[OutcomeFilter | None, typer.Option("--outcome", "-o", help="With this outcome only.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """List every message with its outcome, and prove that none is missing.

    Ends with code 1 where the sums do not agree.

    Example: echodesk arrivals --outcome held
    """
    from store import ledger

    at = desk(ctx, config)
    with at.reading() as session:
        found = ledger.lines(session, limit=limit, outcome=str(outcome) if outcome else None)
        sums = ledger.sums(session)
    if as_json:
        print_json({"arrivals": [line_document(at, line) for line in found], "sums": _sums_document(sums)})
    else:
        print_table(_COLUMNS, [_row(at, line) for line in found], empty="no arrivals")
        _print_sums(sums)
    if not sums.balanced:
        raise typer.Exit(FAILED)


def line_document(at: CliDesk, line: "ArrivalLine") -> dict[str, Any]:
    """An arrival for machines."""
    from dataclasses import asdict

    shown = asdict(line)
    del shown["ticket_number"]
    return {**shown, "outcome": line.outcome or "pending", "ticket": at.number(line.ticket_number)}


def _row(at: CliDesk, line: "ArrivalLine") -> tuple[object, ...]:
    by = line.channel if line.routes == 1 else f"{line.channel} +{line.routes - 1}"
    return (
        line.arrival_id,
        short_time(line.received_at, at.zone),
        by,
        line.sender,
        line.subject,
        line.outcome or "pending",
        at.number(line.ticket_number),
        line.rule,
        line.reason,
    )


def _sums_document(sums: "Sums") -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(sums), "balanced": sums.balanced}


def _print_sums(sums: "Sums") -> None:
    outcomes = ", ".join(f"{count} {name}" for name, count in sums.outcomes.items())
    typer.echo(f"{sums.routes} received = {sums.arrivals} arrivals + {sums.duplicates} duplicates")
    typer.echo(f"{sums.arrivals} arrivals = {sums.pending} pending + {outcomes}")
    if sums.orphans:
        typer.echo(f"{sums.orphans} without the record that their outcome needs")
    out = console()
    out.print("balanced:", styled("yes" if sums.balanced else "NO"))
