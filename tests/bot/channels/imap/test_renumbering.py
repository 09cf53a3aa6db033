"""A folder whose UIDs are no longer the ones that were saved: docs/decisions/imap-cursor.md, sentence by sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.imap import Cursor, source_of
from bot.errors import TransientError
from tests.bot.channels.imap.conftest import Settings, Watch
from tests.bot.channels.imap.fakes import NOON, Door, MemoryCursors, mail, message_id, subjects
from tests.dovecot import Dovecot

pytestmark = pytest.mark.dovecot

DAY = timedelta(days=1)


def test_a_folder_that_was_made_again_is_read_again_and_nothing_is_taken_twice(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    """While the watcher is connected: the folder goes, comes back with old and new mail under new UIDs."""
    with dovecot.client(user) as client:
        client.create_folder("Support")
    chosen = settings(folder="Support", idle_renew=0.2)
    source = source_of(chosen)
    watch(chosen)
    dovecot.deliver(user, mail("taken before"), folder="Support", at=NOON - 2 * DAY)
    door.wait_for(1)
    old = cursors.saved[source]
    with dovecot.client(user) as client:
        client.delete_folder("Support")
        client.create_folder("Support")
    dovecot.deliver(user, mail("taken before"), folder="Support", at=NOON - 2 * DAY)
    dovecot.deliver(user, mail("came meanwhile"), folder="Support", at=NOON)
    arrivals = door.wait_for(2)
    assert subjects(arrivals) == ["taken before", "came meanwhile"]
    assert not arrivals[1].silent, "new mail is answered"
    cursors.wait_until(lambda kept: kept.saved[source].uidvalidity != old.uidvalidity and kept.errors[source] is None)
    dovecot.deliver(user, mail("the next"), folder="Support")
    assert subjects(door.wait_for(3))[2] == "the next"


@pytest.mark.parametrize(
    ("received", "date_header", "taken"),
    [
        pytest.param(
            NOON - timedelta(minutes=1), "Fri, 20 Nov 2026 11:58:00 +0000", "answered", id="after the last look"
        ),
        pytest.param(
            NOON - timedelta(minutes=50), "Fri, 20 Nov 2026 11:10:00 +0000", "answered", id="clocks may differ"
        ),
        pytest.param(NOON - 3 * DAY, "Tue, 17 Nov 2026 11:58:00 +0000", "silent", id="put there with an old date"),
        pytest.param(
            NOON - timedelta(minutes=1), "Tue, 17 Nov 2026 11:58:00 +0000", "silent", id="dated by a migration"
        ),
        pytest.param(NOON - timedelta(minutes=1), "not a date at all", "answered", id="a Date nobody can read"),
        pytest.param(NOON - 60 * DAY, "Mon, 21 Sep 2026 11:58:00 +0000", "left", id="older than thirty days"),
    ],
)
def test_what_is_taken_of_a_renumbered_folder(
    received: datetime,
    date_header: str,
    taken: str,
    dovecot: Dovecot,
    user: str,
    settings: Settings,
    watch: Watch,
    door: Door,
    cursors: MemoryCursors,
) -> None:
    chosen = settings()
    source = source_of(chosen)
    cursors.save(source, Cursor(uidvalidity=7, uid=900))
    cursors.beat(source, NOON, None)
    dovecot.deliver(user, mail("in question", date=date_header), at=received)
    with capture_logs() as logs:
        watch(chosen)
    (told,) = [entry for entry in logs if entry["event"] == "folder_renumbered"]
    assert told["left_out"] == (1 if taken == "left" else 0)
    if taken == "left":
        assert door.offers == []
    else:
        assert [arrival.silent for arrival in door.arrivals] == [taken == "silent"]
    assert cursors.saved[source].uid == 1
    assert cursors.saved[source].uidvalidity != 7


def test_mail_that_comes_after_the_renumbering_is_answered_whatever_its_date(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    chosen = settings()
    cursors.save(source_of(chosen), Cursor(uidvalidity=7, uid=900))
    cursors.beat(source_of(chosen), NOON, None)
    watch(chosen)
    dovecot.deliver(user, mail("moved in by hand"), at=datetime(2020, 1, 1, tzinfo=UTC))
    assert not door.wait_for(1)[0].silent


def test_a_restart_half_way_through_still_knows_the_old_mail(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    """The new cursor is not saved before the whole folder is read: a restart must not answer the rest."""
    chosen = settings()
    source = source_of(chosen)
    before = Cursor(uidvalidity=7, uid=900)
    cursors.save(source, before)
    cursors.beat(source, NOON, None)
    for name in ("old one", "old two"):
        dovecot.deliver(user, mail(name), at=NOON - 3 * DAY)
    door.refuse = lambda arrival: TransientError("busy") if message_id(arrival).startswith(b"<old-two@") else None
    first = watch(chosen, first_look=False)
    door.wait_for_offers(2)
    assert first.stop(5.0)
    assert cursors.saved[source] == before
    door.refuse = lambda arrival: None
    watch(chosen)
    assert [(arrival.silent) for arrival in door.wait_for(2)] == [True, True]
    assert cursors.saved[source].uid == 2


def test_a_server_that_numbers_anew_without_saying_so_is_noticed(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    """The same UIDVALIDITY, yet the saved UID was never given out: its mail would wait for UIDs that never come."""
    chosen = settings()
    source = source_of(chosen)
    watch(chosen).stop(5.0)
    cursors.save(source, Cursor(cursors.saved[source].uidvalidity, 4000))
    dovecot.deliver(user, mail("new"), at=NOON)
    watch(chosen)
    assert subjects(door.wait_for(1)) == ["new"]
    assert cursors.saved[source].uid == 1
