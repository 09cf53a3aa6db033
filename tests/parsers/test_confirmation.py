"""The one-time address of a question: what is written comes back, and nothing else looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.confirmation import asked_tokens, question_address

TOKEN = "abcdefghij234567"
HELP = "help@echopass.example"
GOOD = f"help+ask.12.{TOKEN}@echopass.example"


def test_a_question_is_answered_to_an_address_of_its_own() -> None:
    assert question_address(HELP, 12, TOKEN) == GOOD
    assert asked_tokens([GOOD]) == ((12, TOKEN),)


@pytest.mark.parametrize(
    ("local", "arrival_id", "fits"),
    [
        ("help", 10**17, True),
        ("a" * 39, 123, True),
        ("a" * 40, 123, False),
        ("a" * 64, 1, False),
        ("ä" * 21, 1, False),
    ],
)
def test_an_address_too_long_for_some_mail_system_is_not_given_out(local: str, arrival_id: int, fits: bool) -> None:
    address = question_address(f"{local}@echopass.example", arrival_id, TOKEN)
    assert (address is not None) is fits
    assert address is None or len(address.partition("@")[0].encode()) <= 64


@pytest.mark.parametrize(
    "address",
    [
        GOOD.upper(),
        f"  {GOOD} ",
        f"Help+Ask.12.{TOKEN.upper()}@echopass.example",
        f"help+ask.12.{TOKEN}@mail.echopass.example",
    ],
)
def test_what_mail_systems_do_to_an_address_does_no_harm(address: str) -> None:
    assert asked_tokens([address]) == ((12, TOKEN),)


@pytest.mark.parametrize(
    "address",
    [
        "",
        HELP,
        "help+EP-104233.abcdefghij234567@echopass.example",
        f"help+ask.0.{TOKEN}@echopass.example",
        f"help+ask.012.{TOKEN}@echopass.example",
        f"help+ask.-1.{TOKEN}@echopass.example",
        f"help+ask.{'9' * 19}.{TOKEN}@echopass.example",
        f"help+ask.١٢.{TOKEN}@echopass.example",
        f"help+ask.12.{TOKEN}a@echopass.example",
        f"help+ask.12.{TOKEN[1:]}@echopass.example",
        f"help+ask.12.{TOKEN[1:]}1@echopass.example",
        f"help+ask.12.{TOKEN[1:]}ſ@echopass.example",
        f"help+ask.12.{TOKEN}@",
        f"help+ask.12.{TOKEN}@a b.example",
        f"help+ask.12.{TOKEN}@a.example\nhelp",
        f"+ask.12.{TOKEN}@echopass.example",
        f"help+ask.12.{TOKEN}",
        f"x+help+ask.12.{TOKEN}@echopass.example",
        f"{'a' * 5000}+ask.12.{TOKEN}@echopass.example",
    ],
)
def test_what_is_no_such_address(address: str) -> None:
    assert asked_tokens([address]) == ()


def test_each_question_counts_once_and_who_guesses_gets_few_tries() -> None:
    assert asked_tokens([GOOD, GOOD.upper(), HELP, GOOD]) == ((12, TOKEN),)
    many = [f"help+ask.{number}.{TOKEN}@echopass.example" for number in range(1, 1000)]
    assert len(asked_tokens(many)) == 8


@given(
    st.integers(min_value=1, max_value=10**18 - 1),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16),
)
def test_every_question_is_found_again(arrival_id: int, token: str) -> None:
    address = question_address(HELP, arrival_id, token)
    assert address is not None
    assert asked_tokens(["someone@else.example", address]) == ((arrival_id, token),)


@given(st.lists(st.text(max_size=100), max_size=5))
def test_any_addresses_are_read(addresses: list[str]) -> None:
    assert asked_tokens(addresses) == ()
