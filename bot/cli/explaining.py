"""``echodesk explain``: why a message is understood as it is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import Config, settings_for
from bot.cli.failures import FAILED, CommandError
from bot.cli.reading_files import read_files

if TYPE_CHECKING:
    from bot.explain.page import Explanation


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(help="Mails (.eml), Slack messages (.json, .jsonl), or - for standard input.")
    ],
    html: Annotated[
        str | None, typer.Option("--html", help="Write one HTML page to this file instead; - is standard output.")
    ] = None,
    config: Config = None,
) -> None:
    """Show why messages are understood as they are. Needs no configuration and no database.

    The text with what was read out of it marked; for each value its words, how sure the desk is, what found it and what it
    might have been instead; for kind and severity the reasons. A file that cannot be read is named on standard error; the
    others are shown, and the command ends with code 1.

    Example: echodesk explain --html why.html mail/*.eml
    """
    from bot.explain import page

    settings = settings_for(ctx, config)
    if html is None:
        from bot.cli import explain_page

        well = read_files(files, settings, lambda *read: explain_page.show(page.explain(*read)))
    else:
        pages: list[Explanation] = []
        well = read_files(files, settings, lambda *read: pages.append(page.explain(*read)))
        _write(html, pages)
    if not well:
        raise typer.Exit(FAILED)


def _write(name: str, pages: "list[Explanation]") -> None:
    """The page as UTF-8, as it says of itself, whatever the terminal's encoding."""
    from bot.explain.html import html_page

    data = html_page(pages).encode()
    if name == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}") from error
