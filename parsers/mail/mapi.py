"""MAPI properties inside a winmail.dat (MS-OXTNEF section 2.1.3.4). Every count is checked against the bytes that are there."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_NAMED = 0x8000
_MULTIPLE = 0x1000
_MOST_PROPERTIES = 10_000
# Type to size: values of fixed size fill up to four bytes; the others are counted and carry their length.
_FIXED = {
    0x0002: 2,
    0x000B: 2,
    0x0003: 4,
    0x0004: 4,
    0x000A: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_VARIABLE = frozenset([0x0000, 0x000D, 0x001E, 0x001F, 0x0102])
UNICODE = 0x001F


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its identifier, its type and the bytes of its first value."""

    tag: int
    kind: int
    data: bytes


class _CutError(Exception):
    """The data ends inside a property, or holds a type that does not exist."""


@dataclass(slots=True)
class _Cursor:
    data: bytes
    position: int = 0

    def take(self, length: int) -> bytes:
        end = self.position + length
        if end > len(self.data):
            raise _CutError
        piece = self.data[self.position : end]
        self.position = end
        return piece

    def number(self) -> int:
        return int(struct.unpack("<I", self.take(4))[0])

    def padded(self) -> bytes:
        """A length, so many bytes, and zeros up to a multiple of four."""
        length = self.number()
        piece = self.take(length)
        self.position += -length % 4
        return piece


def properties(data: bytes) -> Iterator[Property]:
    """The properties up to where the data is cut off or makes no sense. Never raises."""
    cursor = _Cursor(data)
    try:
        for _ in range(min(cursor.number(), _MOST_PROPERTIES)):
            yield _property(cursor)
    except _CutError:
        return


def _property(cursor: _Cursor) -> Property:
    kind, tag = struct.unpack("<HH", cursor.take(4))
    if tag >= _NAMED:
        cursor.take(16)
        if cursor.number() == 0:
            cursor.take(4)
        else:
            cursor.padded()
    return Property(tag, kind & ~_MULTIPLE, _value(cursor, kind))


def _value(cursor: _Cursor, kind: int) -> bytes:
    size = _FIXED.get(kind & ~_MULTIPLE)
    if size is not None:
        count = cursor.number() if kind & _MULTIPLE else 1
        piece = cursor.take(count * size)
        cursor.position += -(count * size) % 4
        return piece[:size]
    if kind & ~_MULTIPLE not in _VARIABLE:
        raise _CutError
    first = b""
    for number in range(cursor.number()):
        piece = cursor.padded()
        first = piece if number == 0 else first
    return first
