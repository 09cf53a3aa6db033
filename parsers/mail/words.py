"""Header values as text: encoded words (RFC 2047), raw UTF-8 (RFC 6532) and what broken programs make of both."""

import binascii
import re

from parsers.characters import clean_line
from parsers.mail.charsets import decode

_START = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")
_Q_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")
_MOST = 20_000


def header_text(value: bytes, limit: int = 1000) -> str:
    """A raw header value as one clean line with its encoded words decoded. Never raises."""
    return clean_line(decode_words(raw_text(value[:_MOST])), limit)


def raw_text(value: bytes) -> str:
    """The bytes of a header value as text, before any decoding of encoded words: UTF-8, or a guess."""
    return decode(value)[0]


def decode_words(text: str) -> str:
    """``text`` with its encoded words decoded, also those with blanks inside or without their end. Linear, never raises.

    White space between two encoded words is dropped (RFC 2047 section 6.2), and neighbours in one charset are joined before
    they are decoded: programs cut characters in two.
    """
    out: list[str] = []
    run: list[tuple[str, str, str]] = []
    position = 0
    for start, end, word in _encoded(text):
        between = text[position:start]
        if run and between.strip():
            out.append(_decode_run(run))
            run = []
            out.append(between)
        elif not run:
            out.append(between)
        run.append(word)
        position = end
    out.append(_decode_run(run))
    out.append(text[position:])
    return "".join(out)


def _encoded(text: str) -> list[tuple[int, int, tuple[str, str, str]]]:
    """The encoded words: start, end, (charset, encoding, payload)."""
    found: list[tuple[int, int, tuple[str, str, str]]] = []
    position = 0
    while match := _START.search(text, position):
        close = text.find("?=", match.end())
        if close < 0:
            # Cut off: what is there up to the next blank is the word.
            tail = re.compile(r"\S*").match(text, match.end())
            close = end = tail.end() if tail else len(text)
        else:
            end = close + 2
        found.append((match.start(), end, (_charset(match[1]), match[2].lower(), text[match.end() : close])))
        position = end
    return found


def _charset(name: str) -> str:
    return name.split("*", 1)[0].lower()  # RFC 2231 section 5 allows a language behind the charset


def _decode_run(run: list[tuple[str, str, str]]) -> str:
    pieces: list[str] = []
    pending: list[tuple[str, str]] = []
    charset = ""
    for name, encoding, payload in run:
        if pending and name != charset:
            pieces.append(decode(_payload(pending), charset)[0])
            pending = []
        charset = name
        pending.append((encoding, payload))
    if pending:
        pieces.append(decode(_payload(pending), charset)[0])
    return "".join(pieces)


def _payload(words: list[tuple[str, str]]) -> bytes:
    out = bytearray()
    carried = ""
    for encoding, payload in words:
        if encoding == "q":
            out += _q(payload)
            continue
        stripped = carried + _NOT_BASE64.sub("", payload)
        # A quantum that was cut in two goes on in the next word.
        keep = len(stripped) % 4 if not payload.rstrip().endswith("=") else 0
        carried = stripped[len(stripped) - keep :] if keep else ""
        out += _base64(stripped[: len(stripped) - keep])
    return bytes(out) + _base64(carried)


def _q(payload: str) -> bytes:
    data = payload.replace("_", " ").encode("utf-8", "surrogatepass")
    return _Q_ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), data)


def _base64(payload: str) -> bytes:
    payload = payload[: len(payload) - 1] if len(payload) % 4 == 1 else payload
    try:
        return binascii.a2b_base64(payload + "=" * (-len(payload) % 4))
    except binascii.Error:
        return b""
