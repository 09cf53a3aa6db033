"""Files read for a command, one message after the other: a file that cannot be read does not stop the next."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from bot.cli.safe import safe_cell

if TYPE_CHECKING:
    from bot.settings import Settings
    from parsers.extraction import Extraction
    from parsers.message import Message


def read_files(files: Sequence[str], settings: "Settings", take: "Callable[[str, Message, Extraction], None]") -> bool:
    """Hand each message of the files to ``take`` with its id and what was read out of it.

    What cannot be read is named on standard error. Returns whether all could.
    """
    from bot.app import make_extractor
    from bot.assembly import read_limits
    from bot.cli import parse_input

    extract, limits = make_extractor(settings), read_limits(settings)
    well = True
    for name in files:
        try:
            for item in parse_input.messages(name, limits):
                take(item.identity, item.message, extract(item.message, received_at=item.received_at))
        except parse_input.UnreadableError as error:
            well = False
            typer.echo(f"{safe_cell(name)}: {safe_cell(error)}", err=True)
        except Exception as error:  # noqa: BLE001 - as in intake: one bad message never stops the next
            well = False
            typer.echo(f"{safe_cell(name)}: a bug: {type(error).__name__}: {safe_cell(error)}", err=True)
    return well
