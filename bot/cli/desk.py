"""What commands share: their options, the settings, the database, and how tickets are called."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.failures import CommandError
from bot.errors import ConfigurationError, EchodeskError, TransientError
from bot.text import one_line

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.engine import Session, Store

CONFIG_VARIABLE = "ECHODESK_CONFIG"

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="The configuration file.", envvar=CONFIG_VARIABLE, show_default="echodesk.toml"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document, for machines.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many, the newest first.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides.", show_default="your login name")]


@dataclass(frozen=True, slots=True)
class CliDesk:
    """The settings of a command, and the ways into its database."""

    settings: "Settings"

    @property
    def zone(self) -> ZoneInfo:
        """In which times are shown."""
        return ZoneInfo(self.settings.desk.time_zone)

    def number(self, number: int | None) -> str | None:
        """A ticket's number with its prefix."""
        return None if number is None else f"{self.settings.desk.ticket_prefix}{number}"

    def number_of(self, text: str) -> int:
        """The number in ``EP-104233`` or ``104233``. Raises CommandError."""
        prefix = self.settings.desk.ticket_prefix
        digits = re.sub(rf"\A{re.escape(prefix.rstrip('-'))}[- ]?", "", text.strip(), flags=re.IGNORECASE)
        if not re.fullmatch(r"\d{1,9}", digits):
            raise CommandError(f"{text!r} is no ticket number; write {prefix}104233 or 104233")
        return int(digits)

    @contextmanager
    def reading(self) -> "Iterator[Session]":
        """A session for reading. Raises our own errors where the database cannot be used."""
        with opened(self.settings) as store, store.read() as session:
            yield session

    @contextmanager
    def writing(self) -> "Iterator[Session]":
        """A session that commits at the end of its block."""
        with opened(self.settings) as store, store.write() as session:
            yield session


def desk(ctx: typer.Context, config: Path | None) -> CliDesk:
    """The desk that ``--config`` names, behind the command or before it, else ECHODESK_CONFIG, else ./echodesk.toml."""
    return CliDesk(settings_for(ctx, config))


def settings_for(ctx: typer.Context, config: Path | None) -> "Settings":
    """The settings alone. Raises ConfigurationError."""
    from bot.settings import load_settings

    return load_settings(config_path(ctx, config))


def config_path(ctx: typer.Context, config: Path | None) -> Path | None:
    """Which file was named; the nearer option wins, and an option wins over the variable."""
    before: Path | None = ctx.find_root().obj
    source = ctx.get_parameter_source("config")
    named_here = source is not None and source.name == "COMMANDLINE"
    return config if named_here or before is None else before


@contextmanager
def opened(settings: "Settings", *, may_be_new: bool = False) -> "Iterator[Store]":
    """The database, closed at the end; ``may_be_new`` lets a SQLite file be made.

    Where the work in it fails because the database is not there or its schema is not the newest, the error says that.
    """
    from store.engine import Store

    store = Store(settings.database.url)
    try:
        require_file(store, may_be_new=may_be_new)
        yield store
    except (typer.Exit, EchodeskError):
        raise
    except Exception as error:
        # Looked into only now: to ask beforehand would cost every command the loading of the migrations.
        problem = _problem(store, error)
        if problem is None:
            raise
        raise problem from error
    finally:
        store.close()


def _problem(store: "Store", error: Exception) -> EchodeskError | None:
    """What an operator can do about an error of the database; None where it is a bug."""
    from store.engine import Store, StoreUnavailable

    if isinstance(error, StoreUnavailable) or Store.is_unavailable(error):
        # A missing table counts as unavailable on SQLite, and as a bug on PostgreSQL.
        text = schema_problem(store)
        return ConfigurationError(text) if text else TransientError(unavailable(store, error))
    text = schema_problem(store) if hasattr(error, "orig") else None
    return ConfigurationError(text) if text else None


def unavailable(store: "Store", error: Exception) -> str:
    """That the database cannot be used, in its driver's words."""
    place = store.url.render_as_string(hide_password=True)
    driver = getattr(error, "orig", None) or getattr(error.__cause__, "orig", None)
    return f"the database {place} cannot be used: {one_line(str(driver or error), 300)}; see database.url"


def sqlite_file(store: "Store") -> Path | None:
    """The file of a SQLite database; None for one in memory or on a server."""
    name = store.url.database
    return Path(name) if store.is_sqlite and name and name != ":memory:" else None


def require_file(store: "Store", *, may_be_new: bool = False) -> None:
    """Refuse to make an empty SQLite file by merely looking at it. Raises ConfigurationError."""
    file = sqlite_file(store)
    if file is None:
        return
    if not file.exists():
        if not may_be_new:
            raise ConfigurationError(f"there is no database {file} yet; make it with: echodesk db upgrade")
        if not file.parent.is_dir():
            raise ConfigurationError(f"the folder of the database {file} does not exist; make it, or see database.url")
        return
    if not file.is_file() or not os.access(file, os.R_OK | os.W_OK):
        raise ConfigurationError(f"the database {file} is no file that this user can read and write; see database.url")
    with file.open("rb") as stream:
        start = stream.read(16)
    if start and start != b"SQLite format 3\0":
        raise ConfigurationError(f"{file} is no SQLite database; see database.url")


def schema_problem(store: "Store") -> str | None:
    """Why the schema cannot be used, and what to do; None where it is the newest, or the database cannot be asked."""
    from store.engine import StoreUnavailable
    from store.migrate import revisions

    try:
        with store.read() as session:
            session.connection()
    except StoreUnavailable:
        return None
    have, newest = revisions(store)
    if have == newest:
        return None
    state = f"at revision {have}" if have else "empty"
    return f"the database is {state}, this Echodesk needs revision {newest}; run: echodesk db upgrade"


def login_name(by: str | None) -> str:
    """Who decides: as given, else the login name."""
    import getpass

    if by and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise CommandError("this login has no name; say who decides with --by NAME") from error
