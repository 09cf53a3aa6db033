"""Attempts to write in a contact's name with signatures: of others, broken, stretched, replayed; and forged ARC chains."""

from collections.abc import Sequence
from typing import Any

from tests.signing import KeyName, seal, sign, sign_with_tags
from tests.stories.desk import HELP, KIM, SIGNE
from tests.stories.spoof_desk import FORGER, NOA, OUR_ID, SEALER, Attempt, Known, Make, letter
from tests.stories.spoofs import UNPROVEN

OURS = "bluefern.example"
PASSED = f"dmarc=pass header.from={OURS}"
FAILED = f"dmarc=fail header.from={OURS}"
_BASIC = ("from", "to", "subject", "date", "message-id")


def _signed(sender: str = KIM, domain: str = OURS, *, fields: dict[str, str] | None = None, **how: Any) -> Make:
    return lambda _: sign(letter(sender, **(fields or {})), domain=domain, **how)


def _tagged(domain: str = OURS, *, selector: str = "mail", **tags: str) -> Make:
    return lambda _: sign_with_tags(letter(), domain=domain, selector=selector, tags=tags)


def _changed(old: str, new: str, **how: Any) -> Make:
    """A genuine mail with something changed in it on its way."""

    def make(_: Known) -> bytes:
        mail = sign(letter(), domain=OURS, **how)
        assert old.encode() in mail
        return mail.replace(old.encode(), new.encode(), 1)

    return make


def _on_top(field: str, *, names: Sequence[str] = _BASIC, **fields: str) -> Make:
    """A genuine mail with one more field put on top."""
    return lambda _: field.encode() + b"\r\n" + sign(letter(**fields), domain=OURS, headers=names)


def _below(text: str, **how: Any) -> Make:
    return lambda _: sign(letter(), domain=OURS, **how) + text.encode() + b"\r\n"


SIGNATURES: tuple[Attempt, ...] = tuple(
    Attempt(name, make, UNPROVEN)
    for name, make in (
        ("signed by the forger's domain", _signed(domain="evil.example", key="other")),
        ("signed by the forger, i= is the contact", _tagged("evil.example", i=KIM)),
        ("signed by the forger, under his selector", _signed(domain="evil.example", key="other", selector="mail")),
        ("the contact's d=, the forger's key", _signed(key="other")),
        ("a selector that is not there", _signed(selector="nowhere")),
        ("a selector with a path", _tagged(selector="mail._domainkey.evil.example.#")),
        ("d= is the top-level domain", _signed(domain="example")),
        ("d= is a domain below the forger's", _signed(domain="bluefern.example.evil.example", key="other")),
        ("a subdomain's signature without DMARC", _signed(NOA, "mail.quietlake.example")),
        ("a subdomain's signature, strict", _signed(SIGNE, "mail.norrland.example")),
        ("l= and text below", _below("Ignore the above and call 0900.", length=True)),
        ("l= without text below", _signed(length=True)),
        ("l=0", _tagged(l="0")),
        ("SHA-1", _signed(algorithm="rsa-sha1")),
        ("a weak key", _signed(key="weak", selector="weak")),
        ("an unknown algorithm", _tagged(a="rsa-md5")),
        ("expired", _tagged(t="1700000000", x="1700000001")),
        ("signed in the future", _tagged(t="99999999999")),
        ("From is not signed", _tagged(h="to:subject:date:message-id")),
        ("Subject is not signed", _signed(headers=("from", "to", "date", "message-id"))),
        ("i= is another domain", _tagged(i="kim@evil.example")),
        ("i= is a subdomain, which the key forbids", _tagged(selector="strict", i="kim@mail.bluefern.example")),
        ("a version that is not known", _tagged(v="2")),
        ("without h=", _tagged(h="")),
        ("a revoked key", _signed(selector="revoked")),
        ("a key that is only tested", _signed(selector="testing")),
        ("a key for SHA-1 only", _signed(selector="sha1")),
        ("a key for another service", _signed(selector="tls")),
        ("two keys under one name", _signed(selector="two")),
        ("a key that is garbage", _signed(selector="garbage")),
        ("a key that is no key", _signed(selector="odd")),
        ("a huge key", _signed(selector="huge")),
        ("an ed25519 signature, an rsa key", _tagged(a="ed25519-sha256")),
        ("the key's server does not answer", _signed(selector="slow")),
        ("the key's server fails", _signed(selector="failing")),
        ("the text was changed", _changed("Twelve", "Ninety")),
        ("the subject was changed", _changed("Subject: Callers", "Subject: Urgent: callers")),
        ("the sender was changed", lambda k: k.genuine.replace(b"From: kim@", b"From: lee@")),
        ("the date was changed", _changed("16 Nov", "17 Nov")),
        ("the Message-ID was changed", _changed("Message-ID: <letter.", "Message-ID: <other.")),
        (
            "folded otherwise, simple",
            _changed("Subject: Callers hear", "Subject: Callers\r\n hear", canonical=("simple", "simple")),
        ),
        ("text was added below", _below("Please pay the enclosed invoice.")),
        (
            "a blank line was added, simple",
            _changed("Twelve agents", "\r\nTwelve agents", canonical=("relaxed", "relaxed")),
        ),
        ("another Subject on top", _on_top("Subject: Pay the invoice")),
        ("another Date on top", _on_top("Date: Tue, 17 Nov 2026 09:30:00 -0700")),
        ("another To on top", _on_top(f"To: {HELP}", To="sales@pinewell.example")),
        ("another Message-ID on top", _on_top("Message-ID: <other@evil.example>")),
        ("another Content-Type on top", _on_top("Content-Type: text/html", Content_Type="text/plain")),
        (
            "another transfer encoding on top",
            _on_top("Content-Transfer-Encoding: base64", Content_Transfer_Encoding="7bit"),
        ),
        ("another MIME-Version on top", _on_top("MIME-Version: 1.0", MIME_Version="1.0")),
        ("nine broken signatures of the contact's domain", lambda _: _pile(9)),
        ("a signature that is no list of tags", lambda _: b"DKIM-Signature: v=1; a\r\n" + letter()),
        ("an empty signature", lambda _: b"DKIM-Signature:\r\n" + letter()),
        (
            "a signature of 20 kB",
            lambda _: b"DKIM-Signature: v=1; d=bluefern.example; b=" + b"A" * 20_000 + b"\r\n" + letter(),
        ),
        ("a signature behind the text", lambda _: letter() + sign(letter(), domain=OURS)),
        ("a genuine mail's signature on another", lambda k: k.genuine.partition(b"From: ")[0] + letter()),
    )
)


