"""What ``echodesk check`` says of keys and ciphers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from bot.checks.configuration import certificate_checks
from bot.checks.findings import Level
from bot.checks.tls_strength import cipher_checks, key_checks
from bot.clock import SystemClock
from bot.settings.channels import Listener, ReceiverSettings
from bot.settings.model import Settings
from tests.tls import make_certificate

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def chain_with(folder: Path, key: Key) -> Path:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.echopass.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    file = folder / "chain.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (rsa.generate_private_key(65_537, 1024), "has a key of 1024 bits"),
        (rsa.generate_private_key(65_537, 2048), None),
        (ec.generate_private_key(ec.SECP192R1()), "has a curve of 192 bits"),
        (ec.generate_private_key(ec.SECP256R1()), None),
    ],
    ids=["rsa 1024", "rsa 2048", "p-192", "p-256"],
)
def test_keys(tmp_path: Path, key: Key, words: str | None) -> None:
    found = [finding.text for finding in key_checks("smtp", chain_with(tmp_path, key))]
    assert len(found) == (words is not None)
    assert all(words in text for text in found if words)


@pytest.mark.parametrize(
    "content", [None, b"", b"a thesis", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_file_that_is_no_certificate_is_the_other_checks_matter(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "chain.pem"
    if content is not None:
        file.write_bytes(content)
    assert list(key_checks("smtp", file)) == []


@pytest.mark.parametrize(
    ("ciphers", "minimum", "level", "words"),
    [
        ("ECDHE+AESGCM", "1.2", Level.OK, "ECDHE+AESGCM is known to OpenSSL"),
        ("EXPORT99", "1.2", Level.FAIL, "smtp.tls_ciphers 'EXPORT99': OpenSSL knows no cipher in it"),
        ("", "1.2", Level.FAIL, "smtp.tls_ciphers '': OpenSSL knows no cipher"),
        ("ALL:eNULL", "1.2", Level.WARN, "weak ones are allowed: "),
        ("ECDHE+AESGCM", "1.3", Level.WARN, "the list is for TLS 1.2, which tls_minimum forbids"),
    ],
)
def test_ciphers(ciphers: str, minimum: str, level: Level, words: str) -> None:
    receiver = ReceiverSettings.model_validate({"tls_ciphers": ciphers, "tls_minimum": minimum})
    (found,) = cipher_checks("smtp", receiver)
    assert (found.level, found.subject) == (level, "smtp ciphers")
    assert words in found.text
    assert len(found.text) < 300


def test_no_list_no_word() -> None:
    assert list(cipher_checks("smtp", ReceiverSettings())) == []


def test_they_are_among_the_checks(tmp_path: Path) -> None:
    files = make_certificate(tmp_path)
    smtp = ReceiverSettings(
        listen=(Listener(port=0),),
        hostname="mail.echopass.example",
        tls_certificate=files.chain,
        tls_key=files.key,
        tls_ciphers="EXPORT99",
    )
    found = {f.subject: f.level for f in certificate_checks(Settings(smtp=smtp), SystemClock())}
    assert found == {"smtp certificate": Level.WARN, "smtp ciphers": Level.FAIL}
