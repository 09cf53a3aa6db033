"""Mail that was made to keep a reader busy, one by one through a real process with the bounds of the desk."""

import base64
import gzip
import io
import time
import zipfile
from collections.abc import Iterator

import pytest

from bot.reading.base import ReadingFailedError
from bot.reading.here import ReaderTerms
from bot.reading.process import ReadingProcess
from parsers.authentication import Trust
from parsers.extraction import Extraction
from parsers.limits import ReadLimits
from tests.builders import KIM, arrival, raw_mail
from tests.clock import NOON

HEAD = b"From: Kim <kim@bluefern.example>\r\nSubject: Calls drop\r\n"


def typed(kind: bytes, body: bytes) -> bytes:
    return HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + body


def attached(name: str, content: bytes) -> bytes:
    part = f'--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    encoded = b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)
    return typed(b"multipart/mixed; boundary=b", b"--b\r\n\r\nSee.\r\n" + part.encode() + encoded + b"\r\n--b--\r\n")


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", b"\x00" * 1_000_000)
    return packed.getvalue()


def multiparts(depth: int) -> bytes:
    return HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (number, number) for number in range(depth)
    )


HOSTILE: dict[str, bytes] = {
    "quotes in From": b"From: " + b'"' * 100_000 + b"\r\n\r\nx",
    "parentheses in From": b"From: " + b"(" * 5_000 + b" kim@bluefern.example\r\n\r\nx",
    "commas in To": HEAD + b"To: " + b"a@b.example," * 50_000 + b"\r\n\r\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?=0ABcc:_a@b.example?= " * 3_000 + b"\r\n\r\nx",
    "multiparts": multiparts(1_500),
    "forwards": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"x",
    "a line": typed(b"text/plain", b"x" * 300_000),
    "a field": HEAD + b"X-Long: " + b"x" * 300_000 + b"\r\n\r\nx",
    "comments of HTML": typed(b"text/html", b"x" + b"<!--" * 50_000),
    "open divs": typed(b"text/html", b"<div>" * 200_000 + b"x"),
    "open tables": typed(b"text/html", b"<table><tr><td>" * 60_000 + b"x"),
    "style": typed(b"text/html", b"<style>" + b"a{color:red;background:url(//t.example/x)}" * 50_000 + b"</style>x"),
    "inline style": typed(b"text/html", b'<p style="' + b"color:red;" * 100_000 + b'">x</p>'),
    "attributes": typed(b"text/html", b"<p " + b'a="b" ' * 100_000 + b">x</p>"),
    "entities": typed(b"text/html", b"&amp;" * 200_000),
    "phone numbers": typed(b"text/plain", b"+1 303 555 0119 / 303-555-0142, " * 22_000),
    "digits": typed(b"text/plain", b"1 2 3 4 5 6 7 8 9 " * 40_000),
    "times": typed(b"text/plain", b"Since 9:05 am EST on Mon 2026-11-16, since noon, " * 14_000),
    "labels": typed(b"text/plain", b"Users: 25\r\nStarted: today\r\n" * 25_000),
    "ticket numbers": typed(b"text/plain", b"EP-104233 " * 70_000),
    "quotes": typed(b"text/plain", b"> " * 400_000),
    "attributions": typed(b"text/plain", b"On Mon, May 4, 2026 at 9:00 AM " * 25_000),
    "blanks": typed(b"text/plain", b"a" + b" " * 300_000 + b"b" + b"\t\xc2\xa0" * 100_000),
    "line ends": typed(b"text/plain", b"\r\n" * 400_000),
    "NULs": b"\x00" * 300_000,
    "NULs inside": HEAD.replace(b"Calls", b"Ca\x00lls") + b"\r\nCalls\x00 drop" + b"\x00" * 100_000,
    "lone surrogates": typed(b"text/plain; charset=utf-8", b"\xed\xa0\x80\xed\xb0\x80" * 50_000),
    "UTF-7 surrogates": typed(b"text/plain; charset=utf-7", b"+2D0- +3v8- " * 20_000),
    "bidi": typed(b"text/plain; charset=utf-8", "\u202ekcab\u202c\u2067".encode() * 30_000),
    "accents": typed(b"text/plain; charset=utf-8", ("e" + "\u0301" * 100_000).encode()),
    "a long text": typed(b"text/plain", b"Calls drop for 25 agents in Reno since 9:05, error 503.\r\n" * 360_000),
    "a long page": typed(b"text/html", b"<p>Calls drop for <b>25</b> agents in Reno.</p>\r\n" * 100_000),
    "no line end": b"x" * 5_000_000,
    "carriage returns": b"\r" * 1_000_000,
    "header lines": HEAD + b"X-A: b\r\n" * 200_000 + b"\r\nx",
    "zip bomb": attached("bomb.zip", zip_bomb()),
    "gzip bomb": attached("bomb.gz", gzip.compress(b"\x00" * 20_000_000)),
    "files": typed(
        b"multipart/mixed; boundary=b", b"--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n" * 5_000
    ),
    "boundaries": typed(b"multipart/mixed; boundary=b", b"--b\r\n" * 100_000),
    "base64": typed(
        b"multipart/mixed; boundary=b", b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QQ==" * 500_000
    ),
    "charset": typed(b"text/plain; charset=utf-7,hex,rot13", bytes(range(256)) * 2_000),
}


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingProcess]:
    process = ReadingProcess(ReaderTerms(limits=ReadLimits(read_seconds=1.0), trust=Trust(check=False), reader="rules"))
    process.start()
    process.open(arrival(), patience=0.0)
    yield process
    process.close()


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_ends_and_the_next_is_read(reading: ReadingProcess, raw: bytes) -> None:
    begun = time.monotonic()
    one = reading.open(arrival(raw), patience=0.0)
    try:
        said: Extraction | None = reading.extract(one.message, received_at=NOON, asked=frozenset())
    except ReadingFailedError:
        said = None
    # Processor time is bounded by 2 seconds; a machine that tests other things beside takes its own.
    assert time.monotonic() - begun < 10.0
    assert said is not None or one.message.text
    assert "\x00" not in one.message.text + one.message.subject
    after = reading.open(arrival(raw_mail("Users: 25")), patience=0.0)
    assert (after.unread, after.message.text, after.message.sender.address) == ("", "Users: 25", KIM)
    assert reading.extract(after.message, received_at=NOON, asked=frozenset()).fields


def test_a_sender_is_known_even_where_nothing_else_is(reading: ReadingProcess) -> None:
    unread = [name for name, raw in HOSTILE.items() if raw.startswith(HEAD) and _sender(reading, raw) != KIM]
    assert unread == []


def _sender(reading: ReadingProcess, raw: bytes) -> str | None:
    return reading.open(arrival(raw), patience=0.0).message.sender.address
