"""Whose a signer's certificate is, and whether a configured root vouches for it (RFC 8550, RFC 5280)."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from parsers.characters import clean_line

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, ExtendedKeyUsage
    from cryptography.x509.verification import ExtensionPolicy, Policy

_LONGEST_NAME = 200
_MOST_ADDRESSES = 20
_DEEPEST_CHAIN = 4
_MOST_BETWEEN = 5


def addresses(certificate: "Certificate") -> tuple[str, ...]:
    """The e-mail addresses it is for: those of its alternative names, and of its subject (RFC 8550 section 3)."""
    from cryptography.x509 import RFC822Name, SubjectAlternativeName
    from cryptography.x509.oid import NameOID

    found: list[str] = []
    try:
        for extension in certificate.extensions:
            if isinstance(extension.value, SubjectAlternativeName):
                found += extension.value.get_values_for_type(RFC822Name)
        found += [str(name.value) for name in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    except Exception:  # noqa: BLE001 - a damaged extension raises one of several, or warns, when it is looked at
        return ()
    return tuple(found[:_MOST_ADDRESSES])


def signer_name(certificate: "Certificate") -> str:
    """Who the certificate names, in a line: ``Ann Field <ann@firm.example>``."""
    from cryptography.x509.oid import NameOID

    try:
        names = [str(name.value) for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    except Exception:  # noqa: BLE001 - as above
        names = []
    named = next(iter(names), "")
    mail = next(iter(addresses(certificate)), "")
    return clean_line(f"{named} <{mail}>" if named and mail and named != mail else named or mail, _LONGEST_NAME)


def doubt(certificate: "Certificate", others: "Sequence[Certificate]", roots: tuple[bytes, ...], at: datetime) -> str:
    """Why none of ``roots`` (DER or PEM) vouches for it at the time ``at`` (aware), a sentence; "" where one does."""
    from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

    trusted = _roots(roots)
    if not trusted:
        return "No root is configured that could vouch for the certificate."
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return "The certificate was not valid when the message came in."
    try:
        unfit = _unfit(certificate)
        if unfit:
            return unfit
        policy = PolicyBuilder().store(Store(list(trusted))).time(at).max_chain_depth(_DEEPEST_CHAIN)
        policies = policy.extension_policies(ca_policy=_issuer_policy(), ee_policy=ExtensionPolicy.permit_all())
        policies.build_client_verifier().verify(certificate, _between(certificate, others))
    except VerificationError as error:
        return f"No configured root vouches for the certificate: {clean_line(str(error), _LONGEST_NAME)}."
    except Exception:  # noqa: BLE001 - the library is asked about hostile certificates, and warnings may be errors
        return "The certificate could not be checked."
    return ""


@lru_cache(maxsize=4)
def _roots(encoded: tuple[bytes, ...]) -> "tuple[Certificate, ...]":
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    found: list[Certificate] = []
    for one in encoded:
        try:
            if b"-----BEGIN" in one:
                found += load_pem_x509_certificates(one)
            else:
                found.append(load_der_x509_certificate(one))
        except ValueError:
            continue  # said when the configuration is read; a message is no place to say it
    return tuple(found)


def _unfit(certificate: "Certificate") -> str:
    """Why it is not for signing mail (RFC 8550 section 4.4), a sentence, or ""."""
    from cryptography.x509 import ExtendedKeyUsage, KeyUsage, UnrecognizedExtension

    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, KeyUsage) and not (value.digital_signature or value.content_commitment):
            return "The certificate is not for signing."
        if isinstance(value, ExtendedKeyUsage) and not _is_for_mail(value):
            return "The certificate is not for mail."
        if extension.critical and isinstance(value, UnrecognizedExtension):
            return "The certificate has a critical extension that is not known (RFC 5280 section 4.2)."
    return ""


def _is_for_mail(purposes: "ExtendedKeyUsage") -> bool:
    from cryptography.x509.oid import ExtendedKeyUsageOID

    wanted = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
    return any(purpose in wanted for purpose in purposes)


def _between(certificate: "Certificate", others: "Sequence[Certificate]") -> "list[Certificate]":
    """Of the ``others`` those that may stand between it and a root, nearest first.

    Only a few: their number is the sender's choice, and not every release of the library bounds the paths it tries.
    """
    found: list[Certificate] = []
    wanted = {certificate.issuer}
    for _ in range(_DEEPEST_CHAIN):
        more = [other for other in others if other.subject in wanted and other not in found]
        found += more[: _MOST_BETWEEN - len(found)]
        wanted |= {other.issuer for other in found}
    return found


def _issuer_policy() -> "ExtensionPolicy":
    """What the web asks of an authority, but its purpose is mail, and small authorities leave the identifiers of keys out."""
    from cryptography.x509 import AuthorityKeyIdentifier, ExtendedKeyUsage, SubjectKeyIdentifier
    from cryptography.x509.verification import Criticality, ExtensionPolicy

    either = Criticality.AGNOSTIC
    return (
        ExtensionPolicy.webpki_defaults_ca()
        .may_be_present(ExtendedKeyUsage, either, _issues_for_mail)
        .may_be_present(SubjectKeyIdentifier, either, None)
        .may_be_present(AuthorityKeyIdentifier, either, None)
    )


def _issues_for_mail(policy: "Policy", certificate: "Certificate", purposes: "ExtendedKeyUsage | None") -> None:
    del policy, certificate
    if purposes is not None and not _is_for_mail(purposes):
        raise ValueError("an authority is not for mail")
