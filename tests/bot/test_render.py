"""What a customer reads: what is there, what is not, and that his own words stay his own words."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.notices import Acknowledged, Added, DeskCard, Notice, Question, Understood, Waiting, from_json, to_json
from bot.render import SUBJECT_LENGTH, TEXT_WIDTH, Rendered, Renderer
from bot.view import ROWS, SUBMITTED_CHARACTERS, WORDS, view
from tests.bot.notice_samples import ADDED, CRITICAL, DESK, LEAST, MAJOR, WAITING

RENDERER = Renderer()
HOSTILE = "</td></table><script>alert(1)</script> {{ 7*7 }} {% raw %} {{ desk.__class__ }} \" ' &amp; <img src=x>"
VOID = {"meta", "br", "img", "hr"}


class _Page(HTMLParser):
    """What a browser makes of a page: its text, its elements, its links; fails where an element is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.sources += [value or "" for name, value in attrs if name in ("src", "background")]
        if tag == "br":
            self.words.append("\n")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def rendered(notice: Notice) -> tuple[Rendered, _Page]:
    result = RENDERER.render(notice)
    return result, _Page(result.html)


@pytest.mark.parametrize(
    ("notice", "subject"),
    [
        (MAJOR, "[EP-104233] No sound on the billing queue"),
        (CRITICAL, "[EP-104234] Please call +1 (800) 247-1517: No sound on the billing queue"),
        (LEAST, "[EP-104233] Your message to Echopass Customer Care"),
        (ADDED, "[EP-104233] No sound on the billing queue"),
        (replace(ADDED, call_first=True), "[EP-104233] Please call +1 (800) 247-1517: No sound on the billing queue"),
        (WAITING, "Re: A question"),
        (replace(WAITING, subject=""), "Your message to Echopass Customer Care"),
        (replace(MAJOR, subject="a\r\nBcc: eve@v.example"), "[EP-104233] a Bcc: eve@v.example"),
        (replace(MAJOR, subject="{{ number }}"), "[EP-104233] {{ number }}"),
        (replace(MAJOR, subject="A & B <c>"), "[EP-104233] A & B <c>"),
    ],
)
def test_subject(notice: Notice, subject: str) -> None:
    assert RENDERER.render(notice).subject == subject


def test_a_subject_is_bounded_and_keeps_its_number() -> None:
    subject = RENDERER.render(replace(MAJOR, subject="long " * 500)).subject
    assert len(subject) == SUBJECT_LENGTH
    assert subject.startswith("[EP-104233] long")
    assert subject.endswith("…")


@pytest.mark.parametrize(
    "words",
    [
        "Hello Kim Alvarez,",
        "EP-104233",
        "No sound on the billing queue",
        "Incident",
        "Major",
        "Users affected",
        "about forty agents",
        "If something here is not right, reply to this mail and say so.",
        "How often does it happen?",
        "Frequency:",
        "Our target for a solution is counted from the moment we have all of this.",
        "about forty agents hear nothing.",
        "trace.pcap (12 kB)",
        "winmail.dat could not be opened; it is kept as it came.",
        "linked to the earlier EP-104001",
        "Please quote EP-104233 in all further correspondence: reply to this mail, or say the number when you call.",
        "Echopass Customer Care",
        "+1 (800) 247-1517",
        "https://support.echopass.example",
    ],
)
def test_an_acknowledgement_says(words: str) -> None:
    result, page = rendered(MAJOR)
    assert words in " ".join(result.text.split())
    assert words in " ".join(page.text.split())


@pytest.mark.parametrize(
    "heading",
    [
        "What we still need",
        "What you wrote",
        "Attachments we received",
        "What we could not keep or read",
        "linked",
        "call us now",
    ],
)
def test_what_is_empty_does_not_show(heading: str) -> None:
    result, page = rendered(LEAST)
    assert heading.lower() not in result.text.lower()
    assert heading.lower() not in page.text.lower()


def test_with_nothing_missing_it_says_so() -> None:
    for notice in (LEAST, ADDED):
        result, page = rendered(notice)
        assert "We have what we need from you." in result.text
        assert "We have what we need from you." in page.text


@pytest.mark.parametrize("severity", [None, "Low (P4)"])
def test_no_target_is_spoken_of_where_the_guide_gives_none(severity: str | None) -> None:
    result, page = rendered(replace(MAJOR, severity=severity))
    assert "target" not in result.text
    assert "target" not in page.text


@pytest.mark.parametrize("notice", [CRITICAL, replace(ADDED, call_first=True, number="EP-104234")])
def test_a_critical_one_asks_for_the_call_before_all_else(notice: Notice) -> None:
    result, page = rendered(notice)
    assert result.text.startswith("PLEASE CALL US NOW: +1 (800) 247-1517\nQUOTE THIS TICKET:  EP-104234\n\n")
    call, greeting = page.text.index("Please call us now"), page.text.index("Hello")
    assert call < page.text.rindex("and quote EP-104234") < greeting
    assert page.links[0] == "tel:+18002471517"


