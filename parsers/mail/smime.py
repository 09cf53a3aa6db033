"""The labels of a message: who signed it and whether that holds (RFC 8551), and that it is encrypted. Never more than a label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from parsers.mail.cms import Cms, Kind, read_cms
from parsers.mail.pgp import UNCHECKED
from parsers.mail.seals import DETACHED
from parsers.mail.structure import Entity
from parsers.mail.transfer import decode_transfer
from parsers.message import Protection

SMIME, PGP = "S/MIME", "PGP"
VERIFIED, NOT_VERIFIED, BROKEN, ENCRYPTED = "verified", "not verified", "broken", "encrypted"
_MOST = 8
_LARGEST_SIGNATURE = 2_097_152
_PGP_ENCRYPTED = frozenset({"multipart/encrypted", "application/pgp-encrypted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """Against what a signature is held: the From address, the roots (DER or PEM), and when the message came in (aware).

    Without ``at`` nothing is verified: the sender's own Date field would let an old certificate seem valid.
    """

    address: str | None
    roots: tuple[bytes, ...] = ()
    at: datetime | None = None


def protections(entities: Sequence[Entity], trusted: Trusted, late: Callable[[], bool]) -> list[Protection]:
    """Labels for the message itself, not for mails inside it; at most eight. Never raises."""
    found: dict[Protection, None] = {}
    for entity in entities:
        if len(found) >= _MOST:
            break
        if not entity.is_forwarded:
            found.update(dict.fromkeys(_labels(entity, trusted, late)))
    return list(found)


def _labels(entity: Entity, trusted: Trusted, late: Callable[[], bool]) -> list[Protection]:
    if entity.seal is not None and entity.seal.is_encrypted:
        return [Protection(scheme=SMIME, state=ENCRYPTED, reason="It is encrypted, and the desk has no key.")]
    if entity.type.value in _PGP_ENCRYPTED:
        return [Protection(scheme=PGP, state=ENCRYPTED, reason="It is encrypted, and the desk has no key.")]
    if entity.seal is not None and entity.seal.cms is not None and entity.seal.is_signed:
        content = entity.seal.cms.content or b""
        return _signers(entity.seal.cms, [content], trusted, late, whole=entity.covers_message)
    if entity.type.value == "multipart/signed":
        return _clear_signed(entity, trusted, late)
    return []


def _clear_signed(entity: Entity, trusted: Trusted, late: Callable[[], bool]) -> list[Protection]:
    signature = next((part for part in entity.parts[1:] if part.type.value in DETACHED), None)
    protocol = entity.type.parameters.get("protocol", "").lower()
    if "pgp" in (signature.type.value if signature else protocol):
        return [Protection(scheme=PGP, state=NOT_VERIFIED, reason=UNCHECKED)]
    if signature is None:
        return [_unknown("The signature is missing.")]
    data, _ = decode_transfer(signature.body[:_LARGEST_SIGNATURE], signature.encoding)
    cms = read_cms(data)
    if cms is None or cms.kind is not Kind.SIGNED or not cms.signers:
        return [_unknown("The signature could not be read.")]
    if cms.content is not None:  # it is to sign the part before it, not something of its own (RFC 8551 section 3.5.3.2)
        return [_unknown("The signature holds a content of its own, not that of the message.")]
    whole = entity.covers_message and entity.parts[1:] == [signature]
    return _signers(cms, _canonical_forms(entity.parts[0]), trusted, late, whole=whole)


def _canonical_forms(part: Entity) -> list[bytes]:
    """The part as it came, and with the line ends that were signed (RFC 8551 section 3.1.1): stores may change them."""
    exact = part.source[part.head : part.end]
    canonical = exact.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return [exact] if exact == canonical else [exact, canonical]


def _unknown(reason: str) -> Protection:
    return Protection(scheme=SMIME, state=NOT_VERIFIED, reason=reason)


def _signers(
    cms: Cms, contents: Sequence[bytes], trusted: Trusted, late: Callable[[], bool], *, whole: bool
) -> list[Protection]:
    if not cms.signers:
        return [_unknown("It is wrapped like signed mail, but nobody signed it.")]
    if late():
        return [_unknown("There was no time left to check the signature.")]
    return [_judged(signer, cms, contents, trusted, whole=whole) for signer in cms.signers]


def _judged(signer: bytes, cms: Cms, contents: Sequence[bytes], trusted: Trusted, *, whole: bool) -> Protection:
    from parsers.mail.certificates import addresses, doubt, signer_name
    from parsers.mail.signers import BrokenError, DoubtError, check_signer

    try:
        signed = check_signer(signer, cms, contents)
    except DoubtError as error:
        return _unknown(str(error))
    except BrokenError as error:
        return Protection(scheme=SMIME, state=BROKEN, reason=str(error))
    name = signer_name(signed.certificate)
    own = [address.lower() for address in addresses(signed.certificate)]
    if trusted.at is None:
        reason = "The signature fits; whether its certificate was valid could not be checked without a time."
    else:
        reason = doubt(signed.certificate, signed.others, trusted.roots, trusted.at)
    if not reason and (trusted.address is None or trusted.address.lower() not in own):
        reason = "The certificate is for another address than that in the From field."
    if not reason and not whole:
        reason = "The signature fits, but a part of the message lies outside of it."
    return Protection(
        scheme=SMIME,
        state=NOT_VERIFIED if reason else VERIFIED,
        signer=name,
        reason=reason or "A configured root vouches for the certificate; whether it was revoked was not asked.",
    )
