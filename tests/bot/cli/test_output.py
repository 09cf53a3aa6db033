"""Whatever a text holds, what is printed of it is harmless, and what machines get is JSON."""

import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.cli.output import columns, plain, print_json, print_table, rich_table
from bot.cli.safe import safe_cell, safe_lines, short_time, shown_size, shown_time
from parsers.vocabulary import Status

_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_TEXTS = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\x07\x1b\x7f\x85\x9b\n\r\t\u2028\ud800[]:" + _TURNING)), max_size=80
)


def is_harmless(text: str) -> bool:
    """No control but the tab, no turned direction, nothing that UTF-8 cannot carry."""
    return not any((unicodedata.category(sign) in ("Cc", "Cs") and sign != "\t") or sign in _TURNING for sign in text)


@given(_TEXTS)
def test_a_cell_is_one_harmless_line(text: str) -> None:
    assert is_harmless(safe_cell(text))
    assert "\t" not in safe_cell(text)


@given(_TEXTS)
def test_lines_are_harmless(text: str) -> None:
    assert all(is_harmless(line) for line in safe_lines(text))


@given(_TEXTS)
def test_a_table_says_texts_and_nothing_else(text: str) -> None:
    """Neither markup nor emoji codes mean anything in it."""
    out = Console(markup=False, emoji=False, highlight=False, width=1000, color_system=None, record=True, quiet=True)
    out.print(rich_table(columns("value*"), [(text,)]))
    shown = out.export_text()
    assert all(is_harmless(line) for line in shown.splitlines())
    for word in ("[bold]", "[/]", ":smile:"):
        assert shown.count(word) == safe_cell(text).count(word)


def test_markup_and_emoji_codes_are_shown_as_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(columns("value"), [("[bold]x[/bold] :smile: [link=http://x.example]y[/link]",)])
    assert capsys.readouterr().out == "value\n[bold]x[/bold] :smile: [link=http://x.example]y[/link]\n"


@dataclass(frozen=True)
class _Row:
    at: datetime
    day: date
    names: tuple[str, ...]
    status: Status


def test_values_as_machines_read_them(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2026, 7, 13, 9, 20, 5, tzinfo=timezone(timedelta(hours=-6)))
    print_json([_Row(at, date(2026, 7, 13), ("é\x9b",), Status.NEW), {1: None}])
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == [
        {"at": "2026-07-13T15:20:05Z", "day": "2026-07-13", "names": ["é\x9b"], "status": "new"},
        {"1": None},
    ]


@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), _TEXTS), st.lists, max_leaves=5))
def test_what_is_json_already_stays(value: object) -> None:
    assert plain(value) == value


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (3_450_000, "3.5 MB")]
)
def test_sizes(size: int, shown: str) -> None:
    assert shown_size(size) == shown


def test_times_are_the_desks() -> None:
    zone = ZoneInfo("America/Denver")
    at = datetime(2026, 7, 13, 15, 20, 5, tzinfo=ZoneInfo("UTC"))
    assert shown_time(at, zone) == "2026-07-13 09:20:05 MDT"
    assert short_time(at, zone) == "2026-07-13 09:20"
    assert (shown_time(None, zone), short_time(None, zone)) == ("", "")
