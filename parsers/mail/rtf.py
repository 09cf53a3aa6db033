"""The text in Outlook's compressed RTF (MS-OXRTFCP), the only body of many a winmail.dat."""

import re
import struct

from parsers.mail.charsets import decode

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_SIZE = 4096
_MOST = 2_000_000
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_NOT_TEXT = frozenset(
    [b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"generator", b"themedata", b"listtable"]
)
_SIGNS = {
    b"par": "\n",
    b"line": "\n",
    b"tab": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"cell": "  ",
    b"row": "\n",
}


def compressed_rtf_text(data: object) -> str:
    """The text of a PR_RTF_COMPRESSED value, ``""`` where it cannot be read. Never raises."""
    if not isinstance(data, bytes) or len(data) < 16:
        return ""
    _, raw_size, magic, _ = struct.unpack_from("<IIII", data)
    if magic == 0x414C454D:  # "MELA": stored as it is
        return rtf_text(data[16 : 16 + min(raw_size, _MOST)])
    if magic != 0x75465A4C:  # "LZFu"
        return ""
    return rtf_text(_decompressed(data[16:], min(raw_size, _MOST)))


def _decompressed(data: bytes, size: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_SIZE, b"\0"))
    write = len(_DICTIONARY)
    out = bytearray()
    position = 0
    while position < len(data) and len(out) < size:
        flags = data[position]
        position += 1
        for bit in range(8):
            if flags >> bit & 1:
                if position + 1 >= len(data):
                    return bytes(out)
                reference = data[position] << 8 | data[position + 1]
                position += 2
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == write:
                    return bytes(out)
                piece = [0] * length
                for n in range(length):
                    piece[n] = sign = window[(offset + n) % _SIZE]
                    window[write] = sign
                    write = (write + 1) % _SIZE
                out += bytes(piece)
            elif position < len(data):
                out.append(data[position])
                window[write] = data[position]
                write = (write + 1) % _SIZE
                position += 1
    return bytes(out)


def rtf_text(rtf: bytes) -> str:
    """The text of RTF; of RTF made from HTML (``\\fromhtml``) the tags are left out with their groups."""
    reader = _Reader()
    for match in _TOKEN.finditer(rtf[:_MOST]):
        reader.take(match)
    return reader.text()


class _Reader:
    """Walks the tokens with a stack of groups: whether text is shown, and how many signs follow a ``\\u``."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._bytes = bytearray()
        self._stack: list[tuple[bool, int]] = []
        self._hidden = False
        self._fallback = 1
        self._skip = 0

    def text(self) -> str:
        self._flush()
        return "".join(self._out).strip()

    def take(self, match: re.Match[bytes]) -> None:
        word, number, code, symbol, brace, plain = match.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._word(word.lower(), number)
        elif code:
            self._raw(bytes([int(code, 16)]))
        elif symbol:
            self._symbol(symbol)
        elif plain:
            self._raw(plain)

    def _brace(self, brace: bytes) -> None:
        self._skip = 0
        if brace == b"{":
            self._stack.append((self._hidden, self._fallback))
        elif self._stack:
            self._hidden, self._fallback = self._stack.pop()

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word in _NOT_TEXT:
            self._hidden = True
        elif word == b"htmlrtf":  # RTF made from HTML repeats itself between htmlrtf and htmlrtf0
            self._hidden = number != b"0"
        elif word == b"uc" and number:
            self._fallback = max(0, min(int(number), 8))
        elif word == b"u" and number:
            self._sign(chr(int(number) % 65_536))
            self._skip = self._fallback
        elif word in _SIGNS:
            self._sign(_SIGNS[word])

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._hidden = True
        elif symbol == b"~":
            self._sign(" ")
        elif symbol in b"{}\\":
            self._raw(symbol)
        elif symbol in b"\r\n":
            self._sign("\n")

    def _raw(self, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        if not self._hidden:
            self._bytes += data[skipped:]

    def _sign(self, sign: str) -> None:
        if not self._hidden:
            self._flush()
            self._out.append(sign)

    def _flush(self) -> None:
        if self._bytes:
            self._out.append(decode(bytes(self._bytes), "cp1252")[0])
            self._bytes.clear()
