"""``echodesk tickets``: the tickets, and one of them with everything that is known about it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.desk import AsJson, By, Config, Limit, desk, login_name
from bot.cli.failures import CommandError
from bot.cli.output import columns, print_json, print_table
from bot.cli.safe import safe_cell, short_time
from parsers.vocabulary import Status

app = typer.Typer(no_args_is_help=True, help="Tickets and their history.")

_COLUMNS = columns("ticket | severity | status* | kind* | account* | contact* | opened | subject*")


@app.command("list")
def list_(
    ctx: typer.Context,
    status: Annotated[Status | None, typer.Option("--status", "-s", help="In this status only.")] = None,
    account: Annotated[str | None, typer.Option("--account", "-a", help="Of this account only.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """List the tickets, the newest first.

    Example: echodesk tickets list --status waiting_for_information
    """
    from bot.cli.ticket_page import ticket_document
    from store import tickets

    at = desk(ctx, config)
    with at.reading() as session:
        found = tickets.newest(session, limit=limit, status=str(status) if status else None, account=account)
    if as_json:
        print_json([ticket_document(at, ticket) for ticket in found])
        return
    rows = [
        (
            at.number(ticket.number),
            ticket.severity,
            ticket.status,
            ticket.kind,
            ticket.account,
            ticket.contact,
            short_time(ticket.opened_at, at.zone),
            ticket.subject,
        )
        for ticket in found
    ]
    print_table(_COLUMNS, rows, empty="no tickets")


@app.command()
def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="EP-104233 or 104233.")],
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Show a ticket: what is known with its evidence, what is missing, its history, files and answers.

    Example: echodesk tickets show EP-104233
    """
    from bot.cli import ticket_page

    at = desk(ctx, config)
    wanted = at.number_of(number)
    with at.reading() as session:
        whole = ticket_page.gather(at, session, wanted)
    if whole is None:
        raise CommandError(f"there is no ticket {at.number(wanted)}; see: echodesk tickets list")
    if as_json:
        print_json(ticket_page.document(at, whole))
    else:
        ticket_page.show(at, whole)


@app.command("file")
def file_(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="EP-104233 or 104233.")],
    which: Annotated[
        str | None, typer.Argument(help="Its name, or its number in the list.", metavar="[NAME|NUMBER]")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where to save it: a file or a folder.", show_default="here")
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Even if a virus was found in it.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """List the files of a ticket, or save one of them.

    Example: echodesk tickets file EP-104233 2 --out /tmp
    """
    from bot.cli import ticket_files

    at = desk(ctx, config)
    wanted = at.number_of(number)
    if which is None:
        files = ticket_files.of_ticket(at, wanted)
        if as_json:
            print_json([ticket_files.document(count, file) for count, file in enumerate(files, 1)])
        else:
            ticket_files.show(files)
        return
    saved = ticket_files.save(at, wanted, which, out=out, anyway=anyway, force=force)
    if as_json:
        print_json(saved)
    else:
        typer.echo(f"saved {saved.path} ({saved.words})")


@app.command()
def correct(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(help="EP-104233 or 104233.")],
    corrections: Annotated[
        list[str],
        typer.Argument(
            help="What is right. FIELD= for nothing; a list's FIELD several times.", metavar="FIELD=VALUE..."
        ),
    ],
    message: Annotated[
        int | None,
        typer.Option(
            "--message", "-m", help="The arrival that was misread.", show_default="the one that gave the value"
        ),
    ] = None,
    by: By = None,
    config: Config = None,
) -> None:
    """Correct what was read: a field, the kind or the severity. It is kept with the message, for the next reader to learn.

    Times have their zone (2026-03-17T12:45Z), telephone numbers their country (+13035550164); a severity is P1 to P4.

    Examples: echodesk tickets correct EP-104233 users_affected=25 | echodesk tickets correct EP-104233 kind=incident severity=P2
    """
    from bot.assembly import message_reader
    from bot.cli.correction_page import values as shown
    from bot.clock import SystemClock
    from bot.correcting import analyst, values
    from store import tickets

    at = desk(ctx, config)
    wanted_number = at.number_of(number)
    try:
        wanted = values.wanted(corrections)
    except ValueError as error:
        raise CommandError(str(error)) from error
    order = analyst.Order(wanted=wanted, by=login_name(by), now=SystemClock().now(), message=message)
    with at.writing() as session:
        ticket = tickets.by_number(session, wanted_number)
        if ticket is None:
            raise CommandError(f"there is no ticket {at.number(wanted_number)}; see: echodesk tickets list")
        made = analyst.correct(session, ticket, order, message_reader(at.settings))
    for one in made:
        words = "; ".join(f"“{safe_cell(reading.words)}”" for reading in one.should_be if reading.words)
        stands = f" ({words} in message {one.arrival_id})" if words else ""
        typer.echo(f"{one.name}: {safe_cell(shown(one.was_read))} -> {safe_cell(shown(one.should_be))}{stands}")
