"""``echodesk explain``: on terminals of any sort, into a pipe, as a page for a browser; whatever the files hold."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from bot.cli import explain_page
from bot.cli.root import app
from bot.explain.page import explain as explained
from parsers.vocabulary import FieldName
from tests.bot.cli.test_output import is_harmless
from tests.bot.explain.readings import MESSAGE, READING
from tests.bot.page import Page
from tests.builders import raw_mail

_TEXT = "Twelve agents in Denver cannot log in since 9:30.\n\nOn Mon, Lee <lee@b.example> wrote:\n> it is all fine\n"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither configuration nor database: the command needs none. The rules read: they load in no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ECHODESK_DESK__READER", "rules")
    for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(variable, raising=False)


def explain(*arguments: str, stdin: bytes | None = None, **environment: str) -> Result:
    result = CliRunner().invoke(app, ["explain", *arguments], input=stdin, env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def mail(text: str = _TEXT, name: str = "a.eml") -> str:
    Path(name).write_bytes(raw_mail(text))
    return name


def words(text: str) -> str:
    return " ".join(text.split())


def test_into_a_pipe_the_marks_are_signs() -> None:
    result = explain(mail())
    assert result.exit_code == 0, result.stderr
    said = words(result.stdout)
    for expected in (
        "agents⟩ in ⟨",
        "┊ > it is all fine",
        "quote",
        "Users affected",
        "count of people",
        "Kind incident",
    ):
        assert expected in said
    assert "\x1b" not in result.stdout
    assert max(map(cell_len, result.stdout.splitlines())) <= 120


def test_all_of_a_reading_is_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    explain_page.show(explained("a-1", MESSAGE, replace(READING, language="de", thread="EP-104233")))
    said = words(capsys.readouterr().out)
    for expected in (
        "Subject ⟨2 Inbound calls⟩",
        "⟨5 ⟨3,4 Forty agents⟩ on the ⟨1 billing queue⟩ ⟨severity cannot hear the caller⟩ 5⟩⟨severity . Customers⟩",
        "quote ┊ > 12 agents told me so",
        "⟨3 Users affected⟩",
        '3 Users affected 40 "Forty agents" 80% by hand 12 (31%)',
        "Calling numbers (ANI) nothing believed +3012 (5%)",
        "Kind incident 83% rather than status request 12%, question 3%, notice 1% and 1 more",
        "- what goes wrong in words",
        "Severity Major (P2) 65% by the words in ⟨severity⟩ rather than Critical (P1) 27%",
        "- partial or intermittent",
        "Language de, which the desk does not read",
        "Ticket EP-104233",
    ):
        assert expected in said, expected


@pytest.mark.parametrize("width", [1, 20, 40, 59, 60, 80, 200])
@pytest.mark.parametrize("colours", [{"FORCE_COLOR": "1"}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, {}])
def test_no_line_is_wider_than_the_terminal(
    width: int, colours: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for name, value in colours.items():
        monkeypatch.setenv(name, value)
    explain_page.show(explained("a-1", MESSAGE, READING))
    out = capsys.readouterr().out
    assert max(cell_len(_uncoloured(line)) for line in out.splitlines()) <= width
    assert ("\x1b[" in out) == ("FORCE_COLOR" in colours)


def _uncoloured(line: str) -> str:
    from rich.text import Text

    return Text.from_ansi(line).plain


def test_colours_are_those_that_the_terminal_has() -> None:
    name = mail()
    many = explain(name, FORCE_COLOR="1", COLORTERM="truecolor", TERM="xterm").stdout
    few = explain(name, FORCE_COLOR="1", COLORTERM="", TERM="xterm").stdout
    none = explain(name, FORCE_COLOR="1", NO_COLOR="1", COLORTERM="truecolor", TERM="xterm").stdout
    assert "48;2;" in many
    assert "48;2;" not in few
    assert "30;10" in few  # black on a bright tone
    assert "48;2;" not in none
    assert "30;10" not in none
    assert "⟨" in many
    assert "⟨" in none


def test_a_terminal_without_unicode_gets_other_signs() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "bot", "explain", mail()]
    done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    out = done.stdout.decode("ascii")
    assert "\\u" not in out
    assert "| > it is all fine" in out
    assert " agents] in [" in out


def test_the_colour_of_a_mark_can_be_read_on_any_ground() -> None:
    assert explain_page.style_of(0) == explain_page.style_of(360)
    assert len({explain_page.style_of(hue, "standard") for hue in range(360)}) == 6


def test_html_goes_to_a_file_or_to_standard_output() -> None:
    mail(), mail(name="b.eml")
    result = explain("--html", "why.html", "a.eml", "b.eml")
    assert (result.exit_code, result.stdout) == (0, "")
    page = Page(Path("why.html").read_text(encoding="utf-8"))
    assert page.tags.count("article") == 2
    assert "Users affected" in page.text
    printed = explain("--html", "-", "-", stdin=raw_mail(_TEXT + "Grüße"))
    assert "Grüße" in Page(printed.stdout_bytes.decode("utf-8")).text


def test_html_that_cannot_be_written_is_a_sentence() -> None:
    result = explain("--html", "no/why.html", mail())
    assert result.exit_code == 1
    assert result.stderr == "echodesk: no/why.html cannot be written: No such file or directory\n"


@pytest.mark.parametrize("more", [(), ("--html", "why.html")])
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_shown(more: tuple[str, ...]) -> None:
    mail(), mail(name="z.eml"), Path("x.json").write_text("{", encoding="utf-8")
    result = explain(*more, "a.eml", "x.json", "none.eml", "z.eml")
    assert result.exit_code == 1
    assert "x.json: line 1 is not JSON" in result.stderr
    assert "none.eml: cannot be read: No such file or directory" in result.stderr
    shown = Path("why.html").read_text(encoding="utf-8") if more else result.stdout
    assert shown.count("Denver") >= 2


def test_slack_messages() -> None:
    Path("s.json").write_text(
        '{"type": "message", "text": "25 users affected", "ts": "1790000000.0001"}', encoding="utf-8"
    )
    result = explain("s.json")
    assert result.exit_code == 0, result.stderr
    assert "Users affected" in result.stdout


_MEGABYTE = 1_000_000
_HOSTILE = {
    "escapes": "\x1b[31m\x1b]0;owned\x07\x9b31m\x1b]8;;http://evil.example\x1b\\link ",
    "directions": "\u202eagents \u2067\u200f\u061c המוקד ",
    "zero width": "a\u200b\u200d\ufeff",
    "one word": "W",
    "marks on marks": "\u0301",
    "empty lines": "\n",
    "short lines": "a\n",
    "quotes": "> x\ny\n",
    "markup": "[bold red]x[/] :smile: <script>alert(1)</script> </mark> {{7*7}} ",
    "values": "006f02a1b3c4d5e6 and ",
}


@pytest.mark.parametrize("piece", _HOSTILE.values(), ids=_HOSTILE)
def test_a_megabyte_of_anything_is_a_short_harmless_page(piece: str) -> None:
    name = mail(piece * (_MEGABYTE // len(piece.encode())))
    for width in ("20", "120"):
        shown = explain(name, COLUMNS=width)
        assert shown.exit_code == 0, shown.stderr
        assert all(is_harmless(line) for line in shown.stdout.split("\n"))
        assert len(shown.stdout) < 200_000
    html = explain("--html", "-", name).stdout_bytes.decode("utf-8")
    assert "script" not in Page(html).tags
    assert len(html) < 300_000


def test_the_reader_finds_what_the_page_shows() -> None:
    """A form of every field, read by the reader that the desk has."""
    from parsers.labels import LABELS

    mail("Users affected: 25\nEnvironment: production\nFrequency: every call\nContact phone: 801-555-0142\n")
    said = explain("a.eml").stdout
    for name in (FieldName.USERS_AFFECTED, FieldName.ENVIRONMENT, FieldName.FREQUENCY, FieldName.CONTACT_PHONE):
        assert LABELS[name] in words(said)
    assert "(labelled)" in said
