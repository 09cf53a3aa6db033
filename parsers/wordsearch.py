"""Patterns of many alternative words, searched in folded text: the same matches as ``re.IGNORECASE`` gives, for less time.

Three things make ``re`` slow on such patterns. With ``IGNORECASE`` it enters every alternative at every word, where else it
looks at its first letter: so the text is folded once (:func:`folded`) and the patterns are written in lower case. It tries
every character of the text, where a match begins with one of a few words: so each pattern is tried at those words alone.
And a pattern that may begin with any word is not searched where none of the words stands that it needs.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from parsers.wordneeds import DIGIT, begins, has_capital, parsed, words_needed

_CASELESS = str.maketrans({"İ": "i", "ı": "i", "ſ": "s"})
"""What ``re.IGNORECASE`` takes for an ASCII letter and ``str.lower`` does not, or not as one letter."""
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]{1,3}")
"""The first letters of a word: its key (:mod:`parsers.wordneeds`)."""


class Folded(str):
    """A text in lower case; it knows where its words begin."""

    __slots__ = ("__dict__",)

    @cached_property
    def starts(self) -> dict[str, list[int]]:
        """Where the words begin, by their keys; under ``#`` those that begin with a digit once more."""
        starts: dict[str, list[int]] = {}
        for match in _WORD_START.finditer(self):
            starts.setdefault(match.group(), []).append(match.start())
        starts[DIGIT] = [start for key, at in starts.items() if key[0].isdecimal() for start in at]
        return starts

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of its words."""
        return frozenset(self.starts)


def folded(text: str) -> Folded:
    """``text`` in lower case, as long as before: a position in one is a position in the other."""
    return Folded(text.lower() if text.isascii() else text.translate(_CASELESS).lower())


def two_lines(first: Folded, second: Folded) -> Folded:
    """Both texts, a line end between them."""
    both = Folded(f"{first}\n{second}")
    shift = len(first) + 1
    both.starts = dict(first.starts)
    for key, starts in second.starts.items():
        both.starts[key] = [*first.starts.get(key, ()), *(start + shift for start in starts)]
    return both


Span = tuple[int, int]
"""A stretch ``[start, end)`` of a text."""


def _starts(keys: frozenset[str], text: Folded) -> list[int]:
    """Where in ``text`` a word stands with which a match may begin, in order."""
    lists = [text.starts[key] for key in keys & text.keys]
    return sorted(chain.from_iterable(lists))


def _at_words(pattern: re.Pattern[str], text: str, starts: list[int]) -> Iterator[re.Match[str]]:
    end = 0
    for start in starts:
        match = pattern.match(text, start) if start >= end else None
        if match:
            end = match.end()
            yield match


def _in_parts(
    pattern: re.Pattern[str], text: str, parts: Sequence[Span], starts: list[int] | None
) -> Iterator[tuple[int, re.Match[str]]]:
    if starts is None:
        for index, (begin, end) in enumerate(parts):
            yield from ((index, match) for match in pattern.finditer(text[begin:end]))
        return
    at, last = iter(enumerate(parts)), 0
    index, begin, end, part = -1, 0, 0, ""
    for start in starts:
        while end <= start:
            following = next(at, None)
            if following is None:
                return
            index, (begin, end) = following
            part, last = text[begin:end], begin
        match = pattern.match(part, start - begin) if start >= last else None
        if match:
            last = begin + match.end()
            yield index, match


class WordSearch:
    """A pattern in lower case that is searched in folded text. ValueError where it has a capital: it would match nothing."""

    __slots__ = ("_begins", "_pattern", "words")

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        items = parsed(pattern, flags)
        if has_capital(items):
            raise ValueError(f"a pattern for folded text is written in lower case: {pattern!r}")
        self._pattern = re.compile(pattern, flags)
        self._begins = begins(items)
        self.words = words_needed(items)

    @property
    def pattern(self) -> str:
        """As ``re.Pattern.pattern``."""
        return self._pattern.pattern

    def possible(self, text: Folded) -> bool:
        """Whether ``text``, or any part of it, can hold a match: false is certain, true is not."""
        if self._begins is not None and self._begins.isdisjoint(text.keys):
            return False
        return not self.words or any(map(text.__contains__, self.words))

    def search(self, text: Folded) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        if self._begins is None:
            return self._pattern.search(text) if self.possible(text) else None
        for start in _starts(self._begins, text):
            match = self._pattern.match(text, start)
            if match:
                return match
        return None

    def finditer(self, text: Folded) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer``."""
        if self._begins is None:
            return self._pattern.finditer(text) if self.possible(text) else iter(())
        return _at_words(self._pattern, text, _starts(self._begins, text))

    def parts_matched(self, text: Folded, parts: Sequence[Span]) -> Iterator[int]:
        """The indices of those of ``parts`` (of ``text``, in order) that hold a match, each searched as a text of its own."""
        starts = None if self._begins is None else _starts(self._begins, text)
        if starts == [] or not self.possible(text):
            return
        for index, (begin, end) in enumerate(parts):
            at = 0 if starts is None else bisect_left(starts, begin)
            if (starts is None or (at < len(starts) and starts[at] < end)) and self._pattern.search(text[begin:end]):
                yield index

    def in_parts(self, text: Folded, parts: Sequence[Span]) -> Iterator[tuple[int, re.Match[str]]]:
        """The matches in each of ``parts`` (of ``text``, in order), each searched as a text of its own: with its index."""
        if self._begins is not None:
            return _in_parts(self._pattern, text, parts, _starts(self._begins, text))
        return _in_parts(self._pattern, text, parts, None) if self.possible(text) else iter(())

    def search_here(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As ``re.Pattern.search``, in a stretch so short that looking for words first would cost more."""
        return self._pattern.search(text, start, len(text) if end is None else end)

    def finditer_here(self, text: str) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer``, in a stretch as short as that."""
        return self._pattern.finditer(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As ``re.Pattern.match``."""
        return self._pattern.match(text, start)


class CasedSearch:
    """A pattern in which capitals count: searched in a text as written, where its words stand in the folded text."""

    __slots__ = ("_begins", "_pattern", "words")

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        items = parsed(pattern, flags)
        self._pattern = re.compile(pattern, flags)
        self._begins = begins(items)
        self.words = words_needed(items)

    @property
    def pattern(self) -> str:
        """As ``re.Pattern.pattern``."""
        return self._pattern.pattern

    def possible(self, low: str) -> bool:
        """Whether a text that is ``low`` once folded, or any part of it, can hold a match."""
        return not self.words or any(map(low.__contains__, self.words))

    def finditer(self, text: str, low: Folded) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer`` in ``text``; ``low`` is ``text``, folded."""
        if self._begins is None:
            return self._pattern.finditer(text) if self.possible(low) else iter(())
        return _at_words(self._pattern, text, _starts(self._begins, low))

    def in_parts(self, text: str, low: Folded, parts: Sequence[Span]) -> Iterator[tuple[int, re.Match[str]]]:
        """As :meth:`WordSearch.in_parts`; ``low`` is ``text``, folded."""
        if self._begins is not None:
            return _in_parts(self._pattern, text, parts, _starts(self._begins, low))
        return _in_parts(self._pattern, text, parts, None) if self.possible(low) else iter(())

    def sub(self, replace: Callable[[re.Match[str]], str], text: str, low: str) -> str:
        """As ``re.Pattern.sub`` in ``text``; ``low`` is ``text``, folded."""
        return self._pattern.sub(replace, text) if self.possible(low) else text
