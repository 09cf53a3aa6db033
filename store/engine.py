"""One engine for both databases, and the two ways in: reading, and writing under the write lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

__all__ = ["Session", "Store", "StoreUnavailable"]

_WRITE = "echodesk_write"


class StoreUnavailable(Exception):  # noqa: N818 - a state of the store, as operators say it
    """The database cannot be used now: gone, locked, full or restarting. What was begun is rolled back; try again."""


class Store:
    """The database. ``read()`` and ``write()`` give sessions; a write session commits when its block ends well.

    On SQLite a write begins with BEGIN IMMEDIATE, so that it waits for its turn at once and never fails half-way
    with "database is locked"; keep reading of texts and sending outside of it.
    """

    def __init__(self, url: str) -> None:
        self.url: URL = make_url(url)
        self.engine: Engine = _engine(self.url)
        self._writer: Engine = self.engine.execution_options(**{_WRITE: True})

    def __repr__(self) -> str:
        """The database's place, without its password."""
        return f"Store({self.url.render_as_string(hide_password=True)})"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever is changed in it is rolled back."""
        with _foreign_errors(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session for writing: committed at the end, rolled back when the block raises."""
        with _foreign_errors(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A bare connection in one write transaction, for changing the schema."""
        with self._writer.begin() as connection:
            yield connection

    @staticmethod
    def is_unavailable(error: Exception) -> bool:
        """Whether a driver's error, met inside a session, means "not now" rather than a bug."""
        return isinstance(error, DBAPIError) and _is_unavailable(error)

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _is_unavailable(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated


@contextmanager
def _foreign_errors() -> Iterator[None]:
    """Turn the driver's "not now" into ours; its other errors are bugs and stay what they are."""
    try:
        yield
    except DBAPIError as error:
        if _is_unavailable(error):
            raise StoreUnavailable(f"{type(error.orig).__name__}: the database cannot be used now") from error
        raise


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # The driver's own transaction control would begin transactions late; ours begin where we say.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
