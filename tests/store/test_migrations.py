"""Migrations: they make what the models say, and two processes may start at once."""

import multiprocessing
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from store.engine import Store
from store.migrate import revisions, upgrade
from store.schema import Base


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Store]:
    store = Store(empty_database_url)
    yield store
    store.close()


def test_an_empty_database_has_no_revision(empty: Store) -> None:
    have, newest = revisions(empty)
    assert have is None
    assert newest is not None


def test_an_upgrade_brings_the_newest_and_twice_is_harmless(empty: Store) -> None:
    for _ in range(2):
        upgrade(empty)
        have, newest = revisions(empty)
        assert have == newest


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    with store.looking() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        tables = set(inspect(connection).get_table_names())
    assert tables == {*Base.metadata.tables, "alembic_version"}


def test_a_column_that_the_migrations_forgot_would_be_seen(store: Store) -> None:
    with store.migrating() as connection:
        connection.exec_driver_sql("ALTER TABLE meta ADD COLUMN surplus TEXT")
    with store.looking() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert [difference[0] for difference in differences] == ["remove_column"]


def _upgrade(url: str, start: "multiprocessing.synchronize.Barrier") -> None:
    store = Store(url)
    start.wait(30)
    upgrade(store)
    store.close()


def test_processes_that_start_together_upgrade_one_after_the_other(empty: Store, empty_database_url: str) -> None:
    spawning = multiprocessing.get_context("spawn")
    start = spawning.Barrier(3)
    processes = [spawning.Process(target=_upgrade, args=(empty_database_url, start)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    have, newest = revisions(empty)
    assert have == newest


def test_an_upgrade_that_fails_leaves_nothing_half_made(empty: Store) -> None:
    with empty.migrating() as connection:
        connection.exec_driver_sql("CREATE TABLE ticket (id INTEGER)")
    with pytest.raises(Exception, match="ticket"):
        upgrade(empty)
    assert revisions(empty)[0] is None
    with empty.looking() as connection:
        assert inspect(connection).get_table_names() == ["ticket"]
