import smtplib
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.receiving.tls import Certificate
from bot.errors import ConfigurationError
from bot.settings.channels import Listener
from tests.bot.channels.smtp_desk import MAIL, PATIENCE, MemoryInbox, Wire, make_receiver, receiving
from tests.tls import CertificateFiles, make_certificate

EHLO = MAIL[0]
IMPLICIT = (Listener(port=0, implicit_tls=True),)


@pytest.fixture
def files(tmp_path: Path) -> CertificateFiles:
    return make_certificate(tmp_path)


def tls(files: CertificateFiles) -> dict[str, Any]:
    return {"tls_certificate": files.chain, "tls_key": files.key}


def serial(address: tuple[str, int], context: ssl.SSLContext) -> str:
    with Wire(address, context) as client:
        assert isinstance(client.socket, ssl.SSLSocket)
        certificate = client.socket.getpeercert()
        assert certificate is not None
        return str(certificate["serialNumber"])


def test_starttls(files: CertificateFiles) -> None:
    inbox = MemoryInbox()
    with receiving(inbox, **tls(files)) as address, smtplib.SMTP(*address) as client:
        client.ehlo()
        assert client.has_extn("starttls")
        client.starttls(context=files.client_context())
        client.ehlo()
        assert not client.has_extn("starttls")
        client.sendmail("karen@acme.example", ["help@echopass.example"], "hello\r\n")
        assert client.docmd("STARTTLS")[0] == 503
    assert inbox.arrivals[0].envelope.tls


def test_without_starttls_the_envelope_says_so(files: CertificateFiles) -> None:
    inbox = MemoryInbox()
    with receiving(inbox, **tls(files)) as address, smtplib.SMTP(*address) as client:
        client.sendmail("karen@acme.example", ["help@echopass.example"], "hello\r\n")
    assert not inbox.arrivals[0].envelope.tls


def test_implicit_tls(files: CertificateFiles) -> None:
    inbox = MemoryInbox()
    with (
        receiving(inbox, listen=IMPLICIT, require_starttls=True, **tls(files)) as address,
        smtplib.SMTP_SSL(*address, context=files.client_context()) as client,
    ):
        client.ehlo()
        assert not client.has_extn("starttls")
        client.sendmail("karen@acme.example", ["help@echopass.example"], "hello\r\n")
    assert inbox.arrivals[0].envelope.tls


def test_require_starttls(files: CertificateFiles) -> None:
    with receiving(MemoryInbox(), require_starttls=True, **tls(files)) as address, Wire(address) as client:
        assert client.converse(EHLO, MAIL[1]) == "530 5.7.0 must issue a STARTTLS command first"
        assert client.say("NOOP").startswith("250 ")
        assert client.say("STARTTLS").startswith("220 ")
        client.start_tls(files.client_context())
        assert client.say(MAIL[1]).startswith("503 ")  # RFC 3207 section 4.2: greet again
        client.say(EHLO)
        assert client.say(MAIL[1]).startswith("250 ")


def test_commands_injected_before_the_handshake_are_dropped(files: CertificateFiles) -> None:
    """What came in the clear must not be taken for what was said inside TLS."""
    inbox = MemoryInbox()
    with receiving(inbox, **tls(files)) as address, Wire(address) as client:
        client.converse(EHLO)
        client.send(b"STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@acme.example>\r\n")
        assert client.reply().startswith("220 ")
        client.start_tls(files.client_context())
        assert client.say("NOOP").startswith("250 ")
        assert client.say("RCPT TO:<help@echopass.example>") == "503 5.5.1 greet us first"


def test_a_transaction_begun_in_the_clear_is_forgotten(files: CertificateFiles) -> None:
    with receiving(MemoryInbox(), **tls(files)) as address, Wire(address) as client:
        client.converse(*MAIL, "STARTTLS")
        client.start_tls(files.client_context())
        client.say(EHLO)
        assert client.say("DATA").startswith("503 ")


@pytest.mark.parametrize("listen", [(Listener(port=0),), IMPLICIT])
def test_old_tls_is_refused(files: CertificateFiles, listen: tuple[Listener, ...]) -> None:
    context = files.client_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        capture_logs() as logs,
        receiving(MemoryInbox(), listen=listen, **tls(files)) as address,
        Wire(address) as client,
    ):
        if listen != IMPLICIT:
            assert client.converse(EHLO, "STARTTLS").startswith("220 ")
        with pytest.raises(ssl.SSLError):
            client.start_tls(context)
    failures = [entry["reason"] for entry in logs if entry["event"] == "smtp.tls_failed"]
    assert ["UNSUPPORTED_PROTOCOL" in reason for reason in failures] == [True]


