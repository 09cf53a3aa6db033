"""Mail read from a mailbox: the same desk, the same outcomes, and one arrival with what came by SMTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings.load import parse_settings
from store import desk as desk_state
from tests.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.stories.desk import KIM, Story, mail, prepare, running, settings_for

pytestmark = pytest.mark.dovecot


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def story(tmp_path: Path, database_url: str, dovecot: Dovecot) -> Iterator[Story]:
    prepare(database_url)
    settings = settings_for(tmp_path, database_url)
    imap = {
        "mailbox": "help",
        "host": "127.0.0.1",
        "port": dovecot.port,
        "tls": "none",
        "user": "help",
        "password": PASSWORD,
    }
    tables = settings.model_dump(mode="json", include={"database", "smtp", "mail_out", "work", "log", "authentication"})
    tables["database"] = {"url": database_url}
    with running(parse_settings({**tables, "imap": [imap]})) as desk:
        desk.wait_until(lambda: _read_once(desk))
        yield desk


def _read_once(desk: Story) -> bool:
    with desk.store.read() as session:
        return any(state.read_at for state in desk_state.folder_states(session))


def test_mail_in_a_mailbox_opens_a_ticket(story: Story, dovecot: Dovecot) -> None:
    dovecot.deliver("help", mail("Twelve agents lose calls in Denver."))
    story.wait_until(lambda: story.sums().outcomes["opened"] == 1)
    story.wait_until(lambda: len(story.answers()) == 1)
    assert [a.addr_spec for a in story.answers()[0]["To"].addresses] == [KIM]


def test_the_same_mail_by_smtp_and_imap_is_one_arrival_with_both_routes(story: Story, dovecot: Dovecot) -> None:
    raw = mail("Twelve agents lose calls in Denver.")
    arrival = story.hand_over(raw)
    dovecot.deliver("help", b"Received: by mail.example; Mon, 16 Nov 2026 09:30:05 -0700\r\n" + raw)
    story.outcome(arrival)
    story.wait_until(lambda: story.sums().routes == 2)
    sums = story.sums()
    assert (sums.arrivals, sums.duplicates, sums.outcomes["opened"], sums.balanced) == (1, 1, 1, True)
    assert len(story.answers()) == 1
