"""The files of a ticket: listed, and saved where nothing is there yet, never unasked where a virus was found."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.desk import CliDesk
from bot.cli.failures import CommandError
from bot.cli.output import columns, print_table
from bot.cli.safe import safe_cell, shown_size
from bot.cli.saving import write_private
from bot.cli.ticket_page import scan_words
from parsers.attachments import safe_name
from parsers.vocabulary import ScanState
from store import tickets

if TYPE_CHECKING:
    from store.engine import Session

_COLUMNS = columns("number | name* | type* | size | scan* | note*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file that was saved, and what is known of it in words."""

    path: str
    sha256: str
    size: int
    scan: str
    words: str


def of_ticket(at: CliDesk, number: int) -> list[tickets.TicketFile]:
    """The files of the ticket of this number, in the order in which they came. Raises CommandError where there is none."""
    with at.reading() as session:
        return _files(at, session, number)


def _files(at: CliDesk, session: "Session", number: int) -> list[tickets.TicketFile]:
    ticket = tickets.by_number(session, number)
    if ticket is None:
        raise CommandError(f"there is no ticket {at.number(number)}; see: echodesk tickets list")
    return tickets.files(session, ticket.ticket_id)


def document(count: int, file: tickets.TicketFile) -> dict[str, Any]:
    """A file for machines; ``number`` is what names it on the command line."""
    return {"number": count, **asdict(file)}


def show(files: Sequence[tickets.TicketFile]) -> None:
    """The list, for people."""
    rows = [
        (count, file.name, file.media_type, shown_size(file.size), scan_words(file), file.note)
        for count, file in enumerate(files, 1)
    ]
    print_table(_COLUMNS, rows, empty="the ticket has no files")


def save(at: CliDesk, number: int, which: str, *, out: Path | None, anyway: bool, force: bool) -> Saved:
    """Save one file of the ticket: the one of this number in the list, or of this name. Raises CommandError.

    ``out`` is a file, or a folder in which it gets its own (safe) name; None is the present folder.
    """
    with at.reading() as session:
        files = _files(at, session, number)
        count = _chosen(at.number(number) or "", files, which)
        file = files[count - 1]
        if file.scan == ScanState.INFECTED and not anyway:
            raise CommandError(
                f"a virus was found in {safe_cell(file.name)} ({safe_cell(file.scan_detail)}); save it with --anyway"
            )
        content = tickets.file_content(session, file)
    if content is None:
        raise CommandError(f"the content of {safe_cell(file.name)} is not kept any more")
    path = _target(out, safe_name(file.name, file.media_type, count))
    write_private(path, content, force=force, otherwise="save elsewhere with --out")
    words = f"{shown_size(len(content))}, {scan_words(file)}"
    return Saved(path=str(path), sha256=file.sha256, size=len(content), scan=file.scan, words=words)


def _chosen(ticket: str, files: Sequence[tickets.TicketFile], which: str) -> int:
    """The number in the list, from 1."""
    if which.isascii() and which.isdigit() and len(which) <= 4 and 1 <= int(which) <= len(files):
        return int(which)
    same = [count for count, file in enumerate(files, 1) if file.name == which]
    if len({files[count - 1].sha256 for count in same}) > 1:
        numbers = ", ".join(map(str, same))
        raise CommandError(f"several files of {ticket} are called {which}; name one by its number: {numbers}")
    if not same:
        raise CommandError(f"{ticket} has no file {which}; see: echodesk tickets file {ticket}")
    return same[0]


def _target(out: Path | None, name: str) -> Path:
    if out is None:
        return Path(name)
    return out / name if out.is_dir() else out