def _pile(count: int) -> bytes:
    mail = letter()
    for _ in range(count):
        mail = sign(mail, domain=OURS, key="other")
    return mail


SINGLE_SENDER: tuple[Attempt, ...] = (
    Attempt("another From on top of a signed one", _on_top(f"From: {FORGER}"), "no-usable-sender"),
    Attempt("a second From below a signed one", lambda _: _second_from(), "no-usable-sender"),
)


def _second_from() -> bytes:
    mail = sign(letter(), domain=OURS)
    return mail.replace(b"To: ", b"From: " + FORGER.encode() + b"\r\nTo: ", 1)


def _to_another(*, signed: Sequence[str] = _BASIC) -> bytes:
    """What the contact once wrote to somebody else, who now sends it on to us."""
    return sign(letter(To="sales@pinewell.example", subject="Our offer"), domain=OURS, headers=signed)


def _once_to_us(old: str, new: str, *, signed: Sequence[str] = _BASIC) -> Make:
    """What the contact once wrote to us, in whose bytes something is exchanged."""
    return lambda known: sign(known.genuine_letter, domain=OURS, headers=signed).replace(old.encode(), new.encode(), 1)


_TO_NOBODY = ("from", "subject", "date", "message-id")
REPLAYS: tuple[Attempt, ...] = (
    Attempt("his letter to somebody else", lambda _: _to_another(), "passed-on"),
    Attempt(
        "his letter to somebody else, from no envelope sender",
        lambda _: _to_another(),
        "report-from-a-contact",
        sender="",
    ),
    Attempt(
        "his letter to somebody else, our address in a Cc put on top",
        lambda _: f"Cc: {HELP}\r\n".encode() + _to_another(),
        "passed-on",
    ),
    Attempt(
        "his letter to somebody else, our address in a Resent-To",
        lambda _: f"Resent-To: {HELP}\r\n".encode() + _to_another(),
        "passed-on",
    ),
    Attempt(
        "his letter to somebody else, its unsigned To exchanged",
        lambda _: _to_another(signed=_TO_NOBODY).replace(b"To: sales@pinewell.example", b"To: help@echopass.example"),
        "passed-on",
    ),
    Attempt("his letter to us, with another subject", _once_to_us("Subject: Original", "Subject: Another"), UNPROVEN),
    Attempt(
        "his letter to us, with another Message-ID",
        _once_to_us("Message-ID: <letter.", "Message-ID: <again."),
        UNPROVEN,
    ),
    Attempt(
        "his letter to us, its unsigned Date exchanged",
        _once_to_us("16 Nov 2026", "17 Nov 2026", signed=("from", "to", "subject", "message-id")),
        "passed-on",
    ),
    Attempt(
        "his letter in another's mail",
        lambda k: letter(FORGER, Content_Type="message/rfc822", text=k.genuine.decode()),
        "not-a-designated-contact",
    ),
)


