"""Old mail out of a real mailbox, and the mailbox's own lines in ``check``."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.bot.cli.conftest import Cli
from tests.bot.cli.intake import mail, work
from tests.databases import SqliteFolder
from tests.dovecot import PASSWORD, Dovecot, running_dovecot

pytestmark = pytest.mark.dovecot


@pytest.fixture
def database_url(sqlite_folder: SqliteFolder) -> Iterator[str]:
    yield from sqlite_folder.database(empty=False)


@pytest.fixture
def mailbox(people: Cli) -> Iterator[Dovecot]:
    with running_dovecot() as server:
        people.configure(
            f'[[imap]]\nmailbox = "help"\nhost = "127.0.0.1"\nport = {server.port}\ntls = "none"\n'
            f'user = "help"\npassword = "{PASSWORD}"\n'
        )
        yield server


def test_old_mail_is_taken_in_and_answered_by_nobody(people: Cli, mailbox: Dovecot) -> None:
    for number in (1, 2):
        mailbox.deliver("help", mail(number))
    since = date(2020, 1, 1).isoformat()
    said = people.ok("import-mail", "--since", since)
    assert said == "help@127.0.0.1/INBOX: 2 taken, 0 known already, 0 failed\n"
    assert "0 taken, 2 known already" in people.ok("import-mail", "--since", since, "--mailbox", "help")
    work(people)
    assert [line["outcome"] for line in people.json("arrivals")["arrivals"]] == ["opened", "opened"]
    assert people.json("deliveries") == []
    assert "no IMAP folder" in people.refused("import-mail", "--since", since, "--mailbox", "sales")


def test_check_looks_into_the_mailbox(people: Cli, mailbox: Dovecot) -> None:
    mailbox.deliver("help", mail(1))
    found = {finding["subject"]: finding for finding in people.json("check")["findings"]}
    assert found["imap help"]["level"] == "ok"
    assert "folder INBOX holds 1 messages" in found["imap help"]["text"]
    assert found["imap help reading"]["todo"] == "start: echodesk serve"


def test_a_mailbox_that_does_not_answer_fails_the_check(people: Cli, mailbox: Dovecot) -> None:
    text = people.config.read_text(encoding="utf-8").replace(f"port = {mailbox.port}", "port = 9")
    people.config.write_text(text, encoding="utf-8")
    found = {finding["subject"]: finding for finding in people.json("check", code=1)["findings"]}
    assert found["imap help"]["level"] == "FAIL"
    said = people.refused("import-mail", "--since", "2026-03-01")
    assert said.startswith("echodesk: ")
    assert "127.0.0.1" in said
