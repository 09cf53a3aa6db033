"""Authorities, signers and signed mails, made for the tests: by cryptography's builder, or by hand where it has no form."""

import base64
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ADDRESS = "ann@firm.example"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nAll lines are down.\r\n"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
DER = serialization.Encoding.DER


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate with its key, and the certificates between it and the root."""

    certificate: x509.Certificate
    key: Key
    between: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    """An RSA key, made once: they are slow to make."""
    del number
    return rsa.generate_private_key(65_537, bits)


@cache
def authority(name: str = "Test Root", *, issuer: Signer | None = None, purposes: bool = False) -> Signer:
    """A root, or an authority under ``issuer``."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(key, _name(name), _name(name) if issuer is None else issuer.certificate.subject, NOW, years=10)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    certificate = builder.sign(_signing(key if issuer is None else issuer.key), hashes.SHA256())
    return Signer(certificate, key, () if issuer is None else (*issuer.between, certificate))


def signer(
    issuer: Signer | None = None,
    *,
    address: str = ADDRESS,
    in_subject: bool = False,
    key: Key | None = None,
    purpose: ObjectIdentifier | None = ExtendedKeyUsageOID.EMAIL_PROTECTION,
    start: datetime = NOW - timedelta(days=30),
    encrypts_only: bool = False,
) -> Signer:
    """A person's certificate from ``issuer`` (the test root unless given) for an address; a year from ``start`` on."""
    issuer = issuer or authority()
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = _name("Ann Field", address if in_subject else None)
    builder = _builder(key, subject, issuer.certificate.subject, start + timedelta(days=1), years=1)
    if not in_subject:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(address)]), critical=False)
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    builder = builder.add_extension(_usage(signs=not encrypts_only), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return Signer(builder.sign(_signing(issuer.key), hashes.SHA256()), key, issuer.between)


def _signing(key: Key) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    assert not isinstance(key, ed25519.Ed25519PrivateKey)
    return key


def _name(common: str, address: str | None = None) -> x509.Name:
    names = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    return x509.Name([*names, x509.NameAttribute(NameOID.EMAIL_ADDRESS, address)] if address else names)


def _builder(key: Key, subject: x509.Name, issuer: x509.Name, at: datetime, years: int) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=at - timedelta(days=1),
        not_valid_after=at + timedelta(days=365 * years),
    )


