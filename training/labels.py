"""The fields that can be marked, and the values that their marks carry."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from parsers.extraction import Place, plain
from parsers.vocabulary import FieldName

LabelValue = int | datetime | str | None
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_COUNT = re.compile(r"0|[1-9]\d{0,6}")


class LabelField(StrEnum):
    """A field by its short name in a mark."""

    ACCOUNT = "account"
    DEPARTMENT = "department"
    SERVICE = "service"
    USERS = "users"
    FREQUENCY = "frequency"
    IMPACT = "impact"
    ISO = "iso"
    STARTED = "started"
    CONNID = "connid"
    ANI = "ani"
    ERROR = "error"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ACCESS_HOURS = "access_hours"


SEVERAL = frozenset({LabelField.ISO, LabelField.ERROR, LabelField.CONNID, LabelField.ANI})
"""Fields that a message may state as often as it likes; any other is marked once."""
WITH_VALUE = frozenset({LabelField.ANI, LabelField.PHONE})
"""Fields whose mark must carry a value."""
MAY_HAVE_VALUE = WITH_VALUE | {LabelField.USERS, LabelField.STARTED}

WORDS_OF: dict[FieldName, LabelField] = {
    FieldName.ACCOUNT: LabelField.ACCOUNT,
    FieldName.DEPARTMENT: LabelField.DEPARTMENT,
    FieldName.SERVICE: LabelField.SERVICE,
    FieldName.USERS_AFFECTED_TEXT: LabelField.USERS,
    FieldName.FREQUENCY: LabelField.FREQUENCY,
    FieldName.IMPACT: LabelField.IMPACT,
    FieldName.ISOLATION_STEPS: LabelField.ISO,
    FieldName.STARTED_TEXT: LabelField.STARTED,
    FieldName.CONNIDS: LabelField.CONNID,
    FieldName.ERRORS: LabelField.ERROR,
    FieldName.CONTACT_NAME: LabelField.NAME,
    FieldName.CONTACT_EMAIL: LabelField.EMAIL,
    FieldName.ACCESS_HOURS: LabelField.ACCESS_HOURS,
}
"""Which marked words fill a key of the contract."""
VALUE_OF: dict[FieldName, LabelField] = {
    FieldName.USERS_AFFECTED: LabelField.USERS,
    FieldName.STARTED_AT: LabelField.STARTED,
    FieldName.ANIS: LabelField.ANI,
    FieldName.CONTACT_PHONE: LabelField.PHONE,
}
"""Which mark's normalised value fills a key of the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """``words`` stand verbatim at ``[start, end)`` of the subject or body; ``value`` is what they mean where that differs."""

    field: LabelField
    words: str
    start: int
    end: int
    place: Place = "body"
    value: LabelValue = None


def value_of(field: LabelField, written: str | None) -> LabelValue:
    """The value of a mark. Raises ValueError, which says how it is to be written."""
    if written is None:
        if field in WITH_VALUE:
            raise ValueError(
                f"{field} needs the number: {{{field}=+13035550119|words}}; where it is none, take the mark away"
            )
        return None
    if field is LabelField.USERS:
        return _count(written)
    if field is LabelField.STARTED:
        return _time(written)
    if field in WITH_VALUE:
        return _phone(written)
    raise ValueError(f"{field} takes no value: write {{{field}|words}}")


def written_value(value: LabelValue) -> str | None:
    """The value as a mark carries it: the inverse of :func:`value_of`."""
    return None if value is None else str(plain(value))


def _count(written: str) -> int:
    if not _COUNT.fullmatch(written):
        raise ValueError(f"users is a whole number, not {written!r}; where none is stated write {{users|words}}")
    return int(written)


def _time(written: str) -> datetime:
    problem = f"started is UTC to the minute, 2026-03-17T12:45Z, not {written!r}; where it is not known write {{started|words}}"
    if not _UTC.fullmatch(written):
        raise ValueError(problem)
    try:
        return datetime.strptime(written, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError(problem) from error


def _phone(written: str) -> str:
    if not _E164.fullmatch(written):
        raise ValueError(f"a number is written like +13035550119, country first and digits only, not {written!r}")
    return written
