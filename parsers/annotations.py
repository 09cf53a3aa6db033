"""Writes texts with inline marks, as people correct them and readers learn from them (training/README.md has the format).

A mark is ``{field|words}`` or ``{field=value|words}``. A brace or a bar of the text itself has a backslash before it.
Backslashes that stand before one are doubled (as in the arguments of a Windows program); everywhere else a backslash is itself,
so that ``C:\\logs`` needs no care. A line of the text that begins like the line between two messages has a backslash before it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_SPECIAL = re.compile(r"(\\*)([{}|])")
_BACKSLASHES_AT_END = re.compile(r"\\+\Z")
_LIKE_A_BEGINNING = re.compile(r"^(?=\\*===)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mark:
    """``words`` of the unmarked text at ``[start, end)``, the field that they tell, and the normalised value as written."""

    field: str
    start: int
    end: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Fitting:
    """Which marks can stand in one text together, and which had to give way."""

    kept: tuple[Mark, ...]
    left_out: tuple[Mark, ...]


def message(identity: str, header: Mapping[str, str], body: str, comments: Iterable[str] = ()) -> str:
    """A message as a file has it: ``header`` in its order, each value one line; ``comments`` one line each, below the id.

    ``body`` has its marks already (:func:`mark`); white space at its end is not kept.
    """
    lines = [f"=== id: {identity}", *(f"# {comment}" for comment in comments)]
    lines += [f"{key}: {value}".rstrip(" ") for key, value in header.items()]
    return "\n".join([*lines, "", guarded(body), ""])


def guarded(body: str) -> str:
    """A marked body none of whose lines begins a message: the inverse of :func:`unguarded`."""
    return _LIKE_A_BEGINNING.sub(lambda _: "\\", body)


def unguarded(line: str) -> str:
    """A line of a body as the text has it."""
    return line[1:] if line.startswith("\\") and line.lstrip("\\").startswith("===") else line


def fitting(marks: Iterable[Mark], length: int) -> Fitting:
    """Those marks that fit into a text of ``length`` and with one another; the earlier of two that do not fit is kept.

    Marks may lie within one another, but not within one of their own field.
    """
    kept: list[Mark] = []
    left_out: list[Mark] = []
    for one in marks:
        fits = 0 <= one.start < one.end <= length and all(_goes_with(one, other) for other in kept)
        (kept if fits else left_out).append(one)
    return Fitting(tuple(kept), tuple(left_out))


def _goes_with(one: Mark, other: Mark) -> bool:
    if one.end <= other.start or other.end <= one.start:
        return True
    within = one.start <= other.start and other.end <= one.end
    return (within or (other.start <= one.start and one.end <= other.end)) and one.field != other.field


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
