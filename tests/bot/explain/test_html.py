"""The page for a browser: whole, closed, without scripts and without anything from elsewhere."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.explain.html import html_page
from bot.explain.page import explain
from parsers.extraction import Extraction, Judgement
from parsers.vocabulary import MessageKind
from tests.bot.explain.readings import MESSAGE, READING, F
from tests.bot.page import Page
from tests.builders import found, message

PLAIN = {"html", "head", "meta", "title", "style", "body", "article", "h1", "h2", "h3", "p", "div", "section", "b", "i"}
PLAIN |= {"span", "ul", "li", "mark", "table", "thead", "tbody", "tr", "th", "td", "q"}


def test_all_of_a_reading_is_on_the_page() -> None:
    page = Page(html_page([explain("a-1", MESSAGE, replace(READING, language="de", thread="EP-104233"))]))
    words = " ".join(page.text.split())
    for expected in (
        "Inbound calls",
        "Major (P2) 65%",
        "rather than Critical (P1) 27%",
        "status request 12%, question 3%, notice 1% and 1 more",
        "call handling degraded",
        "5 3,4 Forty agents on the 1 billing queue severity cannot hear the caller".replace(" ", ""),
        "12 (31%)",
        "and 1 more",
        "nothing believed",
        "Language: de",
        "ticket EP-104233",
        "by the words marked severity",
    ):
        assert expected in words or expected in words.replace(" ", ""), expected
    assert page.tags.count("mark") == 6
    assert set(page.tags) <= PLAIN


def test_a_page_of_several_messages() -> None:
    page = Page(html_page([explain(name, MESSAGE, READING) for name in ("a-1", "a-2")]))
    assert page.tags.count("article") == 2
    assert "2 messages: why" in page.text


def test_nothing_is_fetched() -> None:
    html = html_page([explain("a", MESSAGE, READING)])
    page = Page(html)
    assert (page.links, page.sources) == ([], [])
    assert not re.search(r"url\(|@import|https?:|<script|<link", html)
    assert "default-src 'none'" in html


_HOSTILE = "</td></mark><script>alert(1)</script> {{ 7*7 }} {% raw %} \" onmouseover='x' &lt; \u202e \x1b]0;x\x07"


def test_what_a_customer_writes_is_shown_not_obeyed() -> None:
    hostile = message(_HOSTILE, subject=_HOSTILE)
    reading = Extraction(
        kind=Judgement(value=MessageKind.OTHER, score=0.1, reasons=(_HOSTILE,)),
        fields={F.IMPACT: (replace(found(_HOSTILE), rule=_HOSTILE),)},
        losers={F.IMPACT: (found(_HOSTILE),)},
        thread=_HOSTILE,
        language=_HOSTILE,
    )
    page = Page(html_page([explain(_HOSTILE, replace(hostile, damages=(_HOSTILE,)), reading)]))
    assert set(page.tags) <= PLAIN
    assert page.text.count("<script>alert(1)</script>") == 11
    assert page.text.count("{{ 7*7 }}") == 11
    assert not re.search("[\u202e\x1b\x07]", page.text)


_SIGNS = st.text(st.sampled_from("ab \n<>&/\"'{}%é\u05d0\u200b\u202e\x1b\ud800"), max_size=40)
_SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(_SIGNS, st.lists(_SPANS, max_size=6))
def test_any_text_with_any_marks_is_a_page_whose_elements_are_closed(text: str, spans: list[tuple[int, int]]) -> None:
    values = tuple(replace(found("x"), start=start, end=end) for start, end in spans)
    page = Page(html_page([explain("a", message(text), replace(READING, fields={F.CONNIDS: values}))]))
    assert set(page.tags) <= PLAIN
