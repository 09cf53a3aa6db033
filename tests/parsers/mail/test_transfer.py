"""Transfer encodings and flowed text, whole and damaged."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.mail.flowed import unflow
from parsers.mail.transfer import decode_transfer, encoding_name, uu_files


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"Base64", "base64"),
        (b" quoted-printable ; x", "quoted-printable"),
        (b"quoted printable", "quotedprintable"),
        (b"7bit (comment)", "7bit"),
        (b'"8bit"', "8bit"),
        (b"", ""),
    ],
)
def test_encoding_name(raw: bytes, name: str) -> None:
    assert encoding_name(raw) == name


@given(st.binary(max_size=400))
def test_base64_comes_back(data: bytes) -> None:
    assert decode_transfer(base64.encodebytes(data), "base64") == (data, None)


@pytest.mark.parametrize(
    ("data", "out"),
    [
        (b"Q2F0", b"Cat"),
        (b"Q2\r\n F0 \t", b"Cat"),
        (b"Q!2@F#0", b"Cat"),
        (b"Q2E", b"Ca"),
        (b"Q2F0Q", b"Cat"),
        (b"Q2E=Q2F0", b"CaCat"),
        (b"Q2E==\r\nQ2F0\r\n", b"CaCat"),
        (b"=", b""),
        (b"", b""),
    ],
)
def test_base64_damage(data: bytes, out: bytes) -> None:
    assert decode_transfer(data, "base64")[0] == out


def test_uuencoded_text_and_files() -> None:
    assert decode_transfer(b"begin 644 a\n#0V%T\n`\nend\n", "x-uuencode") == (b"Cat", None)
    text, files = uu_files(b"one\nbegin 644 a b.txt\n#0V%T\n`\nend\ntwo\nbegin 644 b\n#0V%T\nend\n")
    assert files == [(b"a b.txt", b"Cat"), (b"b", b"Cat")]
    assert text.split() == [b"one", b"two"]


@pytest.mark.parametrize(
    "text", [b"begin 644 a\nnever ends", b"we begin 644 things", b"begin 644 a\nend\n", b"begin 644 a\n" * 2000]
)
def test_what_only_looks_uuencoded_stays(text: bytes) -> None:
    assert uu_files(text) == (text, [])


@given(st.binary(max_size=200), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "7bit", "odd"]))
def test_never_raises(data: bytes, encoding: str) -> None:
    out, damage = decode_transfer(data, encoding)
    assert isinstance(out, bytes)
    assert damage is None or damage.endswith(".")


@pytest.mark.parametrize(
    ("text", "del_sp", "out"),
    [
        ("one \ntwo", False, "one two"),
        ("one \ntwo", True, "onetwo"),
        ("one\ntwo", False, "one\ntwo"),
        (" From here", False, "From here"),
        ("> one \n> two\nthree", False, "> one two\nthree"),
        ("> one \n>> two", False, "> one \n> > two"),
        (">> one \n>> two", False, "> > one two"),
        ("one \n-- \nAnn", False, "one \n-- \nAnn"),
        ("-- \nAnn \nField", False, "-- \nAnn Field"),
        ("", False, ""),
    ],
)
def test_unflow(text: str, del_sp: bool, out: str) -> None:
    assert unflow(text, del_sp=del_sp) == out
