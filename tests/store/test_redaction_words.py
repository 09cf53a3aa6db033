"""How a person is found in a text: by the whole of a name, address or number, and by no less."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.redaction.words import REDACTED, Words

KIM = Words(addresses=("kim@bluefern.example",), name="Kim Aldous", phone="+13035550119", marks=("U024KIM99",))


@pytest.mark.parametrize(
    "text",
    [
        "Kim Aldous",
        "KIM ALDOUS",
        "Aldous, Kim",
        "kim.aldous",
        "Kim\nAldous",
        "Kim_Aldous",
        "kim@bluefern.example",
        "Kim@BlueFern.Example",
        "+13035550119",
        "303-555-0119",
        "(303) 555-0119",
        "+1 (303) 555 0119",
        "1.303.555.0119",
        "3035550119",
        "U024KIM99",
    ],
)
def test_found(text: str) -> None:
    assert KIM.stand_in(f"Call {text}, please.")
    assert KIM.out_of(f"Call {text}, please.") == f"Call {REDACTED}, please."


@pytest.mark.parametrize(
    "text",
    [
        "Kim",
        "Aldous",
        "Joakim Aldous",
        "Kim Aldousson",
        "Kim and Aldous",
        "joakim@bluefern.example",
        "kim@bluefern.example-two.example",
        "303-555-0118",
        "99993035550119",
        "30355501190",
        "u024kim99",
        "XU024KIM99",
    ],
)
def test_not_found(text: str) -> None:
    assert KIM.out_of(f"Call {text}, please.") == f"Call {text}, please."


@pytest.mark.parametrize(
    ("name", "text", "rest"),
    [
        ("Mo", "Mo says", "Mo says"),
        ("Cher", "Cher and cherries, cher ami", "[redacted] and cherries, cher ami"),
        ("", "nobody", "nobody"),
        ("Ann Lee (she)", "Ann Lee (she) says", "[redacted] says"),
        ("Jörg Müller", "JÖRG MÜLLER says", "[redacted] says"),
        ("Ana María Ruiz", "Ruiz, Ana María says", "[redacted] says"),
        (".*", "anything", "anything"),
    ],
)
def test_names_of_every_sort(name: str, text: str, rest: str) -> None:
    assert Words(name=name).out_of(text) == rest


def test_json_keeps_its_shape_and_its_keys() -> None:
    value = {"Kim Aldous": ["by Kim Aldous", 3, None, True, {"x": "kim@bluefern.example"}]}
    assert KIM.out_of_json(value) == {"Kim Aldous": ["by [redacted]", 3, None, True, {"x": REDACTED}]}


def test_nothing_to_find() -> None:
    assert not Words().stand_in("")
    assert Words(phone="911", addresses=("",), marks=("",)).out_of("911 anything") == "911 anything"


@given(st.text(), st.text())
def test_what_was_taken_out_is_out_and_the_rest_stays(before: str, after: str) -> None:
    text = f"{before} kim@bluefern.example {after}"
    clean = KIM.out_of(text)
    assert not KIM.stand_in(clean)
    assert KIM.out_of(clean) == clean


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_any_name_makes_a_pattern(name: str, address: str, phone: str) -> None:
    words = Words(name=name, addresses=(address,), phone=phone, marks=(name,))
    assert isinstance(words.out_of(f"{name} {address} {phone}"), str)


@pytest.mark.parametrize(
    "unit", ["kim ", "Kim.", "3", "30355501 ", "303-555-011", "(", "kim@bluefern.", " ", "1 (", "aldous, "]
)
def test_linear_in_the_length(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.perf_counter()
    KIM.out_of(text)
    assert time.perf_counter() - began < 5
