"""winmail.dat opened: Outlook's own envelope around text and files (MS-OXTNEF)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import tnefparse  # its classes are untyped

from parsers.characters import clean_text
from parsers.mail.charsets import decode
from parsers.mail.rtf import compressed_rtf_text

SIGNATURE = b"\x78\x9f\x3e\x22"
MEDIA_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_MOST_BYTES = 20_000_000
_MOST_OBJECTS = 3_000
_HEADER = struct.Struct("<BHHI")
_RECIPIENTS = 0x9004
# What a hostile file has been seen to raise inside the library, and their kin: it checks nothing before it reads.
_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, LookupError, MemoryError, OSError),
    *(RecursionError, RuntimeError, TypeError, ValueError, UnboundLocalError, struct.error),
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in it: plain text, HTML, and files as (name, content)."""

    text: str = ""
    html: str = ""
    files: tuple[tuple[str, bytes], ...] = ()


def unpack_tnef(data: bytes) -> Unpacked | None:
    """The contents of a winmail.dat, or None where it cannot be read or holds none. Never raises."""
    trimmed = _trimmed(data)
    if trimmed is None:
        return None
    try:
        tnef = tnefparse.TNEF(trimmed, do_checksum=False)
        files = tuple((_name(file), bytes(file.data)) for file in tnef.attachments if file.data)
        text, html = _text(tnef.body), _text(tnef.htmlbody)
        if not text.strip() and not html.strip():
            text = compressed_rtf_text(tnef._rtfbody)
    except _BROKEN:
        return None
    unpacked = Unpacked(text=clean_text(text), html=html, files=files)
    return unpacked if unpacked != Unpacked() else None


def _trimmed(data: bytes) -> bytes | None:
    """The data without the recipient table, whose row count the library believes blindly; None where it is out of bounds.

    The library copies the rest of the data for each object, so both their size and number are bounded.
    """
    if not data.startswith(SIGNATURE) or len(data) > _MOST_BYTES:
        return None
    kept = [data[:6]]
    for number, (name, start, end) in enumerate(_objects(data)):
        if number >= _MOST_OBJECTS or number * len(data) > _MOST_OBJECTS * 1_000_000:
            return None
        if name != _RECIPIENTS:
            kept.append(data[start:end])
    return b"".join(kept)


def _objects(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Each object's name and where it stands: level, name, type, length, value, checksum."""
    position = 6
    while position + _HEADER.size <= len(data):
        _, name, _, length = _HEADER.unpack_from(data, position)
        end = position + _HEADER.size + length + 2
        yield name, position, min(end, len(data))
        position = end


def _name(file: tnefparse.tnef.TNEFAttachment) -> str:
    name = file.long_filename()
    return _text(name).strip("\0 ")


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return decode(value.rstrip(b"\0"))[0]
    return value if isinstance(value, str) else ""
