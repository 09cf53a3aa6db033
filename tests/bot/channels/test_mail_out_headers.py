"""What may stand in a header of an answer, and how text is written there (RFC 5322, RFC 2047)."""

from email.header import decode_header, make_header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.mail_out.headers import address, is_address, is_message_id, unstructured


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("kim@tidewater.example", True),
        ("o'hara+x_y.z@sub.tidewater.example", True),
        ("kim@xn--bcher-kva.example", True),
        ("kim@localhost", True),
        ("", False),
        ("kim", False),
        ("@x.example", False),
        ("kim@", False),
        ("kim@x.example ", False),
        ("kim@x.example\n", False),
        ("kim@x.example\r\nRCPT TO:<e@v.example>", False),
        ("a@b@c.example", False),
        ("käte@x.example", False),
        ("kim@bücher.example", False),
        ('"kim lee"@x.example', False),
        ("kim@[127.0.0.1]", False),
        ("kim@-x.example", False),
        ("a" * 65 + "@x.example", False),
        ("a@" + "b." * 130 + "example", False),
    ],
)
def test_what_counts_as_an_address(text: str, plain: bool) -> None:
    assert is_address(text) is plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a.b-c@x.example", True),
        ("[a:b]$1%2@x", True),
        ("a@b@c", False),
        ("a b@c", False),
        ("a@c>\r\nBcc: x@y", False),
        ("a(b@c", False),
        ('"a"@c', False),
        ("no-at", False),
        ("a" * 300 + "@x", False),
        ("", False),
    ],
)
def test_what_counts_as_a_message_id(text: str, plain: bool) -> None:
    assert is_message_id(text) is plain


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[EP-104233] plain words", "[EP-104233] plain words"),
        ("[EP-1] Grüße", "[EP-1] =?utf-8?b?R3LDvMOfZQ==?="),
        ("=?utf-8?q?a?= b", "=?utf-8?b?PT91dGYtOD9xP2E/PSBi?="),
        ("", ""),
        (" \r\n\t ", ""),
        ("a" * 77, "=?utf-8?b?" + "YWFh" * 13 + "?=\r\n =?utf-8?b?" + "YWFh" * 12 + "YWE=?="),
        ("word " * 20, " ".join(["word"] * 13) + "\r\n " + " ".join(["word"] * 7)),
    ],
)
def test_free_text(text: str, written: str) -> None:
    assert unstructured(text) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", "kim@x.example"),
        ("Kim Alvarez", '"Kim Alvarez" <kim@x.example>'),
        ('Kim "K" \\ Alvarez', '"Kim \\"K\\" \\\\ Alvarez" <kim@x.example>'),
        ("Zoë", "=?utf-8?b?Wm/Dqw==?= <kim@x.example>"),
        ("Zoë, <eve@v.example>", "=?utf-8?b?Wm/DqywgPGV2ZUB2LmV4YW1wbGU+?= <kim@x.example>"),
        ("Kim\r\nBcc: eve@v.example", '"Kim Bcc: eve@v.example" <kim@x.example>'),
    ],
)
def test_an_address_with_a_name(name: str, written: str) -> None:
    assert address(name, "kim@x.example") == written


@given(text=st.text(alphabet="aé漢🙂 ", max_size=200))
def test_each_encoded_word_is_whole_and_short(text: str) -> None:
    written = unstructured(text)
    assert all(len(line) <= 76 for line in written.split("\r\n"))
    for word in written.split():
        if word.startswith("=?"):
            str(make_header(decode_header(word)))  # raises where a character was cut in two
