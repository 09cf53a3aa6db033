"""The oldest TLS that is spoken, in every direction, by real handshakes."""

import smtplib
import ssl
import warnings
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.channels.base import Deferred, Sent
from bot.channels.imap.login import tls_context
from bot.channels.mail_out.relay import Relay
from bot.channels.receiving.tls import Certificate
from bot.errors import ConfigurationError
from bot.settings.channels import ImapSettings, Listener
from tests.bot.channels.relay_server import ScriptedRelay, outgoing, settings
from tests.bot.channels.smtp_desk import MemoryInbox, Wire, receiving
from tests.tls import CertificateFiles, make_certificate

V1_1, V1_2, V1_3 = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
AES_128, CHACHA = "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertificateFiles:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def capped(context: ssl.SSLContext, most: ssl.TLSVersion) -> ssl.SSLContext:
    """The context, able to speak nothing newer than ``most``, and as lax as OpenSSL can be with the old."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.1 is what this is about
        context.minimum_version = min(most, V1_2)
        context.maximum_version = most
    if most < V1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize(
    ("minimum", "client_most", "spoken"),
    [
        ("1.2", V1_1, None),
        ("1.2", V1_2, "TLSv1.2"),
        ("1.2", V1_3, "TLSv1.3"),
        ("1.3", V1_2, None),
        ("1.3", V1_3, "TLSv1.3"),
    ],
)
def test_what_a_client_may_speak(
    files: CertificateFiles, minimum: str, client_most: ssl.TLSVersion, spoken: str | None, implicit: bool
) -> None:
    context = capped(files.client_context(), client_most)
    options: dict[str, Any] = {"tls_certificate": files.chain, "tls_key": files.key, "tls_minimum": minimum}
    with (
        capture_logs() as logs,
        receiving(MemoryInbox(), listen=(Listener(port=0, implicit_tls=implicit),), **options) as address,
    ):
        assert handshake(address, context, implicit=implicit) == spoken
    refusals = [str(log["reason"]) for log in logs if log["event"] == "smtp.tls_failed"]
    assert ["unsupported protocol" in reason for reason in refusals] == ([True] if spoken is None else [])


def handshake(address: tuple[str, int], context: ssl.SSLContext, *, implicit: bool) -> str | None:
    """The version that was agreed on, None where the server refuses."""
    with Wire(address) as client:
        if not implicit:
            assert client.converse("EHLO client.example", "STARTTLS").startswith("220 ")
        try:
            client.start_tls(context)
        except (ssl.SSLError, ConnectionError):
            return None
        assert isinstance(client.socket, ssl.SSLSocket)
        return client.socket.version()


@pytest.mark.parametrize(
    ("ours", "theirs", "agreed"), [(AES_128, AES_128, True), (AES_128, CHACHA, False), (None, CHACHA, True)]
)
def test_ciphers_of_tls_1_2(files: CertificateFiles, ours: str | None, theirs: str, agreed: bool) -> None:
    context = capped(files.client_context(), V1_2)
    context.set_ciphers(theirs)
    options: dict[str, Any] = {"tls_certificate": files.chain, "tls_key": files.key, "tls_ciphers": ours}
    with receiving(MemoryInbox(), **options) as address, smtplib.SMTP(*address) as client:
        if agreed:
            client.starttls(context=context)
            assert isinstance(client.sock, ssl.SSLSocket)
            assert client.sock.cipher()[0] == theirs  # type: ignore[index]  # there is one after the handshake
        else:
            with pytest.raises(ssl.SSLError):
                client.starttls(context=context)


def test_a_renewed_certificate_keeps_the_settings(tmp_path: Path) -> None:
    files = make_certificate(tmp_path)
    options: dict[str, Any] = {"tls_certificate": files.chain, "tls_key": files.key, "tls_minimum": "1.3"}
    with receiving(MemoryInbox(), **options) as address:
        renewed = make_certificate(tmp_path)
        assert handshake(address, capped(renewed.client_context(), V1_3), implicit=False) == "TLSv1.3"
        assert handshake(address, capped(renewed.client_context(), V1_2), implicit=False) is None


def test_a_list_that_openssl_does_not_know(files: CertificateFiles) -> None:
    with pytest.raises(ConfigurationError, match="tls_ciphers 'EXPORT99': OpenSSL knows no cipher in it"):
        Certificate(files.chain, files.key, ciphers="EXPORT99")


@pytest.mark.parametrize(
    ("minimum", "relay_most", "sent"),
    [("1.2", V1_1, False), ("1.2", V1_2, True), ("1.3", V1_2, False), ("1.3", V1_3, True)],
)
@pytest.mark.parametrize("mode", ["starttls", "implicit"])
def test_what_a_relay_may_speak(
    files: CertificateFiles, mode: str, minimum: str, relay_most: ssl.TLSVersion, sent: bool
) -> None:
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(files.chain, files.key)
    with ScriptedRelay(tls=capped(server_side, relay_most), implicit=mode == "implicit") as server:
        relay = Relay(settings(server.port, tls=mode, tls_minimum=minimum, tls_ca_file=files.chain))
        (result,) = relay.send([outgoing()])
        relay.close()
    assert isinstance(result, Sent if sent else Deferred), result
    assert server.encrypted == ([True] if sent else [])


def test_a_mailbox_is_read_with_tls_1_2_or_newer() -> None:
    account = ImapSettings(mailbox="help", host="imap.example", user="desk", password=SecretStr("x"))
    assert tls_context(account).minimum_version == V1_2
