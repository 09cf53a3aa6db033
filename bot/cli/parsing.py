"""``echodesk parse``: what the desk reads out of a message, without keeping anything."""

from typing import Annotated

import typer

from bot.cli.desk import Config, settings_for
from bot.cli.failures import FAILED
from bot.cli.output import print_json
from bot.cli.safe import safe_cell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("parse")(parse)


def parse(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(help="Mails (.eml), Slack messages (.json, .jsonl), or - for standard input.")
    ],
    pretty: Annotated[
        bool, typer.Option("--pretty", help="A page for people, with the evidence of each value.")
    ] = False,
    config: Config = None,
) -> None:
    """Read messages and print what is understood: one JSON object a line. Needs no configuration and no database.

    The id is the file's name without its ending. A file that cannot be read is named on standard error; the others are
    printed, and the command ends with code 1.

    Example: echodesk parse mail/*.eml
    """
    from bot.app import make_extractor
    from bot.assembly import read_limits
    from bot.cli import parse_input, parse_page
    from parsers.extraction import as_annotation

    settings = settings_for(ctx, config)
    extract, limits = make_extractor(settings), read_limits(settings)
    bad = False
    for name in files:
        try:
            for item in parse_input.messages(name, limits):
                extraction = extract(item.message, received_at=item.received_at)
                if pretty:
                    parse_page.show(item.identity, item.message, extraction)
                else:
                    print_json(as_annotation(item.identity, extraction), indent=None)
        except parse_input.UnreadableError as error:
            bad = True
            typer.echo(f"{safe_cell(name)}: {safe_cell(error)}", err=True)
        except Exception as error:  # noqa: BLE001 - as in intake: one bad message never stops the next
            bad = True
            typer.echo(f"{safe_cell(name)}: a bug: {type(error).__name__}: {safe_cell(error)}", err=True)
    if bad:
        raise typer.Exit(FAILED)
