"""Telephone numbers as E.164."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.phones import phones, region_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(515) 555-0126   00c402b7719ae03f", ["+15155550126"]),
        ("1-800-555-0170 ext. 226", ["+18005550170"]),
        ("+44 20 7946 0171", ["+442079460171"]),
        ("O 615-555-0101 | F 615-555-0109", ["+16155550101", "+16155550109"]),
        ("Telefon +49 30 23125 640 (Mo-Fr 8-16 Uhr)", ["+493023125640"]),
        ("connid 0713a9cc02f8e4b6 (ANI +44 7700 900143)", ["+447700900143"]),
        ("303.555.0144, 303.555.0145", ["+13035550144", "+13035550145"]),
        ("303-555-0144/303-555-0145", ["+13035550144", "+13035550145"]),
        ("5155550126 called", ["+15155550126"]),
        ("+1 (303) 555-0144\n+1 (303) 555-0199", ["+13035550144", "+13035550199"]),
    ],
)
def test_numbers_are_found(text: str, expected: list[str]) -> None:
    assert [phone.e164 for phone in phones(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "order 7740-2217",
        "2026-05-19 05:48 UTC",
        "10.1.2.3 and 198.51.100.77",
        "EP-104233",
        "00a1025b7c3f9d42",
        "ext. 4410",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert list(phones(text)) == []


def test_a_national_number_is_read_where_its_country_is_known() -> None:
    region = region_for(timedelta(hours=1), "ring 020 7946 0131")
    assert [phone.e164 for phone in phones("ring 020 7946 0131", region)] == ["+442079460131"]
    assert list(phones("ring 020 7946 0131", region_for(timedelta(hours=-6), ""))) == []


def test_the_words_stand_where_the_offsets_say() -> None:
    text = "call 615-555-0186 or (804) 555-0147"
    assert [text[phone.start : phone.end] for phone in phones(text)] == ["615-555-0186", "(804) 555-0147"]


def test_toll_free_numbers_are_known() -> None:
    assert [phone.toll_free for phone in phones("866-555-0148 and 317-555-0148")] == [True, False]


@given(st.text(alphabet="0123456789+-(). /x", max_size=80))
def test_any_digits_can_be_read(text: str) -> None:
    assert all(phone.e164.startswith("+") for phone in phones(text))
