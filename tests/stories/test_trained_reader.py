"""The trained reader at a desk: what it reads becomes a ticket and an answer, and a reader that dies is replaced."""

import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import SqliteFolder
from tests.stories.desk import Story, body, prepare, running, settings_for

MESSAGE = """Hello,

since around 8:40 this morning the agents on our Denver bookings desk keep losing callers right after the transfer. About forty
of us are affected and we cannot take bookings. We restarted the desktops, no change. One of the calls: CONNID 00a1025b7c3f9d42.

Kim Aldous
Bluefern Travel
"""


@pytest.fixture
def trained(tmp_path: Path, database_url: str) -> Iterator[Story]:
    prepare(database_url)
    with running(settings_for(tmp_path, database_url, desk={"reader": "trained"})) as desk:
        yield desk


def test_prose_becomes_a_ticket_and_an_answer(trained: Story) -> None:
    applied = trained.send(MESSAGE, subject="Calls lost after transfer")
    ticket = trained.ticket(applied.number)
    assert (applied.disposition, ticket.kind) == ("opened", "incident")
    assert ticket.severity in {"P1", "P2"}
    fields = trained.fields(applied.number)
    assert fields["users_affected"] == [40]
    assert fields["started_at"] == ["2026-11-16T15:40Z"]
    assert fields["connids"] == ["00a1025b7c3f9d42"]
    assert "We restarted the desktops" in str(fields["isolation_steps"])
    (answer,) = trained.answers()
    text = body(answer)
    assert "EP-104233" in text
    assert "00a1025b7c3f9d42" in text
    asked = text.partition("still need")[2]
    assert "How often does it happen?" in asked
    assert "How many users" not in asked

    reply = "It happens on every third call.\nCallers are in the US.\n"
    again = trained.send(reply, subject=str(answer["Subject"]), In_Reply_To=str(answer["Message-ID"]))
    assert (again.disposition, again.number) == ("added", applied.number)
    assert "every third call" in str(trained.fields(applied.number)["frequency"])


@pytest.fixture
def sqlite_url(sqlite_folder: SqliteFolder) -> Iterator[str]:
    """On either database is told above; here it is about processes."""
    yield from sqlite_folder.database(empty=False)


def test_a_reader_that_is_killed_comes_back(tmp_path: Path, sqlite_url: str) -> None:
    prepare(sqlite_url)
    with running(settings_for(tmp_path, sqlite_url, desk={"reader": "trained"})) as desk:
        first = desk.send(MESSAGE, subject="Calls lost after transfer")
        killed = readers()
        assert killed
        for process in killed:
            end(process)
        second = desk.send(MESSAGE, subject="Calls lost after transfer")
        assert not set(readers()) & set(killed)
        assert second.number != first.number
        assert desk.fields(second.number) == desk.fields(first.number)
        assert desk.fields(second.number)["users_affected"] == [40]


def readers() -> list[int]:
    """The processes that read for this one: children of the nursery, which is a child of ours."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text().rpartition(") ")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
        state, parent = rest.split()[:2]
        if state != "Z":
            parents[int(name.split(" ", 1)[0])] = int(parent)
    nurseries = {process for process, parent in parents.items() if parent == os.getpid() and _reads(process)}
    return sorted(process for process, parent in parents.items() if parent in nurseries)


def _reads(process: int) -> bool:
    return b"bot.reading.child" in Path(f"/proc/{process}/cmdline").read_bytes()


def end(process: int) -> None:
    """Kill it, and wait until it is gone."""
    handle = os.pidfd_open(process)
    try:
        os.kill(process, signal.SIGKILL)
        assert select.select([handle], [], [], 20.0)[0]
    finally:
        os.close(handle)
