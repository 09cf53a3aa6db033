"""The chain from declared charset to a last guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.mail.charsets import charset_name, decode

LONG_RUSSIAN = "Не работает очередь, агенты не могут войти в систему с девяти утра"


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"plain", None, "plain"),
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode(), None, "Grüße"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
        (b"\x93quoted\x94", "iso-8859-1", "“quoted”"),
        ("Grüße aus Köln".encode("latin-1"), "utf-8", "Grüße aus Köln"),
        ("Grüße aus Köln".encode("latin-1"), "x-no-such", "Grüße aus Köln"),
        ("Grüße aus Köln".encode("latin-1"), "hex", "Grüße aus Köln"),
        ("Grüße aus Köln".encode("latin-1"), "rot13", "Grüße aus Köln"),
        ("Grüße aus Köln".encode("latin-1"), "idna", "Grüße aus Köln"),
        ("Grüße aus Köln".encode("latin-1"), "undefined", "Grüße aus Köln"),
        ("Grüße aus Köln".encode("latin-1"), "utf\0-8", "Grüße aus Köln"),
        ("東京の電話".encode("iso2022_jp"), "ISO-2022-JP", "東京の電話"),
        ("東京の電話".encode("cp932"), "Shift_JIS", "東京の電話"),
        ("我们的电话".encode("gb18030"), "gb2312", "我们的电话"),
        ("전화가".encode("cp949"), "ks_c_5601-1987", "전화가"),
        (LONG_RUSSIAN.encode("koi8_r"), "koi8-r", LONG_RUSSIAN),
        (LONG_RUSSIAN.encode("koi8_r"), None, LONG_RUSSIAN),
        (LONG_RUSSIAN.encode("cp1251"), "unknown-8bit", LONG_RUSSIAN),
        ("hi".encode("utf-16"), "utf-16", "hi"),
        ("naïve café ".encode() * 50 + b"\xc3", "utf-8", "naïve café " * 50 + "\ufffd"),
        (b"", None, ""),
    ],
)
def test_decode(data: bytes, declared: str | None, text: str) -> None:
    assert decode(data, declared)[0] == text


def test_a_guess_is_said() -> None:
    assert decode("Grüße".encode(), "utf-8")[1] is None
    assert decode("Grüße aus Köln".encode("latin-1"), "utf-8")[1] is not None
    assert decode(b"abc\xff", "x-no-such")[1] is not None


@pytest.mark.parametrize(
    "name",
    ["", "  ", "a" * 100, "../../x", "unicode_escape", "mbcs", "\ud800", "base64", "hex", "rot13", "zlib", "idna"],
)
def test_names_that_are_no_charset(name: str) -> None:
    assert charset_name(name) is None


@given(
    st.binary(max_size=200),
    st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["utf-7", "utf-16", "hz", "gb2312", "big5"])),
)
def test_never_raises(data: bytes, declared: str | None) -> None:
    text, damage = decode(data, declared)
    assert isinstance(text, str)
    assert damage is None or damage.endswith(".")
