"""Any bytes become a message that can be stored, shown and sent as JSON."""

import json
import time
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.limits import ReadLimits
from parsers.mail import identity, read_mail
from parsers.message import Message
from tests.parsers.mail.letters import file, html, joined, mail, multipart, plain
from tests.parsers.mail.tnefs import winmail

INNER = "From: Bob <bob@vendor.example>\nSubject: Up\nContent-Type: multipart/mixed; boundary=i\n\n" + joined(
    "i", plain("In.")
)
SAMPLES = [
    mail("Hello.", "", "-- ", "Ann"),
    multipart("alternative", plain("Words."), html("<p>Words <a href='https://x.example'>here</a></p>")),
    multipart(
        "mixed",
        plain("One \nline", parameters="; format=flowed"),
        file("a.pdf", b"x" * 90),
        "Content-Type: message/rfc822\n\n" + INNER,
    ),
    multipart("mixed", file("winmail.dat", winmail(b"Body.", files=(("a.txt", b"x"),)), kind="application/ms-tnef")),
    mail(
        "xOO6ww==",
        head="From: =?utf-8?q?J=C3=B6rg?= <j@firm.example>\nSubject: =?iso-2022-jp?b?GyRCRWw1fhsoQg==?=\n"
        "Content-Type: text/plain; charset=gb2312; name*0*=utf-8''a%C3; name*1*=%A4\nContent-Transfer-Encoding: base64",
    ),
]


def check(message: Message) -> None:
    """What every message promises."""
    values = asdict(message)
    for attachment in values["attachments"]:
        assert isinstance(attachment.pop("content"), bytes)
    values["sent_at"] = message.sent_at.isoformat() if message.sent_at else None
    json.dumps(values, ensure_ascii=False).encode()
    assert "\x00" not in message.text
    assert "".join(message.text[zone.start : zone.end] for zone in message.zones) == message.text
    lines = [
        message.subject,
        message.sender.name,
        message.sender.address or "",
        message.message_id or "",
        *message.references,
    ]
    lines += [
        *message.to,
        *message.cc,
        *message.reply_to,
        *message.in_reply_to,
        *(file.name for file in message.attachments),
    ]
    assert not any(set(line) & set("\r\n\x00\u2028\u2029\u202e") for line in lines)
    assert all(damage.endswith(".") for damage in message.damages)


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "nulls": b"\x00" * 10_000,
    "high bytes": b"\xff" * 10_000,
    "carriage returns": b"\r" * 200_000,
    "line feeds": b"\n" * 200_000,
    "colons": b":" * 100_000,
    "spaces": b" \n" * 100_000,
    "one long line": b"x" * 1_000_000,
    "one long header": b"Subject: " + b"x" * 1_000_000,
    "many headers": b"X-A: b\n" * 100_000,
    "header junk": b"junk\n" * 50_000 + b"From: a@firm.example\n\nx",
    "folds": b"Subject: a" + b"\n b" * 100_000,
    "quotes in From": b"From: " + b'"' * 100_000 + b"\n\nx",
    "dots in From": b"From: " + b"a." * 50_000 + b"\n\nx",
    "commas in From": b"From: " + b"," * 20_000 + b"\n\nx",
    "commas in To": b"To: " + b"a@b.example," * 20_000 + b"\n\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 10_000 + b"\n\nx",
    "open encoded words": b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\nx",
    "references": b"References: " + b"<a@b.example> " * 20_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain" + b"; a=b" * 50_000 + b"\n\nx",
    "continuations": b"Content-Type: text/plain" + b"".join(b"; n*%d*=%%ff" % n for n in range(5_000)) + b"\n\nx",
    "boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 100_000,
    "near boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--bx\n" * 200_000,
    "dashes": b'Content-Type: multipart/mixed; boundary="-"\n\n' + b"-" * 1_000_000,
    "empty boundary": b'Content-Type: multipart/mixed; boundary=""\n\n--\n\nx\n----\n',
    "same boundary inside": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 2_000,
    "forwards": b"Content-Type: message/rfc822\n\n" * 20_000,
    "multiparts": b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(5_000)),
    "base64": b"Content-Transfer-Encoding: base64\n\n" + b"=" * 500_000,
    "base64 pieces": b"Content-Transfer-Encoding: base64\n\n" + b"QQ==" * 100_000,
    "quoted-printable": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * 500_000,
    "uuencode": b"\nbegin 644 a\n" * 50_000,
    "uuencode with one end": b"\n" + b"begin 644 a\n" * 33_000 + b"end\n",
    "uuencode with one far end": b"\n" + b"begin 644 a\n" * 10_000 + b"words\n" * 40_000 + b"end\n",
    "uuencode with many ends": b"\n" + b"begin 644 a\nend\n" * 20_000,
    "uuencoded lines": b"\nbegin 644 a\n" + b"!!!!\n" * 100_000 + b"end\n",
    "utf-7": b"Subject: =?utf-7?q?+2D0-?=\nContent-Type: text/plain; charset=utf-7\n\n+2D0- +3v8-",
    "odd charset": b'Content-Type: text/plain; charset="utf\x00-8"\n\n\xff',
    "html": b"Content-Type: text/html\n\n" + b"<div>" * 100_000 + b"x",
    "html comments": b"Content-Type: text/html\n\nx" + b"<!--" * 50_000,
    "html parts": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + (b"--b\nContent-Type: text/html\n\n" + b"<p>x" * 5_000 + b"\n") * 100,
    "quotes": b"\n" + b"> " * 300_000,
    "near announcements": b"\n"
    + b"    refused after MAIL FROM:<ann@firm.example> on 4 May 2026 with SIZE=1022:\n" * 4_000,
    "flowed": b"Content-Type: text/plain; format=flowed\n\n" + b"> \n" * 100_000,
    "exchange id": b"Message-ID: <[x@firm.example]>\nIn-Reply-To: <>\nTo: (c):\nCc: (x): a@b;\n\nx",
    "far date": b"Date: Mon, 4 May 2026 10:00:00 +99999999999999999999\n\nx",
    "tnef": b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22" + b"\x00" * 100_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mail_is_read_in_bounded_time(raw: bytes) -> None:
    start = time.thread_time()
    check(read_mail(raw))
    identity(raw)
    assert time.thread_time() - start < 4.0  # what is not bounded takes minutes


@pytest.mark.parametrize("raw", SAMPLES)
def test_whole_samples_have_no_damage(raw: bytes) -> None:
    message = read_mail(raw)
    check(message)
    assert message.damages == ()
    assert message.text


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(raw: bytes) -> None:
    check(read_mail(raw))


FRAGMENTS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b":",
        b";",
        b'"',
        b"<",
        b">",
        b"@",
        b"=?utf-8?b?",
        b"?=",
        b"--b1",
        b"--b1--",
        b"--i",
    ),
    *(
        b"Content-Type: multipart/mixed; boundary=b1\n\n",
        b"Content-Type: message/rfc822\n\n",
        b"From: x@evil.example\n",
        b"=",
        b"(",
        b" ",
    ),
    *(
        b"Content-Transfer-Encoding: base64\n",
        b"begin 644 x\n",
        b"\nend\n",
        b"charset=utf-7",
        b"+2D0-",
        b"name*0*=",
        b"\xed\xa0\x80",
    ),
]


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_mutated_samples(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.integers(0, 30)))
        raw = raw[:start] + data.draw(st.sampled_from(FRAGMENTS)) + raw[end:]
    check(read_mail(raw, limits=ReadLimits(depth=data.draw(st.integers(1, 5)), parts=data.draw(st.integers(1, 8)))))
    identity(raw)
