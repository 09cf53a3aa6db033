"""What can be wrong with normalised values, held against the words that they were taken from."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import phonenumbers

from parsers.told_counts import users_value
from parsers.told_times import started_value
from training.findings import Finding, of_label
from training.labels import Label, LabelField
from training.message import AnnotatedMessage

_CONNID = re.compile(r"[0-9a-fA-F]{16}")
_EMAIL = re.compile(r"[\w.+'-]+@[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)
_AHEAD = timedelta(days=1)
_LONG_AGO = timedelta(days=370)
_SOME_TIME_AGO = timedelta(days=45)
_TOLERANCE = timedelta(minutes=30)
_LEAST_DIGITS = 7


def connids(message: AnnotatedMessage) -> Iterator[Finding]:
    """A CONNID is 16 hexadecimal digits."""
    for label in message.labelled(LabelField.CONNID):
        if not _CONNID.fullmatch(label.words):
            yield of_label(message, label, "a CONNID is 16 hexadecimal digits")


def emails(message: AnnotatedMessage) -> Iterator[Finding]:
    """An address is marked as it is written, and nothing beside it."""
    for label in message.labelled(LabelField.EMAIL):
        if not _EMAIL.fullmatch(label.words):
            yield of_label(message, label, "is no address by itself: mark only what stands for it in the text")


def numbers(message: AnnotatedMessage) -> Iterator[Finding]:
    """A number is possible in its country, and the words say it."""
    for label in (*message.labelled(LabelField.PHONE), *message.labelled(LabelField.ANI)):
        number = phonenumbers.parse(str(label.value))
        if not phonenumbers.is_possible_number(number):
            yield of_label(message, label, f"{label.value} is no possible number: look at its digits")
        elif not _says(label.words, number):
            yield of_label(message, label, f"the words do not say {label.value}")


def _says(words: str, number: phonenumbers.PhoneNumber) -> bool:
    """Whether ``words`` are ``number``, read in its own country or as its last digits."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    try:
        read = phonenumbers.parse(words, region)
    except phonenumbers.NumberParseException:
        read = None
    if read is not None and (read.country_code, read.national_number) == (number.country_code, number.national_number):
        return True
    digits = re.sub(r"\D", "", words).lstrip("0")
    return len(digits) >= _LEAST_DIGITS and str(number.national_number).endswith(digits)


def started(message: AnnotatedMessage) -> Iterator[Finding]:
    """The trouble began before it was written about, and not a year ago."""
    for label in message.labelled(LabelField.STARTED):
        at = label.value
        if isinstance(at, datetime):
            if at > message.sent + _AHEAD:
                yield of_label(message, label, "is more than a day behind the time of sending")
            elif at < message.sent - _LONG_AGO:
                yield of_label(message, label, "is more than a year before the time of sending")
            elif at > message.sent:
                yield of_label(message, label, "is behind the time of sending: look at the offset", doubt=True)
            elif at < message.sent - _SOME_TIME_AGO:
                yield of_label(message, label, "is weeks before the time of sending: look at the date", doubt=True)
        yield from _by_the_grammar(message, label)


def _by_the_grammar(message: AnnotatedMessage, label: Label) -> Iterator[Finding]:
    """Hold the value against the desk's own grammar of times: one of the two may be wrong."""
    at = started_value(message.text_of(label.place), label.start, label.end, message.sent)
    if at is None:
        return
    if not isinstance(label.value, datetime):
        yield of_label(message, label, f"could it be {at:%Y-%m-%dT%H:%MZ}? It has no value", doubt=True)
    elif abs(at - label.value) > _TOLERANCE:
        problem = f"is {label.value:%Y-%m-%dT%H:%MZ} here, the desk reads {at:%Y-%m-%dT%H:%MZ}"
        yield of_label(message, label, f"{problem}: one is wrong", doubt=True)


def users(message: AnnotatedMessage) -> Iterator[Finding]:
    """A number of people, held against what the desk reads in the words."""
    for label in message.labelled(LabelField.USERS):
        value = users_value(message.text_of(label.place), label.start, label.end)
        if value is not None and value != label.value:
            yield of_label(message, label, f"is {label.value} here, the desk reads {value}", doubt=True)


RULES = (connids, emails, numbers, started, users)
