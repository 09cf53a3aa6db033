import base64
import smtplib
import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.channels.receiving.auth import Credentials
from bot.channels.receiving.limits import WrongPasswords
from bot.settings.channels import Listener, SmtpUser
from tests.bot.channels.smtp_desk import MAIL, ManualClock, MemoryInbox, Wire, receiving
from tests.tls import make_certificate

EHLO, FROM, TO = MAIL
KAREN = SmtpUser(name="karen", password=SecretStr("correct horse"))
JORG = SmtpUser(name="jörg", password=SecretStr("grüße"))
USERS: dict[str, Any] = {"users": (KAREN, JORG)}


def b64(*words: str) -> str:
    return base64.b64encode("\0".join(words).encode()).decode()


def plain(name: str, password: str) -> str:
    return "AUTH PLAIN " + b64("", name, password)


GOOD = plain("karen", "correct horse")
WRONG = plain("karen", "wrong")


@pytest.mark.parametrize(
    ("name", "password", "user"),
    [
        ("karen", "correct horse", "karen"),
        ("jörg", "grüße", "jörg"),
        ("karen", "grüße", None),
        ("karen", "", None),
        ("", "", None),
        ("Karen", "correct horse", None),
        ("karen", "correct horse ", None),
        ("nobody", "correct horse", None),
    ],
)
def test_credentials(name: str, password: str, user: str | None) -> None:
    credentials = Credentials([KAREN, JORG])
    assert credentials.check(name.encode(), password.encode()) == user
    assert credentials.check_plain(b"\0" + name.encode() + b"\0" + password.encode()) == user


@pytest.mark.parametrize(
    "message", [b"", b"karen", b"karen\0correct horse", b"\0karen\0correct horse\0", b"\xff\0\xff\0\xff"]
)
def test_malformed_plain_is_nobody(message: bytes) -> None:
    assert Credentials([KAREN]).check_plain(message) is None


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((GOOD,), "235 2.7.0"),
        ((GOOD.replace("PLAIN", "plain"),), "235 2.7.0"),
        ((plain("jörg", "grüße"),), "235 2.7.0"),
        (("AUTH PLAIN", b64("", "karen", "correct horse")), "235 2.7.0"),
        (("AUTH PLAIN " + b64("someone", "karen", "correct horse"),), "235 2.7.0"),
        (("AUTH LOGIN", b64("karen"), b64("correct horse")), "235 2.7.0"),
        (("AUTH LOGIN " + b64("karen"), b64("correct horse")), "235 2.7.0"),
        ((WRONG,), "535 5.7.8"),
        ((plain("nobody", "correct horse"),), "535 5.7.8"),
        (("AUTH LOGIN", b64("karen"), b64("no")), "535 5.7.8"),
        (("AUTH PLAIN =",), "535 5.7.8"),
        (("AUTH PLAIN karen",), "501 5.5.2"),
        (("AUTH PLAIN ää",), "501 5.5.2"),
        (("AUTH PLAIN", "***"), "501 5.5.2"),
        (("AUTH PLAIN", "*"), "501 5.7.0"),
        (("AUTH LOGIN", "*"), "501 5.7.0"),
        (("AUTH LOGIN", b64("karen"), "*"), "501 5.7.0"),
        (("AUTH CRAM-MD5",), "504 5.5.4"),
        (("AUTH",), "504 5.5.4"),
        ((GOOD, GOOD), "503 5.5.1"),
        ((GOOD, FROM, GOOD), "503 5.5.1"),
        (("HELO x", GOOD), "503 5.5.1"),
        ((FROM,), "530 5.7.0"),
        ((WRONG, FROM), "530 5.7.0"),
        ((GOOD, FROM), "250 2.1.0"),
        ((GOOD, "RSET", EHLO, FROM), "250 2.1.0"),
    ],
)
def test_replies(lines: tuple[str, ...], reply: str) -> None:
    """On loopback a login may go without TLS; here nothing goes without a login."""
    with receiving(MemoryInbox(), users=(KAREN, JORG), require_auth=True) as address, Wire(address) as client:
        assert client.converse(EHLO, *lines)[: len(reply)] == reply


