"""Databases of the tests' own: a new one for each test, copied from one that is migrated once a session."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from store.engine import Store
from store.migrate import upgrade

POSTGRES = "ECHODESK_TEST_POSTGRES"


class Server(Protocol):
    """Where databases are made."""

    def database(self, *, empty: bool) -> Iterator[str]:
        """The URL of a new database, gone once the iterator is: with the newest schema and no rows, or ``empty``."""
        ...


class SqliteFolder:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._template = folder / "template.sqlite3"
        _migrate(f"sqlite:///{self._template}")

    def database(self, *, empty: bool) -> Iterator[str]:
        file = self._folder / f"desk{next(self._numbers)}.sqlite3"
        if not empty:
            shutil.copyfile(self._template, file)
        yield f"sqlite:///{file}"
        for leftover in self._folder.glob(f"{file.name}*"):
            leftover.unlink()


class PostgresServer:
    """Databases beside the one that ``url`` names; the role must be allowed to create them."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._numbers = itertools.count(1)
        self._prefix = f"echodesk_test_{os.getpid()}"
        self._template = f"{self._prefix}_template"
        self._create(self._template, "template0")
        _migrate(self._address(self._template))

    def database(self, *, empty: bool) -> Iterator[str]:
        name = f"{self._prefix}_{next(self._numbers)}"
        self._create(name, "template0" if empty else self._template)
        yield self._address(name)
        self._drop(name)

    def close(self) -> None:
        """Drop the template."""
        self._drop(self._template)

    def _address(self, name: str) -> str:
        # No test loses power: waiting for the disk at each commit would only make them slow.
        quick = self._url.update_query_dict({"options": "-csynchronous_commit=off"})
        return quick.set(database=name).render_as_string(hide_password=False)

    def _create(self, name: str, template: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
        with administrator(self._url) as server:
            server.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, name: str) -> None:
        with administrator(self._url) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def administrator(url: URL) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A connection of its own, outside of any transaction."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        yield connection


def _migrate(url: str) -> None:
    store = Store(url)
    upgrade(store)
    store.close()
