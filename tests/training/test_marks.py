"""Marks go into any text and come out again, and what cannot be read is told with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.marks import Mark, Marked, MarkError, mark, unmark

TEXTS = st.text(st.one_of(st.sampled_from("{}|\\\n =a"), st.characters(codec="utf-8")), max_size=60)
FIELDS = st.sampled_from(["service", "iso", "access_hours"])
VALUES = st.none() | st.text(st.characters(codec="utf-8", exclude_characters="{}|\n"), max_size=8)


@st.composite
def marked(draw: st.DrawFn) -> Marked:
    """Any text with marks around any of its words, within one another or side by side."""
    text = draw(TEXTS)
    marks: list[Mark] = []

    def fill(start: int, end: int, depth: int) -> None:
        while start < end and depth and draw(st.booleans()):
            begin = draw(st.integers(start, end - 1))
            stop = draw(st.integers(begin + 1, end))
            marks.append(Mark(draw(FIELDS), begin, stop, draw(VALUES)))
            fill(begin, stop, depth - 1)
            start = stop

    fill(0, len(text), 3)
    return Marked(text, tuple(marks))


@given(marked())
def test_marks_around_any_words_come_out_as_they_went_in(wanted: Marked) -> None:
    assert unmark(mark(wanted.text, wanted.marks)) == wanted


@given(TEXTS)
def test_a_text_without_marks_is_itself(text: str) -> None:
    assert unmark(mark(text)) == Marked(text)


@given(TEXTS)
def test_any_source_is_read_or_refused_with_a_place(source: str) -> None:
    try:
        found = unmark(source)
    except MarkError as error:
        refused_at = error.position
        assert 0 <= refused_at < len(source)
        return
    assert unmark(mark(found.text, found.marks)) == found


@pytest.mark.parametrize(
    ("source", "text", "words"),
    [
        ("{iso|We rebooted}.", "We rebooted.", ["We rebooted"]),
        ("{impact|no {service|billing} calls}", "no billing calls", ["no billing calls", "billing"]),
        ("{users=1|{name|Kim Oda}}", "Kim Oda", ["Kim Oda", "Kim Oda"]),
        ("{error|two\nlines}", "two\nlines", ["two\nlines"]),
        (r"C:\logs\new and \\server", r"C:\logs\new and \\server", []),
        (r"\{a\|b\}", "{a|b}", []),
        (r"{error|C:\\}", "C:\\", ["C:\\"]),
        (r"{error|<https://x.example\|{service|wallboard}>}", "<https://x.example|wallboard>", None),
    ],
)
def test_reading(source: str, text: str, words: list[str] | None) -> None:
    found = unmark(source)
    assert found.text == text
    if words is not None:
        assert [text[one.start : one.end] for one in found.marks] == words


@pytest.mark.parametrize(
    ("source", "position", "says"),
    [
        ("a {service|dialer", 2, "not closed"),
        ("a } b", 2, r"\}"),
        ("a { b", 2, r"\{"),
        ("a | b", 2, r"\|"),
        ("{service|}", 0, "no words"),
        ("{Service|x}", 0, "{field|"),
    ],
)
def test_what_cannot_be_read(source: str, position: int, says: str) -> None:
    with pytest.raises(MarkError) as caught:
        unmark(source)
    assert caught.value.position == position
    assert says in str(caught.value)


@pytest.mark.parametrize("marks", [[Mark("iso", 0, 3), Mark("iso", 2, 4)], [Mark("iso", 1, 1)], [Mark("iso", 3, 9)]])
def test_marks_that_do_not_fit_are_refused(marks: list[Mark]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        mark("abcd", marks)
