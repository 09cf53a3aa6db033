"""Authentication-Results (RFC 8601): what a server that we trust has found, and nothing of what a stranger wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import authres

from parsers.authentication.domains import host_name
from parsers.authentication.trust import MICROSOFT_365

LONGEST_FIELD = 16_384
_DEEPEST = 8
_ONCE = frozenset({"spf", "dmarc"})
_METHODS = frozenset({"spf", "dkim", "dmarc"})
_DOMAIN_AT = {
    "dkim": ("header.d", "header.i"),
    "dmarc": ("header.from",),
    "spf": ("smtp.mailfrom", "smtp.helo"),
}
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f-\xff]")
# Eight characters of base64, a slash among them in every tenth: the library would refuse the whole field.
_SIGNATURE_STUB = re.compile(r"(?<![^\s;])header\.b=[A-Za-z0-9+/=]{1,200}", re.IGNORECASE)
_CLAUSE = re.compile(r"([a-z0-9_-]{1,40})=([a-z]{1,40})\Z")
_PROPERTY = re.compile(r"([a-z0-9_-]{1,40}\.[a-z0-9_-]{1,40})=([^\s;=\"()<>]{1,512})\Z")


class UnreadableError(ValueError):
    """Why a field cannot be believed; the text goes on after "the field"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One method's result as a server wrote it: ``spf``, ``dkim`` or ``dmarc``, and the domain it speaks for ("" for none).

    ``identity`` is the property that names it (``smtp.mailfrom``).
    """

    method: str
    result: str
    domain: str
    identity: str = ""


def topmost(values: Sequence[bytes], authserv_ids: Sequence[str]) -> tuple[Claim, ...]:
    """The claims of the topmost field, where it bears one of our names. Raises UnreadableError where none is believed.

    ``values`` are all Authentication-Results fields of the header, in order, unfolded. Those below the topmost came with the
    mail.
    """
    if not values:
        raise UnreadableError("is not there")
    text = _text(values[0])
    names = {name.lower() for name in authserv_ids}
    if MICROSOFT_365 in names and _CLAUSE.match(_plain(text).split(";")[0].split(" ")[0].lower()):
        return _checked(_exchange(text))
    authserv_id, claims = _parsed(text)
    if authserv_id not in names - {MICROSOFT_365}:
        raise UnreadableError("bears another server's name")
    return _checked(claims)


def sealed(value: bytes) -> tuple[Claim, ...]:
    """The claims of an ARC-Authentication-Results field, behind its ``i=``. Raises UnreadableError."""
    return _checked(_parsed(_text(value))[1])


def _text(value: bytes) -> str:
    if len(value) > LONGEST_FIELD:
        raise UnreadableError("is too long")
    if _FORBIDDEN.search(value.replace(b"\r\n", b"")):
        raise UnreadableError("has characters that do not belong there")
    text = value.replace(b"\r\n", b"").decode("ascii").replace("\t", " ").strip()
    _plain(text)
    return text


def _plain(text: str) -> str:
    """``text`` without its comments. Raises UnreadableError where they do not balance, or nest too deep for the library."""
    out: list[str] = []
    depth = 0
    quoted = escaped = False
    for sign in text:
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and depth:
            # A quoted local part that a server tells of in a comment can hold brackets, and so end the comment early.
            raise UnreadableError("has a quotation in a comment")
        elif sign == '"':
            quoted = not quoted
        elif sign in "()" and not quoted:
            depth += 1 if sign == "(" else -1
            if not 0 <= depth <= _DEEPEST:
                raise UnreadableError("has comments that do not balance")
            continue
        if not depth:
            out.append(sign)
    if depth or quoted:
        raise UnreadableError("has a comment or a quotation without an end")
    return "".join(out).strip()


def _parsed(text: str) -> tuple[str, list[Claim]]:
    """The authserv-id and the claims, read by the library."""
    try:
        header = authres.AuthenticationResultsHeader.parse_value(_SIGNATURE_STUB.sub(" ", text))
        claims = [_claim(result) for result in header.results if str(result.method).lower() in _METHODS]
        return str(header.authserv_id).lower(), claims
    except UnreadableError:
        raise
    except Exception as error:  # the library raises its own class, and others raw, on one real field in six
        raise UnreadableError("cannot be read") from error


def _claim(result: authres.AuthenticationResult) -> Claim:
    properties: dict[str, str] = {}
    for one in result.properties:
        name = f"{one.type}.{one.name}".lower()
        if properties.setdefault(name, one.value) != one.value:
            raise UnreadableError(f"says {name} twice")
    return _made(str(result.method).lower(), str(result.result).lower(), properties)


def _made(method: str, result: str, properties: dict[str, str]) -> Claim:
    identity = next((name for name in _DOMAIN_AT[method] if properties.get(name)), "")
    domain = host_name(properties.get(identity, "").rpartition("@")[2])
    return Claim(method=method, result=result, domain=domain, identity=identity)


def _exchange(text: str) -> list[Claim]:
    """The claims of Exchange Online's form: no authserv-id, and words between the clauses that are no properties."""
    if '"' in text or "\\" in text:
        raise UnreadableError("has quotations, which this form does not know")
    claims: list[Claim] = []
    for part in _plain(text).lower().split(";"):
        words = part.split()
        clause = _CLAUSE.match(words[0]) if words else None
        if not clause or clause[1] not in _METHODS:
            continue
        properties: dict[str, str] = {}
        for word in words[1:]:
            match = _PROPERTY.match(word)
            if match and properties.setdefault(match[1], match[2]) != match[2]:
                raise UnreadableError(f"says {match[1]} twice")
        claims.append(_made(clause[1], clause[2], properties))
    return claims


def _checked(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Refuse a field that says one thing twice: one of the two may have come in by a name that the sender chose.

    SPF may be there for the envelope's sender and for HELO; then only the former is asked (RFC 9989 section 4.4.2).
    """
    if any(claim.identity == "smtp.mailfrom" for claim in claims):
        claims = [claim for claim in claims if claim.identity != "smtp.helo"]
    for method in sorted(_ONCE):
        if sum(1 for claim in claims if claim.method == method) > 1:
            raise UnreadableError(f"says {method} twice")
    return tuple(claims)
