"""A text becomes a Doc, however it is written.

spaCy's tokenizer takes one mark after the other from the edges of whatever stands between two spaces, and copies the rest
each time: ten thousand commas in a row take it a quarter of a minute.
"""

import re
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

LONGEST: Final = 300
"""Signs without a space that are tokenised as one; the longest word or address in a message that somebody wrote has fewer."""

_STRETCH = re.compile(rf"\S{{{LONGEST}}}(?=\S)")


def split(nlp: Language, text: str) -> Doc:
    """The tokens of ``text`` as ``nlp`` tells them apart; what is longer than ``LONGEST`` is cut there first."""
    cuts = [match.end() for match in _STRETCH.finditer(text)]
    if not cuts:
        return nlp.make_doc(text)
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return Doc.from_docs([nlp.make_doc(piece) for piece in pieces], ensure_whitespace=False)
