"""Telephone numbers in text (``phonenumbers``: libphonenumber's metadata), as E.164, with their offsets.

Only numbers that are valid in their numbering plan count: CONNIDs, ticket numbers, dates and addresses are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

_DIGITS = re.compile(r"(?<![\w#/])\+?\(?\d[\d().\s/–-]{5,24}\d(?!\w)")
_UNMISTAKABLE = re.compile(
    (
        r"\+\d.*|\(\d{3}\)\s?\d{3}[ .-]\d{4}|(?:1[ .-])?\d{3}([ .-])\d{3}\1\d{4}|07\d{3}\s?\d{3}\s?\d{3}|"
        r"0\d{2,4}\s\d{3,4}\s\d{3,4}"
    ),
    re.DOTALL,
)
"""Written like a number and nothing else: then it need only be possible. Ranges set aside for fiction are not valid."""
_EXTENSION = re.compile(r"[\s,]{0,3}(?:ext\.?|extension|x|#)\s?\d{1,6}\b", re.IGNORECASE)
_TOLL_FREE = re.compile(r"\+1(?:800|833|844|855|866|877|888)|\+44(?:800|808)|\+49800|\+33800|\+61180")


@dataclass(frozen=True, slots=True)
class Phone:
    """A valid number at ``[start, end)``; ``e164`` without its extension, which ``end`` does not cover."""

    e164: str
    start: int
    end: int

    @property
    def toll_free(self) -> bool:
        """Whether callers dial it for nothing: then it is a service's number, hardly a caller's."""
        return bool(_TOLL_FREE.match(self.e164))


def region_for(offset: timedelta | None, text: str) -> str:
    """The region whose national format a number without country code has: the US, unless the text points elsewhere.

    Nobody in the US writes a leading zero; where the text has international numbers, their country is taken, else the
    British Isles for a sender on their time.
    """
    for code, region in (("+44", "GB"), ("+49", "DE"), ("+353", "IE"), ("+61", "AU"), ("+33", "FR"), ("+31", "NL")):
        if code in text:
            return region
    hours = (offset or timedelta()).total_seconds() / 3600
    return {0: "GB", 1: "GB", 2: "DE"}.get(int(hours), "US") if hours == int(hours) else "US"


def phones(text: str, region: str = "US") -> Iterator[Phone]:
    """The valid numbers in ``text``, in order. ``region`` reads those with a national leading zero. Never raises."""
    import phonenumbers

    for line in _DIGITS.finditer(text):
        for start, end in _pieces(line):
            words = text[start:end]
            home = region if words.lstrip("(").startswith("0") else "US"
            try:
                number = phonenumbers.parse(words, home)
            except phonenumbers.NumberParseException:
                continue
            sure = phonenumbers.is_valid_number(number) or (
                bool(_UNMISTAKABLE.fullmatch(words)) and phonenumbers.is_possible_number(number)
            )
            if sure and _separated(words):
                yield Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), start, end)


def _pieces(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """A stretch of digits can hold a number and what stands behind it in a table or on the next line."""
    start = match.start()
    for part in re.split(r"(\s{2,}|\n|\s[-–/]\s|/)", match.group()):
        if sum(char.isdigit() for char in part) >= 8:
            lead = len(part) - len(part.lstrip(" -–."))
            yield start + lead, start + len(part.rstrip(" -–.("))
        start += len(part)


def _separated(words: str) -> bool:
    """Ten bare digits may be anything; so may a date or an IP address in the disguise of a number."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", words):
        return False
    return not re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", words)


def extension_after(text: str, end: int) -> bool:
    """Whether an extension follows the number that ends at ``end``."""
    return bool(_EXTENSION.match(text, end))
