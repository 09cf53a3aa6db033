"""File names that are safe to show and to save under."""

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.attachments import extension, make_attachment, safe_name
from parsers.mail import read_mail


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


TRICKS = [
    ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ("\u2067fdp\u2069.exe", "fdp.exe"),
    ("photo.jpg" + " " * 200 + ".exe", "photo.jpg.exe"),
    ("photo.jpg" + "\u2800" * 90 + ".exe", "photo.jpg.exe"),
    ("\u3164", "attachment-3.pdf"),
    ("\u3164.exe", "exe"),
    ("re\u200bport\u200d.pdf", "report.pdf"),
    ("👩\u200d💻 Marie.png", "👩\u200d💻 Marie.png"),
    ("a.txt::$DATA", "a.txt_$DATA"),
    ("a.txt:evil.exe", "a.txt_evil.exe"),
    ("\uff0e\uff0e\uff0fetc\uff0fpasswd", "\uff0e\uff0e_etc_passwd"),
    ("\u2024\u2024/secret", "secret"),
    ("\u2025\u2025", "attachment-3.pdf"),
    ("..\uff3c..\uff3cboot.ini", "_.._boot.ini"),
    ("con .txt", "_con.txt"),
    ("CONOUT$", "_CONOUT$"),
    ("com¹.log", "_com¹.log"),
    ("-rf.txt", "_-rf.txt"),
    ("~root", "_~root"),
    ("a\ud800b\udfff.txt", "ab.txt"),
    ("a\x00.exe\x00.pdf", "a.exe.pdf"),
    ("a\u2028b\u2029c.txt", "a b c.txt"),
    ("%2e%2e%2fpasswd", "%2e%2e%2fpasswd"),
    ("=?utf-8?q?a=2Fb?=", "=_utf-8_q_a=2Fb_="),
    ("report.pdf. . .", "report.pdf"),
    ("report.pdf\u00a0", "report.pdf"),
    ("\U000e0041\U000e0042.txt", "txt"),
    ("x" * 4_000 + ".pdf", "x" * 116 + ".pdf"),
    ("ü" * 4_000 + ".pdf", "ü" * 116 + ".pdf"),
    ("語" * 4_000 + ".pdf", "語" * 78 + ".pdf"),
    ("a" + "\u0301" * 4_000 + ".pdf", None),
    ("e.x" * 2_000, None),
]


@pytest.mark.parametrize(("written", "safe"), TRICKS)
def test_tricks_with_names(written: str, safe: str | None) -> None:
    name = safe_name(written, "application/pdf", 3)
    assert safe is None or name == safe
    assert_safe(name)


@given(st.text(max_size=2_500) | st.text(alphabet="./\\:. -~\u200d\u3164\u202eaé語\u0301\ud800", max_size=1_500))
def test_a_safe_name_is_safe_and_stays_as_it_is(written: str) -> None:
    name = safe_name(written, "text/plain", 1)
    assert_safe(name)
    assert safe_name(name, "text/plain", 1) == name


@pytest.mark.parametrize(
    "written", ["0¡\u200cᅟ", "é\u200d\u200da", "x\u034f\u0301", "é\u200c\uff0f\u200dé", "a \u200c b", "é\u200d" * 90]
)
def test_a_safe_name_stays_as_it_is(written: str) -> None:
    name = safe_name(written, "text/plain", 1)
    assert safe_name(name, "text/plain", 1) == name


def assert_safe(name: str) -> None:
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 255
    assert not set(name) & set('<>:"|?*\\/\r\n\0')
    assert not name.startswith((".", "-", "~", " "))
    assert not name.endswith((".", " "))
    assert all(unicodedata.category(sign) not in ("Cc", "Cs") for sign in name)
    assert not set(name) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"attachment; filename*=utf-8''%E2%80%AEfdp.exe", "fdp.exe"),
        (b"attachment; filename*0*=utf-8''..%2F; filename*1=..%2Fa.txt", "%2Fa.txt"),
        (b'attachment; filename="=?utf-8?q?a=0D=0ABcc=3A_x=40y.example=0A.txt?="', "a Bcc_ x@y.example.txt"),
        (b'attachment; filename="=?utf-8?b?Li4vLi4vYS50eHQ=?="', "a.txt"),
        (b'attachment; filename="=?utf-8?q?=3D=3Futf-8=3Fq=3F=2E=2E=2Fa=3F=3D?="', "a_="),
        (b"attachment; filename=Gr\xfc\xdfe.txt", "Grüße.txt"),
        (b"attachment; filename=\xff\xfe\xfd.txt", None),
        (b"attachment; filename*=utf-7''+AC8-etc+AC8-passwd", None),
        (b"attachment; filename*=nonsense''a%00b%0d%0ac.txt", "ab c.txt"),
        (b"attachment; filename=" + b"x" * 4_000 + b".txt", "x" * 116 + ".txt"),
        (b'attachment; filename="a\\"b\\\\c.txt"', "c.txt"),
        (b"attachment; filename=", "attachment-1.bin"),
    ],
)
def test_names_as_they_come_in_headers(header: bytes, name: str | None) -> None:
    raw = (
        b"From: kim@bluefern.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: application/octet-stream\r\nContent-Disposition: " + header + b"\r\n\r\n\x01\x02\r\n--x--\r\n"
    )
    (file,) = read_mail(raw).attachments
    assert_safe(file.name)
    assert name is None or file.name == name


@pytest.mark.parametrize(
    "header",
    [
        b"attachment; filename*=utf-8''photo%E2%80%AEgnp.exe",
        'attachment; filename="photo\u202egnp.exe"'.encode(),
        b'attachment; filename="=?utf-8?q?photo=E2=80=AEgnp=2Eexe?="',
    ],
)
def test_a_direction_trick_in_a_name_is_told(header: bytes) -> None:
    raw = (
        b"From: kim@bluefern.example\r\nContent-Type: application/x-own\r\nContent-Disposition: "
        + header
        + b"\r\n\r\n\x01"
    )
    (file,) = read_mail(raw).attachments
    assert file.name == "photognp.exe"
    assert "turn the direction of reading" in (file.note or "")
