"""A small winmail.dat, built object by object (MS-OXTNEF section 2.1)."""

import struct

from parsers.mail.tnef import SIGNATURE

MESSAGE, ATTACHMENT = 1, 2


def value(level: int, name: int, kind: int, data: bytes) -> bytes:
    """One attribute with its checksum."""
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def binary_property(tag: int, kind: int, data: bytes) -> bytes:
    """One MAPI property of variable length."""
    padded = data + b"\0" * (-len(data) % 4)
    return struct.pack("<HHII", kind, tag, 1, len(data)) + padded


def winmail(body: bytes = b"", *, rtf: bytes = b"", files: tuple[tuple[str, bytes], ...] = ()) -> bytes:
    """A TNEF stream with a plain body, or a compressed RTF one, and files."""
    out = SIGNATURE + struct.pack("<H", 1)
    out += value(MESSAGE, 0x9006, 8, struct.pack("<I", 0x00010000))
    out += value(MESSAGE, 0x9007, 6, struct.pack("<II", 1252, 0))
    if body:
        out += value(MESSAGE, 0x800C, 2, body + b"\0")
    if rtf:
        out += value(MESSAGE, 0x9003, 6, struct.pack("<I", 1) + binary_property(0x1009, 0x0102, rtf))
    for name, content in files:
        out += value(ATTACHMENT, 0x9002, 6, b"\0" * 14)
        out += value(ATTACHMENT, 0x8010, 1, name.encode("cp1252") + b"\0")
        out += value(ATTACHMENT, 0x800F, 6, content)
    return out


def stored_rtf(rtf: bytes) -> bytes:
    """RTF in the uncompressed form of MS-OXRTFCP."""
    return struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
