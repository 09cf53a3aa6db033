"""What becomes of a message at the relay: one honest result for each, whatever the relay does."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from bot.channels.base import Deferred, Outgoing, Refused, Sent, Transport
from bot.channels.mail_out import MaildirTransport, Relay, probe, transport
from bot.errors import PermanentError, TransientError
from bot.settings.channels import MailOutSettings
from tests.bot.channels.relay_server import PASSWORD, ScriptedRelay, bare_server, dialogue

BODY = b"Subject: hello\r\n\r\n.a line with a dot\r\n..two\r\nend\r\n"
EHLO = (b"EHLO", b"250-relay.example\r\n250 SIZE 1000000\r\n")
OK = b"250 OK\r\n"


def outgoing(recipient: str = "kim@tidewater.example", content: bytes = BODY) -> Outgoing:
    return Outgoing(message_id="1.a@echopass.example", mail_from="", recipient=recipient, content=content)


def settings(port: int, **values: object) -> MailOutSettings:
    return MailOutSettings.model_validate(
        {"relay": "127.0.0.1", "port": port, "tls": "none", "timeout": 10.0, **values}
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.example")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


def test_a_message_arrives_byte_for_byte_with_an_empty_return_path() -> None:
    with ScriptedRelay() as server:
        relay: Transport = Relay(settings(server.port))
        results = relay.send([outgoing()])
        relay.close()
    assert results == [Sent(answer="250 2.0.0 queued as 4711")]
    assert [(e.mail_from, e.rcpt_tos, e.content) for e in server.envelopes] == [("<>", ["kim@tidewater.example"], BODY)]


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: a\n\nx\n.\nMAIL FROM:<evil@stranger.example>\n",
        b"Subject: a\r\n\r\nx\r\n.\rMAIL FROM:<evil@stranger.example>\r\n",
        b"Subject: a\r\n\r\nx\n.\r\nQUIT\r\nno end",
    ],
)
def test_no_content_can_end_itself_early(content: bytes) -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        assert [type(result) for result in relay.send([outgoing(content=content), outgoing()])] == [Sent, Sent]
        relay.close()
    received = server.envelopes[0].content
    assert isinstance(received, bytes)
    assert received.splitlines() == content.splitlines()
    assert len(server.envelopes) == 2


@pytest.mark.parametrize(
    ("where", "answer", "expected"),
    [
        ("rcpt", "450 4.2.1 mailbox busy", Deferred(reason="450 4.2.1 mailbox busy")),
        ("rcpt", "550 5.1.1 no such user", Refused(reason="550 5.1.1 no such user")),
        ("rcpt", "421 4.3.2 shutting down", Deferred(reason="421 4.3.2 shutting down")),
        ("data", "451 4.3.0 try later", Deferred(reason="451 4.3.0 try later")),
        ("data", "550 5.7.1 not wanted", Refused(reason="550 5.7.1 not wanted")),
        ("data", "552 5.3.4 too big", Refused(reason="552 5.3.4 too big")),
        ("data", "421 4.3.2 shutting down", Deferred(reason="421 4.3.2 shutting down")),
    ],
)
def test_an_answer_decides_for_its_message_alone(where: str, answer: str, expected: Deferred | Refused) -> None:
    with ScriptedRelay(**{where: {"bad@tidewater.example": answer}}) as server:  # type: ignore[arg-type]  # a table
        relay = Relay(settings(server.port))
        results = relay.send([outgoing(), outgoing("bad@tidewater.example"), outgoing("lee@tidewater.example")])
        relay.close()
    assert isinstance(results[0], Sent)
    assert results[1] == expected
    assert isinstance(results[2], Sent)
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [
        ["kim@tidewater.example"],
        ["lee@tidewater.example"],
    ]


def test_one_connection_serves_a_batch_and_the_next() -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        for _ in range(3):
            assert all(isinstance(result, Sent) for result in relay.send([outgoing()] * 5))
        relay.close()
    assert (server.connections, len(server.envelopes)) == (1, 15)


def test_a_refused_recipient_does_not_cost_the_connection() -> None:
    with ScriptedRelay(rcpt={"bad@tidewater.example": "550 no"}) as server:
        relay = Relay(settings(server.port))
        relay.send([outgoing("bad@tidewater.example"), outgoing()])
        relay.close()
    assert server.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew() -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        relay.send([outgoing()])
        server.hang_up()
        assert isinstance(relay.send([outgoing()])[0], Sent)
        relay.close()
    assert server.connections == 2


def test_a_server_that_takes_so_many_a_connection_delays_nothing() -> None:
    with ScriptedRelay(messages_per_connection=2) as server:
        relay = Relay(settings(server.port))
        results = relay.send([outgoing()] * 5)
        relay.close()
    assert [type(result) for result in results] == [Sent] * 5
    assert server.connections == 3


def test_a_relay_may_be_closed_twice_and_used_again() -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        relay.close()
        relay.send([outgoing()])
        relay.close()
        relay.close()
        assert isinstance(relay.send([outgoing()])[0], Sent)
        relay.close()


@pytest.mark.parametrize(
    ("script", "unclear", "why"),
    [
        ((EHLO, (b"MAIL", OK)), False, "lost before the end"),
        ((EHLO, (b"MAIL", OK), (b"RCPT", OK)), False, "lost before the end"),
        ((EHLO, (b"MAIL", OK), (b"RCPT", OK), (b"DATA", b"354 go\r\n"), (b".", b"")), True, "after the end"),
        ((EHLO, (b"MAIL", OK), (b"RCPT", OK), (b"DATA", b"354 go\r\n"), (b".", b"huh?\r\n")), True, "-1"),
        ((EHLO,), False, "lost before the message"),
    ],
)
def test_a_lost_connection_is_deferred_and_the_next_message_gets_a_new_one(
    script: tuple[tuple[bytes, bytes], ...], unclear: bool, why: str
) -> None:
    whole = (EHLO, (b"MAIL", OK), (b"RCPT", OK), (b"DATA", b"354 go\r\n"), (b".", OK), (b"QUIT", b"221 bye\r\n"))

    def serve(connection: socket.socket, number: int) -> None:
        connection.sendall(b"220 relay.example\r\n")
        dialogue(connection, whole if number else script, [])

    with bare_server(serve) as port:
        relay = Relay(settings(port))
        first, second = relay.send([outgoing(), outgoing()])
        relay.close()
    assert isinstance(first, Deferred)
    assert first.unclear is unclear
    assert why in first.reason
    assert second == Sent(answer="250 OK")


@pytest.mark.parametrize(
    ("greeting", "why"),
    [
        (b"", "closed the connection"),
        (b"554 5.7.1 you are on a list\r\n", "answers 554 5.7.1 you are on a list"),
        (b"421 4.3.2 too busy\r\n", "answers 421 4.3.2 too busy"),
        (b"\xff\xfe\x00\r\n", "answers"),
    ],
)
def test_without_a_greeting_all_are_deferred_after_one_try(greeting: bytes, why: str) -> None:
    served: list[int] = []

    def serve(connection: socket.socket, number: int) -> None:
        served.append(number)
        connection.sendall(greeting)

    with bare_server(serve) as port:
        relay = Relay(settings(port))
        results = relay.send([outgoing()] * 3)
        relay.close()
    assert [type(result) for result in results] == [Deferred] * 3
    assert all(isinstance(result, Deferred) and why in result.reason and not result.unclear for result in results)
    assert served == [0]


def test_silence_is_not_waited_for_beyond_the_timeout() -> None:
    def serve(connection: socket.socket, number: int) -> None:
        connection.recv(1000)

    with bare_server(serve) as port:
        relay = Relay(settings(port, timeout=0.2))
        results = relay.send([outgoing()])
        relay.close()
    assert isinstance(results[0], Deferred)
    assert "did not answer within 0.2 s" in results[0].reason


def test_a_closed_port_defers_all_and_says_where_to_look() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    results = Relay(settings(port)).send([outgoing(), outgoing()])
    assert [type(result) for result in results] == [Deferred, Deferred]
    assert isinstance(results[0], Deferred)
    assert f"relay 127.0.0.1:{port} cannot be reached: Connection refused; look at mail_out.relay" in results[0].reason


@pytest.mark.parametrize("name", ["no-such-host.invalid", "bad..name"])
def test_an_unknown_host_is_deferred(name: str) -> None:
    results = Relay(settings(25, relay=name)).send([outgoing()])
    assert isinstance(results[0], Deferred)
    assert "mail_out.relay" in results[0].reason


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "kim",
        "kim@tidewater.example\r\nRCPT TO:<eve@stranger.example>",
        "kim@tidewater.example>\x00",
        "kim@tidewater.example> NOTIFY=NEVER",
        "käte@tidewater.example",
        "alice@tidewater.example)bob@stranger.example",
    ],
)
def test_what_is_not_an_address_is_refused_and_reaches_no_wire(recipient: str) -> None:
    with ScriptedRelay() as server:
        relay = Relay(settings(server.port))
        results = relay.send([outgoing(recipient), outgoing()])
        relay.close()
    assert isinstance(results[0], Refused)
    assert isinstance(results[1], Sent)
    assert [envelope.rcpt_tos for envelope in server.envelopes] == [["kim@tidewater.example"]]


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
    certificate: tuple[Path, Path],
    mode: str,
    verify: bool,
    trusted: bool,
    offered: bool,
    expected: str,
) -> None:
    authority = certificate[0] if trusted else None
    with ScriptedRelay(tls=tls if offered else None) as server:
        relay = Relay(settings(server.port, tls=mode, tls_verify=verify, tls_ca_file=authority))
        (result,) = relay.send([outgoing()])
        relay.close()
    assert _summary(result, server) == expected or (isinstance(result, Deferred) and expected in result.reason)


@pytest.mark.parametrize(("trusted", "expected"), [(True, "encrypted"), (False, "certificate is not trusted")])
def test_implicit_tls(tls: ssl.SSLContext, certificate: tuple[Path, Path], trusted: bool, expected: str) -> None:
    authority = certificate[0] if trusted else None
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
def test_login(tls: ssl.SSLContext, certificate: tuple[Path, Path], tmp_path: Path, where: str) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n", encoding="utf-8")
    secret: dict[str, object] = (
        {"password": SecretStr(PASSWORD)} if where == "settings" else {"password_file": tmp_path / "password"}
    )
    with ScriptedRelay(tls=tls, login=True) as server:
        ready = settings(server.port, tls="opportunistic", tls_ca_file=certificate[0], user="echodesk", **secret)
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


def test_probe_says_what_it_found(tls: ssl.SSLContext, certificate: tuple[Path, Path]) -> None:
    with ScriptedRelay(tls=tls, login=True) as server:
        ready = settings(server.port, tls="starttls", tls_ca_file=certificate[0], user="desk", password=PASSWORD)
        assert probe(ready) == f"relay 127.0.0.1:{server.port} answers, encrypted with TLSv1.3, logged in as desk"
        plain = settings(server.port)
        assert probe(plain) == f"relay 127.0.0.1:{server.port} answers, not encrypted, no login"
    assert server.envelopes == []
    with pytest.raises(TransientError, match="cannot be reached"):
        probe(plain)


def test_the_settings_choose_the_way_out(tmp_path: Path) -> None:
    assert isinstance(transport(MailOutSettings(relay="mail.example")), Relay)
    assert isinstance(transport(MailOutSettings(maildir=tmp_path)), MaildirTransport)
