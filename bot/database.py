"""Whether the database can be used, and what an operator can do where it cannot: for every command that opens it."""

import os
from pathlib import Path

from bot.text import one_line
from store.engine import Store, StoreUnavailable

__all__ = [
    "StoreUnavailable",
    "connection_problem",
    "file_problem",
    "is_foreign",
    "is_unavailable",
    "place",
    "schema_problem",
    "sqlite_file",
]

_SQLITE_HEADER = b"SQLite format 3\0"
_LONGEST = 300


def sqlite_file(store: Store) -> Path | None:
    """The file of a SQLite database; None for one in memory or on a server."""
    name = store.url.database
    return Path(name) if store.is_sqlite and name and name != ":memory:" else None


def place(store: Store) -> str:
    """The database's URL without its password."""
    return store.url.render_as_string(hide_password=True)


def file_problem(store: Store, *, may_be_new: bool = False) -> str | None:
    """Why the SQLite file cannot be opened, and what to do; None where it can, or where there is none to open.

    To be asked before connecting: SQLite makes an empty file of whatever it is pointed at. ``may_be_new`` allows that.
    """
    file = sqlite_file(store)
    if file is None:
        return None
    if file.exists():
        return _existing_problem(file)
    if not may_be_new:
        return f"there is no database {file} yet; make it with: echodesk db upgrade"
    if not file.parent.is_dir():
        return f"the folder of the database {file} does not exist; make it, or see database.url"
    return None


def _existing_problem(file: Path) -> str | None:
    if not file.is_file() or not os.access(file, os.R_OK | os.W_OK):
        return f"the database {file} is no file that this user can read and write; see database.url"
    with file.open("rb") as stream:
        start = stream.read(len(_SQLITE_HEADER))
    if start not in (b"", _SQLITE_HEADER):
        return f"{file} is no SQLite database; see database.url"
    return None


def schema_problem(store: Store) -> str | None:
    """Why the schema cannot be used, and what to do; None where it is the newest.

    Raises StoreUnavailable where the database cannot be asked. Loads the migrations, which takes a while.
    """
    from store.migrate import revisions

    with store.read() as session:
        session.connection()
    have, newest = revisions(store)
    if have == newest:
        return None
    state = f"at revision {have}" if have else "empty"
    return f"the database is {state}, this Echodesk needs revision {newest}; run: echodesk db upgrade"


def connection_problem(store: Store, error: Exception) -> str:
    """That the database cannot be used, in its driver's words; ``error`` is what was met."""
    driver = getattr(error, "orig", None) or getattr(error.__cause__, "orig", None)
    return f"the database {place(store)} cannot be used: {one_line(str(driver or error), _LONGEST)}; see database.url"


def is_unavailable(error: Exception) -> bool:
    """Whether an error met in working with the database means that it cannot be used now."""
    return isinstance(error, StoreUnavailable) or Store.is_unavailable(error)


def is_foreign(error: Exception) -> bool:
    """Whether a database's driver is behind an error."""
    return hasattr(error, "orig")
