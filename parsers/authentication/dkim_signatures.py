"""DKIM signatures (RFC 6376, 8301, 8463): every one up to a bound, those that could speak for the From field first."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import dkim
from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
from dkim.util import InvalidTagValueList, parse_tag_value

from parsers.authentication.domains import host_name, is_dns_name, is_within
from parsers.authentication.keys import KeyProblemError, Keys, PublicKey
from parsers.authentication.signed_view import WIDE_SPACE, SignedView
from parsers.characters import clean_line
from parsers.verdict import Check

MOST_SIGNATURES = 8
LONGEST_SIGNATURE = 8192
_MOST_SIGNED_FIELDS = 256
_CLOCKS_DIFFER = 36_000
# Recipients are asked for elsewhere (covers_recipients): Exchange Online signs neither To nor Cc.
_COVERED = (b"subject",)
_RECIPIENTS = frozenset({b"to", b"cc"})
# With another Date, a mail that was sent to us once would be a new one each time somebody sends it on.
_ADDRESSED = (*_RECIPIENTS, b"date")
# With another one, it would get onto another ticket.
_THREAD = (b"in-reply-to", b"references")
_ALGORITHMS = frozenset({b"rsa-sha256", b"ed25519-sha256"})
_NUMBER = re.compile(rb"\d{1,12}\Z")
_FIELD_NAME = re.compile(rb"[!-9;-~]{1,200}\Z")
_LONGEST_B = 1024
_SPACE = re.compile(rb"\s+")

Owns = Callable[[str], bool]


class RefusedError(Exception):
    """Why a signature is not believed: RFC 8601's ``result`` and a sentence that goes on after "but"."""

    def __init__(self, result: str, why: str) -> None:
        super().__init__(why)
        self.result = result
        self.why = why


class SilentLogger:
    """In place of a logger: what the library would log holds bytes of strangers."""

    def debug(self, *_: object) -> None:
        """Nothing."""

    info = warning = error = debug

    def isEnabledFor(self, *_: object) -> bool:  # noqa: N802 - the name the library calls
        """Never."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One DKIM-Signature field: its position, tags, and the domain it speaks for ("" where it cannot be read)."""

    index: int
    tags: Mapping[bytes, bytes]
    domain: str
    problem: str = ""

    @property
    def selector(self) -> str:
        """The selector, to show and to ask for."""
        return self.tags.get(b"s", b"").decode("ascii", "replace").lower()


def read_signature(index: int, value: bytes) -> Signature:
    """The tags of a signature field (RFC 6376 section 3.5). Never raises."""
    if len(value) > LONGEST_SIGNATURE or WIDE_SPACE.search(value):
        return Signature(index=index, tags={}, domain="", problem="it is too long")
    try:
        tags: dict[bytes, bytes] = parse_tag_value(value)
    except (InvalidTagValueList, ValueError, IndexError):
        return Signature(index=index, tags={}, domain="", problem="it cannot be read")
    return Signature(index=index, tags=tags, domain=host_name(tags.get(b"d", b"")))


def check_signatures(
    view: SignedView, author: str, *, owns: Owns, may_own: Owns, received_at: datetime, keys: Keys
) -> list[Check]:
    """The result of every signature that counts, one Check each (method ``dkim``), until one speaks for ``author``.

    ``owns`` says whether a domain is aligned with the author's (it may ask the DNS), ``may_own`` whether it could be. Never
    raises.
    """
    found = [read_signature(n, value) for n, value in enumerate(view.all(b"dkim-signature")[:MOST_SIGNATURES])]
    found.sort(key=lambda one: (one.domain != author, not (one.domain and may_own(one.domain))))
    checks: list[Check] = []
    for signature in found:
        if signature.domain and not may_own(signature.domain):
            # As with SPF: its answer could prove nothing, and would have to be waited for.
            detail = f"signed by {signature.domain}, which is not the sender's domain"
            checks.append(Check(method="dkim", result="none", domain=signature.domain, detail=detail))
            continue
        check = _check(view, signature, received_at, keys)
        aligned = bool(check.domain) and (owns(check.domain) if check.result == "pass" else check.domain == author)
        checks.append(Check(**{**_values(check), "aligned": aligned}))
        if aligned and check.result == "pass":
            break  # what others say makes it no truer, and costs a question each
    return checks


