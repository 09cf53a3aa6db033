"""The same mail is known again by whatever route it comes, and another is not taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.mail import identity

HEAD = (
    b"From: Ann <ann@firm.example>\r\nTo: help@desk.example\r\nDate: Mon, 4 May 2026 10:00:00 +0200\r\n"
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
)
ID = b"Message-ID: <1@firm.example>\r\n"
BODY = b"\r\nThe queue is stuck.\r\n"


def test_message_id_and_date() -> None:
    found = identity(HEAD + ID + BODY)
    assert (found.message_id, found.has_date) == ("1@firm.example", True)
    assert len(found.fingerprint) == 64
    assert identity(b"From: a@firm.example\r\n\r\nx").has_date is False


@pytest.mark.parametrize("own_id", [ID, b""], ids=["with an id", "without"])
@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: b"Received: from x by y; now\r\n\tfolded\r\n" + raw,
        lambda raw: (
            b"Return-Path: <ann@firm.example>\r\nDKIM-Signature: v=1; b=abc\r\nX-Spam-Score: 1\r\nDelivered-To: x\r\n"
            + raw
        ),
        lambda raw: raw + b"\r\n\r\n",
        lambda raw: raw.removesuffix(b"\r\n"),
        lambda raw: raw.replace(b"From: Ann <ann@firm.example>", b'from:  "Ann" <ann@FIRM.example>'),
        lambda raw: raw.replace(b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", b"\r\n =?utf-8?b?R3LDvMOfZQ==?="),
        lambda raw: raw.replace(b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße".encode()),
    ],
)
def test_transport_changes_nothing(own_id: bytes, change: object) -> None:
    assert callable(change)
    raw = HEAD + own_id + BODY
    assert change(raw) != raw
    assert identity(change(raw)).fingerprint == identity(raw).fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"ann@firm.example", b"bob@firm.example"),
        (b"10:00:00", b"10:00:01"),
        (b"Gr=C3=BC=C3=9Fe", b"Other"),
        (b"<1@firm", b"<2@firm"),
        (b"stuck", b"slow"),
    ],
)
def test_another_mail_is_another(old: bytes, new: bytes) -> None:
    raw = HEAD + ID + BODY
    assert identity(raw.replace(old, new)).fingerprint != identity(raw).fingerprint


def test_the_recipient_counts_only_without_an_id() -> None:
    for own_id, same in ((ID, True), (b"", False)):
        raw = HEAD + own_id + BODY
        other = raw.replace(b"help@desk", b"care@desk")
        assert (identity(other).fingerprint == identity(raw).fingerprint) is same


@given(st.binary(max_size=300))
def test_never_raises(raw: bytes) -> None:
    assert len(identity(raw).fingerprint) == 64