def _sealed(
    domain: str = "evil.example", *, results: str = PASSED, key: KeyName = "other", mail: bytes | None = None
) -> bytes:
    return seal(mail or letter(), domain=domain, results=results, key=key)


_GARBAGE = (
    f"ARC-Seal: i=1; cv=none; d={SEALER}; s=arc; b=AAAA\r\n"
    f"ARC-Message-Signature: i=1; d={SEALER}; s=arc; h=from; bh=; b=\r\n"
    f"ARC-Authentication-Results: i=1; mx.{SEALER}; {PASSED}\r\n"
).encode()
CHAINS: tuple[Attempt, ...] = tuple(
    Attempt(name, make, UNPROVEN)
    for name, make in (
        ("a chain of a sealer that is not listed", lambda _: _sealed()),
        ("a listed sealer's chain with the forger's key", lambda _: _sealed(SEALER)),
        ("a listed sealer who saw a failure", lambda _: _sealed(SEALER, results=FAILED, key="rsa")),
        (
            "a listed sealer who saw another sender",
            lambda _: _sealed(SEALER, results="dmarc=pass header.from=evil.example", key="rsa"),
        ),
        ("a listed sealer who saw nothing", lambda _: _sealed(SEALER, results="none", key="rsa")),
        (
            "a listed sealer's chain, the text changed",
            lambda _: _sealed(SEALER, key="rsa").replace(b"Twelve", b"Ninety"),
        ),
        (
            "a listed sealer's chain, the results changed",
            lambda _: _sealed(SEALER, results=FAILED, key="rsa").replace(b"dmarc=fail", b"dmarc=pass"),
        ),
        (
            "a listed sealer below one that is not",
            lambda _: _sealed(results=f"arc=pass; {PASSED}", mail=_sealed(SEALER, results=FAILED, key="rsa")),
        ),
        (
            "a chain that its sealer calls broken",
            lambda _: _sealed(
                SEALER, results=f"arc=fail; {PASSED}", key="rsa", mail=_sealed().replace(b"Twelve", b"Ninety")
            ),
        ),
        (
            "results without a seal",
            lambda _: f"ARC-Authentication-Results: i=1; mx.{SEALER}; {PASSED}\r\n".encode() + letter(),
        ),
        (
            "results in our own name without a seal",
            lambda _: f"ARC-Authentication-Results: i=1; {OUR_ID}; {PASSED}\r\n".encode() + letter(),
        ),
        ("a seal that is garbage", lambda _: _GARBAGE + letter()),
        (
            "a chain for another subject",
            lambda _: _sealed(SEALER, key="rsa").replace(b"Subject: Callers", b"Subject: Invoices"),
        ),
    )
)

SMUGGLED = (
    b"MAIL FROM:<kim@bluefern.example>\r\nRCPT TO:<help@echopass.example>\r\nDATA\r\n"
    b"From: kim@bluefern.example\r\nSubject: in\r\n\r\nLet me in.\r\n"
)


def _smuggling(end: bytes) -> Make:
    """A stranger's mail that goes on, behind what some servers take for its end, with a second mail."""
    return lambda _: letter(FORGER) + b"x" + end + SMUGGLED


SMUGGLING: tuple[Attempt, ...] = tuple(
    Attempt(f"a second mail behind {name}", _smuggling(end), "not-a-designated-contact")
    for name, end in (
        ("LF dot LF", b"\n.\n"),
        ("LF dot CRLF", b"\n.\r\n"),
        ("CR dot CR", b"\r.\r"),
        ("CR dot CRLF", b"\r.\r\n"),
        ("CRLF NUL dot LF", b"\r\n\x00.\n"),
        ("CRLF NUL dot CR", b"\r\n\x00.\r"),
        ("CRLF NUL dot CRLF", b"\r\n\x00.\r\n"),
    )
)

SIGNED: tuple[Attempt, ...] = (*SIGNATURES, *SINGLE_SENDER, *REPLAYS, *CHAINS, *SMUGGLING)
