"""From nothing to a desk that is ready: init, check, db; and what is said where something is wrong."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.root import app
from tests.bot.cli.conftest import Cli
from tests.databases import SqliteFolder


@pytest.fixture
def database_url(sqlite_folder: SqliteFolder) -> Iterator[str]:
    """What is tested here is the same on any database, but for what asks for both."""
    yield from sqlite_folder.database(empty=False)


def sub_commands(command: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command of the tree, by its path."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return [path]
    return [found for name, one in inner.items() for found in sub_commands(one, (*path, name))]


def all_commands() -> list[tuple[str, ...]]:
    import typer.main

    return sub_commands(typer.main.get_command(app))


@pytest.mark.parametrize("command", all_commands(), ids=" ".join)
def test_every_command_says_what_it_does_with_an_example(command: tuple[str, ...]) -> None:
    said = CliRunner().invoke(app, [*command, "--help"], env={"COLUMNS": "100"})
    assert said.exit_code == 0
    assert f"echodesk {' '.join(command)}" in " ".join(said.stdout.partition("Example")[2].split())


def test_the_commands_that_are_promised() -> None:
    assert {" ".join(command) for command in all_commands()} == {
        "init", "check", "serve", "demo", "arrivals", "deliveries", "parse", "explain", "import-mail",
        "contacts list", "contacts import", "contacts add", "contacts retire", "contacts check",
        "contacts training-notice", "contacts deliverable",
        "tickets list", "tickets show", "tickets correct", "tickets file", "corrections list", "corrections export",
        "accounts list", "accounts set", "alerts list", "alerts clear", "redact",
        "held list", "held show", "held release", "held reject",
        "shunted list", "shunted show", "shunted replay",
        "db upgrade", "db status",
    }  # fmt: skip


def test_init_writes_once_and_for_its_user_only(cli: Cli) -> None:
    file = cli.folder / "new.toml"
    assert f"wrote {file}" in cli.ok("init", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("# mine", encoding="utf-8")
    assert "is there already; use --force" in cli.refused("init", str(file))
    assert file.read_text(encoding="utf-8") == "# mine"
    cli.ok("init", str(file), "--force")
    assert "#[desk]" in file.read_text(encoding="utf-8")
    assert "cannot be written: No such file" in cli.refused("init", str(cli.folder / "no" / "x.toml"))


def test_what_init_writes_can_be_used_as_it_is(cli: Cli) -> None:
    file = cli.folder / "new.toml"
    cli.ok("init", str(file))
    assert "from empty to revision" in CliRunner().invoke(app, ["db", "upgrade", "-c", str(file)]).stdout
    assert (cli.folder / "echodesk.sqlite3").exists()


def test_check_tells_level_subject_and_what_to_do(cli: Cli) -> None:
    lines = [line.split("\t") for line in cli.ok("check").splitlines()]
    assert ["ok", "accounting", "0 received, 0 arrivals, 0 pending: balanced"] in lines
    assert [
        "warn",
        "maildir",
        "no relay is set: answers stay in the Maildir outgoing",
        "set mail_out.relay to send them",
    ] in lines
    assert cli.json("check")["ok"] is True
    assert "-> set mail_out.relay to send them" in cli.page("check")


def test_check_fails_where_anything_fails(cli: Cli) -> None:
    cli.configure('[mail_out]\nmaildir = "echodesk.toml/answers"')
    found = cli.json("check", code=1)
    assert found["ok"] is False
    assert [f["subject"] for f in found["findings"] if f["level"] == "FAIL"] == ["maildir"]


def test_a_test_mail_goes_the_way_of_the_answers(cli: Cli) -> None:
    said = cli.ok("check", "--send-test", "kim@bluefern.example")
    assert "ok\ttest mail\tsent to kim@bluefern.example: written as" in said
    (mail,) = (cli.folder / "outgoing" / "new").iterdir()
    text = mail.read_bytes()
    assert b"To: kim@bluefern.example" in text
    assert b"Subject: Test of the Echodesk mail desk" in text
    failed = cli.json("check", "--send-test", "kim@bluefern.example\nBcc: x@y.example", code=1)
    assert [f["subject"] for f in failed["findings"] if f["level"] == "FAIL"] == ["test mail"]


def test_the_configuration_is_named_before_or_behind_the_command_or_by_variable(cli: Cli) -> None:
    good, bad = str(cli.config), str(cli.folder / "bad.toml")
    (cli.folder / "bad.toml").write_text("[dekk]\n", encoding="utf-8")
    run = CliRunner().invoke
    assert run(app, ["db", "status", "-c", good]).exit_code == 0
    assert run(app, ["-c", bad, "db", "status", "-c", good]).exit_code == 0
    assert run(app, ["-c", good, "db", "status", "-c", bad]).exit_code == 2
    assert run(app, ["db", "status"], env={"ECHODESK_CONFIG": bad}).exit_code == 2
    assert run(app, ["-c", good, "db", "status"], env={"ECHODESK_CONFIG": bad}).exit_code == 0
    assert run(app, ["db", "status"], env={"ECHODESK_CONFIG": str(cli.folder / "none.toml")}).exit_code == 2


def test_a_wrong_configuration_is_a_sentence_and_code_2(cli: Cli) -> None:
    cli.configure("[desk]\nnmae = 1")
    said = cli.refused("tickets", "list", code=2)
    assert said == f'echodesk: {cli.config}, line 6: desk.nmae is not a known setting; did you mean "name"?\n'


@pytest.mark.parametrize("command", [("tickets", "list"), ("contacts", "list"), ("arrivals",), ("held", "list")])
def test_a_database_that_is_not_there_is_not_made_by_looking(cli: Cli, command: tuple[str, ...]) -> None:
    cli.url = "sqlite:///gone.sqlite3"
    cli.configure()
    assert cli.refused(*command, code=2) == (
        "echodesk: there is no database gone.sqlite3 yet; make it with: echodesk db upgrade\n"
    )
    assert not (cli.folder / "gone.sqlite3").exists()


def test_a_file_that_is_no_database(cli: Cli) -> None:
    (cli.folder / "thesis.txt").write_text("A thesis, not a database.", encoding="utf-8")
    for name, expected in (("thesis.txt", "is no SQLite database"), (".", "is no file that this user can")):
        cli.url = f"sqlite:///{name}"
        cli.configure()
        assert expected in cli.refused("tickets", "list", code=2)


def test_a_server_that_is_not_there(cli: Cli) -> None:
    cli.url = "postgresql+psycopg://desk:very-secret@127.0.0.1:9/desk"
    cli.configure()
    for command in (("tickets", "list"), ("db", "status"), ("db", "upgrade")):
        said = cli.refused(*command)
        assert "echodesk: the database postgresql+psycopg://desk:***@127.0.0.1:9/desk cannot be used: " in said
        assert "very-secret" not in said


def test_a_database_without_its_schema(cli: Cli, empty_database_url: str) -> None:
    cli.url = empty_database_url
    cli.configure()
    (cli.folder / "desk.sqlite3").touch()
    if empty_database_url.startswith("sqlite"):
        Path(empty_database_url.removeprefix("sqlite:///")).touch()
    for command in (("tickets", "list"), ("contacts", "add", "-a", "A", "--name", "B", "c@d.example")):
        assert "the database is empty, this Echodesk needs revision" in cli.refused(*command, code=2)
    assert cli.json("db", "status", code=1)["ready"] is False
    assert "from empty to revision" in cli.ok("db", "upgrade")
    assert "is at revision" in cli.ok("db", "upgrade")
    assert cli.json("db", "status")["ready"] is True
    assert cli.json("tickets", "list") == []


def test_mail_can_only_be_imported_from_a_mailbox_that_is_configured(cli: Cli) -> None:
    assert "no IMAP folder is configured" in cli.refused("import-mail", "--since", "2026-03-01")
    assert "'lately' is no date" in cli.refused("import-mail", "--since", "lately")


def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Python on these very sources, whether they are installed or not."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment, timeout=60
    )


def test_the_module_is_the_command(cli: Cli) -> None:
    """A process of its own: the entry point, the exit code, and nothing heavy loaded for a list."""
    program = "import sys; from bot.cli import main\ntry: main()\nfinally: sys.stderr.write(' '.join(sys.modules))"
    arguments = ["-c", str(cli.config), "contacts", "list", "--json"]
    done = python("-c", program, *arguments)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    assert not {"spacy", "alembic", "aiosmtpd", "imapclient", "httpx", "jinja2"} & set(done.stderr.split())
    module = python("-m", "bot", "tickets", "show", "x", "-c", str(cli.config))
    assert (module.returncode, module.stdout) == (1, "")
    assert module.stderr == "echodesk: 'x' is no ticket number; write EP-104233 or 104233\n"
