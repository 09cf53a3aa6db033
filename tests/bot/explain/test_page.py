"""What the page of a reading says, before anything is drawn."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.explain.marks import Piece
from bot.explain.page import Explanation, explain
from bot.explain.values import HUES, Runner
from parsers.extraction import Extraction, Found, Judgement, Value
from parsers.vocabulary import FieldName, MessageKind
from tests.bot.explain.readings import MESSAGE, READING, F
from tests.builders import found, message


def marks(parts: tuple[Piece, ...]) -> list[tuple[str, str]]:
    return [(piece.opens.name, piece.opens.label) for piece in parts if piece.opens]


def page(reading: Extraction = READING, **values: object) -> Explanation:
    return explain("a-1", MESSAGE, replace(reading, **values))  # type: ignore[arg-type]  # fields by name


def only(name: FieldName, *values: Found[Value]) -> Extraction:
    return Extraction(kind=Judgement(value=MessageKind.INCIDENT, score=0.5), fields={name: values})


def test_marks_have_the_numbers_of_the_rows() -> None:
    shown = page()
    assert [(row.number, row.label, row.value, row.score) for row in shown.rows] == [
        ("1", "Department or site", "billing queue", "80%"),
        ("2", "Service affected", "calls", "80%"),
        ("3", "Users affected", "40", "80%"),
        ("4", "Users affected, in words", "Forty agents", "80%"),
        ("5", "Business impact", "Forty agents on the billing queue cannot hear the caller", "71%"),
        ("", "Calling numbers (ANI)", "", ""),
    ]
    assert marks(shown.subject) == [("2", "Service affected")]
    assert marks(shown.body[0].pieces) == [
        ("5", "Business impact"),
        ("3,4", "Users affected + Users affected, in words"),
        ("1", "Department or site"),
        ("severity", "Severity"),
        ("severity", "Severity"),  # it crosses the end of the impact
    ]


def test_parts_that_are_not_the_message_itself_are_muted() -> None:
    assert [(stretch.title, stretch.muted) for stretch in page().body] == [("", False), ("quote", True)]
    assert "".join(piece.text for stretch in page().body for piece in stretch.pieces) == MESSAGE.text


def test_runners_up_are_told_with_their_scores() -> None:
    rows = {row.label: row for row in page().rows}
    assert rows["Users affected"].runners == (Runner(value="12", score="31%", words="12 agents"),)
    assert (len(rows["Business impact"].runners), rows["Business impact"].more) == (3, 1)
    assert rows["Business impact"].runners[0] == Runner(value="hang up", score="20%")
    assert rows["Department or site"].runners == ()


def test_what_was_considered_and_not_believed_has_a_row() -> None:
    (row,) = explain("a", MESSAGE, replace(READING, fields={}, losers={F.ANIS: READING.losers[F.ANIS]})).rows
    assert (row.number, row.value, row.runners[0].value) == ("", "", "+3012")


def test_the_runner_up_of_a_list_is_told_once() -> None:
    reading = replace(only(F.CONNIDS, found("1"), found("2")), losers={F.CONNIDS: (found("3"),)})
    assert [len(row.runners) for row in explain("a", MESSAGE, reading).rows] == [1, 0]


def test_judgements_tell_reasons_and_runners_up() -> None:
    kind, severity = page().judged
    assert (kind.value, kind.score, kind.reasons, kind.mark) == ("incident", "83%", ("what goes wrong in words",), "")
    assert ([each.value for each in kind.runners], kind.more) == (["status request", "question", "notice"], 1)
    assert (severity.value, severity.score, severity.mark) == ("Major (P2)", "65%", "severity")
    assert severity.runners == (Runner(value="Critical (P1)", score="27%"),)
    assert severity.reasons == ("call handling degraded", "partial or intermittent")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(MessageKind.INCIDENT, "none was judged"), (MessageKind.QUESTION, "none; only an incident has one")],
)
def test_without_a_severity(kind: MessageKind, expected: str) -> None:
    shown = explain("a", MESSAGE, Extraction(kind=Judgement(value=kind, score=0.4)))
    assert shown.unrated == expected
    assert [(judged.title, judged.reasons) for judged in shown.judged] == [("Kind", ("no reason is given",))]
    assert page().unrated == ""


def test_a_foreign_language_is_named() -> None:
    assert page().language == ""
    assert page(language="de").language.startswith("de, which the desk does not read")


def test_what_found_a_value() -> None:
    labelled = replace(found("x", explicit=True), place="subject")
    rows = explain("a", MESSAGE, only(F.SERVICE, labelled)).rows
    assert [row.found_by for row in rows] == ["test (labelled), in the subject"]
    rows = explain("a", MESSAGE, only(F.SERVICE, replace(found("x"), rule=""))).rows
    assert [row.found_by for row in rows] == ["a reader without a name"]


@pytest.mark.parametrize(("start", "end"), [(500, 510), (-3, 2), (4, 4), (9, 2)])
def test_a_span_that_is_none_is_only_in_the_table(start: int, end: int) -> None:
    shown = explain("a", MESSAGE, only(F.SERVICE, replace(found("queue"), start=start, end=end)))
    assert [row.value for row in shown.rows] == ["queue"]
    assert marks(shown.body[0].pieces) == []
    assert "".join(piece.text for stretch in shown.body for piece in stretch.pieces) == MESSAGE.text


def test_a_long_text_is_shown_as_far_as_it_is_read() -> None:
    long = message("x" * 20_000, sent_at=datetime(2026, 5, 19, 14, 41, tzinfo=UTC))
    shown = explain("a", long, only(F.SERVICE, replace(found("xx"), start=14_998, end=15_000)))
    assert (shown.cut, shown.sent) == (5_000, "2026-05-19 14:41 +0000")
    assert explain("a", long, Extraction(kind=READING.kind)).cut == 8_000


def test_a_text_without_zones_is_the_writers_own() -> None:
    (whole,) = explain("a", replace(MESSAGE, zones=()), Extraction(kind=READING.kind)).body
    assert (whole.title, whole.muted, whole.pieces) == ("", False, (Piece(text=MESSAGE.text),))


def test_cells_are_clean_lines() -> None:
    dirty = "a\x1b[31m\nb\u202e" + "c" * 900
    shown = explain(dirty, replace(MESSAGE, damages=(dirty,)), only(F.SERVICE, found(dirty)))
    for cell in (shown.identity, shown.damages[0], shown.rows[0].value, shown.rows[0].words):
        assert cell.startswith("a[31m bccc")
        assert len(cell) == 400


def test_every_field_has_a_colour() -> None:
    assert set(HUES) == set(FieldName)