def _values(check: Check) -> dict[str, Any]:
    return {"method": check.method, "result": check.result, "domain": check.domain, "detail": check.detail}


def _check(view: SignedView, signature: Signature, received_at: datetime, keys: Keys) -> Check:
    shown = clean_line(signature.selector, 64)
    name = f"signed by {signature.domain or 'nobody'}" + (f" (selector {shown})" if shown else "")
    try:
        key = verify(view, signature, received_at, keys)
    except (RefusedError, KeyProblemError) as refused:
        return Check(method="dkim", result=refused.result, domain=signature.domain, detail=f"{name}, but {refused.why}")
    detail = f"{name}, and the signature fits ({key.bits} bits)"
    return Check(method="dkim", result="pass", domain=signature.domain, detail=detail)


def verify(view: SignedView, signature: Signature, received_at: datetime, keys: Keys) -> PublicKey:
    """The key under which a signature fits. Raises RefusedError or KeyProblemError where it proves nothing."""
    tags = signature.tags
    _check_form(signature)
    signed = check_signed_fields(view, tags)
    _check_time(tags, received_at)
    if view.problem:
        raise RefusedError("policy", view.problem)
    key = keys.find(selector=signature.selector, domain=signature.domain, algorithm=tags[b"a"].decode("ascii"))
    _check_identity(tags, signature.domain, strict=key.strict)
    check_body(view, tags)
    if not _fits(view, signature, signed, key):
        raise RefusedError("fail", "the signature does not fit the header")
    return key


def _check_form(signature: Signature) -> None:
    tags = signature.tags
    if signature.problem:
        raise RefusedError("permerror", signature.problem)
    if missing := [tag for tag in (b"v", b"a", b"b", b"bh", b"d", b"h", b"s") if not tags.get(tag)]:
        raise RefusedError("permerror", f"its {missing[0].decode()}= is missing")
    if tags[b"v"] != b"1":
        raise RefusedError("permerror", "its version is not known")
    if not signature.domain:
        raise RefusedError("permerror", "its d= is no domain")
    if not is_dns_name(tags[b"s"]):
        raise RefusedError("permerror", "its selector is no name")
    if b"q" in tags and b"dns/txt" not in tags[b"q"].split(b":"):
        raise RefusedError("permerror", "its key is not in the DNS")
    if b"l" in tags:  # anybody may write on below what it covers (RFC 6376 section 8.2)
        raise RefusedError("policy", "it does not cover the whole text (l=)")
    check_algorithm(tags)


def check_algorithm(tags: Mapping[bytes, bytes]) -> None:
    """Refuse an algorithm that is no proof (RFC 8301 section 3.1) and values of b= and bh= that are none. Raises RefusedError."""
    if tags[b"a"] == b"rsa-sha1":
        raise RefusedError("policy", "it uses SHA-1, which can be forged")
    if tags[b"a"] not in _ALGORITHMS:
        raise RefusedError("permerror", "its algorithm is not known")
    if not 0 < len(decoded(tags[b"b"])) <= _LONGEST_B:
        raise RefusedError("permerror", "its b= is too long")


def decoded(written: bytes) -> bytes:
    """The bytes of a tag in base64. Raises RefusedError."""
    try:
        return base64.b64decode(_SPACE.sub(b"", written), validate=True)
    except binascii.Error:
        raise RefusedError("permerror", "it is no base64") from None


def check_signed_fields(view: SignedView, tags: Mapping[bytes, bytes]) -> list[bytes]:
    """The names in h=, lower case. Raises RefusedError where From, or one of ``_COVERED`` that is there, is missing."""
    names = [name.strip().lower() for name in tags[b"h"].split(b":")]
    if len(names) > _MOST_SIGNED_FIELDS or not all(_FIELD_NAME.match(name) for name in names):
        raise RefusedError("permerror", "its list of signed fields cannot be read")
    if b"from" not in names:
        raise RefusedError("policy", "it does not cover the From field")
    for name in _COVERED:
        if name not in names and view.all(name):
            raise RefusedError("policy", f"it does not cover the {name.decode().title()} field")
    return names


