"""What ``echodesk check`` says of the proof of senders, and of the servers that are asked about mail."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.checks.authentication import proof_checks, roots_checks
from bot.checks.configuration import alert_mail_check
from bot.checks.findings import Finding, Level
from bot.checks.wires import ask_names, names_checks, ping_scanner, scanner_checks
from bot.errors import TransientError
from bot.settings import Settings
from bot.settings.load import parse_settings
from bot.settings.proof import ScanningSettings
from tests.clamav import running_clamav
from tests.dns_server import GARBLED, SERVFAIL, DnsServer
from tests.tls import make_certificate

OK, WARN, FAIL = Level.OK, Level.WARN, Level.FAIL


def settings_for(**tables: Any) -> Settings:
    return parse_settings({"smtp": {"enabled": False}, **tables})


def imap(host: str, mailbox: str = "help") -> dict[str, str]:
    return {"mailbox": mailbox, "host": host, "user": "help@echopass.example", "password": "secret"}


def told(found: Iterator[Finding]) -> dict[str, Finding]:
    by_subject = {finding.subject: finding for finding in found}
    assert all(finding.todo for finding in by_subject.values() if finding.level is not OK)
    return by_subject


OUTSIDE = {"listen": [{"host": "0.0.0.0", "port": 25}]}
LOCAL = {"listen": [{"host": "127.0.0.1", "port": 2525}, {"host": "::1", "port": 2525}]}
BOTH = {"listen": [{"host": "127.0.0.1", "port": 2525}, {"host": "192.0.2.1", "port": 25}]}
LOGIN = {"users": [{"name": "portal", "password": "secret", "addresses": ["portal@echopass.example"]}]}


@pytest.mark.parametrize(
    ("tables", "level", "words"),
    [
        ({}, OK, "require; proven by DKIM"),
        ({"smtp": OUTSIDE}, OK, "require; proven by SPF and DKIM"),
        ({"authentication": {"policy": "prefer"}}, OK, "prefer; proven by DKIM"),
        ({"imap": [imap("imap.gmail.com")]}, OK, "proven by Authentication-Results of mx.google.com, DKIM"),
        (
            {"imap": [imap("imap.gmail.com")], "authentication": {"authserv_ids": ["none"]}},
            OK,
            "require; proven by DKIM",
        ),
        ({"authentication": {"check": False, "authserv_ids": ["mx.echopass.example"]}}, OK, "of mx.echopass.example"),
        ({"authentication": {"check": False}, "smtp": {**LOCAL, **LOGIN}}, OK, "proven by logins"),
        (
            {"authentication": {"check": False}, "admission": {"genuine_networks": ["192.0.2.0/24"]}},
            OK,
            "proven by admission.genuine_networks",
        ),
        (
            {"authentication": {"check": False}},
            FAIL,
            "nothing can prove a sender: all mail in a contact's name is held",
        ),
        ({"authentication": {"check": False, "policy": "prefer"}}, WARN, "is marked as unproven"),
        ({"authentication": {"policy": "off"}}, WARN, "the From field is believed"),
        ({"authentication": {"policy": "off", "check": False}}, WARN, "the From field is believed"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_the_policy(tables: dict[str, Any], level: Level, words: str) -> None:
    found = told(proof_checks(settings_for(**tables)))["senders"]
    assert (found.level, words in found.text) == (level, True), found


OURS = {"authserv_ids": ["mx.echopass.example"]}
GATEWAY = {"gateways": ["127.0.0.1/32"]}


@pytest.mark.parametrize(
    ("tables", "subject", "level", "words"),
    [
        # directly from the internet
        ({"smtp": OUTSIDE}, "smtp proof", OK, "SPF and DKIM"),
        ({"smtp": BOTH}, "smtp proof", OK, "SPF and DKIM"),
        # from a mail server
        ({"smtp": LOCAL}, "smtp proof", WARN, "whose address is taken for the sender's"),
        ({"smtp": LOCAL, "authentication": OURS}, "smtp proof", WARN, "whose address is taken for the sender's"),
        ({"smtp": LOCAL, "authentication": GATEWAY}, "smtp proof", WARN, "only DKIM proves its sender"),
        (
            {"smtp": LOCAL, "authentication": {**GATEWAY, **OURS}},
            "smtp proof",
            OK,
            "of mx.echopass.example, SPF and DKIM",
        ),
        (
            {"smtp": LOCAL, "admission": {"genuine_networks": ["127.0.0.0/8"]}},
            "smtp proof",
            OK,
            "which is in admission.genuine_networks",
        ),
        ({"smtp": OUTSIDE, "authentication": {"gateways": ["192.0.2.0/24"]}}, "smtp proof", WARN, "only DKIM proves"),
        ({"smtp": {**LOCAL, **LOGIN, "require_auth": True}}, "smtp proof", OK, "logins, and DKIM"),
        ({"lmtp": {"enabled": True}}, "lmtp proof", WARN, "SPF cannot be asked about mail that comes by LMTP"),
        (
            {"lmtp": {"enabled": True}, "authentication": {"check": False}},
            "lmtp proof",
            WARN,
            "nothing proves the sender",
        ),
        ({"lmtp": {"enabled": True}, "authentication": {"authserv_ids": ["none"]}}, "lmtp proof", WARN, "only DKIM"),
        ({"lmtp": {"enabled": True}, "authentication": OURS}, "lmtp proof", OK, "of mx.echopass.example, DKIM"),
        (
            {"lmtp": {"enabled": True}, "admission": {"genuine_networks": ["127.0.0.0/8"]}},
            "lmtp proof",
            OK,
            "DKIM, admission.genuine_networks",
        ),
        # from a mailbox
        (
            {"imap": [imap("imap.gmail.com")]},
            "imap help proof",
            OK,
            "Authentication-Results of mx.google.com are believed",
        ),
        ({"imap": [imap("outlook.office365.com")]}, "imap help proof", OK, "of microsoft-365 are believed"),
        ({"imap": [imap("imap.echopass.example")]}, "imap help proof", WARN, "fetched from imap.echopass.example"),
        (
            {"imap": [imap("imap.echopass.example")], "authentication": OURS},
            "imap help proof",
            OK,
            "mx.echopass.example",
        ),
        (
            {"imap": [imap("imap.gmail.com")], "authentication": OURS},
            "imap help proof",
            WARN,
            "imap.gmail.com checks senders as mx.google.com, which is not in authentication.authserv_ids",
        ),
        (
            {"imap": [imap("imap.gmail.com")], "authentication": {"authserv_ids": ["MX.google.com"]}},
            "imap help proof",
            OK,
            "of MX.google.com, DKIM",
        ),
        (
            {"imap": [imap("imap.gmail.com")], "authentication": {"authserv_ids": ["none"]}},
            "imap help proof",
            WARN,
            "SPF",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_each_way_in(tables: dict[str, Any], subject: str, level: Level, words: str) -> None:
    found = told(proof_checks(settings_for(**tables)))[subject]
    assert (found.level, words in found.text) == (level, True), found


def test_where_nothing_is_demanded_no_way_in_is_judged() -> None:
    found = told(proof_checks(settings_for(smtp=LOCAL, lmtp={"enabled": True}, authentication={"policy": "off"})))
    assert list(found) == ["senders"]


@pytest.mark.parametrize(
    ("networks", "too_wide"),
    [
        (["0.0.0.0/0"], True),
        (["::/0"], True),
        (["192.0.2.1/0"], True),
        (["192.0.2.0/24", "::/0"], True),
        (["0.0.0.0/1", "128.0.0.0/1"], True),
        (["0.0.0.0/1"], False),
        (["192.0.2.0/24", "2001:db8::/32"], False),
        ([], False),
    ],
)
def test_networks_that_hold_everybody(networks: list[str], too_wide: bool) -> None:
    settings = settings_for(admission={"genuine_networks": networks}, authentication={"gateways": networks, **OURS})
    found = {subject: finding.level for subject, finding in told(proof_checks(settings)).items()}
    wide = {"genuine networks": FAIL, "gateways": FAIL} if too_wide else {}
    assert found == {"senders": OK, **wide}


def test_roots(tmp_path: Path) -> None:
    good = make_certificate(tmp_path).chain
    (tmp_path / "two.pem").write_bytes(good.read_bytes() * 2)
    (tmp_path / "thesis.pem").write_text("A thesis.", encoding="utf-8")
    (tmp_path / "empty.pem").write_bytes(b"")
    (tmp_path / "damaged.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    (tmp_path / "folder.pem").mkdir()
    table = [
        (good, OK, "has 1 certificate"),
        (tmp_path / "two.pem", OK, "has 2 certificates"),
        (tmp_path / "thesis.pem", FAIL, "has no certificate that can be read"),
        (tmp_path / "empty.pem", FAIL, "has no certificate that can be read"),
        (tmp_path / "damaged.pem", FAIL, "has no certificate that can be read"),
        (tmp_path / "folder.pem", FAIL, "cannot be read: Is a directory"),
        (tmp_path / "gone.pem", FAIL, "cannot be read: No such file"),
    ]
    for path, level, words in table:
        found = told(roots_checks(path))["s/mime roots"]
        assert (found.level, found.text.startswith(f"{path} {words}")) == (level, True), found
    assert told(roots_checks(None)) == {}


@pytest.mark.parametrize(
    ("zone", "level"),
    [
        ({"echopass.example": {"TXT": ["v=spf1 -all"]}}, OK),
        ({"echopass.example": {"MX": ["10 mx.echopass.example"]}}, OK),
        ({}, OK),
        ({"echopass.example": SERVFAIL}, WARN),
        ({"echopass.example": GARBLED}, WARN),
    ],
    ids=["record", "no such record", "no such name", "servfail", "garbled"],
)
def test_name_servers(zone: dict[str, Any], level: Level) -> None:
    with DnsServer(zone) as server:
        settings = settings_for(authentication={"dns_servers": [server.address], "dns_timeout": 0.5})
        found = told(names_checks(settings, ask_names))["name servers"]
        assert (found.level, server.asked("echopass.example", "TXT") > 0) == (level, True), found
    assert ("no answer" in found.text) is (level is WARN)


def test_a_name_server_that_is_not_there(free_port_of_nobody: int) -> None:
    servers = [f"127.0.0.1:{free_port_of_nobody}"]
    settings = settings_for(authentication={"dns_servers": servers, "dns_timeout": 0.2})
    assert told(names_checks(settings, ask_names))["name servers"].level is WARN


@pytest.fixture
def free_port_of_nobody() -> Iterator[int]:
    """A UDP port that is taken, so that nobody else gets it, and at which nobody answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        yield silent.getsockname()[1]


