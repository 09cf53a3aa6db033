"""Servers, stores and messages that fail: nothing is lost, nothing waits for one bad message."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Receipt
from bot.channels.imap import source_of
from bot.errors import PermanentError, TransientError
from parsers.arrival import Arrival
from tests.bot.channels.imap.conftest import Settings, Watch
from tests.bot.channels.imap.fakes import NOON, Door, MemoryCursors, mail, message_id, subjects
from tests.clock import ManualClock
from tests.dovecot import Dovecot, running_dovecot

pytestmark = pytest.mark.dovecot


@pytest.fixture
def own_server() -> Iterator[Dovecot]:
    """A server that a test may kill."""
    with running_dovecot() as server:
        yield server


@pytest.mark.parametrize("idle", [True, False], ids=["IDLE", "polling"])
def test_it_comes_back_after_the_server_was_killed(
    idle: bool, own_server: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings(server=own_server, idle=idle)
    source = source_of(chosen)
    watch(chosen)
    own_server.deliver(user, mail("before"))
    door.wait_for(1)
    own_server.kill()
    cursors.wait_until(lambda kept: bool(kept.errors[source]))
    assert "mailbox help at 127.0.0.1" in str(cursors.errors[source])
    own_server.start()
    own_server.deliver(user, mail("after"))
    assert subjects(door.wait_for(2)) == ["before", "after"]
    cursors.wait_until(lambda kept: kept.errors[source] is None)
    assert len(door.offers) == 2


def test_a_long_silence_is_told_once_and_so_is_its_end(
    own_server: Dovecot, user: str, settings: Settings, watch: Watch, cursors: MemoryCursors, clock: ManualClock
) -> None:
    chosen = settings(server=own_server, alarm_after=600.0)
    source = source_of(chosen)
    with capture_logs() as logs:
        watch(chosen)
        own_server.kill()
        cursors.wait_until(lambda kept: bool(kept.errors[source]))
        assert "mailbox_not_read" not in [entry["event"] for entry in logs]
        clock.advance(seconds=601)
        for _ in range(3):
            beats = cursors.beats
            cursors.wait_until(lambda kept, beats=beats: kept.beats > beats + 1)  # type: ignore[misc]
        own_server.start()
        cursors.wait_until(lambda kept: kept.errors[source] is None)
        clock.advance(seconds=60)
        beats = cursors.beats
        own_server.deliver(user, mail("goes on"))
        cursors.wait_until(lambda kept: kept.beats > beats)
    alarms = [entry for entry in logs if entry["event"] in {"mailbox_not_read", "mailbox_read_again"}]
    assert [entry["event"] for entry in alarms] == ["mailbox_not_read", "mailbox_read_again"]
    assert alarms[0]["log_level"] == "error"
    assert alarms[0]["mailbox"] == "help"
    assert alarms[0]["since"] == NOON.isoformat()
    assert not [entry for entry in logs if user in str(entry)], "the log names the mailbox, not its user"


def test_a_store_that_fails_leaves_the_mail_unmarked_and_is_asked_again(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings(after="seen")
    source = source_of(chosen)
    watch(chosen)
    door.refuse = lambda arrival: TransientError("the database is locked")
    dovecot.deliver(user, mail("one"))
    dovecot.deliver(user, mail("two"))
    door.wait_for_offers(4)
    with dovecot.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["SEEN"]) == []
    assert cursors.saved[source].uid == 0
    assert "cannot take mail now" in str(cursors.errors[source])
    door.refuse = lambda arrival: None
    assert subjects(door.wait_for(2)) == ["one", "two"]
    cursors.wait_until(lambda kept: kept.saved[source].uid == 2 and kept.errors[source] is None)
    with dovecot.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["SEEN"]) == [1, 2]


def test_in_a_group_the_accepted_ones_are_finished_and_the_others_asked_again(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings(after="seen")
    source = source_of(chosen)
    first = watch(chosen)
    assert first.stop(5.0)
    for name in ("one", "two", "three"):
        dovecot.deliver(user, mail(name))
    door.refuse = lambda arrival: TransientError("not now") if message_id(arrival).startswith(b"<two@") else None
    watch(chosen, first_look=False)
    cursors.wait_until(lambda kept: bool(kept.errors.get(source)))
    assert subjects(door.arrivals) == ["one", "three"]
    assert cursors.saved[source].uid == 1, "the cursor stays below what is not taken"
    door.refuse = lambda arrival: None
    assert subjects(door.wait_for(3)) == ["one", "three", "two"]
    cursors.wait_until(lambda kept: kept.saved[source].uid == 3)


def test_an_arrival_that_the_inbox_always_refuses_does_not_stop_the_next(
    dovecot: Dovecot,
    user: str,
    settings: Settings,
    watch: Watch,
    door: Door,
    cursors: MemoryCursors,
    clock: ManualClock,
) -> None:
    chosen = settings(after="seen", idle=False)
    source = source_of(chosen)
    watch(chosen)
    door.refuse = lambda arrival: PermanentError("no") if message_id(arrival).startswith(b"<bad@") else None
    for name in ("one", "bad", "three"):
        dovecot.deliver(user, mail(name))
    assert subjects(door.wait_for(2)) == ["one", "three"]
    cursors.wait_until(lambda kept: "UID 2" in str(kept.errors[source]))
    assert cursors.saved[source].uid == 1
    door.refuse = lambda arrival: None
    clock.advance(seconds=6)
    assert subjects(door.wait_for(3)) == ["one", "three", "bad"]
    cursors.wait_until(lambda kept: kept.saved[source].uid == 3 and kept.errors[source] is None)


def test_a_message_that_makes_the_server_hang_up_does_not_stop_the_next_and_is_not_forgotten(
    own_server: Dovecot,
    user: str,
    settings: Settings,
    watch: Watch,
    door: Door,
    cursors: MemoryCursors,
    clock: ManualClock,
) -> None:
    """Dovecot says BYE at a file that it cannot open, also to what else was asked for in that breath."""
    chosen = settings(server=own_server, idle=False, after="seen")
    source = source_of(chosen)
    assert watch(chosen).stop(5.0)
    for name in ("one", "broken", "three"):
        own_server.deliver(user, mail(name))
    broken = _file_of(own_server, user, b"Subject: broken").name.split(",")[0]
    _file_named(own_server, user, broken).chmod(0)
    watch(chosen, first_look=False)
    assert sorted(subjects(door.wait_for(2))) == ["one", "three"]
    cursors.wait_until(lambda kept: "UID 2" in str(kept.errors[source]))
    assert cursors.saved[source].uid == 1, "a restart reads the broken one again"
    _file_named(own_server, user, broken).chmod(0o600)
    clock.advance(seconds=6)
    assert sorted(subjects(door.wait_for(3))) == ["broken", "one", "three"]
    cursors.wait_until(lambda kept: kept.saved[source].uid == 3 and kept.errors[source] is None)


def test_a_message_that_somebody_removed_is_no_failure(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings()
    source = source_of(chosen)

    def removed_meanwhile(arrival: Arrival) -> Exception | None:
        with dovecot.client(user) as client:
            client.select_folder("INBOX")
            client.delete_messages([2, 3])
            client.expunge()
        door.refuse = lambda arrival: None
        return TransientError("busy")

    assert watch(chosen).stop(5.0)
    for name in ("one", "two", "three", "four"):
        dovecot.deliver(user, mail(name))
    door.refuse = removed_meanwhile
    watch(chosen, first_look=False)
    cursors.wait_until(lambda kept: kept.saved[source].uid == 4 and kept.errors[source] is None)
    assert {"one", "four"} <= set(subjects(door.arrivals))


def test_a_bug_in_the_door_does_not_end_the_reading(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door
) -> None:
    watch(settings())
    taken: list[Receipt] = []

    def broken_once(arrival: Arrival) -> Exception | None:
        door.refuse = lambda arrival: None
        raise RuntimeError(f"a bug ({len(taken)})")

    door.refuse = broken_once
    dovecot.deliver(user, mail("one"))
    assert subjects(door.wait_for(1)) == ["one"]


def _file_of(server: Dovecot, user: str, words: bytes) -> Path:
    (found,) = [path for path in server.maildir(user).glob("*/*") if path.is_file() and words in path.read_bytes()]
    return found


def _file_named(server: Dovecot, user: str, beginning: str) -> Path:
    """Dovecot moves files from new/ to cur/ and adds flags to their names."""
    (found,) = server.maildir(user).glob(f"*/{beginning}*")
    return found
