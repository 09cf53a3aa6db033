"""What ``echodesk check`` finds, thing by thing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.channels.imap import source_of
from bot.checks import Finding, Level, Probes, run_checks
from bot.checks.certificate import certificate_check
from bot.checks.configuration import port_check
from bot.clock import SystemClock
from bot.errors import PermanentError, TransientError
from bot.settings import Settings
from bot.settings.channels import ImapSettings, Listener, MailOutSettings
from bot.settings.load import parse_settings
from bot.settings.proof import AuthenticationSettings
from parsers.vocabulary import Disposition
from store import arrivals, deliveries, desk
from store.arrivals import Outcome
from store.engine import Store
from tests.builders import kept
from tests.clock import NOON, ManualClock

_IMAP = {"mailbox": "help", "host": "imap.echopass.example", "user": "help@echopass.example", "password": "secret"}


def settings_for(url: str, folder: Path, **tables: Any) -> Settings:
    base: dict[str, Any] = {
        "database": {"url": url},
        "smtp": {"listen": [{"port": 0}]},
        "authentication": {"gateways": ["127.0.0.1/32"], "authserv_ids": ["mx.echopass.example"]},
        "mail_out": {"maildir": str(folder / "answers")},
    }
    return parse_settings({**base, **tables})


def relay_answers(_: MailOutSettings) -> str:
    return "relay answers, encrypted"


def imap_answers(_: ImapSettings) -> str:
    return "folder INBOX holds 3 messages"


def names_answer(_: AuthenticationSettings, domain: str) -> str:
    return f"asked for {domain}"


def findings(settings: Settings, clock: ManualClock, **probes: Any) -> dict[str, Finding]:
    fakes = Probes(**{"relay": relay_answers, "imap": imap_answers, "names": names_answer, **probes})
    found = list(run_checks(settings, clock, probes=fakes))
    by_subject = {finding.subject: finding for finding in found}
    assert len(by_subject) == len(found)
    assert all(finding.todo for finding in found if finding.level is not Level.OK)
    return by_subject


def test_a_desk_in_order(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    settings = settings_for(database_url, tmp_path, mail_out={"relay": "smtp.echopass.example"}, imap=[_IMAP])
    with_store = Store(database_url)
    with with_store.write() as session:
        desk.beat(session, source_of(settings.imap[0]), at=NOON, error=None)
    with_store.close()
    found = findings(settings, clock)
    assert {finding.level for finding in found.values()} == {Level.OK}
    assert list(found) == [
        "configuration",
        "time zone",
        "templates",
        "smtp port",
        "alert mail",
        "senders",
        "smtp proof",
        "imap help proof",
        "name servers",
        "database",
        "accounting",
        "answers",
        "shunted",
        "held",
        "alerts",
        "relay",
        "imap help",
        "imap help reading",
    ]
    assert found["time zone"].text == "America/Denver, now 2026-11-16 05:00 MST"


def test_a_database_without_the_schema(empty_database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    found = findings(settings_for(empty_database_url, tmp_path), clock)
    assert found["database"].level is Level.FAIL
    assert found["database"].todo.endswith("echodesk db upgrade")
    assert "accounting" not in found


@pytest.mark.parametrize("missing", ["gone.sqlite3", "no/folder/gone.sqlite3"])
def test_a_database_file_that_is_not_there_is_not_made(tmp_path: Path, clock: ManualClock, missing: str) -> None:
    found = findings(settings_for(f"sqlite:///{tmp_path / missing}", tmp_path), clock)
    assert found["database"].level is Level.FAIL
    assert "there is no database" in found["database"].text
    assert list(tmp_path.iterdir()) == []


def test_a_database_server_that_is_not_there(tmp_path: Path, clock: ManualClock) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"postgresql+psycopg://desk:very-secret@127.0.0.1:{port}/desk"
    found = findings(settings_for(url, tmp_path), clock)
    assert found["database"].level is Level.FAIL
    assert "very-secret" not in str(found)
    assert f"127.0.0.1:{port}" in found["database"].text


def test_what_waits_for_people(database_url: str, store: Store, tmp_path: Path, clock: ManualClock) -> None:
    with store.write() as session:
        for number, disposition in ((1, Disposition.HELD), (2, Disposition.SHUNTED)):
            arrival_id = kept(session, number)
            arrivals.claim(session, owner="test", now=NOON, lease=timedelta(minutes=1), limit=1)
            outcome = Outcome(disposition=disposition, rule="test", reason="test")
            assert arrivals.finish(session, arrival_id, outcome, owner="test", now=NOON)
        arrivals.hold(session, 1, rule="test", reason="test", now=NOON)
        arrivals.shunt(session, 2, error="E", traceback="T", now=NOON)
        deliveries.queue(session, _delivery(), NOON)
        (one,) = deliveries.claim(session, owner="test", now=NOON, lease=timedelta(minutes=1), limit=1)
        deliveries.finish(session, one.delivery_id, owner="test", state="refused", answer="550", now=NOON)
    settings = settings_for(database_url, tmp_path)
    found = findings(settings, clock)
    assert (found["held"].level, found["held"].text) == (Level.OK, "1 wait for an analyst")
    assert (found["shunted"].level, found["shunted"].text) == (Level.WARN, "1 failed unexpectedly")
    assert (found["answers"].level, found["answers"].text) == (Level.WARN, "1 could not be delivered")
    clock.advance(hours=25)
    assert findings(settings, clock)["held"].text == "1 wait for an analyst for more than a day"


def _delivery() -> deliveries.NewDelivery:
    return deliveries.NewDelivery(
        cause="test",
        notice="acknowledged",
        recipient="kim@bluefern.example",
        recipient_name="",
        payload={},
        message_id="m@echopass.example",
        reply_to="help@echopass.example",
    )


def test_sums_that_do_not_agree(database_url: str, store: Store, tmp_path: Path, clock: ManualClock) -> None:
    with store.write() as session:
        arrival_id = kept(session)
        arrivals.claim(session, owner="test", now=NOON, lease=timedelta(minutes=1), limit=1)
        arrivals.finish(
            session, arrival_id, Outcome(disposition=Disposition.HELD, rule="t", reason="t"), owner="test", now=NOON
        )
    assert findings(settings_for(database_url, tmp_path), clock)["accounting"].level is Level.FAIL


@pytest.mark.parametrize(
    ("minutes", "error", "level", "words"),
    [
        (9, None, Level.OK, "last read 9 minutes ago"),
        (9, "login refused", Level.OK, "last read 9 minutes ago; since then: login refused"),
        (11, None, Level.FAIL, "last read 11 minutes ago"),
        (None, None, Level.WARN, "never read yet"),
        (None, "login refused", Level.WARN, "never read yet; the last look met: login refused"),
    ],
)
def test_a_mailbox_that_was_not_read_lately(
    database_url: str,
    store: Store,
    tmp_path: Path,
    clock: ManualClock,
    minutes: int | None,
    error: str | None,
    level: Level,
    words: str,
) -> None:
    settings = settings_for(database_url, tmp_path, imap=[_IMAP])
    source = source_of(settings.imap[0])
    with store.write() as session:
        if minutes is not None:
            desk.beat(session, source, at=NOON - timedelta(minutes=minutes), error=None)
        if error is not None:
            desk.beat(session, source, at=NOON, error=error)
    found = findings(settings, clock)["imap help reading"]
    assert (found.level, found.text) == (level, words)


@pytest.mark.parametrize(
    ("error", "todo"),
    [
        (PermanentError("the login is refused"), "see mail_out in the configuration"),
        (TransientError("no answer in time"), "try again; see mail_out in the configuration"),
    ],
)
def test_a_relay_that_cannot_be_used(
    database_url: str, tmp_path: Path, clock: ManualClock, error: Exception, todo: str
) -> None:
    def broken(_: MailOutSettings) -> str:
        raise error

    settings = settings_for(database_url, tmp_path, mail_out={"relay": "smtp.echopass.example"})
    found = findings(settings, clock, relay=broken)["relay"]
    assert (found.level, found.text, found.todo) == (Level.FAIL, str(error), todo)


def test_a_mailbox_that_cannot_be_opened(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    def broken(_: ImapSettings) -> str:
        raise PermanentError("the login is refused")

    found = findings(settings_for(database_url, tmp_path, imap=[_IMAP]), clock, imap=broken)["imap help"]
    assert (found.level, found.text) == (Level.FAIL, "the login is refused")


def test_the_maildir(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    found = findings(settings_for(database_url, tmp_path), clock)["maildir"]
    assert (found.level, found.todo) == (Level.WARN, "set mail_out.relay to send them")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    settings = settings_for(database_url, tmp_path, mail_out={"maildir": str(tmp_path / "file" / "answers")})
    assert findings(settings, clock)["maildir"].level is Level.FAIL
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("x", encoding="utf-8")
    settings = settings_for(database_url, tmp_path, mail_out={"maildir": str(tmp_path / "other")})
    assert "is no Maildir" in findings(settings, clock)["maildir"].text


def test_templates_with_a_mistake(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    folder = tmp_path / "templates"
    (folder / "mail" / "added").mkdir(parents=True)
    settings = settings_for(database_url, tmp_path, templates=str(folder))
    assert findings(settings, clock)["templates"].level is Level.OK
    (folder / "mail" / "added" / "subject.txt").write_text("{{ number", encoding="utf-8")
    found = findings(settings, clock)["templates"]
    assert found.level is Level.FAIL
    assert "template mail/added/subject.txt, line 1" in found.text
    gone = settings_for(database_url, tmp_path, templates=str(tmp_path / "gone"))
    assert findings(gone, clock)["templates"].level is Level.FAIL


@pytest.mark.parametrize(("mode", "level"), [(0o600, Level.OK), (0o640, Level.WARN), (0o644, Level.WARN)])
def test_a_file_with_passwords_that_others_can_read(
    database_url: str, tmp_path: Path, clock: ManualClock, mode: int, level: Level
) -> None:
    file = tmp_path / "echodesk.toml"
    file.write_text("", encoding="utf-8")
    file.chmod(mode)
    plain, secret = settings_for(database_url, tmp_path), settings_for(database_url, tmp_path, imap=[_IMAP])
    probes = Probes(relay=relay_answers, imap=imap_answers)
    assert next(run_checks(plain, clock, file=file, probes=probes)).level is Level.OK
    assert next(run_checks(secret, clock, file=file, probes=probes)).level is level


@contextmanager
def listener(greeting: bytes) -> Iterator[Listener]:
    """A server that greets whoever comes; the kernel keeps the greeting for him."""
    import threading

    def greet() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(greeting)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=greet)
        thread.start()
        yield Listener(port=server.getsockname()[1])
        thread.join()


@pytest.mark.parametrize(
    ("greeting", "level", "words"),
    [
        (b"220 mail.echopass.example ESMTP Echodesk\r\n", Level.OK, "an Echodesk is listening"),
        (b"220 mail.echopass.example ESMTP \x1b[2JPostfix\r\n", Level.FAIL, "another program: 220 mail.echopass"),
        (b"", Level.FAIL, "is taken by another program"),
    ],
)
def test_a_port_that_is_taken(greeting: bytes, level: Level, words: str) -> None:
    with listener(greeting) as place:
        found = port_check("smtp port", place)
    assert found.level is level
    assert words in found.text
    assert "\x1b" not in found.text


def test_a_port_that_is_free_and_a_host_that_is_not_ours() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert port_check("smtp port", Listener(port=port)).level is Level.OK
    assert port_check("smtp port", Listener(host="192.0.2.1", port=port)).level is Level.FAIL


def certificate(folder: Path, days: tuple[int, int], name: str = "mail.echopass.example") -> tuple[Path, Path]:
    """A self-signed certificate that is valid from and to so many days from now, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1], hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return chain, secret


