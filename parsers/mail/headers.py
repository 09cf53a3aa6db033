"""The header block of a message or of a part of it (RFC 5322 section 2.2), read from bytes that may be damaged."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# A lone CR ends a line too: mail programs differ, so a From behind one must be counted as a From. CRCRLF is one line end.
_EOL = rb"(?:\r{0,3}\n|\r(?!\r{0,2}\n))"
_LINE_END = re.compile(_EOL)
_BLANK = re.compile(_EOL + _EOL)
_LEADING = re.compile(rb"(?:[ \t]{0,80}" + _EOL + rb")*")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,20}:")
_BLANK_MARKS = (b"\n\n", b"\n\r\n", b"\n\r\r\n")
_FROM_LINE = re.compile(rb"[\r\n]from[ \t]{0,20}:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|sender|reply-to|message-id|in-reply-to|references|mime-version|content-[a-z\-]{2,30}|"
    rb"received|return-path|delivered-to|auto-submitted|list-[a-z]{2,12}|x-[a-z\-]{2,40})\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in order: lower-case name, raw value (unfolded, line ends gone). ``from_count`` counts those over the cap too."""

    fields: tuple[tuple[str, bytes], ...] = ()
    from_count: int = 0
    damages: tuple[str, ...] = field(default=())

    def all(self, name: str) -> tuple[bytes, ...]:
        """Every value of the field ``name`` (lower case), in order."""
        return tuple(value for key, value in self.fields if key == name)

    def get(self, name: str) -> bytes:
        """The first value of the field ``name`` (lower case), or ``b""``."""
        return next((value for key, value in self.fields if key == name), b"")


def split_headers(
    raw: bytes, start: int = 0, end: int | None = None, *, cap: int = 262_144, part: bool = False
) -> tuple[Headers, int]:
    """The header block of ``raw[start:end]`` and the offset where the body begins.

    A line without a colon is passed over while header fields that mail knows follow it; otherwise the blank line is
    missing and the body begins there. ``part`` is true for a MIME part, where a blank line at the top ends the header. Of
    a block longer than ``cap`` bytes the first ``cap`` are read. Never raises.
    """
    end = len(raw) if end is None else end
    begin = start if part else _skip_leading(raw, start, end)
    first = _LINE_END.match(raw, begin, end)
    if first:  # a part without any header: its body follows at once
        return Headers(), first.end()
    stop, body = _end_of_header(raw, begin, end, cap)
    block = raw[begin : min(stop, begin + cap)]
    damages: list[str] = []
    if stop - begin > cap:
        block = block[: max(block.rfind(b"\n"), block.rfind(b"\r")) + 1] or block
        damages.append(f"The header is longer than {cap} bytes; the rest of it was not read.")
    fields, junk_at = _fields(block, damages)
    if junk_at is not None:
        body, stop = begin + junk_at, begin + junk_at
    count = sum(1 for name, _ in fields if name == "from")
    if stop - begin > cap:
        count += len(_FROM_LINE.findall(raw[begin + len(block) - 1 : stop].lower()))
    return Headers(tuple(fields), count, tuple(damages)), body


def _end_of_header(raw: bytes, begin: int, end: int, cap: int) -> tuple[int, int]:
    """Where the header ends and where the body begins. Behind ``cap`` only common line ends count: that search is cheap."""
    blank = _BLANK.search(raw, begin, min(end, begin + cap))
    if blank:
        return blank.start(), blank.end()
    found = [(at, at + len(mark)) for mark in _BLANK_MARKS if (at := raw.find(mark, begin, end)) >= 0]
    return min(found, default=(end, end))


def _skip_leading(raw: bytes, start: int, end: int) -> int:
    """Past what may stand before a message: a byte order mark, blank lines, the mbox "From " line."""
    position = start + 3 if raw.startswith(b"\xef\xbb\xbf", start) else start
    leading = _LEADING.match(raw, position, end)
    position = leading.end() if leading else position
    if raw.startswith((b"From ", b">From "), position) and not _FIELD.match(raw, position, end):
        line = _LINE_END.search(raw, position, end)
        return line.end() if line else end
    return position


def _lines(block: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    for match in _LINE_END.finditer(block):
        yield position, block[position : match.start()]
        position = match.end()
    if position < len(block):
        yield position, block[position:]


def _fields(block: bytes, damages: list[str]) -> tuple[list[tuple[str, bytes]], int | None]:
    """The fields of the block, and the offset of the line where it turns out to be body already (or None)."""
    fields: list[tuple[str, list[bytes]]] = []
    lines = list(_lines(block))
    last_known = max((n for n, (_, line) in enumerate(lines) if _is_known(line)), default=-1)
    skipped = 0
    for number, (offset, line) in enumerate(lines):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(line)
            continue
        match = _FIELD.match(line)
        if match:
            fields.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
        elif number > last_known:
            damages.append(
                "The blank line between header and body is missing; the body was taken to begin at "
                "the first line that is no header field."
            )
            return [(name, b"".join(parts).strip()) for name, parts in fields], offset
        else:
            skipped += 1
    if skipped:
        damages.append(
            f"{skipped} line{'s' if skipped > 1 else ''} in the header that are no header field were passed over."
        )
    return [(name, b"".join(parts).strip()) for name, parts in fields], None


def _is_known(line: bytes) -> bool:
    match = _FIELD.match(line)
    return bool(match and _KNOWN.match(match[1]))
