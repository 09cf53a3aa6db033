"""Text cut into sentences and clauses, each with its offsets.

Mail breaks lines in the middle of a sentence, chat breaks them between sentences and leaves the full stops out: a line
end counts as a break only after a short line, before a list mark, or at a blank line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WRAPPED = range(56, 101)
"""Line lengths that, met twice in a text without longer lines, say that its lines were wrapped by a program."""
_SHORT = 40
"""In a wrapped text, a shorter line than this ended because its writer ended it."""

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "no",
        "nos",
        "approx",
        "ca",
        "e.g",
        "i.e",
        "eg",
        "vs",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "ext",
        "tel",
        "a.m",
        "p.m",
        "a.k.a",
        "jr",
        "sr",
        "prof",
        "n.a",
        "s.a",
        "rev",
        "p",
        "pp",
        "fig",
    ]
)
_STOP = re.compile(r"[.!?]+[)\"']?(?=\s|$)|\n[ \t]*\n\s*|\n")
_LIST_MARK = re.compile(r"[ \t>]*(?:[-*•·–o]\s|\(?\d{1,2}[.)]\s|[a-z][.)]\s)")
_LABEL = re.compile(r"[ \t]*[A-Za-z][\w /()'#-]{1,38}:(?:\s|$)")
_LAST_WORD = re.compile(r"([\w.]{1,12})\Z")
_EDGE = " \t\n\r.!?,;:-–—*•>\"'()…|_"
_LEAD = re.compile(
    r"(?:[-*•·–—>\s]|\(?\d{1,2}[.)]\s|(?:and|but|so|also|then|plus|fyi|hi all|because|which means|meaning|as|while|"
    r"although)\b[\s,]*"
    r"|:[a-z_+-]{2,30}:)*",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r";\s|\s[-–—]{1,3}\s|—|,\s(?=(?:and|but|so|or|which|because|while|although|though|since)\b)"
    r"|,\s(?=(?:i|we|they|he|she|it|our|my|the|this|that|no|not|all|nobody|everyone)\b)"
    r"|:\s|\s(?=(?:but|because|so|whereas|although|though)\s)|\s\((?=[a-z])|\)\s|\s(?=and\s(?:i|we|they|"
    r"he|she|it|our|the|no|plenty|some)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``[start, end)`` of a text, and the text of it."""

    start: int
    end: int
    text: str


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The stretch without white space and punctuation at its edges; None where nothing is left."""
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip(_EDGE))
    stop = end - (len(piece) - len(piece.rstrip(_EDGE)))
    if stop <= begin:
        return None
    if text.count("(", begin, stop) > text.count(")", begin, stop) and text[stop : stop + 1] == ")":
        stop += 1
    return Span(begin, stop, text[begin:stop])


def _is_wrapped(text: str) -> bool:
    lengths = [len(line.rstrip()) for line in text.split("\n")]
    return max(lengths) < _WRAPPED.stop and sum(length in _WRAPPED for length in lengths) > 1


def _breaks(text: str, match: re.Match[str], wrapped: bool) -> bool:
    mark = match.group()
    if mark == "\n":
        line_start = text.rfind("\n", 0, match.start()) + 1
        rest = text[match.end() : match.end() + 60]
        short = len(text[line_start : match.start()].strip()) < _SHORT
        return not wrapped or short or bool(_LIST_MARK.match(rest) or _LABEL.match(rest))
    if mark == ".":
        word = _LAST_WORD.search(text, max(0, match.start() - 12), match.start())
        last = word.group(1).lower() if word else ""
        return last not in _ABBREVIATIONS and not (len(last) == 1 and last.isalpha())
    return True


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    wrapped = _is_wrapped(text)
    for match in _STOP.finditer(text):
        if _breaks(text, match, wrapped):
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of ``text`` in order, trimmed of list marks and punctuation at the edges."""
    found = (trimmed(text, start, end) for start, end in _stretches(text))
    return tuple(span for span in found if span)


def clauses(sentence: Span) -> tuple[Span, ...]:
    """The clauses of a sentence: cut at semicolons, dashes, colons, and commas or conjunctions before a new subject."""
    found: list[Span] = []
    start = 0
    for match in [*_CLAUSE.finditer(sentence.text), None]:
        end = match.start() if match else len(sentence.text)
        piece = trimmed(sentence.text, start, end)
        start = match.end() if match else end
        if piece:
            found.append(Span(sentence.start + piece.start, sentence.start + piece.end, piece.text))
    return tuple(found)


def without_lead(span: Span) -> Span:
    """The span without the conjunction, list mark or emoji code that it starts with."""
    match = _LEAD.match(span.text)
    skip = match.end() if match and match.end() < len(span.text) else 0
    return Span(span.start + skip, span.end, span.text[skip:])
