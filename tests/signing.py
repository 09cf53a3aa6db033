"""Mail signed as its sender's own server would sign it: DKIM and ARC, with keys made once for a test run."""

import base64
import functools
import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import Literal

import asn1crypto.keys
import dkim
import nacl.signing
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from dkim.canonicalization import CanonicalizationPolicy

KeyName = Literal["rsa", "other", "weak", "ed25519"]
Zone = dict[str, dict[str, list[str]]]

SIGNED = (
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
)
"""The fields that are signed unless a test says otherwise, as far as a mail has them."""

_WEAK_BITS = 768


@functools.cache
def _rsa_key(name: str) -> rsa.RSAPrivateKey:
    del name  # one key for each
    return rsa.generate_private_key(public_exponent=65_537, key_size=2048)


@functools.cache
def _rsa_pem(name: str) -> bytes:
    if name == "weak":
        return _pem(_weak_key().dump())
    return _rsa_key(name).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def _pem(der: bytes) -> bytes:
    lines = base64.encodebytes(der)
    return b"-----BEGIN RSA PRIVATE KEY-----\n" + lines + b"-----END RSA PRIVATE KEY-----\n"


@functools.cache
def _weak_key() -> asn1crypto.keys.RSAPrivateKey:
    """A key as short as some domains still have; libraries refuse to make one."""
    numbers = random.Random(6376)
    p, q = _prime(numbers), _prime(numbers)
    private = pow(65_537, -1, (p - 1) * (q - 1))
    return asn1crypto.keys.RSAPrivateKey(
        {
            "version": 0,
            "modulus": p * q,
            "public_exponent": 65_537,
            "private_exponent": private,
            "prime1": p,
            "prime2": q,
            "exponent1": private % (p - 1),
            "exponent2": private % (q - 1),
            "coefficient": pow(q, -1, p),
        }
    )


