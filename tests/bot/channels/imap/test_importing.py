"""``--since``: older mail, in silence, and never the mail that the watcher is to answer."""

from datetime import date, timedelta

import pytest

from bot.channels.imap import Cursor, Imported, import_since, source_of
from bot.errors import PermanentError, TransientError
from tests.bot.channels.imap.conftest import Settings, Watch
from tests.bot.channels.imap.fakes import NOON, Door, MemoryCursors, mail, message_id, subjects
from tests.clock import ManualClock
from tests.dovecot import Dovecot

pytestmark = pytest.mark.dovecot

SINCE = date(2026, 11, 18)


def test_older_mail_is_taken_in_silence_and_nothing_is_marked(
    dovecot: Dovecot, user: str, settings: Settings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    for days, name in ((9, "too old"), (2, "two days"), (1, "one day")):
        dovecot.deliver(user, mail(name), at=NOON - timedelta(days=days))
    chosen = settings(after="move")
    assert import_since(chosen, door, cursors, clock, SINCE) == Imported(taken=2, known=0, failed=())
    assert subjects(door.arrivals) == ["two days", "one day"]
    assert [arrival.silent for arrival in door.arrivals] == [True, True]
    assert cursors.saved[source_of(chosen)].uid == 3, "from here on mail is new"
    with dovecot.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["UNSEEN"]) == [1, 2, 3]
    assert import_since(chosen, door, cursors, clock, SINCE) == Imported(taken=0, known=2, failed=())
    assert len(door.arrivals) == 2


def test_mail_that_waits_for_the_watcher_is_left_to_it(
    dovecot: Dovecot,
    user: str,
    settings: Settings,
    watch: Watch,
    door: Door,
    cursors: MemoryCursors,
    clock: ManualClock,
) -> None:
    """It was down while a customer wrote: an import must not take that mail without an answer."""
    dovecot.deliver(user, mail("history"), at=NOON - timedelta(days=1))
    chosen = settings()
    assert watch(chosen).stop(5.0)
    dovecot.deliver(user, mail("a customer waits"), at=NOON)
    before = cursors.saved[source_of(chosen)]
    assert import_since(chosen, door, cursors, clock, SINCE).taken == 1
    assert cursors.saved[source_of(chosen)] == before, "the cursor stays"
    watch(chosen)
    arrivals = door.wait_for(2)
    assert [(name, arrival.silent) for name, arrival in zip(subjects(arrivals), arrivals, strict=True)] == [
        ("history", True),
        ("a customer waits", False),
    ]


def test_more_mail_than_one_group(
    dovecot: Dovecot, user: str, settings: Settings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    with dovecot.client(user) as client:
        for number in range(60):
            client.append("INBOX", mail(f"n{number}"), msg_time=NOON)
    assert import_since(settings(), door, cursors, clock, SINCE) == Imported(taken=60, known=0, failed=())


def test_what_the_inbox_refuses_is_told_and_a_busy_inbox_ends_the_import(
    dovecot: Dovecot, user: str, settings: Settings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    for name in ("one", "two"):
        dovecot.deliver(user, mail(name), at=NOON)
    door.refuse = lambda arrival: PermanentError("no") if message_id(arrival).startswith(b"<one@") else None
    assert import_since(settings(), door, cursors, clock, SINCE) == Imported(taken=1, known=0, failed=(1,))
    door.refuse = lambda arrival: TransientError("busy")
    with pytest.raises(TransientError, match="repeat the import"):
        import_since(settings(), door, cursors, clock, SINCE)


def test_a_renumbered_folder_is_first_read_by_the_watcher(
    dovecot: Dovecot, user: str, settings: Settings, door: Door, cursors: MemoryCursors, clock: ManualClock
) -> None:
    dovecot.deliver(user, mail("one"), at=NOON)
    chosen = settings()
    cursors.save(source_of(chosen), Cursor(uidvalidity=7, uid=1))
    with pytest.raises(PermanentError, match="let 'echodesk serve' read it once"):
        import_since(chosen, door, cursors, clock, SINCE)
    assert door.offers == []
