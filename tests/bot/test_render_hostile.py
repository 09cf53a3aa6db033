"""Words that are meant to break out, and far too many of them: shown, bounded, never obeyed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.notices import DeskCard, Notice, Question, Understood, Waiting
from bot.view import ROWS, SUBMITTED_CHARACTERS, view
from tests.bot.notice_samples import ADDED, CRITICAL, DESK, MAJOR, WAITING
from tests.bot.page import RENDERER, Page, rendered

HOSTILE = "</td></table><script>alert(1)</script> {{ 7*7 }} {% raw %} {{ desk.__class__ }} \" ' &amp; <img src=x>"


@pytest.mark.parametrize(
    "notice",
    [
        replace(MAJOR, submitted=HOSTILE, subject=HOSTILE, greeting=HOSTILE, kind=HOSTILE, attachments=(HOSTILE,)),
        replace(MAJOR, understood=(Understood(field="x", label=HOSTILE, value=HOSTILE, words=HOSTILE + "!"),)),
        replace(MAJOR, left_out=(HOSTILE,), linked=HOSTILE, number=HOSTILE),
        replace(ADDED, missing=(Question(field="x", label=HOSTILE, question=HOSTILE),)),
        replace(WAITING, subject=HOSTILE, greeting=HOSTILE),
        replace(WAITING, desk=DeskCard(name=HOSTILE, address=HOSTILE, phone=HOSTILE, portal="javascript:alert(1)")),
    ],
)
def test_hostile_words_are_shown_and_never_obeyed(notice: Notice) -> None:
    result, page = rendered(notice)
    plain = type(notice) is Waiting and notice.desk is DESK
    allowed = set(Page(RENDERER.render(MAJOR).html).tags) | set(Page(RENDERER.render(CRITICAL).html).tags)
    assert set(page.tags) <= allowed
    assert page.sources == []
    assert all(link.startswith(("tel:", "mailto:", "https://support.")) for link in page.links)
    assert "{{ 7*7 }}" in (result.subject if plain else result.text)
    assert "49" not in result.text


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300), lines=st.text(alphabet="a <>&{}%\n\r\t>-.", max_size=300))
def test_whatever_is_written_the_page_stays_whole(text: str, lines: str) -> None:
    notice = replace(
        MAJOR,
        subject=text,
        greeting=text,
        understood=(Understood(field="x", label="Label", value=text, words=lines),),
        left_out=(text,),
        submitted=lines + text,
        attachments=(text, lines),
    )
    result, page = rendered(notice)
    assert set(page.tags) <= set(Page(RENDERER.render(MAJOR).html).tags)
    assert len(result.subject.splitlines()) == 1
    assert result.subject.startswith("[EP-104233] ")
    assert result.text.count("\n-- \n") == 1, "nothing that a customer wrote looks like the end of our text"
    result.html.encode("utf-8")
    result.text.encode("utf-8")


def test_the_page_shows_what_was_written_line_by_line() -> None:
    _, page = rendered(replace(MAJOR, submitted="a < b\n\n    indented & <b>\nend"))
    assert "a < b\n\n    indented & <b>\nend" in page.text


def test_a_huge_message_stays_a_mail_that_is_shown_whole() -> None:
    understood = tuple(Understood(field="x", label=f"L{n}", value="&" * 5000, words="<" * 5000) for n in range(500))
    notice = replace(
        MAJOR,
        understood=understood[:5],
        submitted="&é" * 500_000,
        attachments=tuple(f"file {n}" for n in range(5000)),
        left_out=tuple(f"sentence {n}" for n in range(5000)),
    )
    result, page = rendered(notice)
    assert len(result.html.encode("utf-8")) < 102_000
    assert len(result.text) < 40_000
    assert "Cut here; the whole text is kept in the ticket." in page.text
    assert f"and {5000 - ROWS} more" in page.text
    assert f"and {500 - ROWS} more" in rendered(replace(MAJOR, understood=understood))[1].text


@pytest.mark.parametrize(
    ("text", "lines", "cut"),
    [
        ("", (), False),
        ("\n \n a \n\n", (" a",), False),
        ("a\r\nb\rc\u2028d", ("a", "b", "c", "d"), False),
        ("x" * (SUBMITTED_CHARACTERS + 1), ("x" * SUBMITTED_CHARACTERS + "…",), True),
        ("x\n" * 400, ("x",) * 300, True),
        ("x" * SUBMITTED_CHARACTERS + "\ny", ("x" * SUBMITTED_CHARACTERS, "…"), True),
        ("x" + "\n" * 100_000 + "y", ("x",), True),
    ],
)
def test_how_much_of_what_was_written_is_shown(text: str, lines: tuple[str, ...], cut: bool) -> None:
    words = view(replace(MAJOR, submitted=text))
    shown = words["submitted"]
    assert (shown, words["submitted_cut"]) == (lines, cut)