def covers_recipients(view: SignedView, owns: Owns) -> bool:
    """Whether the author's domain has signed to whom he wrote and when: To, Cc and Date, as far as they are there.

    Without To and Cc nobody was named.
    """
    return any(view.all(name) for name in _RECIPIENTS) and _covers(view, owns, _ADDRESSED)


def covers_thread(view: SignedView, owns: Owns) -> bool:
    """Whether the author's domain has signed what he answers: In-Reply-To and References, as far as they are there."""
    return _covers(view, owns, _THREAD)


def _covers(view: SignedView, owns: Owns, names: Iterable[bytes]) -> bool:
    """Whether all signatures that ``owns`` knows cover those of the fields that are there.

    All must: one that does could be added to another that does not.
    """
    there = {name for name in names if view.all(name)}
    fields = (*view.all(b"dkim-signature"), *view.all(b"arc-message-signature"))[:MOST_SIGNATURES]
    found = [read_signature(n, value) for n, value in enumerate(fields)]
    named = [
        {name.strip().lower() for name in one.tags.get(b"h", b"").split(b":")}
        for one in found
        if one.domain and owns(one.domain)
    ]
    return bool(named) and all(there <= signed for signed in named)


def _check_time(tags: Mapping[bytes, bytes], received_at: datetime) -> None:
    now = received_at.timestamp()
    signed_at, expires_at = (_number(tags, tag) for tag in (b"t", b"x"))
    if signed_at is not None and signed_at > now + _CLOCKS_DIFFER:
        raise RefusedError("policy", "it is dated in the future (t=)")
    if expires_at is not None and expires_at < now:
        raise RefusedError("policy", "it has expired (x=)")
    if signed_at is not None and expires_at is not None and expires_at <= signed_at:
        raise RefusedError("permerror", "it expires before it was made")


def _number(tags: Mapping[bytes, bytes], tag: bytes) -> int | None:
    if tag not in tags:
        return None
    if not _NUMBER.match(tags[tag]):
        raise RefusedError("permerror", f"its {tag.decode()}= is no time")
    return int(tags[tag])


def _check_identity(tags: Mapping[bytes, bytes], domain: str, *, strict: bool) -> None:
    """Hold i= against d= (RFC 6376 section 3.5), and where the key says t=s, for equality (section 3.6.1)."""
    if b"i" not in tags:
        return
    identity = host_name(tags[b"i"].rpartition(b"@")[2])
    if b"@" not in tags[b"i"] or not is_within(identity, domain):
        raise RefusedError("permerror", "its i= is not within its d=")
    if strict and identity != domain:
        raise RefusedError("permerror", "its i= is a subdomain, which the key does not allow (t=s)")


def check_body(view: SignedView, tags: Mapping[bytes, bytes]) -> None:
    """Hold bh= against the body. Raises RefusedError."""
    try:
        policy = CanonicalizationPolicy.from_c_value(tags.get(b"c", b"simple/simple"))
    except InvalidCanonicalizationPolicyError:
        raise RefusedError("permerror", "its canonicalization is not known") from None
    if view.body_hash(policy.body_algorithm.name) != decoded(tags[b"bh"]):
        raise RefusedError("fail", "the text is not the one that was signed")


def _fits(view: SignedView, signature: Signature, signed: list[bytes], key: PublicKey) -> bool:
    """Whether b= fits the header. The library would hash the body again for each signature: it is not shown bh= or the body."""
    verifier = dkim.DKIM(view.header, logger=SilentLogger())
    fields = [(name, value) for name, value in verifier.headers if name.lower() == b"dkim-signature"]
    tags = {name: value for name, value in signature.tags.items() if name != b"bh"}
    return run(lambda: verifier.verify_sig(tags, list(signed), fields[signature.index], lambda *_, **__: key.record))


def run(verify_sig: Callable[[], Any]) -> bool:
    """Call the library. It raises IndexError, KeyError, binascii.Error and others raw on what is malformed."""
    try:
        return verify_sig() is True
    except Exception:  # noqa: BLE001 - the library raises anything on hostile tags
        raise RefusedError("permerror", "it cannot be read") from None
