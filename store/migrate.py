"""Brings a database to the newest schema, and tells whether it is there."""

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.engine import Store

# One number for every Echodesk: two processes that start together migrate one after the other.
_ADVISORY_LOCK = 4_711_104_233


def upgrade(store: Store) -> None:
    """Upgrade to the newest revision; harmless when it is there already, and when two processes try at once."""
    with as_file(files("store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        with store.migrating() as connection:
            if not store.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            if _revision(connection) == _head(config):
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def revisions(store: Store) -> tuple[str | None, str | None]:
    """The revision the database has (None: it is empty), and the newest there is."""
    with as_file(files("store") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        with store.looking() as connection:
            return _revision(connection), _head(config)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head(config: Config) -> str | None:
    return ScriptDirectory.from_config(config).get_current_head()
