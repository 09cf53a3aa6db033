"""Numbers of people as customers write them: "about forty agents", "85 of 120 seats", "just me", "two dozen reps".

A count has a value only where the words give one number: a range ("20 to 30 agents") and "everyone" have words alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.count_patterns import BARE, BARE_RANGE, BARE_SHARE, LEAD, MAKERS_NAMED, PATTERNS, PEOPLE_NAMED
from parsers.wordsearch import Folded, Span, WordSearch, folded

_A_HUNDRED = re.compile(r"\ba (hundred|thousand)")
_SMALL = {
    "half a dozen": 6, "a half dozen": 6, "half dozen": 6, "half a hundred": 50,
    "half a thousand": 500, "a dozen": 12, "dozen": 12, "a couple": 2, "a couple of": 2, "couple of": 2,
    "a pair of": 2, "both": 2, "none": 0, "zero": 0,
}  # fmt: skip
_MAKERS_END = ("ers", "ors", "ists")
"""One of these stands in every word for people that is told by its end alone."""


@dataclass(frozen=True, slots=True)
class Count:
    """A count of people at ``[start, end)``; ``value`` is None where the words give no single number."""

    value: int | None
    start: int
    end: int
    score: float


@lru_cache(maxsize=1024)
def number_of(words: str) -> int | None:
    """``"forty-two"`` -> 42, ``"two dozen"`` -> 24, ``"1,200"`` -> 1200; None where the words are no number."""
    from text_to_num import text2num

    text = " ".join(words.lower().replace("fourty", "forty").split())
    if text in _SMALL:
        return _SMALL[text]
    if text.endswith(" dozen"):
        return 12 * (number_of(text.removesuffix(" dozen").removesuffix(" of")) or 1)
    digits = text.replace(",", "")
    if digits.isdecimal():
        return int(digits)
    try:
        return int(text2num(_A_HUNDRED.sub(r"one \1", text).replace(" and ", " "), "en"))
    except ValueError:
        return None


def _value(match: re.Match[str], fixed: int | None) -> int | None:
    if fixed is not None:
        return fixed
    words = match.groupdict().get("n")
    return number_of(words) if words else None


def that_mention_people(low: Folded, parts: Sequence[Span]) -> list[Span]:
    """Those of ``parts`` (of ``low``, in order) that can hold a count at all."""
    speaking = {index for index, _ in PEOPLE_NAMED.in_parts(low, parts)}
    if any(map(low.__contains__, _MAKERS_END)):
        speaking |= {
            index for index, part in enumerate(parts) if index not in speaking and _names_makers(low[slice(*part)])
        }
    return [parts[index] for index in sorted(speaking)]


def _names_makers(low: str) -> bool:
    return any(map(low.__contains__, _MAKERS_END)) and MAKERS_NAMED.search_here(low) is not None


def counts(text: str) -> Iterator[Count]:
    """Every count of people in ``text``, in order, without overlaps (the more telling pattern wins)."""
    for found in counts_in(text, folded(text), [(0, len(text))]):
        yield from found


def counts_in(text: str, low: Folded, parts: Sequence[Span]) -> tuple[tuple[Count, ...], ...]:
    """As :func:`counts` for each of ``parts`` (of ``text``, in order), each read as a text of its own.

    Offsets are those of ``text``; ``low`` is ``text``, folded.
    """
    taken: list[list[Count]] = [[] for _ in parts]
    for pattern, score, fixed in PATTERNS:
        found = pattern.in_parts(low, parts) if isinstance(pattern, WordSearch) else pattern.in_parts(text, low, parts)
        for index, match in found:
            begin, stop = parts[index]
            start, end = _with_lead(low[begin:stop], match)
            one = Count(_value(match, fixed), begin + start, begin + end, score)
            if all(one.end <= other.start or one.start >= other.end for other in taken[index]):
                taken[index].append(one)
    return tuple(tuple(sorted(found, key=lambda one: one.start)) for found in taken)


def _with_lead(low: str, match: re.Match[str]) -> Span:
    start, end = match.span("text")
    before = LEAD.search_here(low, max(0, start - 40), start)
    return (before.start() if before else start), end


def bare_count(text: str) -> Count | None:
    """The count that a short answer begins with: "about 25, all in Tulsa", "85 of 120", "20 to 30"."""
    low = folded(text)
    for pattern in (BARE_RANGE, BARE_SHARE, BARE):
        match = pattern.match(low)
        if match:
            start, end = match.span("text")
            return Count(_value(match, None), start, end, 0.7)
    return None
