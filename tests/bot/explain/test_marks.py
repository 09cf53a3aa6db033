"""However marks lie, the pieces are the text, every mark lies wholly in another, and each sign has its own marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.explain.marks import Mark, Piece, clean, pieces


def mark(start: int, end: int, name: str = "1") -> Mark:
    return Mark(start=start, end=end, names=(name,), label=f"Field {name}", hue=0)


def written(parts: tuple[Piece, ...]) -> str:
    """The pieces as a terminal shows them."""
    shown = ""
    for piece in parts:
        if piece.opens:
            shown += f"<{piece.opens.name} "
        elif piece.closes:
            shown += f" {piece.closes.name}>" if piece.parted else ">"
        else:
            shown += piece.text
    return shown


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "forty agents cannot hear"),
        ([(0, 5)], "<0 forty> agents cannot hear"),
        ([(0, 24)], "<0 forty agents cannot hear>"),
        ([(0, 24), (6, 12)], "<0 forty <1 agents> cannot hear 0>"),
        ([(6, 12), (0, 24)], "<1 forty <0 agents> cannot hear 1>"),
        ([(0, 12), (0, 5)], "<0 <1 forty> agents 0> cannot hear"),
        ([(0, 12), (6, 12)], "<0 forty <1 agents> 0> cannot hear"),
        ([(0, 24), (0, 12), (6, 12)], "<0 <1 forty <2 agents> 1> cannot hear 0>"),
        ([(0, 5), (6, 12)], "<0 forty> <1 agents> cannot hear"),
        ([(0, 6), (6, 12)], "<0 forty ><1 agents> cannot hear"),
        # Where one crosses the end of the other, it is opened once more.
        ([(0, 12), (6, 19)], "<0 forty <1 agents> 0><1  cannot> hear"),
        ([(0, 13), (6, 19), (8, 24)], "<0 forty <1 ag<2 ents > 1> 0><2 <1 cannot> hear 2>"),
        # Beyond the text, empty and turned round.
        ([(20, 99)], "forty agents cannot <0 hear>"),
        ([(90, 99), (5, 5), (9, 3)], "forty agents cannot hear"),
    ],
)
def test_marks_nest(spans: list[tuple[int, int]], expected: str) -> None:
    marks = [mark(start, end, str(number)) for number, (start, end) in enumerate(spans)]
    assert written(pieces("forty agents cannot hear", marks, 0, 24)) == expected


def test_a_mark_that_began_before_is_cut() -> None:
    assert written(pieces("forty agents", [mark(2, 8)], 6, 12)) == "<1 ag>ents"


_SPANS = st.tuples(st.integers(-2, 30), st.integers(-2, 30))


@given(st.text("ab \n", max_size=25), st.lists(_SPANS, max_size=8), st.integers(0, 25), st.integers(0, 30))
def test_each_sign_has_the_marks_around_it(text: str, spans: list[tuple[int, int]], start: int, end: int) -> None:
    marks = [mark(begin, stop, str(number)) for number, (begin, stop) in enumerate(spans)]
    around: list[Mark] = []
    at = start
    for piece in pieces(text, marks, start, end):
        if piece.opens:
            around.append(piece.opens)
        elif piece.closes:
            assert around.pop() is piece.closes
        else:
            for sign in piece.text:
                assert sign == text[at]
                assert {one.name for one in around} == {one.name for one in marks if one.start <= at < one.end}
                at += 1
    assert around == []
    assert at == max(start, min(end, len(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mb\x9bc\x07", "a[31mbc"),
        ("\u202ea\u2067b\u200f\u061cc", "abc"),
        ("a\r\nb\tc\x00", "a\nb\tc"),
        ("\ud800", "\ufffd"),
        ("👩\u200d💻 e\u0301 [bold]", "👩\u200d💻 e\u0301 [bold]"),
    ],
)
def test_a_piece_is_clean(text: str, expected: str) -> None:
    assert clean(text) == expected
    assert [piece.text for piece in pieces(text, [], 0, len(text))] == [expected]
