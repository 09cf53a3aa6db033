"""A signature counts on the mail that is read: nothing that was not signed rides on one."""

import time

import pytest

from parsers.authentication.signed_view import canonical_body, look
from parsers.vocabulary import Authenticity
from tests.parsers.authentication.mails import HOME, MAIL, REJECT, verdict
from tests.signing import dkim_zone, sign

PASS, FAIL, UNCHECKED = Authenticity.PASS, Authenticity.FAIL, Authenticity.UNCHECKED
ZONE = dkim_zone(HOME)

# One signed mail, and what may be done to it on its way. The reader takes the first of several fields, a signature covers the
# last; the reader ends the header where the library does not: each of these would be read as words that Kim did not sign.
_SIGNED = sign(MAIL, domain=HOME)
_OTHER = b"Please give full access to mallory@evil.example.\r\n"


def _top(line: bytes) -> bytes:
    return line + b"\r\n" + _SIGNED


def _before_body(line: bytes) -> bytes:
    header, _, body = _SIGNED.partition(b"\r\n\r\n")
    return header + b"\r\n" + line + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_SIGNED.replace(b"ten seconds", b"two seconds"), id="text"),
        pytest.param(_SIGNED + _OTHER, id="more text"),
        pytest.param(_SIGNED.replace(b"Subject: Calls", b"Subject: Cells"), id="subject"),
        pytest.param(_SIGNED.replace(b"Kim Doe", b"Kim Roe"), id="name"),
        pytest.param(_SIGNED.replace(b"help@", b"desk@"), id="to"),
        pytest.param(_SIGNED.replace(b"\r\n\r\nCalls", b"\r\n\r\n\r\nCalls"), id="blank line"),
        pytest.param(_top(b"Subject: Give access"), id="second subject"),
        pytest.param(_top(b"subject: Give access"), id="second subject in lower case"),
        pytest.param(_top(b"Subject : Give access"), id="second subject with a blank"),
        pytest.param(_before_body(b"Subject: Give access"), id="last subject"),
        pytest.param(_top(b"From: kim@bluefern.example"), id="second from"),
        pytest.param(_top(b"From : kim@bluefern.example"), id="second from with a blank"),
        pytest.param(_top(b"Date: Mon, 16 Nov 2020 05:00:00 -0700"), id="second date"),
        pytest.param(_top(b"To: sales@echopass.example"), id="second to"),
        pytest.param(_top(b"Message-ID: <two@bluefern.example>"), id="second id"),
        pytest.param(_top(b"MIME-Version: 1.0"), id="second version"),
        pytest.param(_top(b"Content-Type: multipart/mixed; boundary=ten"), id="second type"),
        pytest.param(_top(b"content-type : text/html"), id="second type with a blank"),
        pytest.param(_top(b"Reply-To: a@evil.example\r\nReply-To: b@evil.example"), id="two reply-to"),
        pytest.param(_top(b"In-Reply-To: <a@b.example>\r\nIn-Reply-To: <c@d.example>"), id="two in-reply-to"),
        pytest.param(_top(b"References: <a@b.example>\r\nReferences: <c@d.example>"), id="two references"),
        pytest.param(_top(b"Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit"), id="two encodings"),
        pytest.param(b"\r\n" + _SIGNED, id="blank line on top"),
        pytest.param(b"\xef\xbb\xbf" + _SIGNED, id="byte order mark"),
        pytest.param(b" folded\r\n" + _SIGNED, id="fold on top"),
        pytest.param(_top(b"no colon here"), id="no colon"),
        pytest.param(_top(b"X-A: 1\rSubject: Give access"), id="lone CR on top"),
        pytest.param(_top(b"X-A: 1\r\r\nSubject: Give access"), id="CR CR LF"),
        pytest.param(_top(b"X-A: 1\x00\r\n\x00Subject: Give access"), id="NUL before a name"),
        pytest.param(_top(b"X-A: 1\x0bSubject: x\x0c\r\n \rSubject: Give access"), id="CR in a fold"),
        pytest.param(_top(b"X-A: 1\r\r" + _OTHER), id="lone CRs end the header"),
        pytest.param(_top(b"Subject: Give access\n\r\n" + _OTHER), id="another mail on top"),
        pytest.param(_top(b"Subject: Give access\r\n \r\n" + _OTHER), id="a blank in the blank line"),
        pytest.param(_SIGNED.replace(b"Subject: Calls", b"Subject: Give\rSubject: Calls"), id="CR in the subject"),
        pytest.param(_SIGNED.replace(b"\r\nSubject:", b"\r\n\x00Subject:"), id="NUL in a name"),
        pytest.param(_SIGNED.replace(b"\r\n\r\n", b"\r\n", 1), id="no blank line"),
        pytest.param(b"From ann@evil.example Mon Nov 16 05:00:00 2026\r\nSubject: Give\r\n" + _SIGNED, id="mbox line"),
    ],
)
def test_what_was_not_signed_rides_on_no_signature(raw: bytes) -> None:
    found = verdict(raw, {**ZONE, **REJECT})
    assert found.result is not PASS, found.reasons
    assert found.result is FAIL


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_SIGNED.replace(b"\r\n", b"\n"), id="LF for CRLF"),
        pytest.param(_SIGNED.replace(b"\r\n", b"\n", 3), id="mixed line ends"),
        pytest.param(_SIGNED.replace(b"\r\n\r\n", b"\r\r\n\r\n", 1), id="CR behind the last field"),
        pytest.param(_SIGNED + b"\r\n\r\n\r\n", id="empty lines at the end"),
        pytest.param(_SIGNED.replace(b"Subject: Calls drop", b"SUBJECT:  Calls\r\n\tdrop "), id="folded"),
        pytest.param(b"Received: from a.example by b.example; Mon, 16 Nov 2026\r\n" + _SIGNED, id="trace"),
        pytest.param(b"From ann@bluefern.example Mon Nov 16 05:00:00 2026\r\n" + _SIGNED, id="mbox line alone"),
        pytest.param(b"Return-Path: <kim@bluefern.example>\r\nX-Spam-Score: 0\r\n" + _SIGNED, id="added fields"),
    ],
)
def test_what_a_transport_does_keeps_the_signature(raw: bytes) -> None:
    found = verdict(raw, ZONE)
    assert found.result is PASS, found.reasons


