"""One engine for both databases, and the two ways in: reading, and writing under the write lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

__all__ = ["Session", "Store", "StoreUnavailable"]

_WRITE = "echodesk_write"
_SQLITE_ERROR = 1
"""SQLite's code for a statement that makes no sense (no such table): nothing to wait for. Every other one may pass."""
_READ_ONLY = "25006"
"""PostgreSQL's code for a write to a standby: what a fail-over looks like until the connection is made anew."""
_PATIENCE: dict[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""libpq's settings by which a server that is gone without a word is noticed within a minute, not after two hours."""


class StoreUnavailable(Exception):  # noqa: N818 - a state of the store, as operators say it
    """The database cannot be used now: gone, locked, full or restarting. What was begun is rolled back; try again."""


class Store:
    """The database. ``read()`` and ``write()`` give sessions; a write session commits when its block ends well.

    On SQLite a write begins with BEGIN IMMEDIATE, so that it waits for its turn at once and never fails half-way
    with "database is locked"; keep reading of texts and sending outside of it. ``busy_seconds`` is how long it waits
    for that turn.
    """

    def __init__(self, url: str, *, busy_seconds: float = 30.0) -> None:
        self.url: URL = make_url(url)
        self.engine: Engine = _engine(self.url, busy_seconds)
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
        with _foreign_errors(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A bare connection for reading, for looking at the schema."""
        with _foreign_errors(), self.engine.connect() as connection:
            yield connection

    @staticmethod
    def is_unavailable(error: Exception) -> bool:
        """Whether a driver's error, met inside a session, means "not now" rather than a bug."""
        return isinstance(error, DBAPIError) and _is_unavailable(error)

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _is_unavailable(error: DBAPIError) -> bool:
    if error.connection_invalidated or getattr(error.orig, "sqlstate", None) == _READ_ONLY:
        return True
    if getattr(error.orig, "sqlite_errorcode", None) == _SQLITE_ERROR:
        return False
    return isinstance(error, OperationalError | InterfaceError)


@contextmanager
def _foreign_errors() -> Iterator[None]:
    """Turn the driver's "not now" into ours; its other errors are bugs and stay what they are."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailable("every connection to the database is in use") from error
    except DBAPIError as error:
        if _is_unavailable(error):
            raise StoreUnavailable(f"{type(error.orig).__name__}: the database cannot be used now") from error
        raise


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        patience = {name: value for name, value in _PATIENCE.items() if name not in url.query}
        return create_engine(url, pool_pre_ping=True, pool_size=10, hide_parameters=True, connect_args=patience)
    # An error must not show the values of its statement: they are whole mails.
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": busy_seconds, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        # The driver's own transaction control would begin transactions late; ours begin where we say.
        connection.isolation_level = None
        cursor = connection.cursor()
        # The busy time-out first: changing the journal's mode may itself have to wait.
        busy = f"busy_timeout={round(busy_seconds * 1000)}"
        for pragma in (busy, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
