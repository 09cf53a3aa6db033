"""TLS and login at the relay: nothing secret in the clear, and each failure says what to do."""

import socket
import ssl
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.base import Deferred, Sent
from bot.channels.mail_out import Relay, probe
from bot.errors import PermanentError, TransientError
from tests.bot.channels.relay_server import (
    EHLO,
    OK,
    PASSWORD,
    ScriptedRelay,
    bare_server,
    dialogue,
    outgoing,
    settings,
)
from tests.tls import CertificateFiles, make_certificate


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def tls(certificate: CertificateFiles) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


@pytest.mark.parametrize(
    ("mode", "verify", "trusted", "offered", "expected"),
    [
        ("starttls", True, True, True, "encrypted"),
        ("starttls", True, False, True, "certificate is not trusted"),
        ("starttls", False, False, True, "encrypted"),
        ("starttls", True, True, False, "does not offer STARTTLS"),
        ("opportunistic", True, False, True, "encrypted"),
        ("opportunistic", True, False, False, "plain"),
        ("none", True, False, True, "plain"),
    ],
)
def test_starttls(
    tls: ssl.SSLContext,
    certificate: CertificateFiles,
    mode: str,
    verify: bool,
    trusted: bool,
    offered: bool,
    expected: str,
) -> None:
    authority = certificate.chain if trusted else None
    with ScriptedRelay(tls=tls if offered else None) as server:
        relay = Relay(settings(server.port, tls=mode, tls_verify=verify, tls_ca_file=authority))
        (result,) = relay.send([outgoing()])
        relay.close()
    assert _summary(result, server) == expected or (isinstance(result, Deferred) and expected in result.reason)


@pytest.mark.parametrize(("trusted", "expected"), [(True, "encrypted"), (False, "certificate is not trusted")])
def test_implicit_tls(tls: ssl.SSLContext, certificate: CertificateFiles, trusted: bool, expected: str) -> None:
    authority = certificate.chain if trusted else None
    with ScriptedRelay(tls=tls, implicit=True) as server:
        relay = Relay(settings(server.port, tls="implicit", tls_ca_file=authority))
        (result,) = relay.send([outgoing()])
        relay.close()
    assert _summary(result, server) == expected or (isinstance(result, Deferred) and expected in result.reason)


def _summary(result: object, server: ScriptedRelay) -> str:
    if not isinstance(result, Sent):
        return "not sent"
    return "encrypted" if server.encrypted == [True] else "plain"


def test_opportunistic_goes_in_the_clear_where_tls_breaks() -> None:
    heard: list[bytes] = []
    greeting = b"250-relay.example\r\n250 STARTTLS\r\n"
    rest = ((b"EHLO", greeting), (b"MAIL", OK), (b"RCPT", OK), (b"DATA", b"354 go\r\n"), (b".", OK), (b"QUIT", OK))

    def serve(connection: socket.socket, number: int) -> None:
        connection.sendall(b"220 relay.example\r\n")
        if number == 0:
            dialogue(connection, ((b"EHLO", greeting), (b"STARTTLS", b"220 go\r\nnot a handshake at all")), heard)
        else:
            dialogue(connection, rest, heard)

    with bare_server(serve) as port:
        relay = Relay(settings(port, tls="opportunistic"))
        assert relay.send([outgoing()]) == [Sent(answer="250 OK")]
        relay.close()


def test_a_missing_authority_file_is_named(tmp_path: Path) -> None:
    with ScriptedRelay() as server:
        with pytest.raises(PermanentError, match=r"offer STARTTLS"):
            probe(settings(server.port, tls="starttls"))
        with pytest.raises(PermanentError, match=r"tls_ca_file .*nowhere\.pem cannot be read"):
            probe(settings(server.port, tls="implicit", tls_ca_file=tmp_path / "nowhere.pem"))


