"""What commands share: their options, the settings, the database, and how tickets are called."""

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
        _require_file(store, may_be_new=may_be_new)
        yield store
    except (typer.Exit, EchodeskError):
        raise
    except Exception as error:
        # The schema is looked into only now: to do so beforehand would cost every command the loading of the migrations.
        known = _known(store, error)
        if known is None:
            raise
        raise known from error
    finally:
        store.close()


def _require_file(store: "Store", *, may_be_new: bool) -> None:
    from bot import database

    problem = database.file_problem(store, may_be_new=may_be_new)
    if problem:
        raise ConfigurationError(problem)


def _known(store: "Store", error: Exception) -> EchodeskError | None:
    """What an operator can do about an error of the database; None where it is a bug."""
    from bot import database

    # A table that is missing counts as unavailable on SQLite, and as a bug on PostgreSQL.
    if not (database.is_unavailable(error) or database.is_foreign(error)):
        return None
    try:
        problem = database.schema_problem(store)
    except database.StoreUnavailable as unavailable:
        return TransientError(database.connection_problem(store, unavailable))
    if problem:
        return ConfigurationError(problem)
    return TransientError(database.connection_problem(store, error)) if database.is_unavailable(error) else None


def login_name(by: str | None) -> str:
    """Who decides: as given, else the login name."""
    import getpass

    if by and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise CommandError("this login has no name; say who decides with --by NAME") from error
