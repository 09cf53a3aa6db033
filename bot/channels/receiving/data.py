"""The DATA phase: bytes up to the lone dot, as they were before the client stuffed its dots."""

import asyncio
from collections.abc import Callable

_DOT_LINE = b".\r\n"
_END = b"\r\n.\r\n"


async def read_data(reader: asyncio.StreamReader, limit: int, on_progress: Callable[[], None]) -> bytes | None:
    """Read one message (RFC 5321 section 4.1.1.4); None where it is longer than ``limit`` bytes, after reading it off.

    Only CRLF, dot, CRLF ends it: a lone CR or LF beside the dot is content, or one message could hide a second one. Lines may
    be of any length. ``on_progress`` is called for each block that came.
    """
    # Dot stuffing (section 4.5.2) adds one octet to a line of three at the worst.
    ceiling = limit + limit // 3 + len(_DOT_LINE)
    stuffed = bytearray()
    too_large = False
    tail = b"\r\n"  # the CRLF after the word DATA counts as the one before a first dot
    while tail != _END:
        block, at_dot = await _next_block(reader)
        on_progress()
        tail = (tail + block)[-len(_END) :] if at_dot else (tail + block)[-2:]
        too_large = too_large or len(stuffed) + len(block) > ceiling
        if too_large:
            stuffed.clear()
        else:
            stuffed += block
    content = _unstuffed(stuffed)
    return None if too_large or len(content) > limit else content


async def _next_block(reader: asyncio.StreamReader) -> tuple[bytes, bool]:
    """What comes next, and whether it goes up to and with a dot and CRLF. Bounded by the reader's own limit."""
    try:
        return await reader.readuntil(_DOT_LINE), True
    except asyncio.LimitOverrunError as overrun:
        # A possible beginning of the separator stays in the reader.
        return await reader.read(overrun.consumed), False


def _unstuffed(stuffed: bytearray) -> bytes:
    del stuffed[-len(_DOT_LINE) :]
    if stuffed.startswith(b"."):
        del stuffed[0]
    return bytes(stuffed.replace(b"\r\n.", b"\r\n"))
