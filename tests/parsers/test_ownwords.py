"""The desk's own sentences: those of the templates, known again however a mail program quotes them."""

import re
import textwrap
from pathlib import Path

import pytest

import templates
from parsers.labels import QUESTIONS
from parsers.ownwords import HEADINGS, MASK, SENTENCES, carries_own_words, masked

_MAIL = Path(templates.__file__).parent / "mail"


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\{[{%].*?[%}]\}|<[^>]*>", " ", text).split())


TEMPLATES = "\n".join(_plain(path.read_text(encoding="utf-8")) for path in sorted(_MAIL.rglob("*.*")))


@pytest.mark.parametrize("sentence", [*SENTENCES, *HEADINGS])
def test_each_sentence_is_in_a_template(sentence: str) -> None:
    assert sentence in TEMPLATES


@pytest.mark.parametrize(
    "heading", re.findall(r"<h2[^>]*>([^<{]+)</h2>", (_MAIL / "acknowledged/body.html").read_text())
)
def test_each_heading_of_the_acknowledgement_is_known(heading: str) -> None:
    assert heading in HEADINGS


@pytest.mark.parametrize("sentence", [*SENTENCES, *QUESTIONS.values()])
@pytest.mark.parametrize("width", [24, 60, 200])
@pytest.mark.parametrize("mark", ["", "> ", ">> "])
def test_a_sentence_is_known_wrapped_and_quoted(sentence: str, width: int, mark: str) -> None:
    text = "\n".join(mark + line for line in textwrap.wrap(sentence, width))
    left = masked(text)
    assert len(left) == len(text)
    assert set(left) <= set(MASK + "\n> ")


@pytest.mark.parametrize(
    "text",
    [
        "How many users are affected? 25",
        "We know what you wrote there.",
        "Which queue is affected is not clear to us.",
        "Our target is Friday.",
    ],
)
def test_what_a_customer_writes_stays(text: str) -> None:
    assert masked(text) == text


def test_a_heading_with_its_rule() -> None:
    assert masked("> What we still need\n> ------------------\n> x").strip(f"{MASK}> \n") == "x"


def test_a_no_break_space_between_words_is_one() -> None:
    assert set(masked("How often\u00a0does it happen?\u00a0")) <= {MASK, "\u00a0"}


def test_two_sentences_make_a_mail_of_the_desk() -> None:
    assert carries_own_words("> What we still need\n>\n> How many users are affected?\n> Users affected:")
    assert not carries_own_words("How many users are affected?\n25")


_CARD = (
    "Northfield Care Desk\nPhone: 303-555-0142\nE-mail: help@northfield.example\nPortal: https://northfield.example\n"
)
_NUMBER = (
    "Please quote EP-104309 in all further correspondence: reply to this mail, or say the number when\nyou call.\n"
)


@pytest.mark.parametrize("text", [f"{_CARD}\n{_NUMBER}", f"{_NUMBER}\n{_CARD}", f"{_NUMBER}{_CARD}".replace(":", "")])
@pytest.mark.parametrize("mark", ["", "> "])
def test_the_desks_card_beside_the_number_is_its_own(text: str, mark: str) -> None:
    words = text.replace("correspondence reply", "correspondence: reply")
    quoted = "".join(f"{mark}{line}\n" for line in words.splitlines())
    assert "555-0142" not in masked(quoted)
    assert "help@" not in masked(quoted)


def test_a_customers_card_stays() -> None:
    assert masked(_CARD) == _CARD