def test_who_logged_in_is_in_the_envelope() -> None:
    inbox = MemoryInbox()
    with receiving(inbox, **USERS) as address, smtplib.SMTP(*address) as client:
        client.sendmail("karen@acme.example", ["help@echopass.example"], "one\r\n")
        client.login("karen", "correct horse")
        client.sendmail("karen@acme.example", ["help@echopass.example"], "two\r\n")
    assert [arrival.envelope.auth_user for arrival in inbox.arrivals] == [None, "karen"]


def test_a_login_before_starttls_is_forgotten(tmp_path: Path) -> None:
    files = make_certificate(tmp_path)
    options = {**USERS, "require_auth": True, "tls_certificate": files.chain, "tls_key": files.key}
    with receiving(MemoryInbox(), **options) as address, Wire(address) as client:
        assert client.converse(EHLO, GOOD).startswith("235 ")
        client.say("STARTTLS")
        client.start_tls(files.client_context())
        client.say(EHLO)
        assert client.say(FROM).startswith("530 ")
        assert client.say(GOOD).startswith("235 ")
        assert client.say(FROM).startswith("250 ")


def own_address() -> str | None:
    """An address of this machine that is not loopback, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only picks a route
        except OSError:
            return None
        name = str(probe.getsockname()[0])
    return None if name.startswith("127.") else name


def test_a_password_does_not_cross_a_network_in_the_clear(tmp_path: Path) -> None:
    host = own_address()
    if host is None:
        pytest.skip("this machine has loopback alone")
    files = make_certificate(tmp_path)
    options = {**USERS, "tls_certificate": files.chain, "tls_key": files.key}
    with receiving(MemoryInbox(), listen=(Listener(host=host, port=0),), **options) as address, Wire(address) as client:
        assert "AUTH" not in client.converse(EHLO)
        assert client.say(GOOD).startswith("538 5.7.11")
        client.say("STARTTLS")
        client.start_tls(files.client_context())
        assert "AUTH PLAIN LOGIN" in client.say(EHLO)
        assert client.say(GOOD).startswith("235 ")


def test_no_login_inside_a_transaction() -> None:
    with receiving(MemoryInbox(), **USERS) as address, Wire(address) as client:
        assert client.converse(EHLO, FROM, GOOD).startswith("503 5.5.1")


def test_three_wrong_passwords_end_the_session() -> None:
    with receiving(MemoryInbox(), **USERS) as address, Wire(address) as client:
        client.converse(EHLO)
        assert [client.say(WRONG)[:9] for _ in range(3)] == ["535 5.7.8", "535 5.7.8", "421 4.7.0"]
        assert client.rest() == b""


def test_guessing_does_not_get_faster_by_reconnecting() -> None:
    clock = ManualClock()
    with receiving(MemoryInbox(), clock=clock, **USERS) as address:
        for _ in range(WrongPasswords.MOST):
            with Wire(address) as client:
                client.converse(EHLO, WRONG)
        with Wire(address) as client:
            assert client.converse(EHLO, GOOD).startswith("421 4.7.0")
        clock.advance(minutes=16)
        with Wire(address) as client:
            assert client.converse(EHLO, GOOD).startswith("235 ")


def test_no_password_in_the_logs() -> None:
    with capture_logs() as logs, receiving(MemoryInbox(), **USERS) as address, Wire(address) as client:
        client.converse(EHLO, WRONG, GOOD)
    assert {"smtp.login_failed", "smtp.logged_in"} <= {entry["event"] for entry in logs}
    assert not any(word in repr(logs) for word in ("wrong", "correct", b64("", "karen", "wrong")))
