"""Inline marks, ``{field|words}`` and ``{field=value|words}``: out of a text, and (:mod:`parsers.annotations`) into it again.

A brace or a bar of the text itself has a backslash before it. Backslashes that stand before one are doubled (as in the
arguments of a Windows program); everywhere else a backslash is itself, so that ``C:\\logs`` needs no care.
"""

import re
from dataclasses import dataclass

from parsers.annotations import Mark, mark

__all__ = ["Mark", "MarkError", "Marked", "mark", "unmark"]

_SPECIAL = re.compile(r"(\\*)([{}|])")
_HEAD = re.compile(r"(?P<field>[a-z_]+)(?:=(?P<value>[^{}|\n]*))?\|")


class MarkError(ValueError):
    """Marks that cannot be read. ``position`` is where in the marked text; the message says what to do."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(problem)
        self.position = position


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
