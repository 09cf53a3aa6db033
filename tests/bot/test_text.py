"""Foreign text on one line, or in lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import lines_of, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", ""),
        ("  a \t b  ", "a b"),
        ("a\r\nBcc: b", "a Bcc: b"),
        ("a\x00b\x1bc\x7fd\x9fe", "abcde"),
        ("a\x85b\u2028c\u2029d\x0be\x1e", "a b c d e"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("a \u200b b", "a b"),
        ("12345678901", "123456789…"),
        ("123456789 1", "123456789…"),
        ("1234567890", "1234567890"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text, 10) == line


@given(text=st.text(), longest=st.integers(min_value=2, max_value=50))
def test_one_line_is_one_short_line_and_stays_so(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert len(line) <= longest
    assert line.splitlines() in ([], [line])
    assert line == " ".join(line.split())
    line.encode("utf-8")
    assert one_line(line, longest) == line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a\nb\r\nc\rd", ["a", "b", "c", "d"]),
        ("a\n\n b\t\n", ["a", "", " b\t", ""]),
        ("a\x85b\u2028c\x0cd", ["a", "b", "c", "d"]),
        ("\x00a\x1b[31m\ud800\u202ex", ["a[31m\ufffdx"]),
    ],
)
def test_lines_of(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


@given(text=st.text())
def test_no_line_holds_another(text: str) -> None:
    assert all(line.splitlines() in ([], [line]) for line in lines_of(text))
