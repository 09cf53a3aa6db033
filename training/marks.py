"""Inline marks, ``{field|words}`` and ``{field=value|words}``: out of a text, and into it again.

A brace or a bar of the text itself has a backslash before it. Backslashes that stand before one are doubled (as in the
arguments of a Windows program); everywhere else a backslash is itself, so that ``C:\\logs`` needs no care.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SPECIAL = re.compile(r"(\\*)([{}|])")
_HEAD = re.compile(r"(?P<field>[a-z_]+)(?:=(?P<value>[^{}|\n]*))?\|")
_BACKSLASHES_AT_END = re.compile(r"\\+\Z")


class MarkError(ValueError):
    """Marks that cannot be read. ``position`` is where in the marked text; the message says what to do."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(problem)
        self.position = position


@dataclass(frozen=True, slots=True)
class Mark:
    """``words`` of the unmarked text at ``[start, end)``, the field that they tell, and the normalised value as written."""

    field: str
    start: int
    end: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks, and the marks in the order in which they begin, outer ones first."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    field: str
    value: str | None
    start: int
    at: int
    place: int
    """Among the marks: they are kept in the order in which they begin."""


def unmark(source: str) -> Marked:
    """Read the marks out of ``source``. Raises MarkError."""
    return _Unmarking(source).run()


class _Unmarking:
    """One pass over a marked text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._pieces: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._marks: list[Mark | None] = []

    def run(self) -> Marked:
        at = 0
        while found := _SPECIAL.search(self._source, at):
            self._take(self._source[at : found.start()])
            self._take("\\" * (len(found[1]) // 2))
            at = self._special(found)
        self._take(self._source[at:])
        if self._open:
            raise MarkError(
                self._open[-1].at, f"the mark {{{self._open[-1].field} is not closed: put }} behind its words"
            )
        return Marked("".join(self._pieces), tuple(mark for mark in self._marks if mark is not None))

    def _take(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _special(self, found: re.Match[str]) -> int:
        """Deal with a brace or bar; where to go on."""
        if len(found[1]) % 2:
            self._take(found[2])
        elif found[2] == "{":
            return self._begin(found.start(2))
        elif found[2] == "}":
            self._finish(found.start(2))
        else:
            raise MarkError(found.start(2), "a bar that belongs to the text is written \\|")
        return found.end()

    def _begin(self, at: int) -> int:
        head = _HEAD.match(self._source, at + 1)
        if head is None:
            raise MarkError(
                at, "a mark begins {field| or {field=value|; a brace that belongs to the text is written \\{"
            )
        self._open.append(_Open(head["field"], head["value"], self._length, at, len(self._marks)))
        self._marks.append(None)
        return head.end()

    def _finish(self, at: int) -> None:
        if not self._open:
            raise MarkError(at, "no mark is open here; a brace that belongs to the text is written \\}")
        begun = self._open.pop()
        if begun.start == self._length:
            raise MarkError(begun.at, f"the mark {begun.field} has no words: put some in, or take it away")
        self._marks[begun.place] = Mark(begun.field, begun.start, self._length, begun.value)


def mark(text: str, marks: Sequence[Mark] = ()) -> str:
    """``text`` with ``marks`` put in: the inverse of :func:`unmark`. Of two with the same words the first is the outer one.

    Raises ValueError where marks overlap without one lying in the other, or lie outside of the text.
    """
    pieces: list[str] = []
    ends: list[int] = []
    at = 0
    for one in sorted(marks, key=lambda each: (each.start, -each.end)):
        at = _close(text, pieces, ends, at, one.start)
        if not one.start < one.end <= (ends[-1] if ends else len(text)):
            raise ValueError(
                f"the mark {one.field} at {one.start} to {one.end} does not fit into the text or its neighbours"
            )
        _put(pieces, text[at : one.start], marked=True)
        pieces.append(_head(one))
        ends.append(one.end)
        at = one.start
    at = _close(text, pieces, ends, at, len(text))
    _put(pieces, text[at:], marked=False)
    return "".join(pieces)


def _head(one: Mark) -> str:
    return f"{{{one.field}|" if one.value is None else f"{{{one.field}={one.value}|"


def _close(text: str, pieces: list[str], ends: list[int], at: int, position: int) -> int:
    """Close the marks that end up to ``position``; how far the text is written then."""
    while ends and ends[-1] <= position:
        end = ends.pop()
        _put(pieces, text[at:end], marked=True)
        pieces.append("}")
        at = end
    return at


def _put(pieces: list[str], text: str, *, marked: bool) -> None:
    """Write ``text`` so that it is read as it is; ``marked`` where a brace of a mark follows it."""
    safe = _SPECIAL.sub(lambda found: found[1] * 2 + "\\" + found[2], text)
    pieces.append(_BACKSLASHES_AT_END.sub(lambda found: found[0] * 2, safe) if marked else safe)
