"""Content-Transfer-Encoding undone, damaged or not (RFC 2045 section 6; uuencode as POSIX has it)."""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_PADDING = re.compile(rb"=+")
_AFTER_PADDING = re.compile(rb"=[ \t]*\r?\n(?=[^\r\n]*[^A-Za-z0-9+/=\r\n])")
_UU_BEGIN = re.compile(rb"^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,255})\r?$", re.MULTILINE)
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_UU_NAMES = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
_PLAIN_NAMES = frozenset(
    {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "plain", "7bits", "8bits", "ascii", "utf-8"}
)


def encoding_name(raw: bytes) -> str:
    """The transfer encoding in lower case without comments, quotes and what follows a semicolon."""
    name = raw[:100].decode("latin-1").split(";", 1)[0].split("(", 1)[0]
    return name.strip(" \t'\"").lower().replace("_", "-").replace(" ", "")


def decode_transfer(data: bytes, encoding: str) -> tuple[bytes, str | None]:
    """``data`` decoded, and a sentence where it was damaged. Never raises."""
    if encoding == "base64":
        return _base64(data)
    if encoding in ("quoted-printable", "quotedprintable", "qp"):
        return binascii.a2b_qp(data), None
    if encoding in _UU_NAMES:
        return _uu(data)
    if encoding in _PLAIN_NAMES:
        return data, None
    return data, f"The transfer encoding {encoding[:40]!r} is not known; the part was read as it stands."


def _base64(data: bytes) -> tuple[bytes, str | None]:
    damage = None
    footer = _AFTER_PADDING.search(data)
    if footer:  # a footer that a gateway wrote behind encoded text
        data = data[: footer.end()]
        damage = "Behind the encoded part stood text that does not belong to it; it was left out."
    stripped = data.translate(None, _NOT_BASE64)
    end = stripped.find(b"=")
    body = stripped if end < 0 else stripped[:end]
    rest = b"" if end < 0 else stripped[end:].lstrip(b"=")
    out, broken = _quanta(body)
    if rest:  # several encoded pieces one behind the other
        chunks = [_quanta(piece) for piece in _PADDING.split(rest)]
        out += b"".join(chunk for chunk, _ in chunks)
        broken = broken or any(flag for _, flag in chunks)
    if broken:
        damage = damage or "The base64 encoding of a part is cut off; its last bytes are missing."
    return out, damage


def _quanta(body: bytes) -> tuple[bytes, bool]:
    broken = len(body) % 4 == 1
    if broken:
        body = body[:-1]
    return binascii.a2b_base64(body + b"=" * (-len(body) % 4)), broken


def _uu(data: bytes) -> tuple[bytes, str | None]:
    begin = _UU_BEGIN.search(data)
    start = begin.end() if begin else 0
    end = _UU_END.search(data, start)
    stop = end.start() if end else len(data)
    damage = None if begin and end else "The uuencoded part is cut off."
    return uu_lines(data[start:stop]), damage


def uu_lines(data: bytes) -> bytes:
    """The lines between ``begin`` and ``end`` of uuencoded data; a damaged line is decoded as far as it goes."""
    out = bytearray()
    for line in data.splitlines():
        if not line.strip():
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            # A known slip of encoders: trailing rubbish. The length sign says how much counts.
            wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(line[:wanted])
            except binascii.Error:
                continue
    return bytes(out)


def uu_files(text: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Text with uuencoded files taken out of it, and the files as (raw name, content)."""
    files: list[tuple[bytes, bytes]] = []
    kept: list[bytes] = []
    position = 0
    while begin := _UU_BEGIN.search(text, position):
        end = _UU_END.search(text, begin.end())
        content = uu_lines(text[begin.end() : end.start()]) if end else b""
        if not end:
            break
        if not content:
            # Nor has what begins further down before the same end: thousands of them must not each be decoded up to it.
            kept.append(text[position : end.start()])
            position = end.start()
            continue
        kept.append(text[position : begin.start()])
        files.append((begin[1], content))
        position = end.end()
    kept.append(text[position:])
    return b"".join(kept), files
