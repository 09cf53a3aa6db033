"""The way in: committed or rolled back as a whole, and "not now" told apart from a bug."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from store import desk
from store.engine import Store, StoreUnavailable
from store.migrate import revisions
from store.schema import ArrivalRow, CounterRow
from tests.builders import kept
from tests.databases import PostgresServer, SqliteFolder, administrator


def count(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(ArrivalRow.id))) or 0


def test_a_block_that_ends_well_is_committed(store: Store) -> None:
    with store.write() as session:
        kept(session)
        assert count(store) == 0, "not before its end"
    assert count(store) == 1


def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as session:
        kept(session, 1 // 0)
    assert count(store) == 0


def test_what_is_changed_while_reading_is_rolled_back(store: Store) -> None:
    with store.read() as session:
        session.execute(text("UPDATE counter SET value = 9"))
        session.add(CounterRow(name="x", value=1))
        session.flush()
    with store.read() as session:
        assert session.get(CounterRow, "x") is None


def test_a_savepoint_falls_out_alone(store: Store) -> None:
    with store.write() as session:
        kept(session, 1)
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            kept(session, 2 // (kept(session, 3) - kept(session, 3)))
        kept(session, 4)
    assert count(store) == 2


def test_a_broken_rule_of_the_schema_is_a_bug_not_an_outage(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as session:
        session.execute(
            text(
                "INSERT INTO arrival_route (arrival_id, channel, envelope, received_at) "
                "VALUES (99, 'smtp', '{}', '2026-11-16 12:00:00')"
            )
        )


def test_a_statement_that_makes_no_sense_is_a_bug_not_an_outage(store: Store) -> None:
    with pytest.raises(DatabaseError), store.read() as session:
        session.execute(text("SELECT 1 FROM no_such_table"))


def test_a_password_is_not_printed() -> None:
    store = Store("postgresql+psycopg://desk:s3cret@db.example/desk")
    assert "s3cret" not in repr(store)
    assert "db.example/desk" in repr(store)
    store.close()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process that writes and does not end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.fixture
def impatient(sqlite_folder: SqliteFolder) -> Iterator[tuple[Store, Path]]:
    for url in sqlite_folder.database(empty=False):
        store = Store(url, busy_seconds=0.05)
        yield store, Path(str(store.url.database))
        store.close()


def test_a_locked_file_is_not_now_and_later_is_well_again(impatient: tuple[Store, Path]) -> None:
    store, file = impatient
    with locked(file):
        with pytest.raises(StoreUnavailable, match="cannot be used now"), store.write() as session:
            kept(session)
        assert count(store) == 0, "reading goes on beside a writer"
    with store.write() as session:
        kept(session)
    assert count(store) == 1


def test_a_writer_waits_for_its_turn(sqlite_folder: SqliteFolder) -> None:
    for url in sqlite_folder.database(empty=False):
        store = Store(url)
        begun, done = threading.Event(), threading.Event()

        def write(store: Store = store, begun: threading.Event = begun, done: threading.Event = done) -> None:
            begun.set()
            with store.write() as session:
                kept(session)
            done.set()

        thread = threading.Thread(target=write)
        with locked(Path(str(store.url.database))):
            thread.start()
            assert begun.wait(10)
            assert not done.wait(0.2)
        assert done.wait(10)
        thread.join(10)
        assert count(store) == 1
        store.close()


def test_a_file_that_is_no_database_is_not_now(tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite3").write_bytes(b"this is no database " * 100)
    store = Store(f"sqlite:///{tmp_path}/desk.sqlite3")
    with pytest.raises((StoreUnavailable, DatabaseError)), store.read() as session:
        desk.folder_states(session)
    store.close()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/gone/desk.sqlite3")
    with pytest.raises(StoreUnavailable), store.write() as session:
        kept(session)
    with pytest.raises(StoreUnavailable):
        revisions(store)
    store.close()


def test_a_server_that_is_not_there() -> None:
    store = Store("postgresql+psycopg://desk@127.0.0.1:1/desk")
    with pytest.raises(StoreUnavailable), store.read() as session:
        desk.folder_states(session)
    with pytest.raises(StoreUnavailable):
        revisions(store)
    store.close()


@pytest.fixture
def postgres_store(postgres_server: PostgresServer) -> Iterator[Store]:
    for url in postgres_server.database(empty=False):
        store = Store(url)
        yield store
        store.close()


def cut(store: Store) -> None:
    """End every connection to the database, as a restart of the server does."""
    with administrator(store.url.set(database="postgres")) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (store.url.database,)
        )


@pytest.mark.postgres
def test_connections_that_were_cut_between_two_blocks_are_not_noticed(postgres_store: Store) -> None:
    with postgres_store.write() as session:
        kept(session, 1)
    cut(postgres_store)
    with postgres_store.write() as session:
        kept(session, 2)
    assert count(postgres_store) == 2


@pytest.mark.postgres
def test_a_connection_that_is_cut_within_a_block_is_not_now_and_nothing_is_kept(postgres_store: Store) -> None:
    def write() -> None:
        with postgres_store.write() as session:
            kept(session, 1)
            cut(postgres_store)
            kept(session, 2)

    with pytest.raises(StoreUnavailable):
        write()
    with postgres_store.write() as session:
        kept(session, 3)
    assert count(postgres_store) == 1


@pytest.mark.postgres
def test_a_connection_that_is_cut_before_the_commit_keeps_nothing(postgres_store: Store) -> None:
    def write() -> None:
        with postgres_store.write() as session:
            kept(session, 1)
            cut(postgres_store)

    with pytest.raises(StoreUnavailable):
        write()
    assert count(postgres_store) == 0


@pytest.mark.postgres
def test_a_server_that_only_reads_is_not_now(postgres_store: Store) -> None:
    def write() -> None:
        with postgres_store.write() as session:
            session.execute(text("SET TRANSACTION READ ONLY"))
            kept(session)

    with pytest.raises(StoreUnavailable):
        write()


@pytest.mark.postgres
def test_errors_inside_a_session_can_be_asked_about(postgres_store: Store) -> None:
    with postgres_store.read() as session:
        desk.folder_states(session)
        cut(postgres_store)
        with pytest.raises(OperationalError) as caught:
            session.execute(text("SELECT 1"))
    assert postgres_store.is_unavailable(caught.value)
    assert not postgres_store.is_unavailable(ValueError("a bug"))
