"""Patterns of many alternative words, searched in folded text: the same matches as ``re.IGNORECASE`` gives, for less time.

Two things make ``re`` slow on such patterns. With ``IGNORECASE`` it enters every alternative at every word, where else it
looks at its first letter: so the text is folded once (:func:`folded`) and the patterns are written in lower case. And most
patterns match in few texts: each knows the words without which it cannot match, and is not searched where none stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as _codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_CASELESS = str.maketrans({"İ": "i", "ı": "i", "ſ": "s"})
"""What ``re.IGNORECASE`` takes for an ASCII letter and ``str.lower`` does not, or not as one letter."""
_MOST_WORDS = 80
_LIKELY = 0.03
"""Words of one letter stand in any text: to look for them saves nothing."""
_MOST_EXACT = 48
_Parsed = Sequence[tuple[Any, Any]]
_REPEATS = frozenset({_codes.MAX_REPEAT, _codes.MIN_REPEAT, _codes.POSSESSIVE_REPEAT})
_WIDTHLESS = frozenset({_codes.AT, _codes.ASSERT, _codes.ASSERT_NOT})


def folded(text: str) -> str:
    """``text`` in lower case, as long as before: a position in one is a position in the other."""
    return text.translate(_CASELESS).lower() if not text.isascii() else text.lower()


class WordSearch:
    """A pattern in lower case that is searched in folded text. ValueError where it has a capital: it would match nothing."""

    __slots__ = ("_pattern", "words")

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        parsed = _parser.parse(pattern, int(flags))
        if _has_capital(parsed):
            raise ValueError(f"a pattern for folded text is written in lower case: {pattern!r}")
        self._pattern = re.compile(pattern, flags)
        self.words = words_needed(parsed)

    @property
    def pattern(self) -> str:
        """As ``re.Pattern.pattern``."""
        return self._pattern.pattern

    def possible(self, text: str) -> bool:
        """Whether ``text``, or any part of it, can hold a match: false is certain, true is not."""
        return not self.words or any(map(text.__contains__, self.words))

    def search(self, text: str) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        return self._pattern.search(text) if self.possible(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer``."""
        return self._pattern.finditer(text) if self.possible(text) else iter(())

    def search_here(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As ``re.Pattern.search``, in a stretch so short that looking for words first would cost more."""
        return self._pattern.search(text, start, len(text) if end is None else end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As ``re.Pattern.match``."""
        return self._pattern.match(text, start)


class CasedSearch:
    """A pattern in which capitals count: searched in a text as written, where its words stand in the folded text."""

    __slots__ = ("_pattern", "words")

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._pattern = re.compile(pattern, flags)
        self.words = words_needed(_parser.parse(pattern, int(flags)))

    def possible(self, low: str) -> bool:
        """Whether a text that is ``low`` once folded, or any part of it, can hold a match."""
        return not self.words or any(map(low.__contains__, self.words))

    def finditer(self, text: str, low: str) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer`` in ``text``; ``low`` is ``text``, folded."""
        return self._pattern.finditer(text) if self.possible(low) else iter(())


def words_needed(parsed: _Parsed) -> tuple[str, ...]:
    """Strings of which at least one stands in whatever ``parsed`` matches, the least likely choice; () where there are none."""
    best = _best(_choices(parsed))
    if best is None or _likelihood(best) > _LIKELY or len(best) > _MOST_WORDS:
        return ()
    return tuple(sorted(word for word in best if not any(other != word and other in word for other in best)))


def _likelihood(words: Iterable[str]) -> float:
    return float(sum(20.0 ** -len(word) for word in words))


def _best(choices: Iterable[frozenset[str]]) -> frozenset[str] | None:
    return min((one for one in choices if one and "" not in one), key=_likelihood, default=None)


def _choices(parsed: _Parsed) -> Iterator[frozenset[str]]:
    """Of each of these sets, one string stands in a match."""
    run = frozenset({""})
    for code, value in parsed:
        if code in _WIDTHLESS:
            continue
        exact = _exact(code, value)
        if exact is not None and len(run) * len(exact) <= _MOST_EXACT:
            run = frozenset(left + right for left in run for right in exact)
            continue
        yield run
        run = frozenset({""})
        yield from _within(code, value)
    yield run


def _within(code: Any, value: Any) -> Iterator[frozenset[str]]:
    """The choices of what cannot be written out: of a branch, one of each alternative."""
    if code is _codes.SUBPATTERN:
        yield from _choices(value[3])
    elif code is _codes.ATOMIC_GROUP:
        yield from _choices(value)
    elif code in _REPEATS and value[0] > 0:
        yield from _choices(value[2])
    elif code is _codes.BRANCH:
        alternatives = [_best(_choices(one)) for one in value[1]]
        known = [one for one in alternatives if one is not None]
        if len(known) == len(alternatives):
            yield frozenset().union(*known)


def _exact(code: Any, value: Any) -> frozenset[str] | None:
    """All strings that one part matches, where they are few; None else."""
    if code is _codes.LITERAL:
        return frozenset({folded(chr(value))})
    if code is _codes.IN and all(one is _codes.LITERAL for one, _ in value):
        return frozenset(folded(chr(char)) for _, char in value)
    if code is _codes.SUBPATTERN:
        return _exact_run(value[3])
    if code is _codes.BRANCH:
        return _union([_exact_run(one) for one in value[1]])
    if code in _REPEATS and value[:2] == (0, 1):
        return _union([frozenset({""}), _exact_run(value[2])])
    return None


def _union(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [one for one in sets if one is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def _exact_run(parsed: _Parsed) -> frozenset[str] | None:
    run = frozenset({""})
    for code, value in parsed:
        exact = frozenset({""}) if code in _WIDTHLESS else _exact(code, value)
        if exact is None or len(run) * len(exact) > _MOST_EXACT:
            return None
        run = frozenset(left + right for left in run for right in exact)
    return run


def _has_capital(parsed: Any) -> bool:
    """Whether an upper-case letter stands anywhere in a parsed pattern, in a range of letters too."""
    if isinstance(parsed, tuple) and len(parsed) == 2:
        code, value = parsed
        if code in (_codes.LITERAL, _codes.NOT_LITERAL):
            return chr(value).isupper()
        if code is _codes.RANGE:
            return any(chr(end).isupper() for end in value)
    if isinstance(parsed, str | int) or parsed is None:
        return False
    return any(_has_capital(part) for part in parsed)
