"""Content-Type and Content-Disposition: the value and its parameters (RFC 2045 section 5.1, RFC 2231, RFC 2183)."""

import re
from dataclasses import dataclass, field

from parsers.characters import clean_line
from parsers.mail.charsets import decode
from parsers.mail.words import decode_words

_TYPE = re.compile(r"\s*([a-z0-9!#$&^_.+\-]{1,127})\s*/\s*([a-z0-9!#$&^_.+\-]{1,127})", re.IGNORECASE)
_WORD = re.compile(r"\s*([a-z\-]{1,40})", re.IGNORECASE)
_NAME = re.compile(r"\s*([a-z0-9!#$&^_.+\-]{1,60}(?:\*[0-9]{0,3}\*?)?)\s*=\s*", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"?', re.DOTALL)
_TOKEN = re.compile(r"[^;\s]*")
_LOOSE = re.compile(r"[^;]*")
_PAIR = re.compile(r'\\(["\\])')
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_PIECE = re.compile(r"([^*]+)\*(?:(\d+)(\*)?)?\Z")
FILE_NAMES = frozenset({"name", "filename"})
"""Parameters that are kept as they came, tricks and all: parsers.attachments makes them safe and says what they were."""
_MOST_BYTES = 16_384
_MOST_PARAMETERS = 200


@dataclass(frozen=True, slots=True)
class Valued:
    """A structured field: its value in lower case (``text/plain``, ``attachment``) and its decoded parameters."""

    value: str
    parameters: dict[str, str] = field(default_factory=dict)


def content_type(raw: bytes) -> Valued | None:
    """Media type and parameters, or None where the field is missing or names no type."""
    text = decode(raw[:_MOST_BYTES])[0]
    match = _TYPE.match(text)
    if not match:
        return None
    return Valued(f"{match[1]}/{match[2]}".lower(), _parameters(text, match.end()))


def disposition(raw: bytes) -> Valued:
    """The disposition word (``""`` where missing) and its parameters; a bare ``filename=x`` is read too."""
    text = decode(raw[:_MOST_BYTES])[0]
    match = _WORD.match(text)
    if match and not text.startswith("=", match.end()):
        return Valued(match[1].lower(), _parameters(text, match.end()))
    return Valued("", _parameters(";" + text, 0))


def _parameters(text: str, position: int) -> dict[str, str]:
    written: dict[str, str] = {}
    while len(written) < _MOST_PARAMETERS:
        position = text.find(";", position)
        if position < 0:
            break
        position += 1
        name = _NAME.match(text, position)
        if not name:
            continue
        value, position = _value(text, name.end(), name[1].lower())
        written.setdefault(name[1].lower(), value)
    return _joined(written)


def _value(text: str, position: int, name: str) -> tuple[str, int]:
    if text.startswith('"', position):
        match = _QUOTED.match(text, position)
        if match:
            return _PAIR.sub(r"\1", match[1]), match.end()
    # Unquoted file names with blanks are against the grammar and common.
    pattern = _LOOSE if "name" in name else _TOKEN
    match = pattern.match(text, position)
    return (match[0].strip(), match.end()) if match else ("", position)


def _joined(written: dict[str, str]) -> dict[str, str]:
    """Continuations (``name*0*``) put together and decoded (RFC 2231 sections 3 and 4); a plain form gives way to them."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in written.items():
        match = _PIECE.match(name)
        if not match:
            plain[name] = decode_words(value)
            continue
        number = int(match[2]) if match[2] else 0
        extended = match[3] is not None or match[2] is None
        pieces.setdefault(match[1], {})[number] = (value, extended)
    for name, numbered in pieces.items():
        plain[name] = _extended([numbered[number] for number in sorted(numbered)])
    return {name: " ".join(value.split()) if name in FILE_NAMES else clean_line(value) for name, value in plain.items()}


def _extended(pieces: list[tuple[str, bool]]) -> str:
    charset = None
    data = bytearray()
    for position, (written, extended) in enumerate(pieces):
        value = written
        if position == 0 and extended and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "surrogatepass")
        data += _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), raw) if extended else raw
    text = decode(bytes(data), charset)[0]
    return decode_words(text)