def _prime(numbers: random.Random) -> int:
    while True:
        found = numbers.getrandbits(_WEAK_BITS // 2) | 3 << (_WEAK_BITS // 2 - 2) | 1
        if all(pow(base, found - 1, found) == 1 for base in (2, 3, 5, 7)) and found % 65_537 != 1:
            return found


@functools.cache
def _ed25519_key() -> nacl.signing.SigningKey:
    return nacl.signing.SigningKey.generate()


def _private(key: KeyName) -> bytes:
    return base64.b64encode(bytes(_ed25519_key())) if key == "ed25519" else _rsa_pem(key)


def public(key: KeyName = "rsa") -> str:
    """The p= tag of a key record."""
    if key == "ed25519":
        return base64.b64encode(bytes(_ed25519_key().verify_key)).decode("ascii")
    if key == "weak":
        weak = {"modulus": _weak_key()["modulus"], "public_exponent": _weak_key()["public_exponent"]}
        return base64.b64encode(asn1crypto.keys.RSAPublicKey(weak).dump()).decode("ascii")
    der = _rsa_key(key).public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip
    return base64.b64encode(der).decode("ascii")


def dkim_zone(
    domain: str, selector: str = "mail", *, key: KeyName = "rsa", record: str | None = None, tags: str = ""
) -> Zone:
    """A zone with the one key record; ``tags`` go before its p=, ``record`` replaces it."""
    kind = "ed25519" if key == "ed25519" else "rsa"
    text = f"v=DKIM1; k={kind}; {tags}p={public(key)}" if record is None else record
    return {f"{selector}._domainkey.{domain}": {"TXT": [text]}}


def sign(
    raw: bytes,
    *,
    domain: str,
    selector: str = "mail",
    key: KeyName = "rsa",
    headers: Sequence[str] | None = None,
    identity: str | None = None,
    algorithm: str | None = None,
    canonical: tuple[str, str] = ("relaxed", "simple"),
    length: bool = False,
) -> bytes:
    """``raw`` (CRLF or LF) with a DKIM-Signature field on top. ``headers`` are the names in h=, as often as they stand there."""
    chosen = algorithm or ("ed25519-sha256" if key == "ed25519" else "rsa-sha256")
    signer = dkim.DKIM(raw, signature_algorithm=chosen.encode())
    present = [name.lower().decode("ascii") for name, _ in signer.headers]
    names = headers if headers is not None else [name for name in SIGNED if name in present]
    signer.should_not_sign = set()
    field = signer.sign(
        selector.encode(),
        domain.encode(),
        _private(key),
        identity=identity.encode() if identity else None,
        canonicalize=(canonical[0].encode(), canonical[1].encode()),
        include_headers=[name.encode() for name in names],
        length=length,
    )
    return bytes(field) + raw


def sign_with_tags(
    raw: bytes, *, domain: str, tags: Mapping[str, str], selector: str = "mail", key: KeyName = "rsa"
) -> bytes:
    """``raw`` signed so that the signature holds with these tags besides (``{"x": "1"}``) or in place of its own.

    RFC 6376 section 3.7, done by hand: relaxed header, simple body.
    """
    plain = dkim.DKIM(raw)
    present = [name.lower().decode("ascii") for name, _ in plain.headers]
    digest = hashlib.sha256(CanonicalizationPolicy.from_c_value(b"simple/simple").canonicalize_body(plain.body))
    values = {
        "v": "1",
        "a": "ed25519-sha256" if key == "ed25519" else "rsa-sha256",
        "c": "relaxed/simple",
        "d": domain,
        "s": selector,
        "h": ":".join(name for name in SIGNED if name in present),
        "bh": base64.b64encode(digest.digest()).decode(),
        **tags,
    }
    written = "; ".join(f"{name}={value}" for name, value in values.items() if value) + "; b="
    signature = sign_fields(raw, values["h"].split(":"), ("DKIM-Signature", " " + written), key)
    return f"DKIM-Signature: {written}{signature}\r\n".encode("utf-8", "surrogateescape") + raw


def sign_fields(raw: bytes, names: Sequence[str], own: tuple[str, str], key: KeyName = "rsa") -> str:
    """The b= over these fields of ``raw`` and over the signature field ``own`` (name, value up to its empty b=)."""
    verifier = dkim.DKIM(raw)
    relaxed = CanonicalizationPolicy.from_c_value(b"relaxed/simple").canonicalize_headers
    chosen = dkim.select_headers(relaxed(verifier.headers), [name.strip().lower().encode() for name in names])
    last = relaxed([(own[0].encode(), own[1].encode("utf-8", "surrogateescape") + b"\r\n")])[0]
    data = b"".join(name + b":" + value for name, value in chosen) + last[0] + b":" + last[1].rstrip()
    return base64.b64encode(_signature(data, key)).decode("ascii")


def _signature(data: bytes, key: KeyName) -> bytes:
    if key == "ed25519":
        return bytes(_ed25519_key().sign(hashlib.sha256(data).digest()).signature)
    return _rsa_key(key).sign(data, padding.PKCS1v15(), hashes.SHA256())


def seal(
    raw: bytes,
    *,
    domain: str,
    results: str,
    selector: str = "arc",
    key: KeyName = "rsa",
    headers: Sequence[str] = ("from", "to", "subject", "date", "message-id"),
) -> bytes:
    """``raw`` with one more ARC set on top: ``results`` is what its Authentication-Results field holds behind the server's name.

    Where a chain is there already, ``results`` must say ``arc=pass`` (or ``arc=fail``).
    """
    host = f"mx.{domain}".encode()
    judged = b"Authentication-Results: " + host + b"; " + results.encode() + b"\r\n" + raw
    fields = dkim.arc_sign(
        judged,
        selector.encode(),
        domain.encode(),
        _private(key),
        host,
        include_headers=[name.encode() for name in headers],
    )
    assert fields, "the library made no set: do the results name an arc= where a chain is there?"
    return b"".join(fields) + raw
