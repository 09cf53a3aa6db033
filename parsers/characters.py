"""Which characters clean text may hold: no controls that steer terminals, databases, headers or the eye."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Cc without tab and line feed, lone surrogates, the byte order mark and the two noncharacters of the first plane.
_DIRT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
# Joiners make one sign of several (emoji, Indic scripts) and are text; every other format character is dropped from
# one-line values: bidi controls and zero-width signs make one name look like another (Unicode TR 36).
_KEPT_FORMATS = frozenset("\u200c\u200d")
_ELLIPSIS = "…"


def clean_text(text: str) -> str:
    """``text`` with ``\\n`` line ends, lone surrogates as U+FFFD, and no NUL or other control character but the tab."""
    text = _LINE_ENDS.sub("\n", text)
    return _SURROGATE.sub("\ufffd", _DIRT.sub("", text))


def clean_line(text: str, limit: int = 1000) -> str:
    """``text`` as one line for a header, name or heading, at most ``limit`` characters.

    Runs of white space (with line ends) become one space; control, format (bidi, zero-width), surrogate and noncharacter
    code points are dropped.
    """
    line = _SPACES.sub(" ", text[: 8 * limit]).strip()
    if not line.isascii() or not line.isprintable():
        line = "".join(sign for sign in line if _is_plain(sign)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + _ELLIPSIS


def _is_plain(sign: str) -> bool:
    if sign in _KEPT_FORMATS:
        return True
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