@pytest.mark.parametrize("where", ["settings", "file"])
def test_login(tls: ssl.SSLContext, certificate: CertificateFiles, tmp_path: Path, where: str) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    secret: dict[str, object] = (
        {"password": SecretStr(PASSWORD)} if where == "settings" else {"password_file": tmp_path / "password"}
    )
    with ScriptedRelay(tls=tls, login=True) as server:
        ready = settings(server.port, tls="opportunistic", tls_ca_file=certificate.chain, user="echodesk", **secret)
        relay = Relay(ready)
        assert isinstance(relay.send([outgoing()])[0], Sent)
        relay.close()
    assert server.logins == ["echodesk"]
    assert server.encrypted == [True]


@pytest.mark.parametrize(
    ("offers_login", "values", "why"),
    [
        (True, {"password": SecretStr("wrong-secret")}, "refuses the login of echodesk: 535"),
        (False, {"password": SecretStr("wrong-secret")}, "offers no way to log in that we know"),
        (True, {"password": SecretStr("wrong-sécret")}, "not ASCII"),
        (True, {"password_file": Path("no-such-file")}, "password_file no-such-file cannot be read"),
        (True, {}, "without a password"),
    ],
)
def test_a_failed_login_defers_with_what_to_do_and_without_the_secret(
    offers_login: bool, values: dict[str, object], why: str
) -> None:
    with ScriptedRelay(login=offers_login) as server:
        ready = settings(server.port, user="echodesk", **values)
        relay = Relay(ready)
        results = relay.send([outgoing(), outgoing()])
        relay.close()
        with pytest.raises(PermanentError) as caught:
            probe(ready)
    assert [type(result) for result in results] == [Deferred, Deferred]
    assert isinstance(results[0], Deferred)
    assert why in results[0].reason
    assert why in str(caught.value)
    assert "wrong" not in f"{results}{caught.value}{caught.value.__cause__}{relay!r}{ready!r}"
    assert server.envelopes == []


def test_a_relay_without_auth_is_not_sent_a_login() -> None:
    heard: list[bytes] = []

    def serve(connection: socket.socket, number: int) -> None:
        connection.sendall(b"220 relay.example\r\n")
        dialogue(connection, (EHLO,), heard)

    with bare_server(serve) as port:
        (result,) = Relay(settings(port, user="echodesk", password=SecretStr(PASSWORD))).send([outgoing()])
    assert isinstance(result, Deferred)
    assert "offers no login (AUTH): leave mail_out.user out" in result.reason
    assert all(line.upper().startswith(b"EHLO") for line in heard)


@pytest.mark.parametrize("tls_mode", ["opportunistic", "starttls"])
def test_a_password_is_never_sent_in_the_clear(tls_mode: str) -> None:
    with ScriptedRelay(login=True) as server:
        relay = Relay(settings(server.port, tls=tls_mode, user="echodesk", password=SecretStr(PASSWORD)))
        (result,) = relay.send([outgoing()])
        relay.close()
    assert isinstance(result, Deferred)
    assert "STARTTLS" in result.reason
    assert server.logins == []


def test_a_password_is_not_given_to_a_relay_that_cannot_prove_itself(tls: ssl.SSLContext) -> None:
    with ScriptedRelay(tls=tls, login=True) as server:
        relay = Relay(settings(server.port, tls="opportunistic", user="echodesk", password=SecretStr(PASSWORD)))
        (result,) = relay.send([outgoing()])
        relay.close()
    assert isinstance(result, Deferred)
    assert "not trusted" in result.reason
    assert server.logins == []


def test_probe_says_what_it_found(tls: ssl.SSLContext, certificate: CertificateFiles) -> None:
    with ScriptedRelay(tls=tls, login=True) as server:
        ready = settings(server.port, tls="starttls", tls_ca_file=certificate.chain, user="desk", password=PASSWORD)
        assert probe(ready) == f"relay 127.0.0.1:{server.port} answers, encrypted with TLSv1.3, logged in as desk"
        plain = settings(server.port)
        assert probe(plain) == f"relay 127.0.0.1:{server.port} answers, not encrypted, no login"
    assert server.envelopes == []
    with pytest.raises(TransientError, match="cannot be reached"):
        probe(plain)
