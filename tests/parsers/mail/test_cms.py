"""CMS objects out of hostile bytes: linear, bounded, never an exception; and what a signature is made over."""

import hashlib
import time
import zlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.limits import ReadLimits
from parsers.mail import read_mail
from parsers.mail.cms import MOST_CERTIFICATES, MOST_SIGNERS, Kind, inflate, read_cms
from parsers.mail.signers import DoubtError, check_signer
from tests.parsers.mail.test_hostile import check
from tests.signed_mail import (
    DATA,
    NOW,
    SIGNED,
    TEXT,
    Signer,
    authority,
    by_hand,
    clear,
    closed,
    compressed,
    endless,
    in_pieces,
    mail,
    oid,
    opaque,
    signed_data,
    signer,
    streamed,
    tlv,
)

ANN = signer()
ED = signer(key=ed25519.Ed25519PrivateKey.generate())
SMALL = signed_data(TEXT, ANN)
LIMITS = ReadLimits(smime_roots=(authority().pem,))


def holding(content: bytes, *more: bytes) -> bytes:
    """A SignedData around an encoded content, with what may follow it."""
    body = tlv(0x30, DATA, tlv(0xA0, content))
    return tlv(0x30, SIGNED, tlv(0xA0, tlv(0x30, tlv(0x02, b"\x01"), tlv(0x31), body, *more)))


def armoured(data: bytes) -> bytes:
    raw = opaque(data)
    return b"-----BEGIN PKCS7-----\r\n" + raw[raw.index(b"\r\n\r\n") + 4 :] + b"-----END PKCS7-----\r\n"


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (SMALL, TEXT),
        (streamed(SMALL, TEXT), TEXT),
        (by_hand(TEXT, ED), TEXT),
        (holding(tlv(0x04, b"")), b""),
        (holding(in_pieces(b"abc" * 50, 7)), b"abc" * 50),
        (holding(tlv(0x24, tlv(0x04, b"ab"), in_pieces(b"cd", 1))), b"abcd"),
        (holding(tlv(0x30, b"old")), b"old"),
        (SMALL + b"\r\n", TEXT),
        (armoured(SMALL), TEXT),
        (opaque(SMALL).partition(b"\r\n\r\n")[2], TEXT),
    ],
    ids=["DER", "BER", "by hand", "empty", "pieces", "pieces in pieces", "PKCS #7", "tail", "PEM", "base64"],
)
def test_the_content_is_found(data: bytes, content: bytes) -> None:
    found = read_cms(data)
    assert found is not None
    assert (found.kind, found.content) == (Kind.SIGNED, content)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"0\x80" * 500_000,
        b"\x24\x80" * 500_000,
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x89" + b"\xff" * 20,
        b"\x30\xff" + b"\xff" * 300,
        b"\x1f\xff" * 1000,
        b"\x00" * 100_000,
        b"\xff" * 100_000,
        tlv(0x30, b"\x06\x80"),
        tlv(0x30, oid("1.2.3"))[:-1],
        tlv(0x30, tlv(0x06, b"\x2a" * 1000)),
        tlv(0x30, SIGNED, tlv(0xA0)),
        tlv(0x30, SIGNED, tlv(0xA0, tlv(0x30))),
        holding(tlv(0x02, b"\x01")),
        holding(in_pieces(b"x" * 400_000, 1)),
        SMALL[:-1],
        SMALL[: len(SMALL) // 2],
        endless(0x30, SIGNED, endless(0xA0, b"\x30\x80" * 100_000)),
        b"-----BEGIN PKCS7-----\n" + b"A" * 1_000_001,
        b"-----BEGIN " * 100_000,
        b"MI" + b"A" * 1_000_000,
    ],
)
def test_what_is_none_is_none_at_once(data: bytes) -> None:
    start = time.thread_time()
    assert read_cms(data) is None
    assert time.thread_time() - start < 3.0


def deep(levels: int) -> bytes:
    inner = tlv(0x04, b"x")
    for _ in range(levels):
        inner = tlv(0x24, inner)
    return holding(inner)


@pytest.mark.parametrize(("levels", "found"), [(3, True), (100, False), (2_000, False)])
def test_strings_in_strings_are_bounded(levels: int, found: bool) -> None:
    assert (read_cms(deep(levels)) is not None) is found


def test_of_many_certificates_and_signers_a_few_are_read() -> None:
    certificates, signers = tlv(0xA0, ANN.der * 10_000), tlv(0x31, tlv(0x30, b"x" * 90) * 10_000)
    found = read_cms(holding(tlv(0x04, TEXT), certificates, signers))
    assert found is not None
    assert (len(found.certificates), len(found.signers)) == (MOST_CERTIFICATES, MOST_SIGNERS)


@pytest.mark.parametrize(
    ("packed", "room", "whole"),
    [
        (zlib.compress(b"words " * 1_000), 10_000_000, True),
        (zlib.compress(b"x" * 900_000), 1_000_000, True),
        (zlib.compress(b"x" * 900_000), 100_000, False),
        (zlib.compress(b"x" * 900_000), 0, False),
        (zlib.compress(b"x" * 5_000_000), 100_000_000, False),
        (zlib.compress(b"words")[:-1], 1_000, False),
        (b"", 1_000, False),
        (b"x" * 1_000, 1_000, False),
    ],
)
def test_unpacking_is_bounded(packed: bytes, room: int, whole: bool) -> None:
    assert (inflate(packed, room) is not None) is whole


