"""A text cut into pieces at the ends of its marks, so that every mark lies wholly within another or beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.text import lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch ``[start, end)`` of a subject or body that says something.

    ``names`` stand before the words: the numbers of the values that were read here, or what was judged by them. ``label``
    says in words what they are; ``hue`` is the colour, 0 to 359 degrees.
    """

    start: int
    end: int
    names: tuple[str, ...]
    label: str
    hue: int

    @property
    def name(self) -> str:
        """The names as they are shown: ``3`` or ``5,6``."""
        return ",".join(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The next step through a marked text: a mark is opened, or closed, or (without a mark) ``text`` follows.

    ``parted`` is true where a mark is closed that had others in it. ``text`` is clean: it holds no control but line ends
    and tabs, and turns no direction.
    """

    text: str = ""
    opens: Mark | None = None
    closes: Mark | None = None
    parted: bool = False


class _Stack:
    """The marks that are open at a place, the outermost first, each with whether others were opened in it."""

    def __init__(self) -> None:
        self._open: list[Mark] = []
        self._parted: list[bool] = []

    def open(self, marks: Iterable[Mark]) -> Iterator[Piece]:
        for mark in marks:
            self._parted[-1:] = [True] * len(self._parted[-1:])
            self._open.append(mark)
            self._parted.append(False)
            yield Piece(opens=mark)

    def close(self, at: int) -> Iterator[Piece]:
        """Close what ends at ``at``; what lies in it and runs on is closed too, and opened again behind it."""
        outermost = next((depth for depth, mark in enumerate(self._open) if mark.end <= at), len(self._open))
        running = sorted((mark for mark in self._open[outermost:] if mark.end > at), key=lambda one: -one.end)
        while len(self._open) > outermost:
            yield Piece(closes=self._open.pop(), parted=self._parted.pop())
        yield from self.open(running)

    def close_all(self) -> Iterator[Piece]:
        while self._open:
            yield Piece(closes=self._open.pop(), parted=self._parted.pop())


def pieces(text: str, marks: Sequence[Mark], start: int, end: int) -> tuple[Piece, ...]:
    """``text[start:end]`` in pieces. What is opened is closed, the last opened first; marks are cut to the stretch.

    A mark that crosses the end of another is closed there and opened again.
    """
    end = max(start, min(end, len(text)))
    begin: dict[int, list[Mark]] = {}
    edges = {start, end}
    for mark in sorted(marks, key=lambda one: (max(one.start, start), -one.end)):
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            begin.setdefault(first, []).append(mark)
            edges |= {first, last}
    stack, done = _Stack(), list[Piece]()
    for at, following in pairwise(sorted(edges)):
        done += stack.close(at)
        done += stack.open(begin.get(at, ()))
        done.append(Piece(text=clean(text[at:following])))
    return (*done, *stack.close_all())


def clean(text: str) -> str:
    """``text`` with nothing in it that a terminal or browser obeys, but for line ends and tabs."""
    # The Arabic letter mark is the one mark of direction that bot.text leaves in.
    return "\n".join(lines_of(text)).replace("\u061c", "")
