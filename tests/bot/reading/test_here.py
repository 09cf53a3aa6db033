"""Reading in this process: the same answers, and a bug costs one message."""

import pytest

from bot.reading.base import ReadingFailedError
from bot.reading.here import ReaderTerms, ReadingHere, whereabouts
from parsers.authentication import Trust
from parsers.authentication.dns import DnsTemporaryError, Resolve
from parsers.vocabulary import AutomaticKind, FieldName
from tests.builders import KIM, arrival, raw_mail
from tests.clock import NOON

TERMS = ReaderTerms(trust=Trust(check=False), reader="rules")


class Broken:
    """A resolver with a bug."""

    def within(self, seconds: float) -> Resolve:
        raise KeyError("kim@bluefern.example")


def test_a_mail_is_opened_and_read() -> None:
    here = ReadingHere(TERMS)
    one = here.open(arrival(raw_mail("Users: 25")), patience=0.0)
    assert (one.unread, one.message.text, one.message.sender.address) == ("", "Users: 25", KIM)
    said = here.extract(one.message, received_at=NOON, asked=frozenset())
    assert said.fields[FieldName.USERS_AFFECTED][0].value == 25
    here.close()


def test_the_envelope_says_what_the_header_does_not() -> None:
    one = ReadingHere(TERMS).open(arrival(mail_from=""), patience=0.0)
    assert one.message.automatic is not None
    assert one.message.automatic.kind is AutomaticKind.BOUNCE


def test_a_bug_is_told_by_its_place_and_not_by_its_words() -> None:
    with pytest.raises(ReadingFailedError) as failed:
        ReadingHere(TERMS, resolver=Broken()).open(arrival(), patience=0.0)
    assert str(failed.value) == f"KeyError in {__name__}, line {Broken.within.__code__.co_firstlineno + 1}"


def test_an_error_without_a_place_is_named() -> None:
    assert whereabouts(DnsTemporaryError("kim@bluefern.example")) == "DnsTemporaryError"
