"""Fixtures for all tests: a database of one's own on SQLite and on PostgreSQL, and a clock that is set by hand."""

import os
from collections.abc import Iterator

import pytest

from store.engine import Store
from tests.clock import ManualClock
from tests.databases import POSTGRES, PostgresServer, Server, SqliteFolder

# One thread does the arithmetic of a message: several wait for one another three times as long. It is looked at once, when
# numpy is imported, which nothing above does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> SqliteFolder:
    return SqliteFolder(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    url = os.environ.get(POSTGRES)
    if not url:
        reason = f"{POSTGRES} is not set: postgresql+psycopg://user@host/name of a PostgreSQL to make databases on"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    server = PostgresServer(url)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_server(request: pytest.FixtureRequest) -> Server:
    """Where this test's databases are made: each test runs once on SQLite and once on PostgreSQL."""
    server: Server = request.getfixturevalue("sqlite_folder" if request.param == "sqlite" else "postgres_server")
    return server


@pytest.fixture
def database_url(database_server: Server) -> Iterator[str]:
    """A database with the newest schema and no rows."""
    yield from database_server.database(empty=False)


@pytest.fixture
def empty_database_url(database_server: Server) -> Iterator[str]:
    """A database without any table."""
    yield from database_server.database(empty=True)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store over a database with the newest schema and no rows."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()