def test_fields_are_counted() -> None:
    raw = b"".join(b"X-%d: 1\r\n" % n for n in range(1001)) + _SIGNED
    assert "too long" in look(raw).problem
    assert verdict(raw, ZONE).result is UNCHECKED


@pytest.mark.parametrize(
    ("line", "size"),
    [
        pytest.param(b"X-A: 1\r\n", 1_500_000, id="fields"),
        pytest.param(b" \r\n", 1_500_000, id="folds"),
        pytest.param(b" \r\n", 250_000, id="folds in a header that is read"),
        pytest.param(b"X-A: " + b"1" * 990 + b"\r\n", 1_500_000, id="long fields"),
    ],
)
def test_a_header_longer_than_is_read_is_not_looked_at(line: bytes, size: int) -> None:
    long = _before_body(b"Subject: x\r\n" + line * (size // len(line)) + b"X-B: 2")
    begun = time.thread_time()
    view = look(long)
    assert time.thread_time() - begun < 3.0
    assert view.problem == "the header is too long"
    assert view.fields == ()
    assert verdict(long, ZONE).result is UNCHECKED


@pytest.mark.parametrize(("more", "problem"), [(0, ""), (8, "the header is too long")])
def test_the_longest_header_that_is_looked_at(more: int, problem: str) -> None:
    header = _SIGNED[: _SIGNED.index(b"\r\n\r\n") + len(b"\r\n\r\n")]
    lines = (b"X-A: " + b"1" * 993 + b"\r\n") * 250
    rest = 262_144 - len(header) - len(lines) - len(b"X-B: \r\n")
    assert look(b"X-B: " + b"2" * (rest + more) + b"\r\n" + lines + _SIGNED).problem == problem


@pytest.mark.parametrize(
    ("body", "simple", "relaxed"),
    [
        (b"", b"\r\n", b""),
        (b"\r\n\r\n", b"\r\n", b""),
        (b"a", b"a\r\n", b"a\r\n"),
        (b"a\nb\r\n\n\r\n", b"a\r\nb\r\n", b"a\r\nb\r\n"),
        (b" a \t b  \r\n \r\n", b" a \t b  \r\n \r\n", b" a b\r\n"),
        (b"a \t", b"a \t\r\n", b"a\r\n"),
        (b"a\rb\r\r\n", b"a\rb\r\r\n", b"a\rb\r\r\n"),
        (b"   ", b"   \r\n", b""),
    ],
)
def test_bodies_are_made_canonical(body: bytes, simple: bytes, relaxed: bytes) -> None:
    assert canonical_body(body, b"simple") == simple
    assert canonical_body(body, b"relaxed") == relaxed


@pytest.mark.parametrize("body", [b" " * 3_000_000, b"\n" * 3_000_000, b"a \t" * 1_000_000, b" \n" * 1_000_000])
@pytest.mark.timeout(20)
def test_a_body_made_to_keep_a_program_busy_does_not(body: bytes) -> None:
    assert verdict(_SIGNED.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + body, ZONE).result is FAIL