def test_signed_attributes_shown_as_a_content_are_no_signed_content() -> None:
    """A signature over attributes fits a content that is their encoding: who signed a mail has not signed that."""
    kind = tlv(0x30, oid("1.2.840.113549.1.9.3"), tlv(0x31, DATA))
    digest = tlv(0x30, oid("1.2.840.113549.1.9.4"), tlv(0x31, tlv(0x04, hashlib.sha512(TEXT).digest())))
    attributes = tlv(0x31, kind, digest)
    forged = read_cms(by_hand(attributes, ED, attributes=False))
    assert forged is not None
    with pytest.raises(DoubtError):
        check_signer(forged.signers[0], forged, [attributes])


def crowd() -> Signer:
    """A signer behind fifteen authorities of one name and key, each of which may have issued each other."""
    first = authority("Crowd", issuer=authority("Nobody's"))
    others = []
    for number in range(15):
        builder = x509.CertificateBuilder(
            first.certificate.subject,
            first.certificate.subject,
            first.certificate.public_key(),
            number + 1,
            first.certificate.not_valid_before_utc,
            first.certificate.not_valid_after_utc,
        )
        for extension in first.certificate.extensions:
            builder = builder.add_extension(extension.value, critical=extension.critical)
        assert not isinstance(first.key, ed25519.Ed25519PrivateKey)
        others.append(builder.sign(first.key, hashes.SHA256()))
    return Signer(first.certificate, first.key, tuple(others))


def selfsame(levels: int) -> bytes:
    entity = TEXT
    for _ in range(levels):
        entity = opaque(signed_data(entity, ANN))
    return mail(entity)


def bomb(levels: int) -> bytes:
    entity = TEXT + b"x" * 20_000_000
    for _ in range(levels):
        entity = opaque(compressed(entity))
    return mail(entity)


HOSTILE = {
    "deep BER": mail(opaque(b"\x30\x80" * 500_000)),
    "ten thousand certificates": mail(opaque(holding(tlv(0x04, TEXT), tlv(0xA0, ANN.der * 10_000), tlv(0x31)))),
    "ten thousand signers": mail(
        opaque(holding(tlv(0x04, TEXT), tlv(0xA0, ANN.der), tlv(0x31, tlv(0x30, b"\x30\x80" * 500) * 10_000)))
    ),
    "attributes without end": mail(
        opaque(
            holding(
                tlv(0x04, TEXT),
                tlv(0xA0, ANN.der),
                tlv(0x31, tlv(0x30, tlv(0x02, b"\x01"), tlv(0x80, b"x" * 20), endless(0xA0, b"\xa0\x80" * 20_000))),
            )
        )
    ),
    "authorities that issue each other": mail(opaque(signed_data(TEXT, signer(crowd())))),
    "wrapped in itself": selfsame(25),
    "packed bombs": bomb(3),
    "one piece for each byte": mail(opaque(holding(in_pieces(b"x" * 200_000, 1)))),
    "a million dashes": mail(clear(b"-" * 1_000_000, b"\x30\x80" * 100_000)),
    "many signed parts": mail(
        b"Content-Type: multipart/mixed; boundary=m\r\n\r\n"
        + b"".join(b"--m\r\n" + opaque(SMALL) for _ in range(400))
        + b"--m--\r\n"
    ),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_wrappers_are_read_in_bounded_time(raw: bytes) -> None:
    start = time.thread_time()
    check(read_mail(raw, limits=LIMITS, at=NOW))
    assert time.thread_time() - start < 3.0  # what is not bounded takes minutes


def test_nesting_is_bounded_as_that_of_other_parts_is() -> None:
    message = read_mail(selfsame(6), limits=ReadLimits(depth=4))
    assert [file.name for file in message.attachments] == ["smime.p7m"]
    assert any("deeper than 4" in said for said in message.damages)


SAMPLES = [
    mail(opaque(SMALL)),
    mail(opaque(streamed(SMALL, TEXT))),
    mail(opaque(by_hand(TEXT, ED))),
    mail(opaque(compressed(opaque(SMALL)))),
    mail(opaque(closed())),
    mail(clear(TEXT, signed_data(TEXT, ANN, detached=True))),
]
OBJECTS = [SMALL, streamed(SMALL, TEXT), by_hand(TEXT, ED), compressed(TEXT), closed()]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutated_objects(data: st.DataObject) -> None:
    """A byte changed anywhere never makes a signature that was not there, and never raises."""
    found = bytearray(data.draw(st.sampled_from(OBJECTS)))
    for _ in range(data.draw(st.integers(1, 4))):
        found[data.draw(st.integers(0, len(found) - 1))] = data.draw(st.integers(0, 255))
    message = read_mail(mail(opaque(bytes(found))), limits=LIMITS, at=NOW)
    check(message)
    assert all(label.state != "verified" or "All lines are down." in message.text for label in message.protections)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutated_mails(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.integers(0, 40)))
        raw = raw[:start] + data.draw(st.binary(max_size=10)) + raw[end:]
    check(read_mail(raw, limits=LIMITS, at=NOW))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_as_an_object(data: bytes) -> None:
    read_cms(data)
    check(read_mail(mail(opaque(data)), at=NOW))
