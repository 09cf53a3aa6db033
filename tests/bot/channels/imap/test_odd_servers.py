"""Servers that answer as Dovecot does not: messages refused, withheld, cut off, or numbered without UIDNEXT."""

import re
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from bot.channels.imap import Imported, import_since, source_of
from bot.channels.imap.faults import ConnectionLostError
from bot.channels.imap.folder import Folder
from bot.channels.imap.login import connect, hang_up
from bot.channels.imap.reader import Reader
from bot.settings.channels import ImapSettings
from tests.bot.channels.imap.fakes import NOON, Door, MemoryCursors, mail, subjects
from tests.bot.channels.imap.scripted import HANG_UP, ScriptedServer, scripted
from tests.clock import ManualClock


class Mailbox:
    """Messages 1 to n; ``refused`` are answered with NO, ``withheld`` are listed only, at ``cutting`` it hangs up."""

    def __init__(self, count: int) -> None:
        self.uids = list(range(1, count + 1))
        self.refused: set[int] = set()
        self.withheld: set[int] = set()
        self.cutting: set[int] = set()

    def search(self, line: bytes) -> bytes:
        return b"* SEARCH " + b" ".join(str(uid).encode() for uid in self.uids) + b"\r\n"

    def fetch(self, line: bytes) -> bytes:
        uids = [uid for uid in map(int, line.split()[3].split(b",")) if uid in self.uids]
        if b"BODY" not in line:
            return b"".join(b"* %d FETCH (UID %d RFC822.SIZE 300)\r\n" % (uid, uid) for uid in uids)
        if self.cutting.intersection(uids):
            return HANG_UP
        if self.refused.intersection(uids):
            return b"{tag} NO [SERVERBUG] some could not be fetched\r\n"
        return b"".join(self._body(uid) for uid in uids if uid not in self.withheld)

    @staticmethod
    def _body(uid: int) -> bytes:
        raw = mail(f"n{uid}")
        return b"* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(raw), raw)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(5)


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[ScriptedServer]:
    opened = b"* 5 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"
    with scripted({"EXAMINE": opened, "SEARCH": mailbox.search, "FETCH": mailbox.fetch}) as running:
        yield running


@pytest.fixture
def settings(server: ScriptedServer) -> ImapSettings:
    return ImapSettings.model_validate(
        {
            "mailbox": "help",
            "host": "127.0.0.1",
            "port": server.port,
            "tls": "none",
            "user": "desk",
            "password": "p",
            "after": "keep",
            "timeout": 2.0,
        }
    )


@pytest.fixture
def reader(settings: ImapSettings, door: Door, cursors: MemoryCursors, clock: ManualClock, mailbox: Mailbox) -> Reader:
    """A reader whose first connection found an empty folder."""
    made = Reader(settings, door, cursors, clock)
    everything, mailbox.uids = mailbox.uids, []
    _look(made, settings)
    mailbox.uids = everything
    return made


def _look(reader: Reader, settings: ImapSettings) -> None:
    connection = connect(settings, None)
    try:
        reader.look(Folder(connection, settings))
    finally:
        hang_up(connection)


@pytest.mark.parametrize("how", ["refused", "withheld"])
def test_one_message_that_is_not_handed_out(
    how: str,
    mailbox: Mailbox,
    reader: Reader,
    settings: ImapSettings,
    door: Door,
    cursors: MemoryCursors,
    clock: ManualClock,
) -> None:
    setattr(mailbox, how, {3})
    with capture_logs() as logs:
        _look(reader, settings)
    assert subjects(door.arrivals) == ["n1", "n2", "n4", "n5"]
    source = source_of(settings)
    assert cursors.saved[source].uid == 2
    assert "UID 3" in str(cursors.errors[source])
    assert [(entry["event"], entry["uid"]) for entry in logs if entry["log_level"] == "error"] == [
        ("message_not_read", 3)
    ]
    assert reader.seconds_to_retry(clock.now()) == 5
    _look(reader, settings)
    assert len(door.offers) == 4, "nothing is asked for again before its time"
    setattr(mailbox, how, set())
    clock.advance(seconds=5)
    _look(reader, settings)
    assert subjects(door.arrivals)[4:] == ["n3"]
    assert cursors.saved[source].uid == 5
    assert cursors.errors[source] is None


def test_a_message_at_which_the_server_hangs_up_again_and_again(
    mailbox: Mailbox, reader: Reader, settings: ImapSettings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    mailbox.cutting = {2}
    for _ in range(2):
        with pytest.raises(ConnectionLostError):
            _look(reader, settings)
    _look(reader, settings)
    assert subjects(door.arrivals) == ["n1", "n3", "n4", "n5"]
    assert cursors.saved[source_of(settings)].uid == 1
    for seconds, tries in ((5, 2), (30, 3), (300, 4), (3600, 5)):
        clock.advance(seconds=seconds)
        with capture_logs() as logs, pytest.raises(ConnectionLostError):
            _look(reader, settings)
        assert [entry["tries"] for entry in logs if entry["event"] == "message_not_read"] == [tries]
        _look(reader, settings)
    mailbox.uids.remove(2)
    clock.advance(seconds=3600)
    _look(reader, settings)
    assert cursors.saved[source_of(settings)].uid == 5, "somebody moved it away"
    assert cursors.errors[source_of(settings)] is None


def test_only_the_group_that_broke_the_connection_is_taken_singly(
    mailbox: Mailbox, reader: Reader, server: ScriptedServer, settings: ImapSettings, door: Door
) -> None:
    """A dropped connection in the midst of a long backlog must not slow all of it down."""
    mailbox.uids = list(range(1, 81))
    mailbox.cutting = {30}
    with pytest.raises(ConnectionLostError):
        _look(reader, settings)
    mailbox.cutting = set()
    asked_before = len(server.lines)
    _look(reader, settings)
    bodies = [line for line in server.lines[asked_before:] if b"BODY" in line]
    assert [len(re.findall(rb"\d+", line.split()[3])) for line in bodies] == [1] * 25 + [25, 5]
    assert len(set(subjects(door.arrivals))) == 80


def test_a_restart_reads_what_was_aside_again(
    mailbox: Mailbox, reader: Reader, settings: ImapSettings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    mailbox.refused = {3}
    _look(reader, settings)
    mailbox.refused = set()
    _look(Reader(settings, door, cursors, clock), settings)
    assert sorted(subjects(door.arrivals)) == ["n1", "n2", "n3", "n4", "n5"]
    assert cursors.saved[source_of(settings)].uid == 5


def test_a_first_connection_without_uidnext(
    settings: ImapSettings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    _look(Reader(settings, door, cursors, clock), settings)
    assert door.offers == []
    assert cursors.saved[source_of(settings)].uid == 5


def test_an_import_goes_round_what_is_refused(
    mailbox: Mailbox, settings: ImapSettings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    mailbox.refused = {2}
    mailbox.withheld = {4}
    result = import_since(settings, door, cursors, clock, NOON.date())
    assert result == Imported(taken=3, known=0, failed=(2, 4))


def test_messages_are_asked_for_in_groups_and_never_marked(
    mailbox: Mailbox, reader: Reader, server: ScriptedServer, settings: ImapSettings
) -> None:
    mailbox.uids = list(range(1, 61))
    _look(reader, settings)
    bodies = [line for line in server.lines if b"BODY" in line]
    assert [len(re.findall(rb"\d+", line.split()[3])) for line in bodies] == [25, 25, 10]
    assert all(b"BODY.PEEK[]" in line for line in bodies)
    assert not [line for line in server.lines if b"STORE" in line]
