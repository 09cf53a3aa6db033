"""winmail.dat and compressed RTF, whole and hostile."""

import base64
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.mail import read_mail
from parsers.mail.rtf import compressed_rtf_text, rtf_text
from parsers.mail.tnef import unpack_tnef
from tests.parsers.mail.letters import multipart, plain
from tests.parsers.mail.tnefs import ATTACHMENT, MESSAGE, binary_property, stored_rtf, value, winmail

SAMPLE = winmail(b"The queue is stuck.", files=(("trace.txt", b"call 1"), ("pic.png", b"\x89PNG")))


def part(data: bytes) -> str:
    return (
        "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(data).decode()
    )


def test_body_and_files_come_out() -> None:
    unpacked = unpack_tnef(SAMPLE)
    assert unpacked is not None
    assert unpacked.text == "The queue is stuck."
    assert unpacked.files == (("trace.txt", b"call 1"), ("pic.png", b"\x89PNG"))


def test_its_text_is_shown_where_there_is_no_other() -> None:
    message = read_mail(multipart("mixed", part(SAMPLE)))
    assert message.text == "The queue is stuck."
    assert [attachment.name for attachment in message.attachments] == ["winmail.dat", "trace.txt", "pic.png"]
    message = read_mail(multipart("mixed", plain("Plain words."), part(SAMPLE)))
    assert message.text == "Plain words."


def test_a_body_in_rtf_is_read() -> None:
    unpacked = unpack_tnef(winmail(rtf=stored_rtf(rb"{\rtf1\ansi The queue\par is stuck.}")))
    assert unpacked is not None
    assert unpacked.text == "The queue\nis stuck."


def test_what_cannot_be_opened_is_kept_and_said() -> None:
    message = read_mail(multipart("mixed", part(b"\x78\x9f\x3e\x22" + b"\xff" * 40)))
    assert message.attachments[0].name == "winmail.dat"
    assert any("winmail.dat could not be opened" in damage for damage in message.damages)


@pytest.mark.parametrize(
    "hostile",
    [
        value(MESSAGE, 0x9004, 6, struct.pack("<I", 0xFFFFFFFF)),
        value(MESSAGE, 0x9003, 6, struct.pack("<I", 0xFFFFFFFF)),
        value(MESSAGE, 0x9003, 6, struct.pack("<IHHI", 1, 0x1003, 0x0001, 0xFFFFFFFF)),
        value(MESSAGE, 0x9003, 6, struct.pack("<IHHI", 1, 0x001E, 0x1000, 0xFFFFFFFF)),
        value(MESSAGE, 0x9003, 6, struct.pack("<IHHII", 1, 0x0102, 0x1009, 1, 0xFFFFFFFF)),
        value(MESSAGE, 0x9003, 6, struct.pack("<IHH", 1, 0x7777, 0x1000)),
        value(MESSAGE, 0x9003, 6, b""),
        value(MESSAGE, 1, 6, b"") * 5_000,
    ],
)
def test_counts_are_not_believed(hostile: bytes) -> None:
    assert unpack_tnef(SAMPLE[:6] + hostile + SAMPLE[6:]) == unpack_tnef(SAMPLE)


def test_what_is_no_tnef() -> None:
    assert unpack_tnef(b"not tnef") is None
    assert unpack_tnef(SAMPLE[:6]) is None


def test_names_and_html_in_unicode_properties() -> None:
    rtf = binary_property(0x1009, 0x0102, b"")
    html = binary_property(0x1013, 0x0102, "<p>Grüße</p>".encode())
    codepage = struct.pack("<HHI", 0x0003, 0x3FDE, 65_001)
    short = struct.pack("<HHHH", 0x0002, 0x0017, 1, 0)
    named = struct.pack("<HH16sII", 0x0003, 0x8001, b"", 0, 5) + struct.pack("<I", 7)
    data = SAMPLE[:6] + value(MESSAGE, 0x9003, 6, struct.pack("<I", 5) + short + named + rtf + codepage + html)
    data += (
        value(ATTACHMENT, 0x9002, 6, b"")
        + value(ATTACHMENT, 0x8010, 1, b"SHORT~1.TXT\0")
        + value(ATTACHMENT, 0x800F, 6, b"x")
    )
    data += value(
        ATTACHMENT, 0x9005, 6, struct.pack("<I", 1) + binary_property(0x3707, 0x001F, "Grüße.txt\0".encode("utf-16-le"))
    )
    unpacked = unpack_tnef(data)
    assert unpacked is not None
    assert (unpacked.html, unpacked.files) == ("<p>Grüße</p>", (("Grüße.txt", b"x"),))


@settings(max_examples=300)
@given(st.data())
def test_mutations_never_raise(data: st.DataObject) -> None:
    raw = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(4, len(raw) - 1))] = data.draw(st.integers(0, 255))
    unpack_tnef(bytes(raw[: data.draw(st.integers(0, len(raw)))]))


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi plain}", "plain"),
        (rb"{\rtf1 a\par b\tab c\line d}", "a\nb\tc\nd"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}text}", "text"),
        (rb"{\rtf1 Gr\'fc\'dfe}", "Grüße"),
        (rb"{\rtf1 \u8364?5 \u-10179?\u-8512?}", "€5 \ufffd\ufffd"),
        (rb"{\rtf1\uc2 \u8364\'80\'80x}", "€x"),
        (rb"{\rtf1 \{brace\} \\ slash \~ x}", "{brace} \\ slash   x"),
        (rb"{\rtf1{\*\generator Odd;}text}", "text"),
        (rb"{\rtf1\fromhtml1{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 text{\*\htmltag72 </p>}}", "text"),
        (b"{\\rtf1 two\r\nlines}", "twolines"),
        (b"}}}}{{{{", ""),
        (b"", ""),
    ],
)
def test_rtf_text(rtf: bytes, text: str) -> None:
    assert rtf_text(rtf).replace("\ud83d", "\ufffd").replace("\udec0", "\ufffd") == text


def test_compressed_rtf() -> None:
    # The worked example of MS-OXRTFCP section 4.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
    data = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c09002062770" + "5b06c647d0a800fa0"
    )
    assert compressed_rtf_text(data) == "hello world"


@given(st.binary(max_size=200))
def test_compressed_rtf_never_raises(data: bytes) -> None:
    compressed_rtf_text(struct.pack("<IIII", len(data), 5000, 0x75465A4C, 0) + data)
    compressed_rtf_text(data)
