"""Tokens: asked for as Microsoft and Google want it, kept until shortly before they expire, never shown."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from bot.channels.imap.oauth import GOOGLE_SCOPE, MICROSOFT_SCOPE, Tokens, tokens_for
from bot.errors import EchodeskError, PermanentError, TransientError
from bot.settings.channels import ImapSettings
from tests.bot.channels.imap.fakes import NOON
from tests.bot.channels.imap.token_server import TokenServer, running_token_server
from tests.clock import ManualClock


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with running_token_server() as running:
        yield running


def _settings(**oauth2: object) -> ImapSettings:
    return ImapSettings.model_validate(
        {"mailbox": "help", "host": "imap.example", "user": "desk@echopass.example", "timeout": 2, "oauth2": oauth2}
    )


def _microsoft(server: TokenServer, **changes: object) -> ImapSettings:
    return _settings(**({"token_url": server.token_url, "client_id": "app-1", "client_secret": "s3cret"} | changes))


def _tokens(settings: ImapSettings, clock: ManualClock | None = None) -> Tokens:
    tokens = tokens_for(settings, clock or ManualClock(NOON))
    assert tokens is not None
    return tokens


def test_client_credentials(server: TokenServer) -> None:
    assert _tokens(_microsoft(server)).get() == "token-1"
    assert server.requests == [
        {
            "grant_type": "client_credentials",
            "client_id": "app-1",
            "client_secret": "s3cret",
            "scope": MICROSOFT_SCOPE,
        }
    ]


def test_the_secret_may_be_in_a_file(server: TokenServer, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    _tokens(_microsoft(server, client_secret=None, client_secret_file=file, scope="my/.default")).get()
    assert server.requests[0]["client_secret"] == "from a file"
    assert server.requests[0]["scope"] == "my/.default"


def test_a_service_account_signs_for_the_mailbox_user(server: TokenServer, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings = _settings(grant="service_account", key_file=_key_file(tmp_path, key, server.token_url))
    assert _tokens(settings).get() == "token-1"
    (form,) = server.requests
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    head, body, signature = form["assertion"].split(".")
    key.public_key().verify(_decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    claims = json.loads(_decoded(body))
    assert json.loads(_decoded(head))["alg"] == "RS256"
    assert claims["iss"] == "desk@project.example"
    assert claims["sub"] == "desk@echopass.example"
    assert claims["aud"] == server.token_url
    assert claims["scope"] == GOOGLE_SCOPE
    assert (claims["iat"], claims["exp"]) == (NOON.timestamp(), NOON.timestamp() + 3600)


@pytest.mark.parametrize(
    ("life", "seconds", "asked"),
    [(3600, 3479, 1), (3600, 3480, 2), (10, 7, 1), (10, 8, 2), ("nonsense", 3479, 1), (None, 3480, 2)],
)
def test_a_token_is_kept_until_shortly_before_its_end(
    life: object, seconds: float, asked: int, server: TokenServer
) -> None:
    server.answer = (200, {"access_token": "t", "expires_in": life})
    clock = ManualClock(NOON)
    tokens = _tokens(_microsoft(server), clock)
    assert not tokens.is_cached
    tokens.get()
    clock.advance(seconds=seconds)
    assert tokens.is_cached == (asked == 1)
    tokens.get()
    assert len(server.requests) == asked


def test_a_token_that_was_refused_is_asked_for_anew(server: TokenServer) -> None:
    tokens = _tokens(_microsoft(server))
    assert tokens.get() == "token-1"
    tokens.forget()
    assert not tokens.is_cached
    assert tokens.get() == "token-2"


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        ((401, {"error": "invalid_client", "error_description": "expired"}), PermanentError, "secret has expired"),
        ((400, {"error": "invalid_scope"}), PermanentError, "check scope"),
        ((400, {"error": "invalid_grant"}), PermanentError, "clock"),
        ((403, {"error": "something else"}), PermanentError, r"\[imap.oauth2\]"),
        ((404, b"<html>not here</html>"), PermanentError, "HTTP 404"),
        ((400, {"error": "temporarily_unavailable"}), TransientError, "no token now"),
        ((429, {"error": "slow_down"}), TransientError, "no token now"),
        ((503, b"<html>overloaded</html>"), TransientError, "HTTP 503"),
        ((200, b"[]"), TransientError, "no token now"),
        ((200, {"token_type": "Bearer"}), TransientError, "no token now"),
    ],
)
def test_a_refusal_says_what_to_do(
    answer: tuple[int, object], error: type[EchodeskError], says: str, server: TokenServer
) -> None:
    server.answer = answer
    with pytest.raises(error, match=says) as caught:
        _tokens(_microsoft(server)).get()
    assert "token for mailbox help" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/token", "not an address", ""])
def test_a_token_server_that_cannot_be_reached(url: str) -> None:
    settings = _settings(token_url=url, client_id="a", client_secret="b")
    with pytest.raises(EchodeskError, match="token_url"):
        _tokens(settings).get()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot read"),
        ("no JSON", "not JSON"),
        ("[]", "not a service account's key"),
        ("{}", "not a service account's JSON key"),
        ('{"private_key": "PRIVATE WORDS", "client_email": "x"}', "not a service account's JSON key"),
    ],
)
def test_a_key_file_that_cannot_be_used(content: str | None, says: str, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(PermanentError, match=says) as caught:
        _tokens(_settings(grant="service_account", key_file=file)).get()
    assert "PRIVATE WORDS" not in str(caught.value)


@pytest.mark.parametrize(
    ("oauth2", "says"),
    [({"token_url": "http://x.example"}, "set client_secret"), ({"grant": "service_account"}, "set key_file")],
)
def test_what_is_missing_is_named(oauth2: dict[str, object], says: str) -> None:
    with pytest.raises(PermanentError, match=says):
        _tokens(_settings(**oauth2)).get()


def test_secrets_do_not_show(server: TokenServer) -> None:
    settings = _microsoft(server)
    tokens = _tokens(settings)
    tokens.get()
    assert "s3cret" not in repr(settings)
    assert "token-1" not in repr(tokens)


def test_a_password_needs_no_tokens() -> None:
    settings = ImapSettings.model_validate({"mailbox": "help", "host": "h.example", "user": "u", "password": "p"})
    assert tokens_for(settings, ManualClock(NOON)) is None


def _key_file(folder: Path, key: rsa.RSAPrivateKey, token_url: str) -> Path:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    file = folder / "key.json"
    file.write_text(json.dumps({"private_key": pem, "client_email": "desk@project.example", "token_uri": token_url}))
    return file


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