def test_where_nothing_is_looked_up_nobody_is_asked() -> None:
    def never(*_: object) -> str:
        raise AssertionError("asked")

    assert told(names_checks(settings_for(authentication={"check": False}), never)) == {}
    assert told(scanner_checks(ScanningSettings(), never)) == {}


def test_a_scanner_that_answers() -> None:
    with running_clamav() as clamav:
        for place in (clamav.path, f"127.0.0.1:{clamav.port}"):
            found = told(scanner_checks(ScanningSettings(clamd=place), ping_scanner))["scanner"]
            assert (found.level, found.text) == (OK, f"{place} answers")


@contextmanager
def scanner(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            wire, _ = listener.accept()
            with wire:
                assert wire.recv(100) == b"zPING\0"
                answer(wire)

        thread = threading.Thread(target=serve)
        thread.start()
        yield "127.0.0.1:{1}".format(*listener.getsockname())
        thread.join(10)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda wire: wire.sendall(b"PONG\0"), " answers"),
        (lambda wire: None, "the scanner hung up without an answer"),
        (lambda wire: wire.sendall(b"PONG"), "the scanner answered: PONG"),
        (lambda wire: wire.sendall(b"UNKNOWN\x1b[2J COMMAND\0"), "the scanner answered: UNKNOWN"),
        (lambda wire: wire.recv(1), "did not answer within 0.2 seconds"),
    ],
    ids=["pong", "silence", "half", "another", "slow"],
)
def test_what_a_scanner_says(answer: Callable[[socket.socket], None], words: str) -> None:
    with scanner(answer) as place:
        found = told(scanner_checks(ScanningSettings(clamd=place, timeout=0.2), ping_scanner))["scanner"]
    assert found.level is (OK if words == " answers" else WARN)
    assert words in found.text
    assert "\x1b" not in found.text


@pytest.mark.parametrize(
    ("place", "level", "words"),
    [
        ("/nowhere/at/all", WARN, "cannot be reached"),
        ("nonsense", FAIL, "is neither a path"),
    ],
)
def test_a_scanner_that_is_not_there(place: str, level: Level, words: str) -> None:
    found = told(scanner_checks(ScanningSettings(clamd=place), ping_scanner))["scanner"]
    assert (found.level, words in found.text) == (level, True)


def test_a_probe_of_ones_own_may_say_what_is_wrong() -> None:
    def broken(*_: object) -> str:
        raise TransientError("no answer in time")

    found = told(names_checks(settings_for(), broken))["name servers"]
    assert (found.level, found.text) == (WARN, "no answer in time")


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ([], "to nobody; all alerts are in: echodesk alerts list"),
        (["lead@echopass.example", "ops@echopass.example"], "to lead@echopass.example, ops@echopass.example"),
    ],
)
def test_who_is_told_of_alerts(to: list[str], text: str) -> None:
    found = alert_mail_check(settings_for(alerts={"to": to}))
    assert (found.level, found.text) == (OK, text)
