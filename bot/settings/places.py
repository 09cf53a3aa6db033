"""Where in a TOML text each key stands. ``tomllib`` forgets it, and an operator wants to know the line."""

import bisect
import re
import tomllib
from collections.abc import Callable

Path = tuple[str | int, ...]
"""Keys and, within arrays, 0-based indexes: ``("imap", 0, "oauth2", "scope")``."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]+")


def key_lines(text: str) -> dict[Path, int]:
    """The 1-based line on which each key, table and array element of a valid TOML text first stands."""
    return _Scanner(text).scan()


def nearest_line(lines: dict[Path, int], path: Path) -> int | None:
    """The line of ``path``, or of the nearest table or array around it; None where nothing of it stands in the text."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scanner:
    """Walks over the text once. It relies on ``tomllib`` having read it: what is not valid may be misplaced."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {}
        self._last_element: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank() < len(self._text):
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _header(self) -> Path:
        """``[a.b]``, or ``[[a.b]]``, which is one more element of the array."""
        line = self._line()
        is_element = self._text.startswith("[[", self._at)
        self._at += 2 if is_element else 1
        keys = self._keys()
        self._at += 2 if is_element else 1
        path: Path = ()
        for key in keys[:-1]:
            path = self._inside((*path, key))
        path = (*path, keys[-1])
        self._note(path, line)
        if not is_element:
            return self._inside(path)
        self._last_element[path] = self._last_element.get(path, -1) + 1
        element = self._inside(path)
        self._note(element, line)
        return element

    def _inside(self, path: Path) -> Path:
        """Below an array of tables, its last element is meant."""
        return (*path, self._last_element[path]) if path in self._last_element else path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._keys():
            path = (*path, key)
            self._note(path, line)
        self._at += 1  # "="
        self._skip_blank()
        self._value(path)

    def _keys(self) -> list[str]:
        """A dotted key, up to what follows it."""
        keys: list[str] = []
        while True:
            self._skip_blank()
            if self._peek() in ('"', "'"):
                keys.append(str(tomllib.loads(f"key = {self._take(_STRING)}")["key"]))
            else:
                keys.append(self._take(_BARE_KEY))
            self._skip_blank()
            if self._peek() != ".":
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        opening = self._peek()
        if opening == "[":
            self._list("]", lambda number: self._element((*path, number)))
        elif opening == "{":
            self._list("}", lambda _: self._pair(path))
        else:
            self._take(_STRING if opening in ('"', "'") else _SCALAR)

    def _element(self, path: Path) -> None:
        self._note(path, self._line())
        self._value(path)

    def _list(self, closing: str, member: Callable[[int], None]) -> None:
        self._at += 1
        number = 0
        while self._skip_blank() < len(self._text) and self._peek() != closing:
            member(number)
            number += 1
            self._skip_blank()
            if self._peek() == ",":
                self._at += 1
        self._at += 1

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        # One step at least, so that a text which is not TOML ends all the same.
        self._at = match.end() if match else self._at + 1
        return match[0] if match else ""

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip_blank(self) -> int:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _line(self) -> int:
        return bisect.bisect_left(self._ends, self._at) + 1

    def _note(self, path: Path, line: int) -> None:
        self._lines.setdefault(path, line)
