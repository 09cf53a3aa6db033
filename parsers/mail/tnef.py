"""winmail.dat opened: Outlook's own envelope around text and files (MS-OXTNEF).

Read here and not by a library: what there is believes the counts in a file, and one hostile mail kept it busy for minutes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.characters import clean_text
from parsers.mail.charsets import decode
from parsers.mail.mapi import UNICODE, Property, properties
from parsers.mail.rtf import compressed_rtf_text

SIGNATURE = b"\x78\x9f\x3e\x22"
MEDIA_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_MOST_OBJECTS = 10_000
_MOST_FILES = 200
_HEADER = struct.Struct("<BHHI")
_CODEPAGE, _BODY, _PROPERTIES = 0x9007, 0x800C, 0x9003
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_PR_BODY, _PR_RTF, _PR_HTML, _PR_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_PR_NAME, _PR_SHORT_NAME, _PR_LONG_NAME, _PR_DATA = 0x3001, 0x3704, 0x3707, 0x3701
_NAMES = (_PR_LONG_NAME, _PR_SHORT_NAME, _PR_NAME)
# An embedded message is data behind the interface's identifier, IID_IMessage.
_MESSAGE_ID = bytes.fromhex("0703020000000000c000000000000046")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in it: plain text, HTML, and files as (name, content)."""

    text: str = ""
    html: str = ""
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(slots=True)
class _File:
    title: str = ""
    data: bytes = b""
    names: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return next((self.names[tag] for tag in _NAMES if self.names.get(tag)), self.title)


@dataclass(slots=True)
class _Reading:
    charset: str = "cp1252"
    body: str = ""
    html: bytes | str = b""
    html_charset: str | None = None
    rtf: bytes = b""
    files: list[_File] = field(default_factory=list)


def unpack_tnef(data: bytes) -> Unpacked | None:
    """The contents of a winmail.dat, or None where it cannot be read. Never raises; linear."""
    if not data.startswith(SIGNATURE):
        return None
    reading = _Reading()
    readable = False
    for name, value, whole in _objects(data):
        readable = readable or whole
        _take(reading, name, value)
    if not readable:
        return None
    html = reading.html if isinstance(reading.html, str) else decode(reading.html, reading.html_charset)[0]
    text = reading.body
    if not text.strip() and not html.strip():
        text = compressed_rtf_text(reading.rtf)
    files = tuple((file.name, file.data) for file in reading.files if file.data)
    return Unpacked(text=clean_text(text), html=html.strip("\0"), files=files)


def _objects(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Name and value of each attribute (level, name, type, length, value, checksum), and whether all of it is there."""
    position = 6
    for _ in range(_MOST_OBJECTS):
        if position + _HEADER.size > len(data):
            return
        _, name, _, length = _HEADER.unpack_from(data, position)
        start = position + _HEADER.size
        yield name, data[start : start + length], start + length <= len(data)
        position = start + length + 2


def _take(reading: _Reading, name: int, value: bytes) -> None:
    if name == _CODEPAGE and len(value) >= 4:
        reading.charset = f"cp{struct.unpack_from('<I', value)[0]}"
    elif name == _BODY:
        reading.body = reading.body or _text(value, reading.charset)
    elif name == _PROPERTIES:
        for found in properties(value):
            _take_property(reading, found)
    elif name == _NEW_FILE and len(reading.files) < _MOST_FILES:
        reading.files.append(_File())
    elif reading.files:
        _take_file(reading.files[-1], name, value, reading.charset)


def _take_property(reading: _Reading, found: Property) -> None:
    if found.tag == _PR_BODY:
        reading.body = _string(found, reading.charset) or reading.body
    elif found.tag == _PR_HTML:
        reading.html = _string(found, reading.charset) if found.kind == UNICODE else found.data
    elif found.tag == _PR_RTF:
        reading.rtf = found.data
    elif found.tag == _PR_CODEPAGE and len(found.data) == 4:
        number = struct.unpack("<I", found.data)[0]
        reading.html_charset = "utf-8" if number == 65_001 else f"cp{number}"


def _take_file(file: _File, name: int, value: bytes, charset: str) -> None:
    if name == _FILE_TITLE:
        file.title = _text(value, charset)
    elif name == _FILE_DATA:
        file.data = value
    elif name == _FILE_PROPERTIES:
        for found in properties(value):
            if found.tag in _NAMES:
                file.names[found.tag] = _string(found, charset)
            elif found.tag == _PR_DATA and not file.data:
                file.data = found.data.removeprefix(_MESSAGE_ID)


def _string(found: Property, charset: str) -> str:
    if found.kind == UNICODE:
        return found.data.decode("utf-16-le", "replace").rstrip("\0")
    return _text(found.data, charset)


def _text(value: bytes, charset: str) -> str:
    return decode(value.rstrip(b"\0"), charset)[0]
