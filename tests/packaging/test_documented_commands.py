"""Every command that a page shows exists, with the options it is shown with."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from bot.cli.root import app
from tests.packaging.documents import PAGES, Page, page, words_in_code

_IN_A_LINE = re.compile(r"(?:^\s*|bin/)echodesk (?P<rest>[^\n]*)")
_ENDS = {"|", "&&", ";", ">"}
ROOT_COMMAND: Any = typer.main.get_command(app)


def shown_commands() -> Iterator[tuple[str, str]]:
    """Page and command line, from code blocks and from code within sentences."""
    for path in PAGES:
        here = Page(path)
        for line in here.text.splitlines():
            is_block = line.startswith("    ") and not line.lstrip().startswith(("*", "-"))
            pieces = [line] if is_block else words_in_code(line)
            for piece in pieces:
                for match in _IN_A_LINE.finditer(piece):
                    rest = match["rest"].strip()
                    if re.match(r"[a-z-]", rest):
                        yield here.name, f"echodesk {rest}"


def problem_with(line: str) -> str | None:
    """What of a command line does not exist; None where all does."""
    words = iter(shlex.split(line, comments=True)[1:])
    command = ROOT_COMMAND
    for word in words:
        if word in _ENDS:
            break
        if word.startswith("-") and word != "-":
            option = _options(command).get(word.partition("=")[0])
            if option is None:
                return f"{command.name} has no option {word}"
            if not option.is_flag and "=" not in word and option.nargs:
                next(words, None)
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return f"{command.name} has no command {word}"
            command = command.commands[word]
    return None


def _options(command: Any) -> dict[str, Any]:
    help_option = type("Help", (), {"is_flag": True, "nargs": 0})
    return {name: each for each in command.params for name in each.opts} | {"--help": help_option}


@pytest.mark.parametrize(("name", "line"), sorted(set(shown_commands())), ids=lambda text: str(text)[:60])
def test_a_shown_command_exists(name: str, line: str) -> None:
    assert problem_with(line) is None, f"{name}: {line}"


@pytest.mark.parametrize(
    "line",
    ["echodesk serv", "echodesk held relase 17", "echodesk --colour init", "echodesk arrivals --limits 2"],
)
def test_a_mistyped_command_would_be_found(line: str) -> None:
    assert problem_with(line) is not None


def test_many_commands_are_shown() -> None:
    assert len(set(shown_commands())) > 30


def test_the_readme_lists_every_command() -> None:
    listed: set[tuple[str, ...]] = set()
    for row in page("README.md").rows("The commands"):
        first, *siblings = words_in_code(row[0]) or [""]
        words = tuple(first.split()[1:])
        listed |= {words} | {(*words[:-1], sibling) for sibling in siblings}
    assert listed - {()} == set(_every_command(ROOT_COMMAND))


def _every_command(command: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not hasattr(command, "commands"):
        yield above
        return
    for name, each in command.commands.items():
        yield from _every_command(each, (*above, name))
