"""What ties a message to a ticket: signed addresses that nobody can make up, and numbers in words."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parsers.references import (
    bounce_address,
    bounced_delivery,
    is_for_bounces,
    reply_address,
    signed_numbers,
    ticket_numbers,
)

KEY = bytes(range(32))
HELP = "help@echopass.example"
SIGNED = reply_address(KEY, HELP, "EP-104233")


def test_a_signed_address_leads_to_its_ticket() -> None:
    assert signed_numbers(KEY, [SIGNED]) == ("EP-104233",)


@pytest.mark.parametrize(
    "address",
    [
        SIGNED.upper(),
        SIGNED.replace("EP-", "ep-"),
        f" {SIGNED}\n",
        SIGNED.replace("@echopass", "@Echopass"),
        reply_address(KEY, "help+desk@echopass.example", "EP-104233"),
    ],
)
def test_case_and_blanks_do_not_matter(address: str) -> None:
    assert signed_numbers(KEY, [address]) == ("EP-104233",)


def test_several_addresses_in_order_and_each_once() -> None:
    other = reply_address(KEY, HELP, "EP-104240")
    assert signed_numbers(KEY, [HELP, other, SIGNED, other]) == ("EP-104240", "EP-104233")


@pytest.mark.parametrize(
    "address",
    [
        "",
        HELP,
        "help+EP-104233@echopass.example",
        SIGNED.replace("104233", "104234"),
        SIGNED.replace("@echopass.example", "@evil.example"),
        SIGNED.replace("@", "a@"),
        SIGNED + ".example",
        f"{SIGNED},{SIGNED}",
        "help+EP-104233.aaaaaaaaaaaaaaaa@echopass.example",
        "help+EP-104233.ſaaaaaaaaaaaaaaa@echopass.example",
        "help+EP-104233.\u212aaaaaaaaaaaaaaaa@echopass.example",
        "help+EP-١٠٤٢٣٣.aaaaaaaaaaaaaaaa@echopass.example",
        "help+EP-104233.k7v2" + "\x00" * 12 + "@echopass.example",
        "help+EP-104233.aaaaaaaaaaaaaaaa@\ud800.example",
    ],
)
def test_what_is_not_signed_leads_nowhere(address: str) -> None:
    assert signed_numbers(KEY, [address]) == ()


def test_another_key_makes_another_address() -> None:
    assert signed_numbers(b"another key", [SIGNED]) == ()


@given(st.integers(min_value=0, max_value=len(SIGNED) - 1), st.characters())
@example(SIGNED.index(".") + 1, "ſ")
def test_no_edit_of_one_character_leads_to_another_ticket(place: int, character: str) -> None:
    edited = SIGNED[:place] + character + SIGNED[place + 1 :]
    assert signed_numbers(KEY, [edited]) in ((), ("EP-104233",))


@given(st.integers(min_value=0, max_value=len(SIGNED) - 1), st.characters(codec="ascii"))
def test_number_and_tag_cannot_be_edited_at_all(place: int, character: str) -> None:
    begin, end = SIGNED.index("+") + 1, SIGNED.index("@")
    edited = SIGNED[:place] + character + SIGNED[place + 1 :]
    if begin <= place < end and character.lower() != SIGNED[place].lower():
        assert signed_numbers(KEY, [edited]) == ()


@given(st.text(alphabet=st.characters(), max_size=100))
def test_any_text_may_stand_where_an_address_should(text: str) -> None:
    assert signed_numbers(KEY, [text, f"help+EP-1.{text}@echopass.example", f"help+{text}@x", SIGNED]) == ("EP-104233",)


@given(st.binary(min_size=1, max_size=40), st.integers(min_value=1, max_value=999_999_999))
def test_every_number_comes_back_under_its_key(key: bytes, number: int) -> None:
    assert signed_numbers(key, [reply_address(key, HELP, f"EP-{number}")]) == (f"EP-{number}",)


RETURN = bounce_address(KEY, HELP, 17)


def test_a_return_address_leads_to_its_delivery() -> None:
    assert RETURN.startswith("help+bounce.17.")
    assert bounced_delivery(KEY, [HELP, SIGNED, RETURN]) == 17


@pytest.mark.parametrize(
    "address", [RETURN.upper(), f" {RETURN}\n", RETURN.replace("@echopass", "@Echopass"), RETURN.lower()]
)
def test_case_and_blanks_do_not_matter_in_a_return_address(address: str) -> None:
    assert bounced_delivery(KEY, [address]) == 17


@pytest.mark.parametrize(
    "address",
    [
        "",
        HELP,
        SIGNED,
        RETURN.replace(".17.", ".18."),
        RETURN.replace(".17.", ".017."),
        RETURN.replace(".17.", ".١٧."),
        RETURN.replace("@echopass.example", "@evil.example"),
        RETURN.replace("@", "a@"),
        f"{RETURN},{RETURN}",
        "help+bounce.17.aaaaaaaaaaaaaaaa@echopass.example",
        "help+bounce.17.ſaaaaaaaaaaaaaaa@echopass.example",
        "help+bounce.17.aaaaaaaaaaaaaaaa@\ud800.example",
        bounce_address(b"another key", HELP, 17),
        RETURN.replace("bounce.17", "EP-17"),
    ],
)
def test_a_return_address_that_is_not_signed_leads_nowhere(address: str) -> None:
    assert bounced_delivery(KEY, [address]) is None


def test_a_tag_for_a_ticket_is_none_for_a_delivery_and_the_other_way_round() -> None:
    assert signed_numbers(KEY, [RETURN, RETURN.replace("bounce.17", "bounce-17")]) == ()
    assert bounced_delivery(KEY, [reply_address(KEY, HELP, "bounce-17").replace("bounce-17", "bounce.17")]) is None


@pytest.mark.parametrize(("length", "fits"), [(30, True), (36, True), (38, False), (64, False)])
def test_a_local_part_has_64_octets(length: int, fits: bool) -> None:
    address = bounce_address(KEY, f"{'a' * length}@echopass.example", 17)
    assert (address != "") is fits
    assert len(address.partition("@")[0]) <= 64
    assert bounced_delivery(KEY, [address]) == (17 if fits else None)


@given(st.binary(min_size=1, max_size=40), st.integers(min_value=1, max_value=10**14))
def test_every_delivery_comes_back_under_its_key(key: bytes, number: int) -> None:
    assert bounced_delivery(key, [bounce_address(key, HELP, number)]) == number


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (RETURN, True),
        ("HELP+Bounce.17.forged@echopass.example", True),
        ("help+bounces@echopass.example", False),
        (SIGNED, False),
        (HELP, False),
        ("bounce.17@echopass.example", False),
    ],
)
def test_what_looks_like_a_return_address(address: str, expected: bool) -> None:
    assert is_for_bounces([HELP, address]) is expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("EP-104233", ("EP-104233",)),
        ("[EP-104233] Calls drop", ("EP-104233",)),
        ("Re: ep-104233", ("EP-104233",)),
        ("EP 104233", ("EP-104233",)),
        ("EP104233", ("EP-104233",)),
        ("EP - 104233", ("EP-104233",)),
        ("EP–104233, please", ("EP-104233",)),
        ("ticket EP-104233.", ("EP-104233",)),
        ("(EP-104233/EP-104240)", ("EP-104233", "EP-104240")),
        ("EP-104240 and EP-104233 and EP-104240", ("EP-104240", "EP-104233")),
        ("EP-7", ("EP-7",)),
        ("EP-0104233", ("EP-104233",)),
        ("EP-104233rd time", ("EP-104233",)),
        ("EP 7", ()),
        ("EP7", ()),
        ("STEP-104233", ()),
        ("DEEP-104233", ()),
        ("X-EP-104233", ()),
        ("EP-104233-2", ()),
        ("EP-104233b2", ()),
        ("EP-1042331234567890", ()),
        ("EP-", ()),
        ("EP", ()),
        ("EP-١٠٤٢٣٣", ()),
        ("EP-104233²", ("EP-104233",)),  # a footnote's mark
        ("104233", ()),
        ("", ()),
    ],
)
def test_numbers_in_words(text: str, numbers: tuple[str, ...]) -> None:
    assert ticket_numbers(text) == numbers


def test_another_prefix() -> None:
    assert ticket_numbers("CASE-17, EP-104233", "CASE-") == ("CASE-17",)


@given(st.integers(min_value=1, max_value=999_999_999), st.text(max_size=20), st.text(max_size=20))
def test_a_number_in_brackets_is_found_between_any_words(number: int, before: str, after: str) -> None:
    assert f"EP-{number}" in ticket_numbers(f"{before} [EP-{number}] {after}")


HOSTILE = [
    "EP-" * 100_000,
    "EP-1234" * 50_000,
    "EP" + " " * 300_000,
    "EP-1234" + "a-" * 150_000,
    "EP-1 " * 60_000,
    "-" * 300_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8])
def test_hostile_text_costs_little(text: str) -> None:
    begun = time.thread_time()
    ticket_numbers(text)
    hostile = [text, f"{text}@x", f"a+{text}@x", f"a+bounce.{text}@x"]
    signed_numbers(KEY, hostile)
    bounced_delivery(KEY, hostile)
    is_for_bounces(hostile)
    assert time.thread_time() - begun < 1.0
