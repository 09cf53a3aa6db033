"""What a form's lines say."""

import pytest

from parsers.fields.filled import read_forms
from parsers.vocabulary import FieldName

from .messages import view


@pytest.mark.parametrize(
    ("line", "words", "value"),
    [
        ("25", "25", 25),
        ("about 40 of 85", "about 40 of 85", 40),
        ("all 6 hosts on tonight", "all 6 hosts on tonight", 6),
        ("me and my deputy", "me and my deputy", 2),
        ("four wardens on call", "four wardens on call", 4),
        ("20 to 30", "20 to 30", None),
        ("everyone", "everyone", None),
        ("n/a, nothing is broken", "n/a, nothing is broken", None),
        ("Billing", "Billing", None),
    ],
)
def test_the_users(line: str, words: str, value: int | None) -> None:
    found = read_forms(view(f"Calls drop.\nUsers affected: {line}\n"))
    told, counted = found[FieldName.USERS_AFFECTED_TEXT], found.get(FieldName.USERS_AFFECTED, ())
    assert [one.words for one in told] == [words]
    assert [one.value for one in counted] == ([] if value is None else [value])
