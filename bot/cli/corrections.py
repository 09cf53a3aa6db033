"""``echodesk corrections``: what the desk has read wrongly, listed, and written out to learn from."""

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import AsJson, CliDesk, Config, Limit, desk
from bot.cli.failures import CommandError
from bot.cli.output import print_json, print_table
from bot.cli.saving import write_private

if TYPE_CHECKING:
    from bot.correcting.writing import Corrected

app = typer.Typer(no_args_is_help=True, help="What the desk has read wrongly, and what it should have read.")

Since = Annotated[
    str | None, typer.Option("--since", help="Made on this day or later, like 2026-03-31.", show_default="all")
]


@app.command("list")
def list_(
    ctx: typer.Context, since: Since = None, limit: Limit = 50, as_json: AsJson = False, config: Config = None
) -> None:
    """List the corrections by analysts and customers, the newest first.

    Example: echodesk corrections list --since 2026-03-01
    """
    from bot.cli import correction_page
    from store import corrections, tickets

    at = desk(ctx, config)
    with at.reading() as session:
        found = corrections.newest(session, limit=limit, since=_moment(at, since))
        held = {one.ticket_id: tickets.get(session, one.ticket_id) for one in found}
    numbers = {key: at.number(ticket.number) if ticket else None for key, ticket in held.items()}
    if as_json:
        print_json([correction_page.document(one, numbers[one.ticket_id]) for one in found])
        return
    rows = [correction_page.row(at, one, numbers[one.ticket_id]) for one in found]
    print_table(correction_page.COLUMNS, rows, empty="nothing was corrected")


@app.command()
def export(
    ctx: typer.Context,
    since: Since = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write.", show_default="standard output")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    config: Config = None,
) -> None:
    """Write the corrected messages in the training format, with what was read and what was corrected as marks.

    They are for a person to look through. They hold customers' own words, names and numbers: make them anonymous before they go
    anywhere. A message that was taken out with 'echodesk redact' is not among them.

    Example: echodesk corrections export --since 2026-03-01 --output corrected.txt
    """
    from bot.app import make_extractor
    from bot.assembly import message_reader
    from bot.correcting.export import corrected_messages

    at = desk(ctx, config)
    with at.reading() as session:
        found = corrected_messages(
            session,
            prefix=at.settings.desk.ticket_prefix,
            read_message=message_reader(at.settings),
            extract=make_extractor(at.settings),
            since=_moment(at, since),
        )
    if not found:
        typer.echo("nothing was corrected", err=True)
        return
    text, count = _file(found)
    if output is None:
        typer.get_binary_stream("stdout").write(text.encode())
        return
    write_private(output, text.encode(), force=force, otherwise="write elsewhere with --output")
    typer.echo(
        f"wrote {output}: {count} message{'' if count == 1 else 's'}; look them through, and make them anonymous"
    )


def _file(found: "list[Corrected]") -> tuple[str, int]:
    """The text of the file, and how many messages are in it."""
    from bot.correcting import writing

    head, messages = [*writing.HEAD], []
    for one in found:
        text = writing.written(one)
        if text is None:
            head.append(writing.without_text(one))
        else:
            messages.append(text)
    return "\n".join([*(f"# {line}" for line in head), "", *messages]), len(messages)


def _moment(at: CliDesk, since: str | None) -> datetime | None:
    """The beginning of a day in the desk's zone. Raises CommandError."""
    from bot.cli.contacts import parsed_day

    day: date | None = parsed_day(since) if since is not None else None
    if since is not None and day is None:
        raise CommandError("give the first day, like --since 2026-03-31")
    return datetime.combine(day, time(), at.zone) if day else None
