"""The outer layers of a CMS object (RFC 5652; compressed data: RFC 3274): what it is, what it holds, who signed it."""

import binascii
import re
import zlib
from dataclasses import dataclass, field
from enum import StrEnum

from parsers.mail.ber import OID, SEQUENCE, SET, Ber, BerError, Element

MOST_CERTIFICATES = 20
MOST_SIGNERS = 4
_LARGEST_SIGNER = 65_536
_LARGEST_CERTIFICATE = 65_536
_FIRST_ROOM = 1_048_576
_HIGHEST_RATIO = 100
_EXPLICIT_0 = 0xA0
_PEM = re.compile(rb"\s{0,100}-----BEGIN [A-Z0-9 ]{1,40}-----\s([A-Za-z0-9+/=\s]*+)-----END ")
_BASE64 = re.compile(rb"MI[A-Za-z0-9+/=\s]*+\Z")

_SIGNED = bytes.fromhex("2a864886f70d010702")
_COMPRESSED = bytes.fromhex("2a864886f70d0109100109")
_ENCRYPTED = frozenset(
    {
        bytes.fromhex("2a864886f70d010703"),  # enveloped-data
        bytes.fromhex("2a864886f70d010704"),  # signed-and-enveloped-data, PKCS #7 only
        bytes.fromhex("2a864886f70d010706"),  # encrypted-data
        bytes.fromhex("2a864886f70d0109100117"),  # authEnveloped-data, RFC 5083
    }
)
_ZLIB = bytes.fromhex("2a864886f70d0109100308")


class Kind(StrEnum):
    """What a CMS object is."""

    SIGNED = "signed"
    COMPRESSED = "compressed"
    ENCRYPTED = "encrypted"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cms:
    """A CMS object. ``content`` is what was signed or packed, None where it holds none (a detached signature, certificates).

    ``content_type`` is the content octets of its object identifier. ``signers`` are SignerInfos and ``certificates`` X.509
    certificates, encoded, the first few of each.
    """

    kind: Kind
    content_type: bytes = b""
    content: bytes | None = field(default=None, repr=False)
    signers: tuple[bytes, ...] = field(default=(), repr=False)
    certificates: tuple[bytes, ...] = field(default=(), repr=False)


def read_cms(data: bytes) -> Cms | None:
    """The CMS object in ``data`` (BER, or PEM), or None where there is none that can be read. Never raises; linear."""
    ber = Ber(_binary(data))
    try:
        return _content_info(ber)
    except BerError:
        return None


def _binary(data: bytes) -> bytes:
    """Some programs attach the text form, PEM with its armour or without it."""
    pem = _PEM.match(data) or _BASE64.match(data)
    if not pem:
        return data
    try:
        return binascii.a2b_base64(pem[pem.re.groups])
    except binascii.Error:
        return data


def _content_info(ber: Ber) -> Cms:
    kind, wrapped = _pair(ber, ber.root())
    if kind in _ENCRYPTED:
        return Cms(kind=Kind.ENCRYPTED)
    if wrapped is None or kind not in (_SIGNED, _COMPRESSED):
        return Cms(kind=Kind.OTHER)
    return _signed(ber, _only(ber, wrapped)) if kind == _SIGNED else _compressed(ber, _only(ber, wrapped))


def _pair(ber: Ber, element: Element) -> tuple[bytes, Element | None]:
    """ContentInfo and EncapsulatedContentInfo alike: an object identifier, and what may stand behind it."""
    _expect(element, SEQUENCE)
    parts = ber.children(element)
    kind = next(parts, None)
    if kind is None or kind.tag != OID or kind.end - kind.body > 20:
        raise BerError("no object identifier")
    wrapped = next(parts, None)
    return ber.content(kind), wrapped if wrapped is not None and wrapped.tag == _EXPLICIT_0 else None


def _only(ber: Ber, wrapper: Element) -> Element:
    inner = next(ber.children(wrapper), None)
    if inner is None:
        raise BerError("nothing inside")
    return inner


def _expect(element: Element, tag: int) -> None:
    if element.tag != tag:
        raise BerError("another element was to be here")


def _signed(ber: Ber, element: Element) -> Cms:
    _expect(element, SEQUENCE)
    parts = ber.children(element)
    next(parts, None)  # its version
    next(parts, None)  # the digest algorithms: each signer names his own again
    encapsulated = next(parts, None)
    if encapsulated is None:
        raise BerError("no content")
    content_type, wrapped = _pair(ber, encapsulated)
    content = None if wrapped is None else _value(ber, _only(ber, wrapped))
    certificates: tuple[bytes, ...] = ()
    signers: tuple[bytes, ...] = ()
    for part in parts:
        if part.tag == _EXPLICIT_0:
            certificates = _some(ber, part, MOST_CERTIFICATES, _LARGEST_CERTIFICATE)
        elif part.tag == SET:
            signers = _some(ber, part, MOST_SIGNERS, _LARGEST_SIGNER)
    return Cms(kind=Kind.SIGNED, content_type=content_type, content=content, signers=signers, certificates=certificates)


def _value(ber: Ber, element: Element) -> bytes:
    """The content: an octet string; in PKCS #7 (RFC 5652 section 5.2.1) it may be anything, signed without its header."""
    if element.tag == SEQUENCE:
        return ber.content(element)
    return ber.octets(element)


def _some(ber: Ber, parent: Element, most: int, largest: int) -> tuple[bytes, ...]:
    """The first ``most`` SEQUENCEs in ``parent``; others (attribute certificates have tags) are passed over."""
    found: list[bytes] = []
    for child in ber.children(parent):
        if child.tag == SEQUENCE and child.after - child.start <= largest:
            found.append(ber.encoded(child))
        if len(found) >= most:
            break
    return tuple(found)


def _compressed(ber: Ber, element: Element) -> Cms:
    _expect(element, SEQUENCE)
    parts = ber.children(element)
    next(parts, None)  # its version
    algorithm, encapsulated = next(parts, None), next(parts, None)
    if algorithm is None or encapsulated is None:
        raise BerError("no compressed content")
    _expect(algorithm, SEQUENCE)
    if ber.content(_only(ber, algorithm)) != _ZLIB:
        return Cms(kind=Kind.COMPRESSED)
    content_type, wrapped = _pair(ber, encapsulated)
    content = None if wrapped is None else ber.octets(_only(ber, wrapped))
    return Cms(kind=Kind.COMPRESSED, content_type=content_type, content=content)


def inflate(data: bytes, room: int) -> bytes | None:
    """``data`` unpacked by zlib, or None where it is damaged or too large: for what it is (100 times) or for ``room`` bytes."""
    most = min(room, max(_FIRST_ROOM, _HIGHEST_RATIO * len(data)))
    if most < 1:  # zlib takes 0 for "no limit"
        return None
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, most)
    except zlib.error:
        return None
    return out if unpacker.eof else None
