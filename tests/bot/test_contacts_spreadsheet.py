"""Spreadsheets of contacts: what is read, and what is said about lines that are none."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.spreadsheet import COLUMNS, read_spreadsheet
from bot.contacts.values import phone_number
from bot.errors import PermanentError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1 must name the columns"),
        ("name,addresses\n", "(missing: account)"),
        ("account,name,addresses,fax\n", "(unknown: fax)"),
        ("account,name,name,addresses\n", "(a heading stands there twice)"),
        ('account,name,addresses\n"Pine"well,G,g@x.example\n', "line 2: not a CSV line"),
        ('account,name,addresses\nPinewell,G,"g@x.example\n', "not a CSV line"),
    ],
)
def test_a_file_that_cannot_be_used(text: str, expected: str) -> None:
    with pytest.raises(PermanentError) as caught:
        read_spreadsheet(text.encode())
    assert expected in str(caught.value)


def test_a_file_in_the_wrong_encoding_names_the_line() -> None:
    with pytest.raises(PermanentError, match=r"line 2 is not UTF-8; in Excel, save as"):
        read_spreadsheet("account,name,addresses\nBüro,G,g@x.example\n".encode("cp1252"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Pinewell,Gordon,", "addresses: there is no mail address"),
        ("Pinewell,Gordon,gordon", "addresses: 'gordon' is no mail address (it has no address)"),
        ("Pinewell,Gordon,g@[192.0.2.1]", "addresses: "),
        ("Pinewell,,g@x.example", "name: there is no name"),
        ("Pinewell,G\u202e,g@x.example", "name: the name has characters that cannot be shown"),
        ("Pinewell,Gordon,g@x.example,more", "there are more cells than headings"),
    ],
)
def test_a_line_that_is_no_contact(line: str, expected: str) -> None:
    lines, problems = read_spreadsheet(f"account,name,addresses\n\n{line}\n".encode())
    assert lines == []
    assert [problem.number for problem in problems] == [3]
    assert problems[0].text.startswith(expected)


def test_the_same_address_twice_names_both_lines() -> None:
    text = "account,name,addresses\nA,One,x@a.example\nA,Two,y@a.example;X@A.example\nA,Three,z@a.example\n"
    lines, problems = read_spreadsheet(text.encode())
    assert [line.contact.name for line in lines] == ["One", "Three"]
    assert [(p.number, p.text) for p in problems] == [
        (3, "x@a.example stands on line 2 already; give each person one line")
    ]


def test_the_line_of_a_row_that_spans_several_is_its_last() -> None:
    text = 'account,name,addresses\n"Pine\nwell",G,g@x.example\n,H,h@x.example\n'
    lines, problems = read_spreadsheet(text.encode())
    assert [(line.number, line.contact.account) for line in lines] == [(3, "Pine well")]
    assert [problem.number for problem in problems] == [4]


def test_valid_to_before_valid_from() -> None:
    text = "account,name,addresses,valid_from,valid_to\nA,G,g@x.example,2026-02-02,2026-02-01\n"
    assert read_spreadsheet(text.encode())[1][0].text == "valid_to: 2026-02-01 is before valid_from 2026-02-02"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", None),
        ("303-555-0142", "+13035550142"),
        ("(303) 555-0142", "+13035550142"),
        ("+1 303 555 0142 ext. 7", "+13035550142 ext. 7"),
        ("+44 20 7946 0018", "+442079460018"),
        ("0049 30 901820", None),
    ],
)
def test_telephone_numbers(written: str, kept: str | None) -> None:
    if written and kept is None:
        with pytest.raises(ValueError, match="write it like"):
            phone_number(written)
    else:
        assert phone_number(written) == kept


_CELLS = st.text(st.sampled_from("ab1@.;,\"'\n\t é\x00\u202e-"), max_size=12)
_ROWS = st.lists(st.lists(_CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=6)


@given(_ROWS)
def test_each_line_of_any_file_is_a_contact_or_a_problem(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *rows])
    lines, problems = read_spreadsheet(out.getvalue().encode())
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len({line.number for line in lines} | {problem.number for problem in problems}) == len(filled)
    assert not {line.number for line in lines} & {problem.number for problem in problems}
    assert all(line.contact.account and line.contact.name and line.contact.addresses for line in lines)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        lines, problems = read_spreadsheet(b"account,name,addresses\n" + data)
    except PermanentError as error:
        assert "line" in str(error)  # noqa: PT017 - either way is right; the error must say where
    else:
        assert all(number >= 2 for number in [*(line.number for line in lines), *(p.number for p in problems)])
