"""Foreign text made safe to show or to send: what a customer wrote never becomes a header, a control or a turned line."""

import re

# Everything that str.split() takes for a space is one already; these are the rest that no line may carry: C0 and C1
# controls, DEL, marks that turn the direction of what follows (RFC 8264 bars them too), the byte order mark, and lone
# surrogates, which no UTF-8 can carry.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
ELLIPSIS = "…"


def one_line(text: str, longest: int) -> str:
    """``text`` as one line of at most ``longest`` characters: spaces and line ends run together, controls gone.

    What is cut off is marked by an ellipsis.
    """
    line = " ".join(_visible(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + ELLIPSIS


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` without their ends, whatever marks an end in Unicode; tabs stay, other controls go."""
    return [_visible(line.replace("\x1f", " ")) for line in _LINE_ENDS.split(text)]


def _visible(text: str) -> str:
    return _UNSEEN.sub("", _SURROGATES.sub("\ufffd", text))
