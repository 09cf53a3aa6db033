"""The header block, header values and parameters, whole and broken."""

import pytest

from parsers.mail.addresses import read_sender
from parsers.mail.headers import split_headers
from parsers.mail.ids import message_id, message_ids, sent_at
from parsers.mail.parameters import content_type, disposition
from parsers.mail.words import header_text


@pytest.mark.parametrize(
    ("raw", "fields", "body"),
    [
        (b"From: a\r\nSubject: b\r\n\r\nhello", [("from", b"a"), ("subject", b"b")], b"hello"),
        (b"From: a\nSubject: b\n\nhello", [("from", b"a"), ("subject", b"b")], b"hello"),
        (b"From: a\rSubject: b\r\rhello", [("from", b"a"), ("subject", b"b")], b"hello"),
        (b"From: a\r\r\nSubject: b\r\r\n\r\r\nhello", [("from", b"a"), ("subject", b"b")], b"hello"),
        (b"\xef\xbb\xbfFrom: a\n\nhello", [("from", b"a")], b"hello"),
        (b"\r\n\r\nFrom: a\n\nhello", [("from", b"a")], b"hello"),
        (b"From ann@firm.example Mon May  4\nFrom: a\n\nhello", [("from", b"a")], b"hello"),
        (b"Subject: one\r\n two\r\n\tthree\r\n\r\nx", [("subject", b"one two\tthree")], b"x"),
        (b"Subject: one\r\n \r\nTo: a\r\n\r\nx", [("subject", b"one"), ("to", b"a")], b"x"),
        (b"From  : a\n\nx", [("from", b"a")], b"x"),
        (b"Subject : spaced\n\nx", [("subject", b"spaced")], b"x"),
        (b"Subject: x\rFrom: evil@evil.example\n\nx", [("subject", b"x"), ("from", b"evil@evil.example")], b"x"),
        (b"Subject: only", [("subject", b"only")], b""),
        (b"\n\n\n", [], b""),
        (b"", [], b""),
    ],
)
def test_fields_and_body(raw: bytes, fields: list[tuple[str, bytes]], body: bytes) -> None:
    headers, at = split_headers(raw)
    assert list(headers.fields) == fields
    assert raw[at:] == body


def test_a_line_without_colon_does_not_turn_later_fields_into_body() -> None:
    headers, at = split_headers(b"Received: x\r\nthis is junk\r\nFrom: a@firm.example\r\nSubject: s\r\n\r\nbody")
    assert headers.get("from") == b"a@firm.example"
    assert at == len(b"Received: x\r\nthis is junk\r\nFrom: a@firm.example\r\nSubject: s\r\n\r\n")
    assert any("passed over" in damage for damage in headers.damages)


def test_a_missing_blank_line_does_not_swallow_the_body() -> None:
    raw = b"From: a@firm.example\r\nSubject: s\r\nThe lines are down since nine.\r\nPlease call.\r\n\r\nAnn"
    headers, at = split_headers(raw)
    assert raw[at:].startswith(b"The lines are down")
    assert any("blank line" in damage for damage in headers.damages)


def test_a_header_over_the_cap_is_read_as_far_as_it_fits() -> None:
    raw = b"From: a@firm.example\r\n" + b"X-Fill: " + b"x" * 3000 + b"\r\nSubject: late\r\n\r\nbody"
    headers, at = split_headers(raw, cap=1024)
    assert headers.get("from") == b"a@firm.example"
    assert raw[at:] == b"body"
    assert any("longer than 1024" in damage for damage in headers.damages)


def test_a_from_behind_the_cap_is_counted_and_not_believed() -> None:
    headers, _ = split_headers(b"X-Fill: " + b"x" * 3000 + b"\r\nFrom: a@firm.example\r\n\r\nbody", cap=1024)
    sender = read_sender(headers.all("from"), headers.from_count)
    assert (sender.address, sender.problem) == (
        None,
        "The message has a From field only behind what was read of the header.",
    )


def test_a_second_from_behind_the_cap_is_counted() -> None:
    raw = b"From: a@firm.example\r\n" + b"X-Fill: " + b"x" * 3000 + b"\r\nfrom: b@evil.example\r\n\r\nbody"
    assert split_headers(raw, cap=1024)[0].from_count == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= Bonn", "Grüße aus Bonn"),
        (b"=?utf-8?b?R3LDvA==?= =?utf-8?b?w59l?=", "Grüße"),
        (b"=?utf-8?b?R3LD?=  =?utf-8?b?vMOf?=", "Grüß"),
        (b"=?utf-8?b?R3L?= =?utf-8?b?DvMOf?=", "Grüß"),
        (b"=?utf-8*en?q?caf=C3=A9?=", "café"),
        (b"=?iso-8859-1?q?caf=E9?= =?utf-8?q?=20caf=C3=A9?=", "café café"),
        (b"a=?utf-8?q?b?=c", "abc"),
        (b"=?utf-8?Q?a b c?=", "a b c"),
        (b"=?UTF-8?B?R3LDvMOf", "Grüß"),
        (b"=?utf-8?q?a=ZZb?=", "a=ZZb"),
        (b"=?no-such?q?x=FCy?=", "xüy"),
        (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        (b"=?utf-8?b?????=", ""),
        ("Grüße".encode(), "Grüße"),
        ("Grüße aus Köln".encode("latin-1"), "Grüße aus Köln"),
        (b"=?utf-8?q?=0D=0ABcc:_evil?=", "Bcc: evil"),
        (b"=?utf-8?b?4oCobGluZQ==?=", "line"),
        ("invoice\u202efdp.exe".encode(), "invoicefdp.exe"),
        (b"=?utf-7?q?+2D0-x?=", "x"),
        (b"a\x00b\x1bc\x7fd", "abcd"),
        (b"=?utf-8?q?" + b"x" * 5000 + b"?=", "x" * 999 + "…"),
        ("👩\u200d🔧 down".encode(), "👩\u200d🔧 down"),
    ],
)
def test_header_text(value: bytes, text: str) -> None:
    assert header_text(value) == text


