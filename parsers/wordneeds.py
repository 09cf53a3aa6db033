"""What a text must hold for a pattern to match: read from the pattern itself, as ``re`` has parsed it.

A hint for :mod:`parsers.wordsearch`, never a result: where nothing can be told, nothing is demanded. The parser is no public
part of ``re``; a test holds every pattern that is shipped against ``re`` alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as _codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_MOST_WORDS = 80
_LIKELY = 0.03
"""Words of one letter stand in any text: to look for them saves nothing."""
_MOST_EXACT = 48
_Items = Sequence[tuple[Any, Any]]
_REPEATS = frozenset({_codes.MAX_REPEAT, _codes.MIN_REPEAT, _codes.POSSESSIVE_REPEAT})
_WIDTHLESS = frozenset({_codes.AT, _codes.ASSERT, _codes.ASSERT_NOT})
_KEY = 3
DIGIT = "#"
_DEEPEST = 60
_ASCII_END = 128


def parsed(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> _Items:
    """``pattern`` as ``re`` parses it."""
    return list(_parser.parse(pattern, int(flags)))


def begins(items: _Items) -> frozenset[str] | None:
    """The keys of the words with which a match can begin; None where it may begin elsewhere, or with any word.

    The key of a word is its first three letters, or all of them where it is shorter; ``#`` stands for all that begin with a
    digit. All in small letters, where a capital begins the pattern too.
    """
    read = _begins(list(items), "", False, 0)
    # Of a number not told to its end it is only known that it begins with a digit.
    keys = read and {DIGIT if key[0].isdecimal() and not _is_whole(key) else key for key in read}
    if not keys or any(not _is_whole(key) for key in keys):
        return None
    return frozenset(key.rstrip() for key in keys if not (DIGIT in keys and key[0].isdecimal()))


def _is_whole(key: str) -> bool:
    return len(key) == _KEY or key.endswith((" ", DIGIT))


def _begins(items: list[tuple[Any, Any]], head: str, at_word: bool, depth: int) -> set[str] | None:
    """The keys, where ``head`` was read of the first word; ``at_word``: it is known that a word begins here."""
    if _is_whole(head):
        return {head}
    if not items or depth > _DEEPEST:
        return {head} if head else None
    (code, value), rest = items[0], items[1:]
    if code in _WIDTHLESS:
        if head and code is _codes.AT:
            return {f"{head} "} if value is _codes.AT_BOUNDARY else {head}
        return _begins(rest, head, at_word or _is_word_start(code, value), depth + 1)
    ways = _ways(code, value, rest)
    if ways is not None:
        return _all(_begins(way, head, at_word, depth + 1) for way in ways)
    if not at_word:
        return None
    chars = _first_chars(code, value)
    if chars is None:
        return {head} if head else None
    return _all(_read_on(char, head, rest, depth) for char in chars)


def _read_on(char: str, head: str, rest: list[tuple[Any, Any]], depth: int) -> set[str] | None:
    if char == DIGIT and head:
        return {head}
    if char.isalnum() or char == DIGIT:
        return _begins(rest, head + char, True, depth + 1)
    return {f"{head} "} if head else None


def _all(sets: Iterable[set[str] | None]) -> set[str] | None:
    """The union, None where one of them is."""
    union: set[str] = set()
    for one in sets:
        if one is None:
            return None
        union |= one
    return union


def _is_word_start(code: Any, value: Any) -> bool:
    """Whether a condition says that no letter stands before: the edge of a word, the start of the text, ``(?<![\\w-])``."""
    if code is _codes.AT:
        return value in (_codes.AT_BOUNDARY, _codes.AT_BEGINNING_STRING)
    if code is not _codes.ASSERT_NOT or value[0] > 0 or len(value[1]) != 1:
        return False
    inner, chars = value[1][0]
    return inner is _codes.IN and (_codes.CATEGORY, _codes.CATEGORY_WORD) in chars


def _ways(code: Any, value: Any, rest: list[tuple[Any, Any]]) -> list[list[tuple[Any, Any]]] | None:
    """How the pattern may go on where its next part is made of others; None for a single character."""
    if code is _codes.SUBPATTERN:
        return [[*value[3], *rest]]
    if code is _codes.ATOMIC_GROUP:
        return [[*value, *rest]]
    if code is _codes.BRANCH:
        return [[*one, *rest] for one in value[1]]
    if code in _REPEATS:
        least, most, part = value
        again = [] if most == 1 else [(code, (max(0, least - 1), most if most is _codes.MAXREPEAT else most - 1, part))]
        once = [*part, *again, *rest]
        return [once] if least else [once, rest]
    return None


def _first_chars(code: Any, value: Any) -> frozenset[str] | None:
    """The characters that one part matches; ``#`` for a digit, a space for white space. None where they are many."""
    if code is _codes.LITERAL:
        return frozenset({chr(value).lower()})
    if code is not _codes.IN:
        return None
    chars: set[str] = set()
    for inner, char in value:
        if inner is _codes.LITERAL:
            chars.add(chr(char).lower())
        elif (inner is _codes.CATEGORY and char is _codes.CATEGORY_DIGIT) or (
            inner is _codes.RANGE and _is_digits(char)
        ):
            chars.add(DIGIT)
        elif inner is _codes.CATEGORY and char is _codes.CATEGORY_SPACE:
            chars.add(" ")
        else:
            return None
    return frozenset(chars)


def _is_digits(ends: tuple[int, int]) -> bool:
    return all(chr(end).isdecimal() and end < _ASCII_END for end in ends)


def words_needed(items: _Items) -> tuple[str, ...]:
    """Strings of which at least one stands in whatever ``items`` matches, the least likely choice; () where there are none."""
    best = _best(_choices(items))
    if best is None or _likelihood(best) > _LIKELY or len(best) > _MOST_WORDS:
        return ()
    return tuple(sorted(word for word in best if not any(other != word and other in word for other in best)))


def _likelihood(words: Iterable[str]) -> float:
    return float(sum(20.0 ** -len(word) for word in words))


def _best(choices: Iterable[frozenset[str]]) -> frozenset[str] | None:
    return min((one for one in choices if one and "" not in one), key=_likelihood, default=None)


def _choices(items: _Items) -> Iterator[frozenset[str]]:
    """Of each of these sets, one string stands in a match."""
    run = frozenset({""})
    for code, value in items:
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
        return frozenset({chr(value).lower()})
    if code is _codes.IN and all(one is _codes.LITERAL for one, _ in value):
        return frozenset(chr(char).lower() for _, char in value)
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


def _exact_run(items: _Items) -> frozenset[str] | None:
    run = frozenset({""})
    for code, value in items:
        exact = frozenset({""}) if code in _WIDTHLESS else _exact(code, value)
        if exact is None or len(run) * len(exact) > _MOST_EXACT:
            return None
        run = frozenset(left + right for left in run for right in exact)
    return run


def has_capital(items: Any) -> bool:
    """Whether an upper-case letter stands anywhere in a pattern, in a range of letters too."""
    if isinstance(items, tuple) and len(items) == 2:
        code, value = items
        if code in (_codes.LITERAL, _codes.NOT_LITERAL):
            return chr(value).isupper()
        if code is _codes.RANGE:
            return any(chr(end).isupper() for end in value)
    if isinstance(items, str | int) or items is None:
        return False
    return any(has_capital(part) for part in items)
