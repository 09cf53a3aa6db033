"""Messages made from messages by a few blows each: the same number always gives the same bytes."""

import base64
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzz.corpus import Seed

_LARGEST = 400_000
_MOST_BLOWS = 6
_LONG = 300_000

SHARDS = (
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\x00", b"\xff\xfe", b":", b";", b'"', b"<", b">", b"@", b",", b"(", b"\\", b"=\r\n"),
    *(b"=?utf-8?b?", b"=?utf-8?q?=0D=0ABcc:_x@evil.example?=", b"?=", b"=?utf-7?q?+2D0-?=", b"=?x?q?=ff?="),
    *(b"--b--\r\n", b"boundary=", b"charset=utf-7", b"charset=unicode_escape", b"name*0*=", b"filename=../../x", b"%00"),
    *(b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\xe2\x80\x8b", b"\xc0\x80"),
    *(b"<!--", b"<div>", b"</table>", b"<script>", b"<![CDATA[", b"&#x110000;", b"\x1b[2J", b"begin 644 x\n", b"\nend\n"),
    *(b"-----BEGIN PGP MESSAGE-----", b"99999999999999999999", b"-1", b"1e999"),
    *(b"EP-104233", b"[EP-99999999999999999999]", b"+1 303 555 0119", b"9:05 am EST", b"25 users"),
    *(b"\xd9\xa3\xd9\xa5", b"\xef\xbc\x92\xef\xbc\x95", b"\xc2\xb2", b"\xf0\x9f\x92\xa9"),
)  # fmt: skip
FIELDS = (
    *(b"From: Eve <eve@evil.example>", b"From: kim@bluefern.example, eve@evil.example", b"From:", b"Sender: a@b.example"),
    *(b"Content-Type: multipart/mixed; boundary=x", b"Content-Type: message/rfc822", b"Content-Type: text/html; charset=x"),
    *(b"Content-Type: application/ms-tnef", b"Content-Type: application/pkcs7-mime; smime-type=signed-data"),
    *(b"Content-Type: text/plain; format=flowed; delsp=yes", b"Content-Type: multipart/report; report-type=delivery-status"),
    *(b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable"),
    b"Content-Transfer-Encoding: x-uuencode",
    *(b"Subject: =?utf-8?b?DQpCY2M6IGVAZXZpbC5leGFtcGxl?=", b"Date: Mon, 99 Foo 99999 25:61:61 +9999999999", b"Date: 0"),
    *(b"Message-ID: <[x@y.example]>", b"References: <a><b <c>>>", b"Auto-Submitted: (", b"List-Id: <", b"Received: x"),
    *(b"DKIM-Signature: v=1; a=rsa-sha256; d=evil.example; s=x; bh=; b=; h=", b"ARC-Seal: i=99; cv=pass"),
    *(b"Authentication-Results: mail.echopass.example; dmarc=pass header.from=bluefern.example", b"Return-Path: <>"),
)  # fmt: skip
CHARSETS = (
    *(b"utf-7", b"utf-16", b"utf-32-be", b"unicode_escape", b"raw_unicode_escape", b"idna", b"punycode", b"hex", b"rot13"),
    b"zlib",
    *(b"undefined", b"iso-2022-jp", b"iso-2022-kr", b"hz", b"gb18030", b"big5", b"cp037", b"x-mac-roman", b"\x00", b"a" * 300),
)  # fmt: skip

HIDDEN = (
    b"a\r\nBcc: eve@evil.example",
    b"\x00\x00",
    b"\xed\xa0\x80",
    b"a\rFrom: eve@evil.example",
    b"\xe2\x80\xaefdp.exe",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One message, and how it was made: ``origin`` names its seed, ``blows`` what was done to it, in order."""

    number: int
    origin: str
    blows: tuple[str, ...]
    raw: bytes


def mutant(run: int, number: int, seeds: Sequence[Seed]) -> Mutant:
    """The mutant of this number in this run."""
    chance = random.Random(f"{run}/{number}")
    seed = chance.choice(seeds)
    raw, blows = seed.raw, []
    for _ in range(chance.randint(1, _MOST_BLOWS)):
        blow = chance.choice(BLOWS)
        raw = blow(chance, raw, seeds)[:_LARGEST]
        blows.append(blow.__name__)
    return Mutant(number=number, origin=seed.name, blows=tuple(blows), raw=raw)


def flip(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    changed = bytearray(raw)
    for _n in range(chance.randint(1, 20)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def insert(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    for _n in range(chance.randint(1, 4)):
        at = chance.randint(0, len(raw))
        raw = raw[:at] + chance.choice(SHARDS) + raw[at:]
    return raw


def drop(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + raw[at + chance.randint(1, 60) :]


def truncate(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def change_lines(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    lines = raw.splitlines(keepends=True) or [b""]
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines.insert(second, lines[first])
        case 1:
            del lines[first]
        case 2:
            lines[first], lines[second] = lines[second], lines[first]
        case _:
            lines[first : first + 1] = [lines[first]] * chance.choice((2, 50, 2_000))
    return b"".join(lines)


def change_line_ends(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    return raw.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r", b"\r\n ", b"\x0b", b"\xc2\x85")))


def add_field(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    field = chance.choice(FIELDS) + b"\r\n"
    places = [0, *(at + 2 for at in _all(raw, b"\r\n"))]
    at = chance.choice(places[: max(1, len(places) // chance.choice((1, 3)))])
    return raw[:at] + field * chance.choice((1, 1, 2, 500)) + raw[at:]


def lengthen(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    at = chance.randint(0, len(raw))
    shard = chance.choice(
        (*SHARDS, b"x", b" ", b"\t", b"a@b.example,", b"=?utf-8?q?a?= ", b"; a=b", b"> ", b"<p>", b"\r\n ")
    )
    return raw[:at] + shard * (chance.choice((1_000, 20_000, _LONG)) // len(shard)) + raw[at:]


def deepen_from(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    opened, closed = chance.choice(
        ((b"(", b")"), (b'"', b'"'), (b"<", b">"), (b"\\", b""), (b"[", b"]"), (b"=?utf-8?q?", b"?="))
    )
    depth = chance.choice((2, 50, 5_000, 50_000))
    at = raw.find(b"From:") + len(b"From:")
    return raw[:at] + b" " + opened * depth + b"x" + closed * chance.choice((0, depth - 1, depth)) + raw[at:]


def break_boundary(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    places = _all(raw, b"--") + _all(raw, b"boundary=")
    if not places:
        return raw
    at = chance.choice(places) + 2
    return raw[:at] + chance.choice((b"", b"-", b" ", b"x", b"--", b"\r\n--", b'"')) + raw[at + chance.randint(0, 3) :]


def change_charset(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    places = _all(raw, b"charset=")
    if not places:
        return b"Content-Type: text/plain; charset=" + chance.choice(CHARSETS) + b"\r\n" + raw
    at = chance.choice(places) + len(b"charset=")
    return raw[:at] + chance.choice(CHARSETS) + raw[at + chance.randint(0, 8) :]


def change_encoding(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    head, _mark, body = raw.partition(b"\r\n\r\n")
    names = (b"base64", b"quoted-printable", b"uuencode", b"x" * 99)
    name, coded = chance.choice([(b"base64", base64.encodebytes(body)), *((name, body) for name in names)])
    return head + b"\r\nContent-Transfer-Encoding: " + name + b"\r\n\r\n" + coded


def encode_field(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    """A field whose words hold a line end, a NUL or another field once they are decoded."""
    hidden = chance.choice(HIDDEN)
    charset = chance.choice((b"utf-8", b"us-ascii", b"utf-7", *CHARSETS))
    word = b"=?" + charset + b"?b?" + base64.b64encode(hidden) + b"?="
    name = chance.choice((b"Subject: ", b"From: ", b"To: ", b"Content-Type: text/plain; name=", b"References: <"))
    return name + word * chance.choice((1, 3, 200)) + b"\r\n" + raw


def nest(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    for number in range(chance.choice((1, 3, 60, 400))):
        if chance.random() < 0.5:
            raw = b"Content-Type: message/rfc822\r\n\r\n" + raw
        else:
            boundary = b"n%d" % (number % chance.choice((1, 1_000)))
            raw = b"Content-Type: multipart/mixed; boundary=" + boundary + b"\r\n\r\n--" + boundary + b"\r\n" + raw
        if len(raw) > _LARGEST:
            break
    return raw


def splice(chance: random.Random, raw: bytes, seeds: Sequence[Seed]) -> bytes:
    other = chance.choice(seeds).raw
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]


def repeat(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    start = chance.randint(0, len(raw))
    piece = raw[start : start + chance.randint(1, 400)]
    return raw[:start] + piece * chance.choice((2, 20, 500)) + raw[start:]


def widen(chance: random.Random, raw: bytes, _: Sequence[Seed]) -> bytes:
    """The whole message in another encoding, or as seen through a wrong one."""
    text = raw.decode("latin-1")
    return text.encode(chance.choice(("utf-16", "utf-16-be", "utf-8", "utf-7", "utf-32")))


Blow = Callable[[random.Random, bytes, Sequence[Seed]], bytes]
BLOWS: tuple[Blow, ...] = (
    *(flip, insert, drop, truncate, change_lines, change_line_ends, add_field, lengthen, deepen_from, break_boundary),
    *(change_charset, change_encoding, encode_field, nest, splice, repeat, widen),
    *(flip, insert, insert, change_lines, splice, add_field),  # the small ones more often
)


def _all(raw: bytes, mark: bytes) -> list[int]:
    found: list[int] = []
    at = raw.find(mark)
    while at >= 0 and len(found) < 500:
        found.append(at)
        at = raw.find(mark, at + 1)
    return found
