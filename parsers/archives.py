"""The list of contents of a ZIP archive, and what it gives away. Nothing is ever unpacked.

Read here and not by zipfile: that reads a list of any length, and one of half a million names takes seconds.
"""

import struct
from dataclasses import dataclass

from parsers.limits import size_words

MOST_ENTRIES = 1_000
_LONGEST_DIRECTORY = 1_000_000
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 0x1
_UTF8 = 0x800
_ABSURD_RATIO = 100
_ABSURD_SIZE = 1_000_000_000
_HARMLESS_SIZE = 10_000_000  # a repetitive log of a few megabytes shrinks to a hundredth, too
_ARCHIVES = (
    ".zip",
    ".7z",
    ".rar",
    ".gz",
    ".tgz",
    ".bz2",
    ".xz",
    ".tar",
    ".cab",
    ".iso",
    ".img",
    ".vhd",
    ".arj",
    ".lzh",
)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the central directory says (APPNOTE.TXT section 4.3.12): names, unpacked size in all, encrypted or not."""

    names: frozenset[str]
    unpacked: int
    encrypted: bool


def read_directory(content: bytes) -> bytes:
    """The list of contents as it stands, at most a megabyte of it; ``b""`` where there is none. Never raises."""
    place = _directory(content)
    return content[place[0] : min(place[1], place[0] + _LONGEST_DIRECTORY)] if place else b""


def read_listing(content: bytes) -> Listing | None:
    """The list of contents, or None where it is damaged, split, longer than MOST_ENTRIES or a ZIP64 one. Never raises."""
    place = _directory(content)
    return _entries(content, *place) if place and place[2] <= MOST_ENTRIES else None


def _directory(content: bytes) -> tuple[int, int, int] | None:
    """Where the list of contents starts and ends, and how many entries it claims."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - _LONGEST_COMMENT - _END.size))
    if end < 0 or end + _END.size > len(content):
        return None
    _, _, _, _, entries, size, start, _ = _END.unpack_from(content, end)
    # A program may stand before the archive: the list ends where its end record begins.
    return (end - size, end, entries) if start + size <= end else None


def _entries(content: bytes, position: int, end: int, count: int) -> Listing | None:
    names: set[str] = set()
    unpacked, encrypted = 0, False
    for _ in range(count):
        if position + _ENTRY.size > end:
            return None
        mark, _, _, flags, _, _, _, _, _, size, name, extra, comment, *_ = _ENTRY.unpack_from(content, position)
        if mark != b"PK\x01\x02":
            return None
        position += _ENTRY.size
        written = content[position : min(position + name, end)]
        names.add(written.decode("utf-8" if flags & _UTF8 else "cp437", "replace"))
        unpacked += size
        encrypted = encrypted or bool(flags & _ENCRYPTED)
        position += name + extra + comment
    return Listing(frozenset(names), unpacked, encrypted)


def archive_note(content: bytes, *, document: bool = False) -> str | None:
    """A sentence on a ZIP archive that an analyst should open with care, or None. Never raises.

    ``document``: it is an Office file, which may well bring others inside.
    """
    listing = read_listing(content)
    if listing is None:
        return None if document else "Its list of contents cannot be read or is very long; it was not looked into."
    absurd = listing.unpacked > _ABSURD_SIZE or (
        listing.unpacked > _HARMLESS_SIZE and listing.unpacked > _ABSURD_RATIO * len(content)
    )
    if absurd:
        unpacked, packed = size_words(listing.unpacked), size_words(len(content))
        return f"It says that it unpacks to {unpacked} from {packed}; it was not looked into."
    if listing.encrypted:
        return "It is encrypted; nobody could look into it."
    if not document and any(name.lower().endswith(_ARCHIVES) for name in listing.names):
        return "There are archives in it; they were not looked into."
    return None
