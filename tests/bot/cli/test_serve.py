"""``echodesk serve`` as a process: it listens, keeps what comes, and stops as it is told."""

import os
import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli.serving import chosen_parts
from bot.errors import EchodeskError
from tests.bot.cli.conftest import Cli
from tests.builders import KIM, raw_mail
from tests.databases import SqliteFolder

_PATIENCE = 60.0


@pytest.fixture
def database_url(sqlite_folder: SqliteFolder) -> Iterator[str]:
    """Running on either database is told by the stories; here it is about the process."""
    yield from sqlite_folder.database(empty=False)


@contextmanager
def serving(cli: Cli, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ECHODESK_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "-c", str(cli.config), *arguments],
        cwd=cli.folder,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=_PATIENCE)


def lines_until_ready(process: "subprocess.Popen[str]") -> list[str]:
    """What it says until it runs; the timeout of the test ends a process that never does."""
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.strip())
        if line.startswith("running "):
            break
    return lines


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_takes_mail_in_and_drains_on_a_signal(people: Cli, number: signal.Signals) -> None:
    with serving(people, "--only", "smtp,intake,outbox") as process:
        lines = lines_until_ready(process)
        port = next(int(found[1]) for line in lines if (found := re.match(r"listening on 127\.0\.0\.1:(\d+)", line)))
        assert "answers go into the Maildir outgoing" in lines
        with smtplib.SMTP("127.0.0.1", port, timeout=_PATIENCE) as client:
            client.sendmail(KIM, ["help@echopass.example"], raw_mail("Agents cannot log in. Users: 25"))
        process.send_signal(number)
        _, said = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0, said
    assert said.rstrip().endswith("stopped")
    (line,) = people.json("arrivals")["arrivals"]
    assert line["outcome"] == "opened"
    assert len(list((people.folder / "outgoing" / "new").iterdir())) == 1


def test_a_second_signal_ends_it_at_once(people: Cli) -> None:
    with serving(people, "--only", "smtp") as process:
        lines = lines_until_ready(process)
        port = next(int(found[1]) for line in lines if (found := re.match(r"listening on 127\.0\.0\.1:(\d+)", line)))
        with smtplib.SMTP("127.0.0.1", port, timeout=_PATIENCE) as client:
            client.ehlo("client.example")
            client.mail(KIM)
            client.rcpt("help@echopass.example")
            client.docmd("DATA")  # under way: it is waited for
            process.send_signal(signal.SIGTERM)
            assert process.stderr is not None
            while not process.stderr.readline().startswith("stopping"):
                pass
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=_PATIENCE) == 128 + signal.SIGTERM
            client.close()


def test_it_makes_a_sqlite_database_that_is_not_there(cli: Cli) -> None:
    cli.url = "sqlite:///new.sqlite3"
    cli.configure()
    with serving(cli, "--only", "smtp") as process:
        lines_until_ready(process)
        process.terminate()
        _, said = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0, said
    assert "made the database new.sqlite3" in said
    assert cli.json("db", "status")["ready"] is True


def test_it_does_not_upgrade_by_itself(cli: Cli) -> None:
    cli.url = "sqlite:///empty.sqlite3"
    cli.configure()
    (cli.folder / "empty.sqlite3").touch()
    with serving(cli) as process:
        _, said = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 2
    assert "the database is empty, this Echodesk needs revision" in said
    assert "run: echodesk db upgrade" in said


def test_a_port_that_is_taken_is_a_sentence(cli: Cli) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        cli.configure(listen=f"[{{ port = {server.getsockname()[1]} }}]")
        with serving(cli, "--only", "smtp") as process:
            _, said = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 2
    assert "Traceback" not in said
    assert str(server) not in said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (None, {"smtp", "lmtp", "imap", "intake", "outbox"}),
        ("smtp", {"smtp"}),
        (" SMTP, intake,", {"smtp", "intake"}),
    ],
)
def test_the_parts_that_are_chosen(text: str | None, parts: set[str]) -> None:
    assert chosen_parts(text) == parts


@pytest.mark.parametrize("text", ["", ",", "pop3", "smtp,pop3"])
def test_parts_that_are_none(text: str) -> None:
    with pytest.raises(EchodeskError, match="the parts are smtp, lmtp, imap, intake, outbox"):
        chosen_parts(text)
