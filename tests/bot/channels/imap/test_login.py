"""Logging in to a real Dovecot: TLS, passwords, XOAUTH2; and what an operator reads when it fails."""

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.channels.imap import probe
from bot.channels.imap.login import connect, hang_up
from bot.channels.imap.oauth import tokens_for
from bot.errors import ConfigurationError, EchodeskError, PermanentError, TransientError
from bot.settings.channels import ImapSettings
from tests.bot.channels.imap.conftest import Settings, Watch
from tests.bot.channels.imap.fakes import Door, MemoryCursors, mail, subjects
from tests.bot.channels.imap.scripted import HANG_UP, SILENCE, Replies, scripted
from tests.bot.channels.imap.token_server import TokenServer, running_token_server
from tests.clock import ManualClock
from tests.dovecot import PASSWORD, Dovecot, free_port, running_dovecot
from tests.tls import CertificateFiles, make_certificate

needs_dovecot = pytest.mark.dovecot


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificate(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def tls_server(certificate: CertificateFiles) -> Iterator[Dovecot]:
    with running_dovecot(certificate=certificate) as server:
        yield server


@pytest.fixture(scope="module")
def token_server() -> Iterator[TokenServer]:
    with running_token_server() as server:
        yield server


@pytest.fixture(scope="module")
def oauth_server(token_server: TokenServer) -> Iterator[Dovecot]:
    with running_dovecot(introspect=token_server.introspect_url) as server:
        yield server


@needs_dovecot
@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_tls_with_a_trusted_certificate(
    tls: str,
    tls_server: Dovecot,
    certificate: CertificateFiles,
    user: str,
    settings: Settings,
    watch: Watch,
    door: Door,
) -> None:
    port = tls_server.tls_port if tls == "implicit" else tls_server.port
    watch(settings(server=tls_server, tls=tls, port=port, tls_ca_file=certificate.chain))
    tls_server.deliver(user, mail("over TLS", text="x" * 100_000))
    (arrival,) = door.wait_for(1)
    assert arrival.envelope.tls
    assert len(arrival.raw) > 100_000


@needs_dovecot
@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_a_certificate_that_is_not_trusted(tls: str, tls_server: Dovecot, settings: Settings) -> None:
    port = tls_server.tls_port if tls == "implicit" else tls_server.port
    with pytest.raises(PermanentError, match=r"certificate is not trusted .*set tls_ca_file"):
        probe(settings(server=tls_server, tls=tls, port=port))
    assert "holds 0 messages" in probe(settings(server=tls_server, tls=tls, port=port, tls_verify=False))


@needs_dovecot
def test_a_certificate_for_another_host(tls_server: Dovecot, certificate: CertificateFiles, settings: Settings) -> None:
    chosen = settings(server=tls_server, host="127.1", tls="starttls", tls_ca_file=certificate.chain)
    with pytest.raises(PermanentError, match="correct host"):
        probe(chosen)


@pytest.mark.parametrize("name", ["missing.pem", "empty.pem"])
def test_an_authority_file_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(ConfigurationError, match="give a PEM file"):
        probe(_at(1, tls="implicit", tls_ca_file=tmp_path / name))


@needs_dovecot
def test_no_starttls_is_an_error_and_not_plain_text(settings: Settings) -> None:
    with pytest.raises(PermanentError, match="offers no STARTTLS"):
        probe(settings(tls="starttls"))


@needs_dovecot
def test_the_password_may_be_in_a_file(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    assert "holds 0 messages" in probe(settings(password=None, password_file=file))
    with pytest.raises(PermanentError, match=r"cannot read .*check the path"):
        probe(settings(password=None, password_file=tmp_path / "absent"))


@needs_dovecot
@pytest.mark.parametrize("password", ["wrong", "f\u00e4lsch", 'quote"s and \\'])
def test_a_wrong_password(password: str, settings: Settings, user: str) -> None:
    with pytest.raises(PermanentError, match=r"login was refused .*check user and password") as caught:
        probe(settings(password=password))
    assert password not in str(caught.value)
    assert user not in str(caught.value)


@needs_dovecot
def test_probe_tells_what_it_found(dovecot: Dovecot, user: str, settings: Settings) -> None:
    dovecot.deliver(user, mail("one"))
    dovecot.deliver(user, mail("two"))
    chosen = settings(after="move")
    assert probe(chosen) == "mailbox help at 127.0.0.1: folder INBOX holds 2 messages; the server announces new mail"
    assert probe(settings(idle=False)).endswith("asked every 0.1 s")
    with dovecot.client(user) as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search(["UNSEEN"]) == [1, 2]
        assert not client.folder_exists("Echodesk"), "trying out changes nothing"


@needs_dovecot
def test_a_folder_that_is_not_there(settings: Settings) -> None:
    with pytest.raises(PermanentError, match="check folder, its spelling"):
        probe(settings(folder="Nowhere"))


@pytest.mark.parametrize(
    ("replies", "greeting", "error", "says"),
    [
        ({}, b"* BYE too busy\r\n", TransientError, "connecting"),
        ({}, b"220 smtp.example ESMTP\r\n", TransientError, "connecting"),
        ({"LOGIN": b"{tag} NO [UNAVAILABLE] later\r\n"}, None, TransientError, "lets nobody in now"),
        ({"LOGIN": b"{tag} NO [LIMIT] Too many simultaneous connections\r\n"}, None, TransientError, "nobody in now"),
        ({"LOGIN": HANG_UP}, None, TransientError, "connection broke while logging in"),
        ({"LOGIN": SILENCE}, None, TransientError, "no answer in time while logging in"),
        ({"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n"}, None, PermanentError, 'set tls = "starttls"'),
        ({"EXAMINE": b"{tag} NO [SERVERBUG] oops\r\n"}, None, TransientError, "refused opening folder INBOX"),
        ({"EXAMINE": b"{tag} NO no such folder\r\n"}, None, PermanentError, "check folder"),
        (
            {"EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY x] ok\r\n"},
            None,
            TransientError,
            "cannot be read while opening",
        ),
        ({"LOGIN": b"{tag} NO [CONTACTADMIN] locked\r\n"}, None, PermanentError, "check user and password"),
        ({"EXAMINE": b"* x EXISTS\r\n* 1 EXISTS {9\r\n"}, None, TransientError, "opening folder"),
    ],
)
def test_what_a_server_may_say(
    replies: dict[str, bytes], greeting: bytes | None, error: type[EchodeskError], says: str
) -> None:
    hello = b"* OK hello\r\n" if "CAPABILITY" in replies else b"* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n"
    with scripted(dict(replies), greeting or hello) as server, pytest.raises(error, match=says) as caught:
        probe(_at(server.port))
    assert "mailbox help at 127.0.0.1" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_folder_that_may_only_be_read() -> None:
    opened = b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n{tag} OK [READ-ONLY] opened\r\n"
    with scripted({"SELECT": opened, "EXAMINE": opened}) as server:
        assert "holds 0 messages" in probe(_at(server.port, after="keep"))
        with pytest.raises(PermanentError, match='may only read the folder; set after = "keep"'):
            probe(_at(server.port, after="seen"))


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(TransientError, match="connection broke while connecting"):
        probe(_at(free_port()))
    with pytest.raises(TransientError, match="name cannot be looked up"):
        probe(_at(1, host="imap.invalid"))


def test_a_password_that_is_not_ascii_goes_by_auth_plain() -> None:
    """imaplib's LOGIN is ASCII; such a password must still arrive."""
    with scripted({"AUTHENTICATE": b"{tag} NO wrong\r\n", "LOGIN": b"{tag} BAD never\r\n"}) as server:
        with pytest.raises(PermanentError, match="wrong"):
            probe(_at(server.port, password="Stra\u00dfe"))
        assert any(b"AUTHENTICATE PLAIN" in line for line in server.lines)


@needs_dovecot
class TestXoauth2:
    """Against Dovecot, which asks the token server whether a token is good."""

    def test_mail_is_read(
        self, oauth_server: Dovecot, token_server: TokenServer, settings: Settings, watch: Watch, door: Door
    ) -> None:
        chosen = _with_tokens(settings, oauth_server, token_server)
        with capture_logs() as logs:
            watch(chosen)
            oauth_server.deliver("desk", mail("with a token"))
            assert subjects(door.wait_for(1)) == ["with a token"]
        assert not [entry for entry in logs if "token-" in str(entry)]

    def test_a_cached_token_that_was_revoked_is_replaced_at_once(
        self, oauth_server: Dovecot, token_server: TokenServer, settings: Settings
    ) -> None:
        chosen = _with_tokens(settings, oauth_server, token_server)
        tokens = tokens_for(chosen, ManualClock())
        assert tokens is not None
        with _connection(chosen, tokens):
            token_server.revoked.add(tokens.get())
            asked = len(token_server.requests)
        with _connection(chosen, tokens):
            assert len(token_server.requests) == asked + 1

    def test_a_new_token_that_is_refused_is_not_asked_for_again(
        self, oauth_server: Dovecot, token_server: TokenServer, settings: Settings
    ) -> None:
        chosen = _with_tokens(settings, oauth_server, token_server)
        token_server.answer = (200, {"access_token": "unknown", "expires_in": 3600})
        asked = len(token_server.requests)
        try:
            with pytest.raises(PermanentError, match="the client may read it by IMAP") as caught:
                probe(chosen)
        finally:
            token_server.answer = None
        assert len(token_server.requests) == asked + 1
        assert "unknown" not in str(caught.value)

    def test_the_reading_goes_on_when_the_server_comes_back_after_the_token_expired(
        self,
        oauth_server: Dovecot,
        token_server: TokenServer,
        settings: Settings,
        watch: Watch,
        door: Door,
        clock: ManualClock,
        cursors: MemoryCursors,
    ) -> None:
        chosen = _with_tokens(settings, oauth_server, token_server, folder="Later")
        with oauth_server.client("desk") as client:
            client.create_folder("Later")
        watch(chosen)
        token_server.revoked |= token_server.given
        clock.advance(seconds=3600)
        oauth_server.kill()
        cursors.wait_until(lambda kept: any(kept.errors.values()))
        oauth_server.start()
        oauth_server.deliver("desk", mail("after the expiry"), folder="Later")
        assert subjects(door.wait_for(1)) == ["after the expiry"]


def test_xoauth2_answers_the_refusal_with_an_empty_line() -> None:
    """The server explains a refusal in a challenge; the token must not be said twice."""

    def go_on(line: bytes) -> bytes:
        return b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n* OK {tag}\r\n" if line else b"{tag} NO [AUTHENTICATIONFAILED] no\r\n"

    replies: Replies = {"AUTHENTICATE": b"+ \r\n* OK {tag}\r\n", "CONTINUATION": go_on}
    with running_token_server() as tokens, scripted(replies) as server:
        with pytest.raises(PermanentError, match="AUTHENTICATIONFAILED"):
            probe(_oauth(server.port, tokens))
        said = server.lines[server.lines.index(next(line for line in server.lines if b"XOAUTH2" in line)) + 1 :]
    assert b64decode(said[0]) == b"user=desk\1auth=Bearer token-1\1\1"
    assert said[1:] == [b""]


def _oauth(port: int, tokens: TokenServer) -> ImapSettings:
    oauth2 = {"token_url": tokens.token_url, "client_id": "app", "client_secret": "s3cret"}
    return _at(port, password=None, oauth2=oauth2, timeout=0.3)


def _with_tokens(settings: Settings, server: Dovecot, tokens: TokenServer, **changes: object) -> ImapSettings:
    oauth2 = {"token_url": tokens.token_url, "client_id": "app", "client_secret": "s3cret"}
    tokens.user = "desk"
    return settings(**({"server": server, "user": "desk", "password": None, "oauth2": oauth2} | changes))


@contextmanager
def _connection(settings: ImapSettings, tokens: object) -> Iterator[None]:
    connection = connect(settings, tokens)  # type: ignore[arg-type]
    yield
    hang_up(connection)


def _at(port: int, **changes: object) -> ImapSettings:
    values: dict[str, object] = {
        "mailbox": "help",
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "user": "desk",
        "password": "s3cret",
        "timeout": 0.5,
        "after": "keep",
    }
    return ImapSettings.model_validate(values | changes)
