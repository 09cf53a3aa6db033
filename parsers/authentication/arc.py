"""ARC (RFC 8617): what a server on the way has found, sealed by it. Counts only where we trust every server that sealed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dkim

from parsers.authentication import results
from parsers.authentication.dkim_signatures import (
    LONGEST_SIGNATURE,
    RefusedError,
    SilentLogger,
    check_algorithm,
    check_body,
    check_signed_fields,
    read_signature,
    run,
)
from parsers.authentication.domains import host_name, is_dns_name
from parsers.authentication.keys import KeyProblemError, Keys
from parsers.authentication.results import Claim, UnreadableError
from parsers.authentication.signed_view import WIDE_SPACE, SignedView

MOST_SETS = 50
_NAMES = (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")
_INSTANCE = re.compile(rb"\s*i\s{0,9}=\s{0,9}(\d{1,3})\s{0,9}(?:;|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A chain that was looked at. ``result`` is RFC 8617's, ``none`` also where a sealer is not trusted; ``sealer`` the last.

    ``claims`` are what the first server found, where the chain is whole and trusted; ``why`` goes on after the sealer's name.
    """

    result: str
    sealer: str = ""
    claims: tuple[Claim, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Set:
    """The three fields of one instance, and the domains that its seal and its message signature speak for."""

    fields: Mapping[bytes, bytes]
    sealer: str
    signer: str


def read_chain(view: SignedView, *, sealers: Sequence[str], keys: Keys) -> Chain | None:
    """The chain of a message; None where it has none. Unlisted sealers cost no question. Never raises."""
    if not any(name.lower() in _NAMES for name, _ in view.fields):
        return None
    try:
        sets = _sets(view)
    except RefusedError as refused:
        return Chain(result=refused.result, why=refused.why)
    sealer = sets[-1].sealer
    trusted = {host_name(name) for name in sealers} - {""}
    for one in reversed(sets):
        for domain in (one.sealer, one.signer):
            if domain not in trusted:
                return Chain(
                    result="none", sealer=sealer, why=f"{domain or 'somebody'} is not on the list of trusted sealers"
                )
    try:
        _validate(view, len(sets), keys)
        return Chain(result="pass", sealer=sealer, claims=_claims(sets[0]), why="the chain is whole")
    except (RefusedError, KeyProblemError) as refused:
        return Chain(result=refused.result, sealer=sealer, why=refused.why)
    except UnreadableError as unreadable:
        return Chain(result="fail", sealer=sealer, why=f"its first Authentication-Results field {unreadable}")


def _sets(view: SignedView) -> list[_Set]:
    """The sets in order of their instance: exactly 1 to n, each whole (RFC 8617 section 5.2). Raises RefusedError."""
    found: dict[int, dict[bytes, bytes]] = {}
    for name, value in view.fields:
        if name.lower() not in _NAMES:
            continue
        fields = found.setdefault(_instance(value), {})
        if name.lower() in fields:
            raise RefusedError("fail", "an instance of it stands there twice")
        fields[name.lower()] = value
    if len(found) > MOST_SETS or sorted(found) != list(range(1, len(found) + 1)):
        raise RefusedError("fail", "its instances do not count from 1 on")
    if any(len(fields) != len(_NAMES) for fields in found.values()):
        raise RefusedError("fail", "a set of it is not whole")
    return [_set(found[number]) for number in sorted(found)]


def _instance(value: bytes) -> int:
    """The i= of a field. It stands first, so that we and the library, which takes the first it finds, mean the same one."""
    match = _INSTANCE.match(value)
    if not match or len(value) > 2 * LONGEST_SIGNATURE or WIDE_SPACE.search(value):
        raise RefusedError("fail", "it cannot be read")
    return int(match[1])


def _set(fields: Mapping[bytes, bytes]) -> _Set:
    domains: list[str] = []
    for name in (b"arc-seal", b"arc-message-signature"):
        signature = read_signature(0, fields[name])
        if signature.problem:
            raise RefusedError("fail", signature.problem)
        domains.append(signature.domain)
    return _Set(fields, *domains)


class _Verifier(dkim.ARC):  # type: ignore[misc]
    """The library's chain validation, with our look at each signature, and no work done behind the first that does not fit."""

    def __init__(self, view: SignedView, keys: Keys) -> None:
        super().__init__(view.header, logger=SilentLogger())
        self.refused: RefusedError | KeyProblemError | None = None
        self._view = view
        self._keys = keys
        self._saw_message_signature = False

    def verify_sig(
        self, sig: Mapping[bytes, bytes], include_headers: list[bytes], sig_header: tuple[bytes, bytes], *_: object
    ) -> bool:
        """Whether one seal or message signature fits; of the latter only the newest is asked for (RFC 8617 section 5.2)."""
        is_message_signature = b"bh" in sig
        if self.refused or (is_message_signature and self._saw_message_signature):
            return False
        self._saw_message_signature = True
        try:
            return self._fits(sig, include_headers, sig_header, whole=is_message_signature)
        except (RefusedError, KeyProblemError) as refused:
            self.refused = refused
            return False

    def _fits(
        self, sig: Mapping[bytes, bytes], signed: list[bytes], sig_header: tuple[bytes, bytes], *, whole: bool
    ) -> bool:
        check_algorithm(sig)
        if whole:
            _check_message_signature(self._view, sig)
        selector, domain = sig[b"s"], host_name(sig[b"d"])
        if not is_dns_name(selector):
            raise RefusedError("fail", "its selector is no name")
        key = self._keys.find(
            selector=selector.decode("ascii").lower(), domain=domain, algorithm=sig[b"a"].decode("ascii")
        )
        tags = {name: value for name, value in sig.items() if name != b"bh"}
        verify_sig = super().verify_sig
        if not run(lambda: verify_sig(tags, signed, sig_header, lambda *_, **__: key.record)):
            raise RefusedError("fail", "a signature of the chain does not fit")
        return True


def _check_message_signature(view: SignedView, sig: Mapping[bytes, bytes]) -> None:
    if b"l" in sig:
        raise RefusedError("policy", "it does not cover the whole text (l=)")
    check_signed_fields(view, sig)
    check_body(view, {b"c": b"relaxed/relaxed", **sig})


def _validate(view: SignedView, count: int, keys: Keys) -> None:
    """Raises RefusedError or KeyProblemError where the chain does not hold."""
    if view.problem:
        raise RefusedError("policy", view.problem)
    verifier = _Verifier(view, keys)
    try:
        result, found, _ = verifier.verify(lambda *_, **__: b"")
    except Exception:  # noqa: BLE001 - the library raises anything on hostile tags
        raise RefusedError("fail", "the chain cannot be read") from None
    if verifier.refused:
        raise verifier.refused
    if result != dkim.CV_Pass or len(found) != count:
        raise RefusedError("fail", "the chain is broken")


def _claims(first: _Set) -> tuple[Claim, ...]:
    value = first.fields[b"arc-authentication-results"]
    match = _INSTANCE.match(value)
    return results.sealed(value[match.end() :] if match else value)
