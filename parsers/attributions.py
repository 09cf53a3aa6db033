"""Where a line or a few of them announce a quote: "On ..., ... wrote:"."""

from collections.abc import Sequence
from typing import Protocol

from parsers import quotewords as words

_MOST_WRAPPED = 4
_LONGEST_ANNOUNCED = 300
_LONGEST_VERB = 20  # of those with a blank in them, which may stand on two lines


class LineSeen(Protocol):
    """What is to be known of a line."""

    @property
    def seen(self) -> str:
        """The part of it that is looked at."""
        ...

    @property
    def blank(self) -> bool:
        """Nothing but white space."""
        ...

    @property
    def marked(self) -> bool:
        """Begins with a quote mark."""
        ...


class Attributions:
    """Finds announcements in ``lines``.

    Every line may begin one and go on seven others. What a line says is therefore looked for once, in the line alone: a mail
    that repeats "<address> 2026:" two thousand times would have the same words searched sixteen thousand times.
    """

    def __init__(self, lines: Sequence[LineSeen]) -> None:
        self._lines = lines
        self._bare = [line.seen.strip() for line in lines]
        self._verbs: dict[int, bool] = {}
        self._split_verbs: dict[int, bool] = {}
        self._dates: dict[int, bool] = {}
        self._addresses: dict[int, bool] = {}

    def last_line(self, number: int) -> int | None:
        """The last line of an announcement that begins on this one, at most eight with those that are blank, or None."""
        joined = ""
        for last in range(number, min(number + 2 * _MOST_WRAPPED, len(self._lines))):
            line = self._lines[last]
            if len(line.seen) > _LONGEST_ANNOUNCED or self._begins_another(number, last):
                return None
            if line.marked and not _open_bracket(joined):
                return last - 1 if last > number and self._names_date_and_address(number, last) else None
            if line.blank and not self._unfinished(joined, number, last):
                return None
            joined = f"{joined} {self._bare[last]}".rstrip()
            if self._announces(joined, number, last + 1):
                return last
        return None

    def _begins_another(self, number: int, last: int) -> bool:
        """Whether an announcement begins only on the line ``last``, and what stands before it is the writer's."""
        return (
            any(self._bare[number:last])
            and bool(words.WROTE_BEGINS.match(self._lines[last].seen))
            and not self._has_verb(number, last)
        )

    def _unfinished(self, joined: str, number: int, end: int) -> bool:
        """Whether an announcement may go on behind a blank line: an address or a date was begun, and no sentence ended.

        Some programs put the address on lines of its own; others a blank line before the quote.
        """
        return _open_bracket(joined) or bool(
            joined[-1:] not in ".!?" and words.WROTE_BEGINS.match(joined.lstrip()) and self._has_date(number, end)
        )

    def _announces(self, joined: str, number: int, end: int) -> bool:
        if not joined.rstrip(" -*_>").endswith((":", "：")) and not joined.rstrip(" -").endswith("wrote"):
            return False
        # "On <date>" may begin it; a name only with the address beside it.
        if not words.WROTE_BEGINS.match(self._lines[number].seen) and not self._has_address(number, number + 1):
            return False
        return self._has_date(number, end) and self._has_verb(number, end)

    def _names_date_and_address(self, number: int, end: int) -> bool:
        """An announcement in a language that we do not know, where marked lines follow it."""
        return self._has_date(number, end) and self._has_address(number, end)

    def _has_date(self, number: int, end: int) -> bool:
        return any(self._date(at) for at in range(number, end))

    def _date(self, at: int) -> bool:
        if at not in self._dates:
            self._dates[at] = bool(words.DATE_LIKE.search(self._bare[at]))
        return self._dates[at]

    def _has_address(self, number: int, end: int) -> bool:
        return any(self._address(at) for at in range(number, end))

    def _address(self, at: int) -> bool:
        if at not in self._addresses:
            self._addresses[at] = bool(words.ADDRESS_LIKE.search(self._bare[at]))
        return self._addresses[at]

    def _has_verb(self, number: int, end: int) -> bool:
        """Whether one of the lines, or two that follow each other, say "wrote"."""
        before: int | None = None
        for at in range(number, end):
            if not self._bare[at]:
                continue
            if self._verb(at) or (before is not None and self._split_verb(before, at)):
                return True
            before = at
        return False

    def _verb(self, at: int) -> bool:
        if at not in self._verbs:
            self._verbs[at] = bool(words.WROTE.search(self._bare[at]))
        return self._verbs[at]

    def _split_verb(self, before: int, at: int) -> bool:
        """Whether a verb of two words ("ha scritto") begins at the end of one line and goes on in the next that is not blank."""
        if at not in self._split_verbs:
            ending, beginning = self._bare[before], self._bare[at]
            start = max(0, len(ending) - _LONGEST_VERB)
            near = words.WROTE.finditer(f"{ending} {beginning[: 2 * _LONGEST_VERB]}", start)
            self._split_verbs[at] = any(found.start() < len(ending) < found.end() for found in near)
        return self._split_verbs[at]


def _open_bracket(joined: str) -> bool:
    return joined.count("<") > joined.count(">")