def test_only_a_critical_one_asks_for_the_call() -> None:
    for notice in (MAJOR, ADDED, WAITING):
        result, page = rendered(notice)
        assert "call us now" not in result.text.lower() + page.text.lower()


def test_each_missing_fact_is_a_line_to_fill_in() -> None:
    questions = tuple(Question(field=f"f{n}", label=f"Label {n}", question=f"Question {n}?") for n in range(9))
    result, _ = rendered(replace(MAJOR, missing=questions))
    lines = result.text.split("\n")
    for number in range(9):
        assert lines[lines.index(f"Question {number}?") + 1] == f"Label {number}: "


def test_a_waiting_answer_tells_a_stranger_nothing() -> None:
    result, page = rendered(WAITING)
    for text in (result.text, page.text):
        assert "one of us will look at it" in " ".join(text.split())
        for word in ("ticket", "contact", "account", "EP-", "list", "allowed", "registered"):
            assert word not in text
    body, foot = result.text.split("\n-- \n")
    assert len(body.split("\n")) <= 8
    assert foot.startswith("Echopass Customer Care\n")


def test_the_customers_lines_are_quoted_and_wrap_within_the_quote() -> None:
    result, _ = rendered(replace(MAJOR, submitted="one\n\n  two\n-- \n" + "word " * 60))
    start = result.text.index("What you wrote\n")
    quoted = [line for line in result.text[start:].split("\n")[2:] if line.startswith(">")]
    assert quoted[:4] == ["> one", ">", ">   two", "> --"]
    assert all(line.startswith("> word") and len(line) <= TEXT_WIDTH for line in quoted[4:])
    assert sum(line.count("word") for line in quoted) == 60
    assert len(quoted) == 4 + 4


def test_text_lines_are_short_but_for_words_that_are_long() -> None:
    link = "https://portal.example/" + "a" * 200
    notice = replace(MAJOR, understood=(Understood(field="x", label="Service", value=f"see {link} there"),))
    lines = RENDERER.render(notice).text.split("\n")
    assert [line for line in lines if len(line) > TEXT_WIDTH] == [link]


def test_text_has_no_runs_of_empty_lines_and_one_signature_mark() -> None:
    for notice in (MAJOR, CRITICAL, LEAST, ADDED, WAITING):
        text = RENDERER.render(notice).text
        assert "\n\n\n" not in text
        assert text.count("\n-- \n") == 1
        assert text.endswith("\n")
        assert not text.startswith("\n")


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
    allowed = set(_Page(RENDERER.render(MAJOR).html).tags) | set(_Page(RENDERER.render(CRITICAL).html).tags)
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
    assert set(page.tags) <= set(_Page(RENDERER.render(MAJOR).html).tags)
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


def test_several_values_stand_under_one_label() -> None:
    twice = (
        Understood(field="connids", label="CONNIDs", value="006f02a1b3c4d5e6"),
        Understood(field="service", label="Service", value="IVR", words="ivr"),
        Understood(field="connids", label="CONNIDs", value="006f02a1b3c4d5f1"),
    )
    _, page = rendered(replace(MAJOR, understood=twice))
    assert page.text.count("CONNIDs") == 1
    assert page.text.index("006f02a1b3c4d5e6") < page.text.index("006f02a1b3c4d5f1") < page.text.index("IVR")
    assert "ivr" not in page.text, "words that say the same are not repeated"


@pytest.mark.parametrize(
    ("severity", "shown"),
    [("P1", "P1 · Critical"), ("Major (P2)", "P2 · Major"), ("Minor (P3)", "P3 · Minor"), ("P4", "P4 · Low")],
)
def test_a_severity_is_a_chip_in_the_guides_words(severity: str, shown: str) -> None:
    assert shown in rendered(replace(MAJOR, severity=severity))[1].text


def test_a_page_needs_nothing_from_elsewhere() -> None:
    for notice in (MAJOR, CRITICAL, ADDED, WAITING):
        result, page = rendered(notice)
        assert page.sources == []
        assert not {"img", "script", "link", "iframe", "form", "object"} & set(page.tags)
        assert "url(" not in result.html
        assert "@import" not in result.html
        assert {link.split(":")[0] for link in page.links} <= {"tel", "mailto", "https"}
        assert re.search(r'<meta name="viewport" content="width=device-width', result.html)
        assert "prefers-color-scheme: dark" in result.html


def test_a_stored_notice_renders_the_same() -> None:
    for notice in (MAJOR, CRITICAL, LEAST, ADDED, WAITING):
        assert RENDERER.render(from_json(to_json(notice))) == Renderer().render(notice)


def test_the_view_has_exactly_the_words_that_are_promised() -> None:
    for notice in (MAJOR, LEAST, ADDED, WAITING):
        assert view(notice).keys() == WORDS[notice.template]
    assert {cls.template for cls in (Acknowledged, Added, Waiting)} == set(WORDS)