@pytest.mark.parametrize(
    ("raw", "value", "parameters"),
    [
        (b'text/plain; charset="utf-8"', "text/plain", {"charset": "utf-8"}),
        (b"TEXT/Plain;charset=UTF-8;Format=Flowed", "text/plain", {"charset": "UTF-8", "format": "Flowed"}),
        (b"text/plain; name*", "text/plain", {}),
        (b"text/plain; name*0*", "text/plain", {}),
        (b"text/plain; name=a b.txt", "text/plain", {"name": "a b.txt"}),
        (b'text/plain; name="a;b.txt"; x=1', "text/plain", {"name": "a;b.txt", "x": "1"}),
        (b'text/plain; name="unclosed', "text/plain", {"name": "unclosed"}),
        (b"text/plain; name*=utf-8'de'Gr%C3%BC%C3%9Fe.txt; name=x", "text/plain", {"name": "Grüße.txt"}),
        (b"a/b; name*0*=utf-8''Gr%C3; name*1*=%BC%C3%9Fe; name*2=.txt", "a/b", {"name": "Grüße.txt"}),
        (b"a/b; name*1=b; name*0=a", "a/b", {"name": "ab"}),
        (b'a/b; name="=?utf-8?q?Gr=C3=BC=C3=9Fe.txt?="', "a/b", {"name": "Grüße.txt"}),
        (b"a/b; name*=nope''x%FC.txt", "a/b", {"name": "xü.txt"}),
        (b'a/b; name="x\r\n y.txt"', "a/b", {"name": "x y.txt"}),
    ],
)
def test_content_type(raw: bytes, value: str, parameters: dict[str, str]) -> None:
    found = content_type(raw)
    assert found is not None
    assert (found.value, found.parameters) == (value, parameters)


@pytest.mark.parametrize("raw", [b"", b"text", b"; charset=x", b"\xff\xfe", b"/"])
def test_a_content_type_that_names_no_type(raw: bytes) -> None:
    assert content_type(raw) is None


@pytest.mark.parametrize(
    ("raw", "value", "name"),
    [
        (b'attachment; filename="a.pdf"', "attachment", "a.pdf"),
        (b"INLINE", "inline", None),
        (b"filename=a.pdf", "", "a.pdf"),
        (b"", "", None),
        (b"attachment; filename=a.pdf; filename=b.pdf", "attachment", "a.pdf"),
    ],
)
def test_disposition(raw: bytes, value: str, name: str | None) -> None:
    found = disposition(raw)
    assert (found.value, found.parameters.get("filename")) == (value, name)


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        (b"<a@x.example> <b@x.example>", ("a@x.example", "b@x.example")),
        (b"<a@x.example><a@x.example>", ("a@x.example",)),
        (b"<[x@firm.example]>", ("[x@firm.example]",)),
        (b"<a\r\n @x.example>", ("a@x.example",)),
        (b"Your mail of Monday <a@x.example> (Ann)", ("a@x.example",)),
        (b"a@x.example, b@x.example", ("a@x.example", "b@x.example")),
        (b"<>", ()),
        (b"", ()),
    ],
)
def test_message_ids(value: bytes, ids: tuple[str, ...]) -> None:
    assert message_ids((value,)) == ids


@pytest.mark.parametrize(
    ("value", "own"),
    [(b"<a@x.example>", "a@x.example"), (b"no-at-sign", "no-at-sign"), (b"<@>", "@"), (b"<>", None), (b"", None)],
)
def test_message_id(value: bytes, own: str | None) -> None:
    assert message_id((value,)) == own


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (b"Mon, 4 May 2026 10:00:00 +0200", "2026-05-04T10:00:00+02:00"),
        (b"4 May 2026 10:00 -0000", "2026-05-04T10:00:00+00:00"),
        (b"Mon, 4 May 2026 10:00:00 GMT (UTC)", "2026-05-04T10:00:00+00:00"),
        (b"Mon, 4 May 26 10:00:00 EST", "2026-05-04T10:00:00-05:00"),
        (b"Mon, 4 May 2026 10:00:00 +99999999999", None),
        (b"Mon, 4 May 99999999999 10:00:00 +0000", None),
        (b"Mon, 40 May 2026 10:00:00 +0000", None),
        (b"Mon, 4 May 1900 10:00:00 +0000", None),
        (b"yesterday", None),
        (b"\xff\x00", None),
        (b"", None),
    ],
)
def test_sent_at(value: bytes, iso: str | None) -> None:
    found = sent_at(value)
    assert (found.isoformat() if found else None) == iso
