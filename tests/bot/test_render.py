"""What a customer reads: what is there, what is not, and that his own words stay his own words."""

import re
from dataclasses import replace

import pytest

from bot.notices import Notice, Question, Understood, from_json, to_json
from bot.render import SUBJECT_LENGTH, TEXT_WIDTH, Renderer
from bot.view import WORDS, view
from tests.bot.notice_samples import ADDED, ALERT, ALL, CRITICAL, LEAST, MAJOR, WAITING, WAS_THIS_YOU
from tests.bot.page import RENDERER, rendered


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
        (WAS_THIS_YOU, "Was this you? A message in your name is waiting (4711)"),
        (
            replace(WAS_THIS_YOU, subject="x\r\nBcc: eve@v.example"),
            "Was this you? A message in your name is waiting (4711)",
        ),
        (ALERT, "Echopass Customer Care, please look: somebody uses a contact's name"),
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
        result, page = rendered(replace(notice, complete=True))
        assert "We have what we need from you." in result.text
        assert "We have what we need from you." in page.text


def test_what_a_person_must_read_first_is_not_called_complete() -> None:
    for notice in (LEAST, ADDED):
        result, page = rendered(replace(notice, complete=False))
        for text in (result.text, page.text):
            assert "We have what we need" not in text
            assert "One of us will read your message and answer you." in text


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


@pytest.mark.parametrize(
    "words",
    [
        "Hello Kim Alvarez,",
        "19 May 2026, 08:17 MDT",
        "“Please change our call-back number”",
        "Please reply to this mail with one word: YES if you sent it, NO if you did not.",
        "no signature is by bluefern[.]example",
        "SPF: 192[.]0[.]2[.]44 may not send for bluefern[.]example",
        "You need not open or click anything",
    ],
)
def test_a_question_says(words: str) -> None:
    result, page = rendered(WAS_THIS_YOU)
    assert words in " ".join(result.text.split())
    assert words in " ".join(page.text.split())


@pytest.mark.parametrize("subject", ["", "pay at evil.example", "call 0900 555 0199"])
def test_a_question_repeats_no_lure(subject: str) -> None:
    result, page = rendered(replace(WAS_THIS_YOU, subject=subject, reasons=("signed by evil.example",)))
    for text in (result.text, page.text):
        assert "left out here" in text
        assert "evil.example" not in text
        assert "0900" not in text
    # Only the desk's own card can be clicked.
    assert page.links == rendered(WAITING)[1].links


def test_a_question_without_reasons_does_not_speak_of_them() -> None:
    result, page = rendered(replace(WAS_THIS_YOU, reasons=()))
    for text in (result.text, page.text):
        assert "administrator" not in text


def test_an_alert_says_what_it_is_and_what_shows_it() -> None:
    result, page = rendered(ALERT)
    assert "\n    echodesk held show 4711\n" in result.text
    for text in (result.text, page.text):
        assert ALERT.text in " ".join(text.split())
        assert ALERT.command in text
        assert "To see it, run" not in rendered(replace(ALERT, command=""))[0].text
    assert len(result.text.split("\n-- \n")[0].split("\n")) <= 12


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
    for notice in ALL:
        text = RENDERER.render(notice).text
        assert "\n\n\n" not in text
        assert text.count("\n-- \n") == 1
        assert text.endswith("\n")
        assert not text.startswith("\n")


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
    for notice in ALL:
        result, page = rendered(notice)
        assert page.sources == []
        assert not {"img", "script", "link", "iframe", "form", "object"} & set(page.tags)
        assert "url(" not in result.html
        assert "@import" not in result.html
        assert {link.split(":")[0] for link in page.links} <= {"tel", "mailto", "https"}
        assert re.search(r'<meta name="viewport" content="width=device-width', result.html)
        assert "prefers-color-scheme: dark" in result.html


def test_a_stored_notice_renders_the_same() -> None:
    for notice in ALL:
        assert RENDERER.render(from_json(to_json(notice))) == Renderer().render(notice)


def test_the_view_has_exactly_the_words_that_are_promised() -> None:
    for notice in ALL:
        assert view(notice).keys() == WORDS[notice.template]
    assert {notice.template for notice in ALL} == set(WORDS)
