"""``echodesk held``: mail that waits for an analyst, and his decision on it."""

from typing import Annotated

import typer

from bot.cli.desk import AsJson, By, Config, desk, login_name
from bot.cli.output import columns, print_json, print_table
from bot.cli.safe import short_time

app = typer.Typer(no_args_is_help=True, help="Held mail: look at it, let it in or turn it away.")

Number = Annotated[int, typer.Argument(help="The number of the arrival, as 'held list' shows it.")]
_COLUMNS = columns("arrival | held | sender* | subject* | rule! | why*")


@app.command("list")
def list_(ctx: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """List what is held, the longest waiting first.

    Example: echodesk held list
    """
    from bot.cli.arrivals import line_document
    from store import holds, ledger

    at = desk(ctx, config)
    with at.reading() as session:
        found = [(hold, ledger.line(session, hold.arrival_id)) for hold in holds.all_held(session)]
    if as_json:
        print_json([{**line_document(at, line), "held_at": hold.held_at} for hold, line in found if line])
        return
    rows = [
        (hold.arrival_id, short_time(hold.held_at, at.zone), line.sender, line.subject, hold.rule, hold.reason)
        for hold, line in found
        if line
    ]
    print_table(_COLUMNS, rows, empty="nothing is held")


@app.command()
def show(ctx: typer.Context, number: Number, as_json: AsJson = False, config: Config = None) -> None:
    """Show a held mail: who wrote, why it is held, its headers and its words.

    Example: echodesk held show 17
    """
    from bot.cli import held_mail

    at = desk(ctx, config)
    with at.reading() as session:
        mail = held_mail.gather(at, session, number)
    if as_json:
        print_json(held_mail.document(mail))
    else:
        held_mail.show(at, mail)


@app.command()
def release(
    ctx: typer.Context,
    number: Number,
    account: Annotated[
        str | None, typer.Option("--account", "-a", help="For which account.", show_default="the sender's")
    ] = None,
    ticket: Annotated[str | None, typer.Option("--ticket", "-t", help="Into which ticket.")] = None,
    add_contact: Annotated[
        bool, typer.Option("--add-contact", help="Make the sender a Designated Contact of the account.")
    ] = False,
    name: Annotated[
        str | None, typer.Option("--name", help="The new contact's name.", show_default="as he wrote")
    ] = None,
    by: By = None,
    config: Config = None,
) -> None:
    """Let a held mail in: as a new ticket of an account, or into a ticket.

    Examples:
    echodesk held release 17 --account "Harbor Lane Bank" --add-contact |
    echodesk held release 17 --ticket EP-104233
    """
    from bot.cli import held_decisions

    at = desk(ctx, config)
    wish = held_decisions.Wish(
        account=account,
        ticket=at.number_of(ticket) if ticket is not None else None,
        add_contact=add_contact,
        name=name,
        by=login_name(by),
    )
    with at.writing() as session:
        words = held_decisions.release(at, session, number, wish)
    typer.echo(f"arrival {number} is released {words}; a running 'echodesk serve' takes it up by itself")


@app.command()
def reject(
    ctx: typer.Context,
    number: Number,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why; it is kept.")],
    by: By = None,
    config: Config = None,
) -> None:
    """Turn a held mail away for good. It is kept, and nobody is answered.

    Example: echodesk held reject 17 --reason "advertising"
    """
    from bot.cli import held_decisions

    who = login_name(by)
    with desk(ctx, config).writing() as session:
        held_decisions.reject(session, number, by=who, reason=reason)
    typer.echo(f"arrival {number} is rejected by {who}")
