"""Corrections as an analyst types them, ``FIELD=VALUE``, in the form in which they are kept; ValueError says what to write."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import phonenumbers

from bot.contacts.values import mail_address
from parsers.extraction import plain
from parsers.vocabulary import LIST_FIELDS, Environment, FieldName, MessageKind, Severity

KIND, SEVERITY = "kind", "severity"
Value = str | int
Wanted = Mapping[str, tuple[Value, ...]]
"""Values by the name of a field, or "kind" or "severity"; none: nothing should have been read."""

_NAMES = (KIND, SEVERITY, *map(str, FieldName))
_MOST_USERS = 9_999_999
_CONNID = re.compile(r"[0-9a-fA-F]{16}")


def wanted(assignments: Sequence[str]) -> dict[str, tuple[Value, ...]]:
    """What ``FIELD=VALUE ...`` asks for. ``FIELD=`` asks for nothing; a list field may be given several times."""
    found: dict[str, tuple[Value, ...]] = {}
    for assignment in assignments:
        written, equals, text = assignment.partition("=")
        if not equals:
            raise ValueError(f"{assignment!r} is no correction; write FIELD=VALUE, like users_affected=25")
        name = _name(written)
        value = _value(name, text)
        if name in found and (name not in LIST_FIELDS or value is None or not found[name]):
            raise ValueError(f"{name} is given twice; only {', '.join(sorted(LIST_FIELDS))} may be, for several values")
        found[name] = (*found.get(name, ()), *([value] if value is not None else []))
    return found


def _name(written: str) -> str:
    name = written.strip().casefold().replace("-", "_").replace(" ", "_")
    if name in _NAMES:
        return name
    begun = [one for one in _NAMES if name and one.startswith(name)]
    near = begun or difflib.get_close_matches(name, _NAMES, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise ValueError(f"there is no field {written.strip()!r}; {hint}there are: {', '.join(_NAMES)}")


def _value(name: str, text: str) -> Value | None:
    given = " ".join(text.split())
    if not given:
        if name in (KIND, SEVERITY):
            raise ValueError(f"{name} cannot be empty; it is one of {_words(_CLOSED[name])}")
        return None
    if not given.isprintable():
        raise ValueError(f"{name} has characters that cannot be shown")
    read = _READERS.get(name)
    return read(given) if read else given


def _words(words: Sequence[str]) -> str:
    return ", ".join(words)


def _closed(name: str) -> Callable[[str], str]:
    """One of a closed set of words, whatever its case."""
    known = {word.casefold(): word for word in _CLOSED[name]}

    def read(text: str) -> str:
        found = known.get(text.casefold().replace(" ", "_").replace("-", "_"))
        if found is None:
            raise ValueError(f"{text!r} is no {name}; it is one of {_words(_CLOSED[name])}")
        return found

    return read


def _users(text: str) -> int:
    if not re.fullmatch(r"\d{1,7}", text, re.ASCII):
        raise ValueError(f"users_affected is a whole number from 0 to {_MOST_USERS}, like 25, not {text!r}")
    return int(text)


def _started(text: str) -> Value:
    problem = f"started_at is a time with its zone, like 2026-03-17T12:45Z or 2026-03-17T07:45-05:00, not {text!r}"
    try:
        moment = datetime.fromisoformat(text)
        value = plain(moment)
    except (ValueError, OverflowError) as error:
        raise ValueError(problem) from error
    if moment.tzinfo is None:
        raise ValueError(problem)
    return value


def _phone(text: str) -> str:
    problem = f"a telephone number is written in E.164, country first, like +13035550164, not {text!r}"
    if not text.startswith("+"):
        raise ValueError(problem)
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException as error:
        raise ValueError(problem) from error
    # Only possible, not valid: as with contacts, numbers set aside for fiction and new ranges are kept.
    if number.extension or not phonenumbers.is_possible_number(number):
        raise ValueError(problem)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _connid(text: str) -> str:
    if not _CONNID.fullmatch(text):
        raise ValueError(f"a CONNID is 16 hexadecimal digits, like 00a1025b7c3f9d42, not {text!r}")
    return text


def _email(text: str) -> str:
    mail_address(text)
    return text


_CLOSED: dict[str, tuple[str, ...]] = {
    KIND: tuple(map(str, MessageKind)),
    SEVERITY: tuple(map(str, Severity)),
    str(FieldName.ENVIRONMENT): tuple(map(str, Environment)),
}
_READERS: dict[str, Callable[[str], Value]] = {
    **{name: _closed(name) for name in _CLOSED},
    FieldName.USERS_AFFECTED: _users,
    FieldName.STARTED_AT: _started,
    FieldName.ANIS: _phone,
    FieldName.CONTACT_PHONE: _phone,
    FieldName.CONNIDS: _connid,
    FieldName.CONTACT_EMAIL: _email,
}
