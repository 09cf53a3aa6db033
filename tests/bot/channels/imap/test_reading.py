"""Mail read from a real Dovecot: new mail, its end, and what a first connection passes over."""

import time
from datetime import UTC, datetime

import pytest

from bot.channels.imap import Cursor, source_of
from parsers.vocabulary import Channel
from tests.bot.channels.imap.conftest import Settings, Watch
from tests.bot.channels.imap.fakes import NOON, Door, MemoryCursors, mail, subjects
from tests.dovecot import Dovecot

pytestmark = pytest.mark.dovecot


@pytest.mark.parametrize("idle", [True, False], ids=["IDLE", "polling"])
def test_new_mail_is_taken_and_older_mail_is_not(
    idle: bool, dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    dovecot.deliver(user, mail("before the desk"))
    chosen = settings(idle=idle)
    watch(chosen)
    for name in ("first", "second", "third"):
        dovecot.deliver(user, mail(name))
    assert subjects(door.wait_for(3)) == ["first", "second", "third"]
    source = source_of(chosen)
    cursors.wait_until(lambda kept: kept.saved[source].uid == 4)
    assert cursors.read_at[source] == NOON
    assert cursors.errors[source] is None


def test_an_arrival_carries_the_bytes_and_where_they_lay(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings()
    watch(chosen)
    raw = mail("exact bytes", text="Zeile mit Umlaut: \u00fc, und ein Punkt am Anfang:\r\n.\r\nEnde")
    dovecot.deliver(user, raw, at=datetime(2026, 11, 20, 4, 30, tzinfo=UTC))
    (arrival,) = door.wait_for(1)
    assert arrival.raw == raw
    assert arrival.channel is Channel.IMAP
    assert (arrival.mailbox, arrival.silent) == ("help", False)
    assert arrival.received_at == datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    envelope = arrival.envelope
    assert envelope.mail_from is None
    assert (envelope.folder, envelope.uid, envelope.source) == ("INBOX", 1, source_of(chosen))
    assert envelope.uidvalidity == cursors.saved[source_of(chosen)].uidvalidity


def test_idle_wakes_within_a_second(dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door) -> None:
    watch(settings(poll_interval=600))
    for number in range(1, 6):
        with dovecot.client(user) as client:
            began = time.monotonic()
            client.append("INBOX", mail(f"number {number}"))
            door.wait_for(number, 5.0)
            assert time.monotonic() - began < 1.0


def test_mail_that_comes_in_a_stream_is_all_taken_in_order(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door
) -> None:
    """News that comes while the folder is being read, or in the instant IDLE begins, wakes all the same."""
    watch(settings(poll_interval=600))
    names = [f"n{number}" for number in range(120)]
    with dovecot.client(user) as client:
        for name in names:
            client.append("INBOX", mail(name))
    assert subjects(door.wait_for(120, 20)) == names
    assert len(door.offers) == 120


def test_idle_is_renewed_and_still_hears(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    watch(settings(idle_renew=0.05))
    cursors.wait_until(lambda kept: kept.beats > 4)
    dovecot.deliver(user, mail("after the renewals"))
    assert subjects(door.wait_for(1)) == ["after the renewals"]


def test_a_restart_goes_on_where_it_was(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings()
    first = watch(chosen)
    dovecot.deliver(user, mail("one"))
    door.wait_for(1)
    assert first.stop(5.0)
    dovecot.deliver(user, mail("while it was down"))
    watch(chosen)
    assert subjects(door.wait_for(2)) == ["one", "while it was down"]
    assert len(door.offers) == 2, "what the cursor has passed is not read again"


def test_two_folders_have_two_cursors(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    with dovecot.client(user) as client:
        client.create_folder("Gr\u00fc\u00dfe & Co")
    inbox, other = settings(), settings(folder="Gr\u00fc\u00dfe & Co", mailbox="escalations")
    watch(inbox)
    watch(other)
    dovecot.deliver(user, mail("to the inbox"))
    dovecot.deliver(user, mail("to the other"), folder="Gr\u00fc\u00dfe & Co")
    arrivals = door.wait_for(2)
    assert {(arrival.mailbox, arrival.envelope.folder) for arrival in arrivals} == {
        ("help", "INBOX"),
        ("escalations", "Gr\u00fc\u00dfe & Co"),
    }
    assert set(cursors.saved) == {source_of(inbox), source_of(other)}


def test_two_readers_of_one_mailbox_take_each_message_once(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door
) -> None:
    watch(settings(after="move"))
    watch(settings(after="move"))
    for number in range(10):
        dovecot.deliver(user, mail(f"n{number}"))
    assert subjects(door.wait_for(10)) == [f"n{number}" for number in range(10)]
    with dovecot.client(user) as client:
        _eventually_count(client, "INBOX", 0)
        assert len(door.arrivals) == 10


def test_a_huge_message_is_cut_and_still_taken(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings(size_limit=10_000, after="seen")
    watch(chosen)
    raw = mail("huge", text="x" * 70 + "\r\n" + "y" * 200_000)
    dovecot.deliver(user, raw)
    dovecot.deliver(user, mail("after the huge one"))
    huge, small = door.wait_for(2)
    assert huge.raw == raw[:10_000]
    assert subjects([small]) == ["after the huge one"]
    with dovecot.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        _eventually_found(client, ["SEEN"], [1, 2])


def test_a_message_dated_in_the_future_arrived_now(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door
) -> None:
    watch(settings())
    dovecot.deliver(user, mail("from the future"), at=datetime(2031, 1, 1, tzinfo=UTC))
    assert door.wait_for(1)[0].received_at == NOON


def test_the_first_cursor_is_saved_before_anything_comes(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, cursors: MemoryCursors
) -> None:
    for name in ("a", "b", "c"):
        dovecot.deliver(user, mail(name))
    chosen = settings()
    watch(chosen)
    assert cursors.saved[source_of(chosen)].uid == 3
    assert isinstance(cursors.saved[source_of(chosen)], Cursor)


def _eventually_count(client: object, folder: str, count: int) -> None:
    _poll(lambda: client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"] == count)  # type: ignore[attr-defined]


def _eventually_found(client: object, criteria: list[str], uids: list[int]) -> None:
    _poll(lambda: list(client.search(criteria)) == uids)  # type: ignore[attr-defined]


def _poll(condition: object) -> None:
    deadline = time.monotonic() + 5
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "not in time"
