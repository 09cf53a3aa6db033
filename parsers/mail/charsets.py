"""Bytes to text, whatever the declared charset is worth (RFC 2045 section 5.2, RFC 2978)."""

import codecs
import re

from charset_normalizer import from_bytes

# What senders write, and what they mean: the first kind is a web-wide habit (encoding.spec.whatwg.org reads ISO-8859-1 as
# Windows-1252 and GB 2312 as its superset), the second plain misspelling.
_ALIASES = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "cp950",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "cp-850": "cp850",
    "utf8mb4": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "ansi_x3.4-1968": "us-ascii",
    "ascii": "us-ascii",
    "cp-1252": "cp1252",
    "windows1252": "cp1252",
}
# Names that say nothing, and codecs that Python counts as text but that no mail is written in.
_NOT_CHARSETS = frozenset(
    {
        *("unknown", "unknown-8bit", "x-unknown", "default", "_autodetect", "_autodetect_all", "user-defined"),
        *("x-user-defined", "binary", "7bit", "8bit", "idna", "punycode", "undefined", "mbcs", "oem", "palmos"),
        *("unicode_escape", "unicode-escape", "raw_unicode_escape", "raw-unicode-escape"),
    }
)
_NAME = re.compile(r"[a-z0-9_.:+\-]{1,40}\Z")
_CANDIDATES = ["cp1251", "koi8_r", "cp932", "gb18030", "big5", "cp949", "euc_jp", "cp1253", "cp1255", "cp1256", "cp874"]
_SAMPLE = 16_384
_FEW = 4
_HIGH = re.compile(rb"[\x80-\xff]")
_ODD = re.compile(r"2022|utf-?7|utf-?16|utf-?32|ucs|hz|037|500|1026|1140", re.IGNORECASE)
_ESCAPED = re.compile(rb"\x1b[$(]")


def charset_name(declared: str | None) -> str | None:
    """The Python codec that ``declared`` means, or None where it is missing, unknown or no charset."""
    name = (declared or "").strip(" \t\"'<>;,").lower()
    name = _ALIASES.get(name, name)
    if not _NAME.match(name) or name in _NOT_CHARSETS:
        return None
    try:
        b"aaaa".decode(name, "replace")  # refuses codecs that make no text, such as hex and rot13
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """``data`` as text, and a sentence where that took a guess. Never raises; may hold lone surrogates (UTF-7).

    In turn: the declared charset, UTF-8, what the bytes look like, Windows-1252.
    """
    if data.isascii() and (declared is None or not _ESCAPED.search(data)) and not _is_odd(declared):
        return data.decode("ascii"), None
    name = charset_name(declared)
    damage = None if name or not declared else f"The charset {declared[:40]!r} is not known; it was guessed."
    for candidate in dict.fromkeys((name or "utf-8", "utf-8")):
        text = _strictly(data, candidate)
        if text is not None:
            guessed = name is not None and candidate != name and name != "ascii"
            return text, f"The text is not {declared}, as it says, but UTF-8." if guessed else damage
    return _guess(data, name, declared, damage)


def _is_odd(declared: str | None) -> bool:
    """True for charsets in which bytes below 128 are not ASCII: 7-bit codes with escapes, UTF-7, UTF-16, EBCDIC."""
    return declared is not None and _ODD.search(declared) is not None


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (LookupError, ValueError):
        return None


def _guess(data: bytes, name: str | None, declared: str | None, damage: str | None) -> tuple[str, str]:
    what = f"Some bytes are not {declared}, as the message says" if name else "No usable charset is declared"
    high = len(_HIGH.findall(data))
    if name is not None and name != "ascii":
        text = data.decode(name, "replace")
        # A message cut in the middle of a character is still what it says; one that fails everywhere is not.
        lost = text.count("\ufffd")
        if lost * 20 <= high or (lost == 1 and text.endswith("\ufffd")):
            return text, f"{what}; they are shown as \ufffd."
    guess = _likely(data, high)
    return data.decode(guess, "replace"), damage or f"{what}; it was read as {guess}."


def _likely(data: bytes, high: int) -> str:
    """The likeliest charset. Few high bytes among letters are accents: Western; the statistics need more than that."""
    if high < _FEW or high * 3 < len(data):
        return "cp1252"
    best = from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES).best()
    return best.encoding if best is not None else "cp1252"
