"""File names that are safe to show and to save under."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.attachments import extension, make_attachment, safe_name


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("Bericht Grüße.pdf", "Bericht Grüße.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\notes.txt", "notes.txt"),
        ("/etc/shadow", "shadow"),
        ("a/b\\c.txt", "c.txt"),
        (".htaccess", "htaccess"),
        ("...", "attachment-3.pdf"),
        ("", "attachment-3.pdf"),
        ("///", "attachment-3.pdf"),
        ("folder/", "attachment-3.pdf"),
        ("?*|", "attachment-3.pdf"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("com1.log", "_com1.log"),
        ("console.log", "console.log"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nb\x00.txt", "a b.txt"),
        ('a<b>:"c|d?.txt', "a_b_c_d_.txt"),
        ("name.txt. . ", "name.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
        ("x" * 300, "x" * 120),
    ],
)
def test_safe_name(written: str, safe: str) -> None:
    assert safe_name(written, "application/pdf", 3) == safe


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [
        ("text/plain", ".txt"),
        ("image/jpeg", ".jpg"),
        ("message/rfc822", ".eml"),
        ("application/zip", ".zip"),
        ("x-odd/y", ".bin"),
    ],
)
def test_extension(media_type: str, ending: str) -> None:
    assert extension(media_type) == ending


@given(st.text(max_size=400))
def test_any_name_is_safe(written: str) -> None:
    name = safe_name(written, "text/plain", 1)
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 255
    assert not set(name) & set('<>:"|?*\\/\r\n\0')
    assert not name.startswith(".")
    assert not name.endswith((".", " "))


def test_an_odd_media_type_is_not_taken_over() -> None:
    attachment = make_attachment(b"\x01", name="", media_type="text/\r\nplain", number=1)
    assert attachment.media_type == "application/octet-stream"
    assert attachment.sha256 == hashlib.sha256(b"\x01").hexdigest()
    assert attachment.name == "attachment-1.bin"
