"""What is done to a message once it is accepted: kept, flagged, marked as seen, moved."""

from collections.abc import Iterator

import pytest

from bot.channels.imap import source_of
from bot.errors import PermanentError
from tests.bot.channels.imap.conftest import Settings, Watch
from tests.bot.channels.imap.fakes import Door, MemoryCursors, mail, subjects
from tests.dovecot import Dovecot, running_dovecot

pytestmark = pytest.mark.dovecot

#: What a plain server offers: the steps of MOVE have to be taken one by one.
_WITHOUT_MOVE = "IMAP4rev1 UIDPLUS LITERAL+"
_WITHOUT_UIDPLUS = "IMAP4rev1"


@pytest.fixture
def plain_server(request: pytest.FixtureRequest) -> Iterator[Dovecot]:
    with running_dovecot(capabilities=request.param) as server:
        yield server


@pytest.mark.parametrize(
    ("after", "flags"), [("keep", ()), ("flag", (b"$Echodesk",)), ("seen", (rb"\Seen",))], ids=["keep", "flag", "seen"]
)
def test_a_message_is_marked_as_set(
    after: str,
    flags: tuple[bytes, ...],
    dovecot: Dovecot,
    user: str,
    settings: Settings,
    watch: Watch,
    door: Door,
    cursors: MemoryCursors,
) -> None:
    dovecot.deliver(user, mail("before the desk"))
    chosen = settings(after=after)
    watch(chosen)
    dovecot.deliver(user, mail("new"))
    door.wait_for(1)
    cursors.wait_until(lambda kept: kept.saved[source_of(chosen)].uid == 2)
    assert _flags(dovecot, user) == {1: (), 2: flags}


def test_a_message_is_moved_into_a_folder_that_is_made(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    dovecot.deliver(user, mail("before the desk"))
    chosen = settings(after="move", move_to="Erledigt \u2713")
    watch(chosen)
    dovecot.deliver(user, mail("new"))
    assert subjects(door.wait_for(1)) == ["new"]
    cursors.wait_until(lambda kept: kept.saved[source_of(chosen)].uid == 2)
    assert _subjects_in(dovecot, user, "INBOX") == ["before the desk"]
    assert _subjects_in(dovecot, user, chosen.move_to) == ["new"]


@pytest.mark.parametrize(
    ("plain_server", "left_in_inbox"),
    [(_WITHOUT_MOVE, ["before the desk"]), (_WITHOUT_UIDPLUS, ["before the desk", "new"])],
    indirect=["plain_server"],
    ids=["COPY and UID EXPUNGE", "COPY alone"],
)
def test_a_server_without_move(
    plain_server: Dovecot,
    left_in_inbox: list[str],
    user: str,
    settings: Settings,
    watch: Watch,
    door: Door,
    cursors: MemoryCursors,
) -> None:
    """Without UIDPLUS nothing is expunged: what others have marked as deleted is theirs."""
    plain_server.deliver(user, mail("before the desk"))
    with plain_server.client(user) as client:
        client.select_folder("INBOX")
        client.delete_messages([1])
    chosen = settings(server=plain_server, after="move")
    watch(chosen)
    plain_server.deliver(user, mail("new"))
    door.wait_for(1)
    cursors.wait_until(lambda kept: kept.saved[source_of(chosen)].uid == 2)
    assert _subjects_in(plain_server, user, "INBOX") == left_in_inbox
    assert _subjects_in(plain_server, user, "Echodesk") == ["new"]
    if len(left_in_inbox) > 1:
        assert rb"\Deleted" in _flags(plain_server, user)[2]


def test_marking_that_is_refused_holds_nothing_up(
    dovecot: Dovecot, user: str, settings: Settings, watch: Watch, door: Door, cursors: MemoryCursors
) -> None:
    """The folder to move to cannot be made (a name no server takes): the mail is safe, and the next comes in."""
    chosen = settings(after="move", move_to="bad//name/../x")
    watch(chosen)
    dovecot.deliver(user, mail("one"))
    door.wait_for(1)
    dovecot.deliver(user, mail("two"))
    assert subjects(door.wait_for(2)) == ["one", "two"]
    cursors.wait_until(lambda kept: kept.saved[source_of(chosen)].uid == 2)
    assert len(door.offers) == 2


@pytest.mark.parametrize("names", [("INBOX", "inbox"), ("Support", "Support")])
def test_moving_into_the_folder_that_is_read_is_refused(names: tuple[str, str], settings: Settings) -> None:
    from bot.channels.imap.folder import check_target

    chosen = settings(after="move", folder=names[0], move_to=names[1])
    with pytest.raises(PermanentError, match="move_to is the folder that is read"):
        check_target(chosen)
    check_target(chosen.model_copy(update={"after": "seen"}))


def _flags(dovecot: Dovecot, user: str) -> dict[int, tuple[bytes, ...]]:
    with dovecot.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        found = client.get_flags(client.search())
        return {uid: tuple(flag for flag in flags if flag != rb"\Recent") for uid, flags in found.items()}


def _subjects_in(dovecot: Dovecot, user: str, folder: str) -> list[str]:
    with dovecot.client(user) as client:
        client.select_folder(folder, readonly=True)
        found = client.fetch(client.search(), ["ENVELOPE"])
        return [found[uid][b"ENVELOPE"].subject.decode() for uid in sorted(found)]