@pytest.mark.parametrize(
    ("days", "name", "hostname", "level", "words"),
    [
        ((-1, 90), "mail.echopass.example", "mail.echopass.example", Level.OK, "is valid until"),
        ((-1, 90), "*.echopass.example", "Mail.Echopass.example", Level.OK, "is valid until"),
        ((-1, 90), "*.echopass.example", "a.mail.echopass.example", Level.WARN, "is for *.echopass.example, not for"),
        ((-1, 15), "mail.echopass.example", "mail.echopass.example", Level.OK, "is valid until"),
        ((-1, 13), "mail.echopass.example", "mail.echopass.example", Level.WARN, "expires on"),
        ((-9, -1), "mail.echopass.example", "mail.echopass.example", Level.FAIL, "has expired"),
        ((1, 90), "mail.echopass.example", "mail.echopass.example", Level.FAIL, "is not valid yet"),
    ],
)
def test_a_certificate(
    tmp_path: Path, days: tuple[int, int], name: str, hostname: str, level: Level, words: str
) -> None:
    chain, key = certificate(tmp_path, days, name)
    found = certificate_check("smtp", chain, key, hostname, SystemClock())
    assert (found.level, words in found.text) == (level, True), found


def test_certificate_files_that_cannot_be_used(tmp_path: Path) -> None:
    chain, key = certificate(tmp_path, (-1, 90))
    (tmp_path / "other").mkdir()
    _, other = certificate(tmp_path / "other", (-1, 90))
    for wrong_chain, wrong_key in ((chain, other), (tmp_path / "none.pem", key), (key, key)):
        found = certificate_check("smtp", wrong_chain, wrong_key, "mail.echopass.example", SystemClock())
        assert found.level is Level.FAIL
        assert found.todo == "see smtp.tls_certificate and smtp.tls_key"


def test_mail_from_outside_without_tls(database_url: str, tmp_path: Path, clock: ManualClock) -> None:
    listen = [{"host": "0.0.0.0", "port": 0}]
    settings = settings_for(database_url, tmp_path, smtp={"listen": listen})
    assert findings(settings, clock)["smtp certificate"].level is Level.WARN


def test_a_file_that_is_no_database(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "thesis.txt").write_text("A thesis, not a database.", encoding="utf-8")
    found = findings(settings_for(f"sqlite:///{tmp_path / 'thesis.txt'}", tmp_path), clock)["database"]
    assert (found.level, found.todo) == (Level.FAIL, "see database.url")
    assert "is no SQLite database" in found.text
