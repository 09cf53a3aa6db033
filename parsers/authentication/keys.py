"""Public keys of DKIM and ARC signatures (RFC 6376 section 3.6.1, RFC 8301, RFC 8463), out of a DNS that may be hostile."""

import base64
import binascii
import re
from dataclasses import dataclass

from dkim.crypto import UnparsableKeyError, parse_public_key
from nacl.signing import VerifyKey

from parsers.authentication.dns import DnsTemporaryError, Resolve

WEAK_BITS = 1024
"""RSA keys below this are no proof (RFC 8301 section 3.2)."""
_MOST_BITS = 8192
_MOST_EXPONENT_BITS = 64
_LONGEST_RECORD = 4096
_MOST_RECORDS = 20
_SMALLEST_EXPONENT = 3
_SPACE = re.compile(r"\s+")


class KeyProblemError(Exception):
    """Why a key proves nothing: RFC 8601's ``result`` and a sentence."""

    def __init__(self, result: str, why: str) -> None:
        super().__init__(why)
        self.result = result
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that may be used. ``record`` is the key record written anew, ``strict`` its flag ``t=s``, ``bits`` its length."""

    record: bytes
    strict: bool
    bits: int


class Keys:
    """Looks keys up; each name is asked for once."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._known: dict[tuple[str, str], PublicKey | KeyProblemError] = {}

    def find(self, *, selector: str, domain: str, algorithm: str) -> PublicKey:
        """The key of a signature (``algorithm`` is its a= tag). Raises KeyProblemError."""
        at = (f"{selector}._domainkey.{domain}", algorithm.partition("-")[0])
        if at not in self._known:
            try:
                self._known[at] = self._look_up(*at)
            except KeyProblemError as problem:
                self._known[at] = problem
        found = self._known[at]
        if isinstance(found, KeyProblemError):
            raise found
        return found

    def _look_up(self, name: str, kind: str) -> PublicKey:
        try:
            texts = self._resolve(name, "TXT")[:_MOST_RECORDS]
        except DnsTemporaryError:
            raise KeyProblemError("temperror", "the DNS did not give its key") from None
        found = [tags for text in texts if (tags := _tags(text)) is not None]
        if len(found) != 1:
            raise KeyProblemError("permerror", f"it has {len(found) or 'no'} key{'s' if found else ''} in the DNS")
        return read_key(found[0], kind)


def _tags(text: str) -> dict[str, str] | None:
    """The tags of a key record, or None for a text that is none."""
    if len(text) > _LONGEST_RECORD:
        return None
    tags: dict[str, str] = {}
    for number, part in enumerate(text.split(";")):
        name, _, value = part.partition("=")
        name = name.strip()
        if name in tags or (name == "v" and (number or value.strip() != "DKIM1")):
            return None
        if name:
            tags[name] = value.strip()
    return tags if "p" in tags else None


def read_key(tags: dict[str, str], kind: str) -> PublicKey:
    """The key in the tags of a record, for a signature of this ``kind`` (``rsa``, ``ed25519``). Raises KeyProblemError."""
    _check_use(tags, kind)
    data = _decoded(tags["p"])
    bits = _rsa_bits(data) if kind == "rsa" else _ed25519_bits(data)
    record = b"v=DKIM1; k=%s; p=%s" % (kind.encode("ascii"), base64.b64encode(data))
    return PublicKey(record=record, strict="s" in _words(tags.get("t", "")), bits=bits)


def _check_use(tags: dict[str, str], kind: str) -> None:
    if not tags["p"]:
        raise KeyProblemError("fail", "the key was revoked")
    if tags.get("k", "rsa").lower() != kind:
        raise KeyProblemError("permerror", "the key is of another kind than the signature")
    if "h" in tags and "sha256" not in _words(tags["h"]):
        raise KeyProblemError("permerror", "the key is not for SHA-256")
    if "s" in tags and not _words(tags["s"]) & {"*", "email"}:
        raise KeyProblemError("permerror", "the key is not for mail")
    if "y" in _words(tags.get("t", "")):
        raise KeyProblemError("none", "the domain is only testing DKIM (t=y)")


def _words(value: str) -> set[str]:
    return {word.strip().lower() for word in value.split(":")}


def _decoded(written: str) -> bytes:
    try:
        return base64.b64decode(_SPACE.sub("", written).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise KeyProblemError("permerror", "the key cannot be read") from None


def _ed25519_bits(data: bytes) -> int:
    try:
        return len(bytes(VerifyKey(data))) * 8
    except (ValueError, TypeError):
        raise KeyProblemError("permerror", "the key cannot be read") from None


def _rsa_bits(data: bytes) -> int:
    """The length of an RSA key. A huge one would keep the arithmetic busy for minutes; a tiny exponent proves nothing."""
    try:
        key = parse_public_key(data)
    except (UnparsableKeyError, IndexError, AssertionError, ValueError, TypeError):
        raise KeyProblemError("permerror", "the key cannot be read") from None
    bits, exponent = int(key["modulus"]).bit_length(), int(key["publicExponent"])
    if bits < WEAK_BITS:
        raise KeyProblemError("policy", f"the key is weak ({bits} bits)")
    if bits > _MOST_BITS or exponent.bit_length() > _MOST_EXPONENT_BITS:
        raise KeyProblemError("permerror", "the key is too long")
    if exponent < _SMALLEST_EXPONENT or not exponent % 2 or not key["modulus"] % 2:
        raise KeyProblemError("permerror", "the key is none that could sign")
    return bits
