"""Signed mail reads like any other; what its signature is worth stands beside it (RFC 8551, RFC 8550)."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID

from parsers.limits import ReadLimits
from parsers.mail import read_mail
from parsers.message import Message, Protection
from tests.parsers.mail.letters import file, joined, plain
from tests.signed_mail import (
    ADDRESS,
    AUTH_ENVELOPED,
    DER,
    ENCRYPTED,
    ENVELOPED,
    NOW,
    TEXT,
    Signer,
    authority,
    by_hand,
    clear,
    closed,
    compressed,
    mail,
    opaque,
    rsa_key,
    signed_data,
    signer,
    streamed,
)

ANN = signer()
RSA = signer(key=rsa_key())
ED = signer(key=ed25519.Ed25519PrivateKey.generate())
SHORT = signer(key=rsa_key(1024))
MIDDLE = authority("Middle", issuer=authority(), purposes=True)
SAID = "All lines are down."
MIXED = (
    b"Content-Type: multipart/mixed; boundary=inner\r\n\r\n"
    + joined("inner", plain(SAID), file("trace.log", b"x" * 30, kind="application/octet-stream"))
    .replace("\n", "\r\n")
    .encode()
)
ENCRYPTED_MAIL = "The message is encrypted; we cannot read it."


def read(raw: bytes, *, root: bytes | None = None, at: datetime | None = NOW) -> Message:
    roots = (authority().pem if root is None else root,) if root != b"" else ()
    return read_mail(raw, limits=ReadLimits(smime_roots=roots), at=at)


def label(raw: bytes, *, root: bytes | None = None, at: datetime | None = NOW) -> Protection:
    """The one label of a mail whose text is read, whatever the label says."""
    message = read(raw, root=root, at=at)
    assert SAID in message.text
    (found,) = message.protections
    assert found.scheme == "S/MIME"
    assert found.reason.endswith(".")
    return found


def detached(by: Signer = ANN, part: bytes = TEXT) -> bytes:
    return mail(clear(part, signed_data(part, by, detached=True)))


def wrapped(by: Signer = ANN, part: bytes = TEXT) -> bytes:
    return mail(opaque(signed_data(part, by)))


VERIFIED = {
    "opaque": wrapped(),
    "opaque with a file inside": wrapped(part=MIXED),
    "opaque, streamed in pieces": mail(opaque(streamed(signed_data(TEXT, ANN), TEXT))),
    "opaque, its type lost": mail(opaque(signed_data(TEXT, ANN), kind="application/octet-stream")),
    "opaque, the old type": mail(opaque(signed_data(TEXT, ANN), kind="application/x-pkcs7-mime")),
    "opaque, text without a header": mail(opaque(signed_data(SAID.encode(), ANN))),
    "opaque, text that begins like a header": mail(opaque(signed_data(b"Note: " + SAID.encode(), ANN))),
    "clear-signed": detached(),
    "clear-signed, the old type": mail(
        clear(TEXT, signed_data(TEXT, ANN, detached=True), protocol="application/x-pkcs7-signature")
    ),
    "clear-signed, line ends changed on the way": detached().replace(b"\r\n", b"\n"),
    "clear-signed with a file": detached(part=MIXED),
    "RSA": wrapped(RSA),
    "RSA with SHA-384": mail(opaque(signed_data(TEXT, RSA, hashed=hashes.SHA384()))),
    "RSA-PSS": mail(opaque(signed_data(TEXT, RSA, pss=True))),
    "RSA-PSS with SHA-512": mail(opaque(signed_data(TEXT, RSA, pss=True, hashed=hashes.SHA512()))),
    "without signed attributes": mail(opaque(signed_data(TEXT, ANN, options=[pkcs7.PKCS7Options.NoAttributes]))),
    "P-384 with SHA-512": mail(
        opaque(signed_data(TEXT, signer(key=ec.generate_private_key(ec.SECP384R1())), hashed=hashes.SHA512()))
    ),
    "Ed25519": mail(opaque(by_hand(TEXT, ED))),
    "attributes signed in the order written": mail(opaque(by_hand(TEXT, ED, swapped=True, signed_swapped=True))),
    "attributes signed in DER's order": mail(opaque(by_hand(TEXT, ED, swapped=True))),
    "through an authority between": wrapped(signer(MIDDLE)),
    "the address in the subject": wrapped(signer(in_subject=True)),
    "the address in capitals": wrapped(signer(address=ADDRESS.upper())),
    "no purposes named": wrapped(signer(purpose=None)),
    "signed, packed, signed": mail(opaque(signed_data(opaque(compressed(detached()[len(mail(b"")) :])), ANN))),
    "packed, then signed": mail(opaque(signed_data(opaque(compressed(TEXT)), ANN))),
}


@pytest.mark.parametrize("raw", VERIFIED.values(), ids=VERIFIED)
def test_a_signature_that_fits_is_said_to(raw: bytes) -> None:
    found = label(raw)
    assert found.state == "verified", found.reason
    assert found.signer.casefold() == f"Ann Field <{ADDRESS}>".casefold()
    assert read(raw).damages == ()


@dataclass(frozen=True)
class Doubt:
    raw: bytes
    reason: str
    root: bytes | None = None
    at: datetime | None = NOW


LEAF_AS_AUTHORITY = Signer(ANN.certificate, ANN.key, (ANN.certificate,))
DOUBTS = {
    "no root": Doubt(wrapped(), "No root is configured", root=b""),
    "a root that is none": Doubt(wrapped(), "No root is configured", root=b"-----BEGIN CERTIFICATE-----\n"),
    "another root": Doubt(wrapped(), "No configured root vouches", root=authority("Other").pem),
    "no time": Doubt(wrapped(), "without a time", at=None),
    "expired": Doubt(wrapped(), "not valid when", at=NOW + timedelta(days=400)),
    "not yet valid": Doubt(wrapped(), "not valid when", at=NOW - timedelta(days=60)),
    "another address": Doubt(wrapped(signer(address="bob@firm.example")), "another address"),
    "an address like it": Doubt(wrapped(signer(address="ann@firm.example.evil.example")), "another address"),
    "for web servers": Doubt(wrapped(signer(purpose=ExtendedKeyUsageOID.SERVER_AUTH)), "not for mail"),
    "for encryption only": Doubt(wrapped(signer(encrypts_only=True)), "not for signing"),
    "signed by a person's certificate": Doubt(wrapped(signer(LEAF_AS_AUTHORITY)), "No configured root vouches"),
    "an authority of the same name": Doubt(
        wrapped(signer(authority("Test Root", issuer=authority("Other")))), "No configured root vouches"
    ),
    "a key too short": Doubt(wrapped(SHORT), "RSA with 1024 bits"),
    "a weak digest": Doubt(mail(opaque(signed_data(TEXT, ANN, hashed=hashes.SHA224()))), "too weak"),
    "no certificate": Doubt(
        mail(opaque(signed_data(TEXT, ANN, options=[pkcs7.PKCS7Options.NoCerts]))), "did not come with"
    ),
    "a footer behind": Doubt(
        mail(clear(TEXT, signed_data(TEXT, ANN, detached=True), more=plain("Footer.").encode())), "lies outside"
    ),
    "a list's footer around": Doubt(
        mail(
            b"Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n"
            + opaque(signed_data(TEXT, ANN))
            + b"--l\r\n\r\nThe list's footer.\r\n--l--\r\n"
        ),
        "lies outside",
    ),
    "no signature": Doubt(mail(clear(TEXT, b"x", protocol="application/x-odd")), "missing"),
    "no CMS": Doubt(mail(clear(TEXT, b"x" * 50)), "could not be read"),
    "a signature over something of its own": Doubt(mail(clear(TEXT, signed_data(b"Hello", ANN))), "its own"),
}


@pytest.mark.parametrize("case", DOUBTS.values(), ids=DOUBTS)
def test_what_cannot_be_shown_is_not_verified(case: Doubt) -> None:
    found = label(case.raw, root=case.root, at=case.at)
    assert found.state == "not verified"
    assert case.reason in found.reason


BROKEN = {
    "another text": mail(clear(TEXT, signed_data(b"Content-Type: text/plain\r\n\r\nAll is well.", ANN, detached=True))),
    "a word put in": detached().replace(SAID.encode(), b"Hello. " + SAID.encode()),
    "a header put in": detached().replace(b"charset=utf-8", b"charset=utf-8; x=y"),
    "another's signature": mail(opaque(by_hand(TEXT, ED, signed_swapped=True))),
    "changed inside the wrapper": mail(
        opaque(signed_data(TEXT.replace(b"down", b"fine"), ANN).replace(b"are fine", b"are down"))
    ),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_what_does_not_fit_is_broken_and_read_all_the_same(raw: bytes) -> None:
    found = label(raw)
    assert (found.state, found.signer) == ("broken", "")


def test_the_signature_is_no_file_of_the_customer() -> None:
    assert [kept.name for kept in read(detached(part=MIXED)).attachments] == ["trace.log"]
    assert [kept.name for kept in read(wrapped(part=MIXED)).attachments] == ["trace.log"]


def test_a_signed_mail_inside_a_mail_is_no_label_of_it() -> None:
    raw = b"From: Bob <bob@firm.example>\r\nContent-Type: message/rfc822\r\n\r\n" + wrapped()
    message = read(raw)
    assert SAID in message.text
    assert message.protections == ()


@pytest.mark.parametrize("kind", [ENVELOPED, ENCRYPTED, AUTH_ENVELOPED])
def test_encrypted_mail_opens_from_its_header(kind: bytes) -> None:
    message = read(mail(opaque(closed(kind))))
    assert (message.subject, message.sender.address, message.text) == ("Lines down", ADDRESS, "")
    assert [found.state for found in message.protections] == ["encrypted"]
    assert message.damages == (ENCRYPTED_MAIL,)
    assert [kept.name for kept in message.attachments] == ["smime.p7m"]


def test_what_is_signed_and_then_encrypted_is_encrypted_and_the_other_way_round_too() -> None:
    message = read(mail(opaque(signed_data(opaque(closed()), ANN))))
    assert [found.state for found in message.protections] == ["verified", "encrypted"]
    assert message.damages == (ENCRYPTED_MAIL,)


def test_an_encrypted_part_beside_text_is_said_to_be_a_part() -> None:
    raw = mail(
        b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nHello.\r\n--m\r\n"
        + opaque(closed())
        + b"--m--\r\n"
    )
    message = read(raw)
    assert message.text.strip() == "Hello."
    assert message.damages == ("A part of the message is encrypted; we cannot read it.",)


@pytest.mark.parametrize(
    ("data", "name", "damage"),
    [
        (b"%PDF-1.7 and no CMS", "smime.p7m", "could not be opened"),
        (b"", "smime.p7m", "could not be opened"),
        (signed_data(b"%PDF-1.7\n\x00\x01", ANN), "contract.pdf.p7m", None),
        (signed_data(b"Plain words, a signed file", ANN), "notes.txt.p7m", None),
        (signed_data(b"\x00\x01\x02", ANN), "smime.p7m", None),
        (signed_data(TEXT, ANN, detached=True), "smime.p7m", None),
        (compressed(b"", packed=b"no zlib"), "smime.p7m", "damaged or too large"),
    ],
)
def test_what_holds_no_mail_stays_a_file(data: bytes, name: str, damage: str | None) -> None:
    message = read(mail(opaque(data, name=name)))
    assert [kept.name for kept in message.attachments] == [name]
    assert [damage in said for said in message.damages if damage] == ([True] if damage else [])
    assert message.protections == ()


def test_packed_mail_is_unpacked() -> None:
    message = read(mail(opaque(compressed(TEXT), kind="application/pkcs7-mime; smime-type=compressed-data")))
    assert (message.text, message.protections, message.damages) == (SAID, (), ())


def test_a_root_may_be_given_in_either_encoding() -> None:
    assert label(wrapped(), root=authority().certificate.public_bytes(DER)).state == "verified"


def test_what_is_slow_to_import_is_imported_for_a_signature_only() -> None:
    script = (
        "import sys; from parsers.mail import read_mail; read_mail(sys.stdin.buffer.read());"
        "print(*{'asn1crypto', 'cryptography'} & set(sys.modules))"
    )
    for raw, expected in [(mail(TEXT), b""), (mail(opaque(closed())), b""), (wrapped(), b"asn1crypto cryptography")]:
        ran = subprocess.run([sys.executable, "-c", script], input=raw, capture_output=True, check=True)
        assert sorted(ran.stdout.split()) == expected.split()
