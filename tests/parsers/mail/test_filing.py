"""How many files of a message are kept, and that each of the others is named."""

import base64
from collections.abc import Sequence

import pytest

from parsers.limits import ReadLimits, size_words
from parsers.mail import read_mail
from parsers.message import Message


def mail_with(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A mail that brings these files, as (name, content)."""
    parts = [b"--x\r\nContent-Type: text/plain\r\n\r\nThe dialer stopped.\r\n"]
    for name, content in files:
        head = (
            f'--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="{name}"'
            "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        )
        parts.append(head.encode() + base64.encodebytes(content) + b"\r\n")
    head_lines = "From: kim@bluefern.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head_lines.encode() + b"".join(parts) + b"--x--\r\n"


def read(files: Sequence[tuple[str, bytes]], *, attachments: int = 50, attachment_bytes: int = 25_000_000) -> Message:
    return read_mail(mail_with(files), limits=ReadLimits(attachments=attachments, attachment_bytes=attachment_bytes))


def test_within_the_limits_nothing_is_said() -> None:
    message = read([(f"{n}.log", b"x" * 10) for n in range(3)], attachments=3, attachment_bytes=30)
    assert [file.name for file in message.attachments] == ["0.log", "1.log", "2.log"]
    assert message.damages == ()


def test_too_many_files_are_named() -> None:
    message = read([(f"{n}.log", b"x" * 1_500) for n in range(5)], attachments=3)
    assert [file.name for file in message.attachments] == ["0.log", "1.log", "2.log"]
    (damage,) = message.damages
    assert damage == ("A message may bring 3 files and 25.0 MB in all; left out: 3.log (1.5 kB), 4.log (1.5 kB).")


def test_a_file_that_does_not_fit_makes_way_for_one_that_does() -> None:
    message = read([("a.log", b"x" * 40), ("b.log", b"x" * 100), ("c.log", b"x" * 60)], attachment_bytes=100)
    assert [file.name for file in message.attachments] == ["a.log", "c.log"]
    assert "left out: b.log (100 bytes)." in message.damages[0]


def test_no_more_than_ten_are_named() -> None:
    message = read([(f"{n}.log", b"x") for n in range(40)], attachments=5)
    (damage,) = message.damages
    assert damage.endswith("13.log (1 byte), 14.log (1 byte) and 25 more.")


def test_the_name_that_is_shown_is_safe() -> None:
    message = read([("../../a\u202egnp.exe", b"x")], attachments=0)
    assert message.attachments == ()
    assert message.damages[0].endswith("left out: agnp.exe (1 byte).")


def test_uuencoded_files_count_too() -> None:
    one = "begin 644 {}.txt\r\n#0V%T\r\n`\r\nend\r\n"
    raw = "From: kim@bluefern.example\r\n\r\nSee below.\r\n" + "".join(one.format(n) for n in range(4))
    message = read_mail(raw.encode(), limits=ReadLimits(attachments=2))
    assert [file.name for file in message.attachments] == ["0.txt", "1.txt"]
    assert message.damages[0].endswith("left out: 2.txt (3 bytes), 3.txt (3 bytes).")


def test_a_mail_of_markup_alone_counts_too() -> None:
    raw = b"From: kim@bluefern.example\r\nContent-Type: text/html\r\n\r\n<img src=x>"
    message = read_mail(raw, limits=ReadLimits(attachments=0))
    assert "left out: attachment-1.html" in message.damages[-1]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (25_000_000, "25.0 MB"),
        (4_500_000_000, "4.5 GB"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words