def _usage(*, signs: bool = False, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=not signs and not signs_certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def signed_data(
    content: bytes,
    by: Signer,
    *,
    detached: bool = False,
    hashed: pkcs7.PKCS7HashTypes | None = None,
    pss: bool = False,
    options: Sequence[pkcs7.PKCS7Options] = (),
) -> bytes:
    """A SignedData over exactly ``content``, DER."""
    hashed = hashed or hashes.SHA256()
    pad = padding.PSS(padding.MGF1(hashed), padding.PSS.DIGEST_LENGTH) if pss else None
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(by.certificate, _signing(by.key), hashed, rsa_padding=pad)
    for certificate in by.between:
        builder = builder.add_certificate(certificate)
    detaching = [pkcs7.PKCS7Options.DetachedSignature] if detached else []
    return builder.sign(DER, [pkcs7.PKCS7Options.Binary, *detaching, *options])


def opaque(
    data: bytes, *, kind: str = "application/pkcs7-mime; smime-type=signed-data", name: str = "smime.p7m"
) -> bytes:
    """A MIME entity that holds a CMS object."""
    return (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    ).encode() + base64.encodebytes(data).replace(b"\n", b"\r\n")


def clear(part: bytes, signature: bytes, *, protocol: str = "application/pkcs7-signature", more: bytes = b"") -> bytes:
    """A multipart/signed entity; ``more`` is a third part."""
    head = f'Content-Type: multipart/signed; protocol="{protocol}"; micalg=sha-256; boundary="signed"\r\n\r\n'
    encoded = base64.encodebytes(signature).replace(b"\n", b"\r\n")
    third = b"\r\n--signed\r\n" + more if more else b""
    return (
        head.encode() + b"--signed\r\n" + part + b"\r\n--signed\r\n"
        b"Content-Type: " + protocol.encode() + b"; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=smime.p7s\r\n\r\n" + encoded + third + b"\r\n--signed--\r\n"
    )


def mail(entity: bytes, *, sender: str = ADDRESS) -> bytes:
    """A mail of which ``entity`` is the body, with its header."""
    return f"From: Ann Field <{sender}>\r\nSubject: Lines down\r\nMIME-Version: 1.0\r\n".encode() + entity


def tlv(tag: int, *contents: bytes) -> bytes:
    """A DER element."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + content


def endless(tag: int, *contents: bytes) -> bytes:
    """A BER element of indefinite length."""
    return bytes([tag, 0x80]) + b"".join(contents) + b"\x00\x00"


def oid(dotted: str) -> bytes:
    """An object identifier, DER."""
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray()
    for number in (40 * first + second, *rest):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | number & 0x7F)
        out += bytes(reversed(groups))
    return tlv(0x06, bytes(out))


DATA, SIGNED, ENVELOPED, ENCRYPTED = (oid(f"1.2.840.113549.1.7.{number}") for number in (1, 2, 3, 6))
COMPRESSED, AUTH_ENVELOPED = oid("1.2.840.113549.1.9.16.1.9"), oid("1.2.840.113549.1.9.16.1.23")
_SHA256, _SHA512 = oid("2.16.840.1.101.3.4.2.1"), oid("2.16.840.1.101.3.4.2.3")


def compressed(content: bytes, *, packed: bytes | None = None) -> bytes:
    """A CompressedData (RFC 3274); ``packed`` in place of what zlib makes of ``content``."""
    packed = zlib.compress(content) if packed is None else packed
    body = tlv(0x30, DATA, tlv(0xA0, tlv(0x04, packed)))
    algorithm = tlv(0x30, oid("1.2.840.113549.1.9.16.3.8"))
    return tlv(0x30, COMPRESSED, tlv(0xA0, tlv(0x30, tlv(0x02, b"\x00"), algorithm, body)))


def in_pieces(content: bytes, size: int = 20) -> bytes:
    """An octet string in pieces, of indefinite length, as mail programs stream it."""
    return endless(0x24, *(tlv(0x04, content[at : at + size]) for at in range(0, len(content), size)))


def streamed(der: bytes, content: bytes) -> bytes:
    """A SignedData by the builder in the form of Outlook and Apple: indefinite lengths, the content in pieces."""
    from asn1crypto.cms import ContentInfo

    signed = ContentInfo.load(der)["content"]
    inner = endless(0x30, DATA, endless(0xA0, in_pieces(content)))
    parts = (signed["version"], signed["digest_algorithms"])
    body = [part.dump() for part in parts] + [inner, signed["certificates"].dump(), signed["signer_infos"].dump()]
    return endless(0x30, SIGNED, endless(0xA0, endless(0x30, *body)))


def by_hand(
    content: bytes, by: Signer, *, attributes: bool = True, swapped: bool = False, signed_swapped: bool = False
) -> bytes:
    """A SignedData with an Ed25519 signature (RFC 8419); ``swapped`` writes its attributes in an order that is not DER's."""
    assert isinstance(by.key, ed25519.Ed25519PrivateKey)
    kind = tlv(0x30, oid("1.2.840.113549.1.9.3"), tlv(0x31, DATA))
    digest = tlv(0x30, oid("1.2.840.113549.1.9.4"), tlv(0x31, tlv(0x04, hashlib.sha512(content).digest())))
    ordered = (digest, kind) if swapped else (kind, digest)
    hashed = (digest, kind) if signed_swapped else (kind, digest)
    signature = by.key.sign(tlv(0x31, *hashed) if attributes else content)
    identifier = x509.SubjectKeyIdentifier.from_public_key(by.key.public_key()).digest
    info = tlv(
        0x30,
        tlv(0x02, b"\x03"),
        tlv(0x80, identifier),
        tlv(0x30, _SHA512),
        tlv(0xA0, *ordered) if attributes else b"",
        tlv(0x30, oid("1.3.101.112")),
        tlv(0x04, signature),
    )
    body = tlv(0x30, DATA, tlv(0xA0, tlv(0x04, content)))
    signed = (tlv(0x02, b"\x03"), tlv(0x31, tlv(0x30, _SHA512)), body, tlv(0xA0, by.der), tlv(0x31, info))
    return tlv(0x30, SIGNED, tlv(0xA0, tlv(0x30, *signed)))


def closed(kind: bytes = ENVELOPED) -> bytes:
    """An encrypted object, as much of it as anybody without a key looks at."""
    return tlv(0x30, kind, tlv(0xA0, tlv(0x30, tlv(0x02, b"\x00"), tlv(0x31), tlv(0x30, DATA))))
