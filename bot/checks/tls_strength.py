"""Whether the keys and the ciphers of a server are strong enough for today's clients."""

import ssl
from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from bot.channels.receiving.tls import VERSIONS, require_ciphers
from bot.checks.findings import Finding, fail, ok, warn
from bot.errors import ConfigurationError
from bot.settings.channels import ReceiverSettings

_RSA_BITS, _CURVE_BITS = 2048, 224  # NIST SP 800-131A: what is shorter is no longer to be used
_CIPHER_BITS = 128
_NAMED = 5


def key_checks(name: str, chain: Path) -> Iterator[Finding]:
    """Says something only where a certificate of the chain has a weak key, or a signature of its own time."""
    try:
        certificates = x509.load_pem_x509_certificates(chain.read_bytes())
    except (OSError, ValueError):
        return  # told already, by the check of the certificate itself
    for certificate in certificates:
        problem = _problem(certificate)
        if problem:
            owner = certificate.subject.rfc4514_string() or "the certificate"
            todo = "make a new key and have the certificate issued for it: EC P-256, or RSA of 2048 bits or more"
            yield warn(f"{name} key", f"{chain}: {owner} {problem}; clients refuse it", todo)


def _problem(certificate: x509.Certificate) -> str:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey) and key.key_size < _RSA_BITS:
        return f"has a key of {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < _CURVE_BITS:
        return f"has a curve of {key.key_size} bits"
    signed_by_itself = certificate.subject == certificate.issuer
    algorithm = certificate.signature_hash_algorithm
    if not signed_by_itself and algorithm is not None and algorithm.name in {"md5", "sha1"}:
        return f"is signed with {algorithm.name}"
    return ""


def cipher_checks(name: str, receiver: ReceiverSettings) -> Iterator[Finding]:
    """Says something only where a list of ciphers is set."""
    subject, ciphers = f"{name} ciphers", receiver.tls_ciphers
    if ciphers is None:
        return
    try:
        require_ciphers(ciphers)
    except ConfigurationError as error:
        yield fail(subject, f"{name}.{error}", f"see {name}.tls_ciphers")
        return
    if VERSIONS[receiver.tls_minimum] > ssl.TLSVersion.TLSv1_2:
        yield warn(subject, "the list is for TLS 1.2, which tls_minimum forbids", f"leave {name}.tls_ciphers out")
    elif weak := _weak(ciphers):
        yield warn(subject, f"weak ones are allowed: {', '.join(weak[:_NAMED])}", f"see {name}.tls_ciphers")
    else:
        yield ok(subject, f"{ciphers} is known to {ssl.OPENSSL_VERSION}")


def _weak(ciphers: str) -> list[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(ciphers)
    return [
        str(cipher["name"])
        for cipher in context.get_ciphers()
        if int(cipher["strength_bits"]) < _CIPHER_BITS or cipher.get("auth") == "auth-null"
    ]
