"""Whether a CMS signature fits its content, by the key in the certificate that came with it (RFC 5652 sections 5.4 and 5.6).

The two libraries behind this take a tenth of a second to import, so they are imported when a signature is met.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parsers.mail.cms import Cms

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm
    from cryptography.x509 import Certificate

_STRONG = ("sha256", "sha384", "sha512")
_WEAK = ("md2", "md5", "sha1", "sha224")
_SET_OF = b"\x31"
_SMALLEST_RSA = 2048
_UNREADABLE = "The signature could not be read."


class DoubtError(Exception):
    """Nothing can be said for the signature; the words say why, a sentence."""


class BrokenError(Exception):
    """The signature does not fit; the words say how, a sentence."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that fits, and whose certificate it is; ``others`` came with it."""

    certificate: "Certificate"
    others: "tuple[Certificate, ...]"


def check_signer(signer: bytes, cms: Cms, contents: Sequence[bytes]) -> Signed:
    """The signer whose SignerInfo this is, where it fits one of ``contents`` (the forms that a content may have been signed in).

    Raises DoubtError and BrokenError.
    """
    from asn1crypto.cms import SignerInfo

    try:
        info = SignerInfo.load(signer)
        certificates = _certificates(cms)
        certificate = _certificate(info, certificates)
        digest = _strong(info["digest_algorithm"]["algorithm"].native)
        forms = _signed_forms(info, cms, contents, digest)
        fits = _fits(info, certificate, digest, forms)
    except (DoubtError, BrokenError):
        raise
    except Exception as error:  # asn1crypto is lazy, and raises anything at any access
        raise DoubtError(_UNREADABLE) from error
    if not fits:
        raise BrokenError("The signature does not fit: it was not made by the key of its certificate, or was damaged.")
    return Signed(certificate, tuple(other for other in certificates if other is not certificate))


def _certificates(cms: Cms) -> "list[Certificate]":
    from cryptography.x509 import load_der_x509_certificate

    found = []
    for encoded in cms.certificates:
        try:
            found.append(load_der_x509_certificate(encoded))
        except Exception:  # noqa: BLE001, S112 - it raises several, and warns; one that cannot be read is as good as none
            continue
    return found


def _certificate(info: Any, certificates: "Sequence[Certificate]") -> "Certificate":
    """The signer's certificate, by issuer and serial number or by key identifier (RFC 5652 section 5.3)."""
    chosen = info["sid"].chosen
    for certificate in certificates:
        if _is_meant(info["sid"].name, chosen, certificate):
            return certificate
    raise DoubtError("The certificate of the signer did not come with the message.")


def _is_meant(by: str, chosen: Any, certificate: "Certificate") -> bool:
    if by == "issuer_and_serial_number":
        serial: int = chosen["serial_number"].native
        return serial == certificate.serial_number and chosen["issuer"].dump() == certificate.issuer.public_bytes()
    from cryptography.x509 import SubjectKeyIdentifier

    for extension in certificate.extensions:
        if isinstance(extension.value, SubjectKeyIdentifier):
            return bool(extension.value.digest == chosen.native)
    return False


def _strong(name: str) -> str:
    if name in _STRONG:
        return name
    if name in _WEAK:
        raise DoubtError(f"The signature is made with {name.upper()}, which is too weak to show anything.")
    raise DoubtError(f"The signature is made with {name[:40]}, which is not supported.")


def _signed_forms(info: Any, cms: Cms, contents: Sequence[bytes], digest: str) -> list[bytes]:
    """What the signature may have been made over: the signed attributes, once they fit the content, else the content itself."""
    raw = info["signed_attrs"]
    if not raw:
        # Signed attributes themselves, shown as a content without attributes, would seem to be signed (RFC 5652 section 5.3
        # lets attributes be left out). A mail never begins like their encoding.
        if any(content.startswith(_SET_OF) for content in contents):
            raise DoubtError(_UNREADABLE)
        return list(contents)
    values = _attributes(raw)
    if values.get("content_type") != cms.content_type:
        raise BrokenError("The signature does not fit: it names another type of content.")
    if values.get("message_digest") not in {hashlib.new(digest, content).digest() for content in contents}:
        raise BrokenError("The signature does not fit: the content was changed after it was signed.")
    # Section 5.4: signed is the DER encoding with the tag of a SET OF. Some write, and sign, an order that is not DER's.
    as_written = _SET_OF + raw.dump()[1:]
    return [as_written, raw.untag().dump(force=True)]


def _attributes(raw: Any) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for attribute in raw:
        name = attribute["type"].native
        if name not in ("content_type", "message_digest"):
            continue
        if name in found or len(attribute["values"]) != 1:
            raise DoubtError(_UNREADABLE)
        found[name] = attribute["values"][0].contents
    return found


def _fits(info: Any, certificate: "Certificate", digest: str, forms: Sequence[bytes]) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    key = certificate.public_key()
    signature: bytes = info["signature"].native
    algorithm = info["signature_algorithm"]
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _SMALLEST_RSA:
        raise DoubtError(f"The signer's key is too short to show anything: RSA with {key.key_size} bits.")
    for form in forms:
        try:
            match key, algorithm.signature_algo:
                case rsa.RSAPublicKey(), "rsassa_pkcs1v15" | "rsassa_pss":
                    padding, hashed = _rsa(algorithm, digest)
                    key.verify(signature, form, padding, hashed)
                case ec.EllipticCurvePublicKey(), "ecdsa":
                    key.verify(signature, form, ec.ECDSA(_hash(_named(algorithm, digest))))
                case ed25519.Ed25519PublicKey(), "ed25519":
                    key.verify(signature, form)
                case _:
                    raise DoubtError("The signature is made by a method that is not supported.")
        except InvalidSignature:
            continue
        return True
    return False


def _rsa(algorithm: Any, digest: str) -> "tuple[Any, HashAlgorithm]":
    from cryptography.hazmat.primitives.asymmetric import padding

    if algorithm.signature_algo == "rsassa_pkcs1v15":
        return padding.PKCS1v15(), _hash(_named(algorithm, digest))
    parameters = algorithm["parameters"]
    mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    salt: int = parameters["salt_length"].native
    hashed = _hash(_strong(parameters["hash_algorithm"]["algorithm"].native))
    return padding.PSS(mgf=padding.MGF1(_hash(_strong(mask))), salt_length=salt), hashed


def _named(algorithm: Any, digest: str) -> str:
    """The digest that the algorithm names; plain rsaEncryption and ecdsa leave it to the digest algorithm."""
    return digest if algorithm["algorithm"].native in ("rsassa_pkcs1v15", "ecdsa") else _strong(algorithm.hash_algo)


def _hash(name: str) -> "HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    known: dict[str, HashAlgorithm] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    return known[name]
