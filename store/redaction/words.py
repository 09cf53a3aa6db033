"""The strings that give a person away, and texts without them."""

import re
from collections.abc import Sequence
from typing import Any

REDACTED = "[redacted]"

_BETWEEN_NAMES = r"[\s._,-]{1,3}"
_BETWEEN_DIGITS = r"[\s().\-/]{0,3}"
_COUNTRY = r"(?:\+?\d{1,3}[\s().\-/]{0,3})?"
_NATIONAL_DIGITS = 10
_SHORTEST_PHONE = 7
_SHORTEST_LONE_NAME = 3


class Words:
    """Finds a person's addresses, name (``Kim Aldous``, ``ALDOUS, KIM``, ``kim_aldous``), telephone number and other marks.

    A name of one word is found only as it is written: it may be a word of the language as well.
    """

    def __init__(
        self, *, addresses: Sequence[str] = (), name: str = "", phone: str | None = None, marks: Sequence[str] = ()
    ) -> None:
        patterns = [
            *(rf"(?i:(?<![\w.%+-]){re.escape(address)}(?![\w-]))" for address in addresses if address),
            *(rf"(?<!\w){re.escape(mark)}(?!\w)" for mark in marks if mark),
            *_of_name(name.split()),
            *_of_phone(re.sub(r"\D", "", phone or "")),
        ]
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in the text."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def out_of(self, text: str) -> str:
        """The text with ``[redacted]`` in place of each."""
        return self._pattern.sub(REDACTED, text) if self._pattern else text

    def out_of_json(self, value: Any) -> Any:
        """A JSON value with each string so treated; keys are the program's own."""
        if isinstance(value, str):
            return self.out_of(value)
        if isinstance(value, list):
            return [self.out_of_json(item) for item in value]
        if isinstance(value, dict):
            return {key: self.out_of_json(item) for key, item in value.items()}
        return value


def _of_name(parts: Sequence[str]) -> list[str]:
    if not parts:
        return []
    if len(parts) == 1:
        return [rf"(?<!\w){re.escape(parts[0])}(?!\w)"] if len(parts[0]) >= _SHORTEST_LONE_NAME else []
    orders = (parts, [parts[-1], *parts[:-1]])
    names = [_BETWEEN_NAMES.join(map(re.escape, order)) for order in orders]
    # Letters and digits end a word here, the underscore of a file name does not.
    return [rf"(?i:(?<![^\W_]){name}(?![^\W_]))" for name in names]


def _of_phone(digits: str) -> list[str]:
    if len(digits) < _SHORTEST_PHONE:
        return []
    return [rf"(?<!\d){_COUNTRY}\(?{_BETWEEN_DIGITS.join(digits[-_NATIONAL_DIGITS:])}(?!\d)"]
