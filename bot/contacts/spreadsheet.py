"""Contacts out of a CSV file, as people and Excel write them: each bad line named with what to do."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.contacts import values
from bot.errors import PermanentError
from store.contacts import NewContact

COLUMNS = (
    "account",
    "name",
    "addresses",
    "phone",
    "slack_id",
    "trained_on",
    "valid_from",
    "valid_to",
    "reachable_24x7",
)
REQUIRED = ("account", "name", "addresses")

_READERS: dict[str, Callable[[str], Any]] = {
    "account": lambda text: values.words(text, "account"),
    "name": lambda text: values.words(text, "name"),
    "addresses": values.mail_addresses,
    "phone": values.phone_number,
    "slack_id": values.slack_id,
    "trained_on": values.day,
    "valid_from": values.day,
    "valid_to": values.day,
    "reachable_24x7": values.yes_or_no,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A contact and the line of the file on which he ends (1-based, the heading is line 1)."""

    number: int
    contact: NewContact


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line that cannot be used, and what to do about it."""

    number: int
    text: str


def read_spreadsheet(data: bytes) -> tuple[list[Line], list[Problem]]:
    """The contacts of a CSV file and the lines that are no contact.

    UTF-8 with or without a byte order mark; separated by commas, semicolons or tabs; headings in any order and case.
    Raises PermanentError where the file as a whole cannot be used.
    """
    rows = _rows(_text(data))
    _, heading = next(rows, (0, []))
    columns = _columns(heading)
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        found = _contact(columns, row)
        if isinstance(found, NewContact):
            lines.append(Line(number=number, contact=found))
        else:
            problems += [Problem(number=number, text=text) for text in found]
    unique, repeated = _without_repetitions(lines)
    return unique, sorted([*problems, *repeated], key=lambda problem: problem.number)


def _text(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PermanentError(f'line {line} is not UTF-8; in Excel, save as "CSV UTF-8 (comma delimited)"') from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    stream = io.StringIO(text, newline="")
    first = text.partition("\n")[0]
    skipped = 0
    if first.strip().casefold().startswith("sep="):  # Excel's own first line
        stream.readline()
        skipped, first = 1, text.partition("\n")[2].partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num + skipped, row
    except csv.Error as error:
        raise PermanentError(
            f"line {reader.line_num + skipped}: not a CSV line ({error}); look at its quotes"
        ) from error


def _columns(heading: list[str]) -> dict[str, int]:
    names = [" ".join(cell.split()).casefold().replace(" ", "_").replace("-", "_") for cell in heading]
    unknown = [name for name in names if name and name not in COLUMNS]
    missing = [name for name in REQUIRED if name not in names]
    if unknown or missing or len(names) != len(set(names)):
        wrong = [f"unknown: {', '.join(unknown)}"] * bool(unknown) + [f"missing: {', '.join(missing)}"] * bool(missing)
        what = "; ".join(wrong) or "a heading stands there twice"
        raise PermanentError(f"line 1 must name the columns {', '.join(COLUMNS)} ({what})")
    return {name: place for place, name in enumerate(names) if name}


def _contact(columns: dict[str, int], row: list[str]) -> NewContact | list[str]:
    """The contact, or everything that is wrong with the line."""
    if len(row) > max(columns.values()) + 1 and any(cell.strip() for cell in row[max(columns.values()) + 1 :]):
        return ["there are more cells than headings; put a cell that holds the separator into quotes"]
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, place in columns.items():
        try:
            found[name] = _READERS[name](row[place] if place < len(row) else "")
        except ValueError as error:
            problems.append(f"{name}: {error}")
    first, last = found.get("valid_from"), found.get("valid_to")
    if first and last and last < first:
        problems.append(f"valid_to: {last.isoformat()} is before valid_from {first.isoformat()}")
    return problems or NewContact(**found)


def _without_repetitions(lines: list[Line]) -> tuple[list[Line], list[Problem]]:
    """An address or a Slack id belongs to one person: the second line that claims it is a problem."""
    owners: dict[str, int] = {}
    kept: list[Line] = []
    problems: list[Problem] = []
    for line in lines:
        claims = [*line.contact.addresses, *([line.contact.slack_id] if line.contact.slack_id else [])]
        taken = [claim for claim in claims if claim in owners]
        if taken:
            text = f"{taken[0]} stands on line {owners[taken[0]]} already; give each person one line"
            problems.append(Problem(number=line.number, text=text))
            continue
        owners.update(dict.fromkeys(claims, line.number))
        kept.append(line)
    return kept, problems
