"""How results are written: tables on a terminal, tab-separated lines into a pipe, one JSON document for machines."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.safe import safe_cell

_PIPE_WIDTH = 120
"""Of a page that goes into a pipe or a file; a list has no width there."""

STYLES = {
    "ok": "green",
    "yes": "green",
    "sent": "green",
    "opened": "green",
    "added": "cyan",
    "warn": "yellow",
    "held": "yellow",
    "queued": "yellow",
    "pending": "yellow",
    "P2": "yellow",
    "FAIL": "bold red",
    "NO": "bold red",
    "no": "red",
    "shunted": "bold red",
    "refused": "bold red",
    "failed": "bold red",
    "bounced": "bold red",
    "P1": "bold red",
    "ignored": "dim",
}
"""Colours of words that mean the same in every table."""


def console() -> Console:
    """Standard output. Markup, emoji codes and highlighting are off: texts come from strangers."""
    out = Console(markup=False, emoji=False, highlight=False)
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = _PIPE_WIDTH
    return out


def styled(value: object, style: str = "") -> Text:
    """A value, cleaned, in the colour of its meaning."""
    text = safe_cell(value)
    return Text(text, style=style or STYLES.get(text, ""), overflow="fold")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``wide`` ones share the room that is left and wrap; a ``piped`` one is shown into a pipe only."""

    name: str
    wide: bool = False
    piped: bool = False


def columns(text: str) -> tuple[Column, ...]:
    """Columns in short: names separated by ``|``, ``*`` behind a wide one, ``!`` behind a piped one."""
    names = [name.strip() for name in text.split("|")]
    return tuple(Column(name.rstrip("*!"), wide=name.endswith("*"), piped=name.endswith("!")) for name in names)


def print_table(heading: Sequence[Column], rows: Sequence[Sequence[object]], *, empty: str = "nothing") -> None:
    """Rows under headings; where there are none, ``empty`` says so on standard error.

    Into a pipe: a line of headings and a line a row, tab-separated, nothing cut to a width.
    """
    out = console()
    if not rows:
        typer.echo(empty, err=True)
    elif out.is_terminal:
        out.print(rich_table(heading, rows))
    else:
        for row in ([column.name for column in heading], *rows):
            typer.echo("\t".join(safe_cell(value) for value in row))


def rich_table(heading: Sequence[Column], rows: Sequence[Sequence[object]]) -> Table:
    """The table as rich draws it."""
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    for column in heading:
        if not column.piped:
            table.add_column(Text(column.name), overflow="fold", no_wrap=not column.wide)
    for row in rows:
        shown = zip(heading, row, strict=True)
        table.add_row(*(styled(value) for column, value in shown if not column.piped))
    return table


def print_json(document: object, *, indent: int | None = 2) -> None:
    """One JSON document, ASCII only: nothing in it can reach a terminal as a control code."""
    typer.echo(json.dumps(plain(document), indent=indent, ensure_ascii=True))


def plain(value: Any) -> Any:
    """Dataclasses, times and tuples as JSON has them; times are ISO 8601 in UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value
