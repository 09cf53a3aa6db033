"""Foreign text made safe to show or to send once more, whatever it has been through since it was read.

The last door before a mail, a terminal or a log: :mod:`parsers.characters` says what is clean.
"""

import re

from parsers.characters import clean_line, clean_text

# They turn the direction of what follows (Unicode TR 36): in a terminal, beyond the line they stand in.
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str, longest: int) -> str:
    """``text`` as one line of at most ``longest`` characters: spaces and line ends run together, controls gone.

    What is cut off is marked by an ellipsis.
    """
    return " ".join(clean_line(text, longest).split())


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` without their ends, whatever marks an end in Unicode; tabs stay, other controls go."""
    return _DIRECTIONS.sub("", clean_text(text)).split("\n")
