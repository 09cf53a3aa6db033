"""``echodesk parse``: what the desk reads out of a message, without keeping anything."""

from typing import Annotated

import typer

from bot.cli.desk import Config, settings_for
from bot.cli.failures import FAILED
from bot.cli.output import print_json
from bot.cli.reading_files import read_files


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
    from bot.cli import parse_page
    from parsers.extraction import Extraction, as_annotation
    from parsers.message import Message

    def take(identity: str, message: Message, extraction: Extraction) -> None:
        if pretty:
            parse_page.show(identity, message, extraction)
        else:
            print_json(as_annotation(identity, extraction), indent=None)

    if not read_files(files, settings_for(ctx, config), take):
        raise typer.Exit(FAILED)
