"""The command line in this process, over a database of the test's own."""

import json
import logging
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli.root import app
from store import contacts
from store.engine import Session, Store
from tests.builders import KIM, LEE, SIGNE

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()


class Cli:
    """Runs commands with a configuration file of its own in its own folder."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.config = folder / "echodesk.toml"
        self.configure()
        self.store = Store(url)

    def configure(self, more: str = "", *, listen: str = "[{ port = 0 }]", policy: str = "off") -> None:
        """Write the file anew; ``more`` are further sections. Senders are not checked unless ``policy`` says so.

        The rules read, as they load in no time, but for a test with a ``[desk]`` of its own.
        """
        proof = f'[authentication]\npolicy = "{policy}"\ncheck = false\n'
        reader = "" if "[desk]" in more else '[desk]\nreader = "rules"\n'
        text = f'[database]\nurl = "{self.url}"\n[smtp]\nlisten = {listen}\n{more}\n{proof}{reader}'
        self.config.write_text(text, encoding="utf-8")
        self.config.chmod(0o600)

    def run(self, *arguments: str, stdin: bytes | None = None, environment: Mapping[str, str] | None = None) -> Result:
        """One command; its texts and exit code, whatever they are. A bug raises."""
        result = CliRunner().invoke(app, ["-c", str(self.config), *arguments], input=stdin, env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def ok(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """The output of a command that must go well."""
        result = self.run(*arguments, environment=environment)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *arguments: str, code: int = 1) -> str:
        """What a command that must fail says on standard error."""
        result = self.run(*arguments)
        assert result.exit_code == code, result.output
        return result.stderr

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The one JSON document of a command."""
        result = self.run(*arguments, "--json")
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    def page(self, *arguments: str) -> str:
        """The output as on a wide terminal, colours and all."""
        return self.ok(*arguments, environment={"FORCE_COLOR": "1", "COLUMNS": "200"})


@pytest.fixture
def _logs_as_before() -> Iterator[None]:
    """Commands set up the logs of the whole process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def cli(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, _logs_as_before: None) -> Iterator[Cli]:
    for variable in list(os.environ):
        if variable.startswith("ECHODESK_") and not variable.startswith("ECHODESK_TEST_"):
            monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    made = Cli(tmp_path, database_url)
    yield made
    made.store.close()


def put(session: Session, account: str, name: str, address: str, **values: Any) -> contacts.Contact:
    new = contacts.NewContact(account=account, name=name, addresses=(address,), **values)
    return contacts.put_contact(session, new, NOW)[0]


@pytest.fixture
def people(cli: Cli) -> Cli:
    """Two accounts: one that keeps the guide's rules, one with a single untrained contact."""
    trained: date = TODAY - timedelta(days=100)
    with cli.store.write() as session:
        put(
            session, "Bluefern Travel", "Kim Aldous", KIM, phone="+13035550119", trained_on=trained, reachable_24x7=True
        )
        put(session, "Bluefern Travel", "Lee Ostrow", LEE, trained_on=trained)
        put(session, "Norrland Outdoor", "Signe Ekholm", SIGNE)
    return cli