@pytest.mark.parametrize("listen", [(Listener(port=0),), IMPLICIT])
@pytest.mark.parametrize(
    "noise", [b"EHLO plain.example\r\nMAIL FROM:<>\r\n", b"\x16\x03\x01\xff\xff" + b"\0" * 100, b""]
)
def test_a_handshake_that_fails_hurts_nobody(
    files: CertificateFiles, listen: tuple[Listener, ...], noise: bytes
) -> None:
    inbox = MemoryInbox()
    with capture_logs() as logs, receiving(inbox, listen=listen, max_connections=1, **tls(files)) as address:
        with Wire(address) as client:
            if listen != IMPLICIT:
                client.converse(EHLO, "STARTTLS")
            client.send(noise)
            client.socket.shutdown(socket.SHUT_WR)
            client.rest()
        with Wire(address, files.client_context() if listen == IMPLICIT else None) as other:
            assert other.converse(*MAIL).startswith("250 ")
    assert [entry for entry in logs if entry["log_level"] == "error"] == []


def test_a_handshake_that_never_comes_is_given_up(files: CertificateFiles) -> None:
    options = {"command_timeout": 0.5, "max_connections": 1, **tls(files)}
    with receiving(MemoryInbox(), **options) as address:
        for _ in range(3):
            with Wire(address) as client:
                assert client.converse(EHLO, "STARTTLS").startswith("220 ")
                assert client.rest() == b""


@pytest.mark.parametrize("listen", [(Listener(port=0),), IMPLICIT])
def test_a_client_that_does_not_end_tls_does_not_hold_up_the_stop(
    files: CertificateFiles, listen: tuple[Listener, ...]
) -> None:
    receiver = make_receiver(MemoryInbox(), listen=listen, **tls(files))
    receiver.start()
    with Wire(receiver.addresses[0], files.client_context() if listen == IMPLICIT else None) as client:
        client.converse(EHLO)
        if listen != IMPLICIT:
            client.say("STARTTLS")
            client.start_tls(files.client_context())
        begun = time.perf_counter()
        receiver.stop(grace=PATIENCE)
        assert time.perf_counter() - begun < 4
        assert client.reply() == "421 4.3.2 closing down, try again later"


def test_a_handshake_that_never_comes_does_not_hold_up_the_stop(files: CertificateFiles) -> None:
    receiver = make_receiver(MemoryInbox(), listen=(*IMPLICIT, Listener(port=0)), **tls(files))
    receiver.start()
    with Wire(receiver.addresses[0]) as implicit, Wire(receiver.addresses[1]) as explicit:
        assert explicit.converse(EHLO, "STARTTLS").startswith("220 ")
        begun = time.perf_counter()
        receiver.stop(grace=PATIENCE)
        assert time.perf_counter() - begun < PATIENCE / 2
        assert implicit.rest() == b""
        assert explicit.rest() == b""


@pytest.mark.parametrize("listen", [(Listener(port=0),), IMPLICIT])
def test_a_renewed_certificate_needs_no_restart(files: CertificateFiles, listen: tuple[Listener, ...]) -> None:
    def present_serial() -> str:
        if listen == IMPLICIT:
            return serial(address, context)
        with Wire(address) as client:
            client.converse(EHLO, "STARTTLS")
            client.start_tls(context)
            assert isinstance(client.socket, ssl.SSLSocket)
            certificate = client.socket.getpeercert()
            assert certificate is not None
            return str(certificate["serialNumber"])

    with receiving(MemoryInbox(), listen=listen, **tls(files)) as address:
        context = files.client_context()
        before = present_serial()
        assert present_serial() == before
        make_certificate(files.chain.parent)
        context = files.client_context()
        assert present_serial() != before


def test_a_half_written_renewal_keeps_the_old_one(files: CertificateFiles) -> None:
    with receiving(MemoryInbox(), listen=IMPLICIT, **tls(files)) as address:
        old = files.client_context()
        before = serial(address, old)
        other = make_certificate(files.chain.parent, stem="other")
        other.chain.replace(files.chain)
        with capture_logs() as logs:
            assert serial(address, old) == before
            assert serial(address, old) == before
        assert [entry["event"] for entry in logs].count("tls.certificate_not_reloaded") == 1
        other.key.replace(files.key)
        assert serial(address, files.client_context()) != before


def test_files_that_are_gone_keep_the_old_one(files: CertificateFiles) -> None:
    with receiving(MemoryInbox(), listen=IMPLICIT, **tls(files)) as address:
        context = files.client_context()
        before = serial(address, context)
        files.key.unlink()
        assert serial(address, context) == before


def test_files_that_cannot_be_used_are_told_at_the_start(files: CertificateFiles, tmp_path: Path) -> None:
    other = make_certificate(tmp_path, stem="other")
    encrypted = make_certificate(tmp_path, stem="encrypted", password=b"secret")
    pairs = [
        (files.chain, other.key),
        (tmp_path / "none.pem", files.key),
        (files.key, files.key),
        (encrypted.chain, encrypted.key),
    ]
    for chain, key in pairs:
        with pytest.raises(ConfigurationError, match="tls_certificate"):
            Certificate(chain, key)
        with pytest.raises(ConfigurationError, match="tls_certificate"):
            make_receiver(MemoryInbox(), tls_certificate=chain, tls_key=key).start()
