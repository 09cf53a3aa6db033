"""Templates fill in and decide nothing; an operator's copy is held to the same and can never silence the desk."""

import importlib.resources
import subprocess
import sys
import zipfile
from importlib.resources.abc import Traversable
from pathlib import Path

import jinja2
import pytest
import structlog

import templates
from bot.errors import ConfigurationError
from bot.render import FILES, Renderer, environment
from bot.template_rules import problems
from bot.view import WORDS
from tests.bot.notice_samples import ALL, MAJOR, WAITING

FOLDER = Path(templates.__file__).parent


def packaged() -> list[str]:
    def below(place: Traversable, name: str) -> list[str]:
        if place.is_file():
            return [name]
        return [found for child in place.iterdir() for found in below(child, f"{name}/{child.name}")]

    return sorted(below(importlib.resources.files("templates") / "mail", "mail"))


@pytest.mark.parametrize("notice", sorted(WORDS))
@pytest.mark.parametrize("name", FILES)
def test_a_packaged_template_only_fills_in(notice: str, name: str) -> None:
    assert problems(environment(), notice, f"mail/{notice}/{name}") == []


def test_every_packaged_template_is_used() -> None:
    used: set[str] = set()

    def note(name: str) -> None:
        if name not in used:
            used.add(name)
            assert jinja.loader is not None
            tree = jinja.parse(jinja.loader.get_source(jinja, name)[0])
            for other in jinja2.meta.find_referenced_templates(tree):
                assert other is not None
                note(other)

    jinja = environment()
    for notice in WORDS:
        for name in FILES:
            note(f"mail/{notice}/{name}")
    assert sorted(used) == packaged()


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{{ nubmer }}", "there is no word 'nubmer'"),
        ("{{ submitted }}", "there is no word 'submitted'"),
        ("{{ desk.fone }}", "line 1: nothing here has an attribute 'fone'"),
        ("{{ desk.__class__ }}", "nothing here has an attribute '__class__'"),
        ("{{ desk['name'] }}", "Getitem is not allowed"),
        ("{{ subject.upper() }}", "Call is not allowed"),
        ("\n{{ subject|upper }}", "line 2: No filter named 'upper'"),
        ("{{ subject|safe }}", "No filter named 'safe'"),
        ("{% if subject == 'x' %}{% endif %}", "Compare is not allowed"),
        ("{% if subject is defined %}{% endif %}", "Test is not allowed"),
        ("{% set x = subject %}{{ x }}", "Assign is not allowed"),
        ("{% macro m() %}{% endmacro %}", "Macro is not allowed"),
        ("{% import 'mail/layout.txt' as l %}", "Import is not allowed"),
        ("{{ 7 * 7 }}", "Mul is not allowed"),
        ("{% for a in range(9) %}{% endfor %}", "there is no word 'range'"),
        ("{% include subject %}", "must be named in quotes"),
        ("{% include 'mail/nowhere.txt' %}", "template mail/nowhere.txt is missing"),
        ("{% include '../../etc/hostname' %}", "etc/hostname is missing"),
        ("{% if %}", "line 1: Expected an expression"),
        ("{{ subject", "line 1: unexpected end of template"),
        ("{% autoescape false %}{{ subject }}{% endautoescape %}", "line 1: ScopedEvalContextModifier is not allowed"),
    ],
)
def test_what_a_template_may_not_say(tmp_path: Path, source: str, problem: str) -> None:
    write(tmp_path, "mail/waiting/body.txt", source)
    with pytest.raises(ConfigurationError) as caught:
        Renderer(tmp_path).check()
    assert "template mail/waiting/body.txt" in str(caught.value) or "is missing" in problem
    assert problem in str(caught.value)


def test_a_mistake_in_a_shared_part_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, "mail/parts/facts.txt", "{{ oops }}")
    with pytest.raises(ConfigurationError) as caught:
        Renderer(tmp_path).check()
    assert str(caught.value) == "template mail/parts/facts.txt: there is no word 'oops' in this notice"


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    write(tmp_path, "mail/waiting/subject.txt", "x").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"subject\.txt cannot be read"):
        Renderer(tmp_path).check()


def test_what_is_packaged_is_well() -> None:
    Renderer().check()


def test_an_operators_file_replaces_one_and_leaves_the_others(tmp_path: Path) -> None:
    write(tmp_path, "mail/waiting/body.txt", "Bonjour {{ greeting }}, merci.\n")
    renderer = Renderer(tmp_path)
    renderer.check()
    result = renderer.render(WAITING)
    assert result.text == "Bonjour Robin Hale, merci.\n"
    assert result.html == Renderer().render(WAITING).html
    assert renderer.render(MAJOR) == Renderer().render(MAJOR)


@pytest.mark.parametrize(
    "source",
    [
        "{{ nubmer }}",
        "{{ desk.fone }}",
        "{% if %}",
        "{% for a in desk %}{% endfor %}",
        "{% include 'mail/waiting/body.txt' %}",
    ],
)
def test_a_broken_file_is_logged_and_the_customer_is_told_all_the_same(tmp_path: Path, source: str) -> None:
    write(tmp_path, "mail/waiting/body.txt", source)
    with structlog.testing.capture_logs() as logs:
        result = Renderer(tmp_path).render(WAITING)
    assert result == Renderer().render(WAITING)
    assert [(line["event"], line["template"]) for line in logs] == [("template_unusable", "mail/waiting/body.txt")]


def test_no_template_can_call_or_reach_out(tmp_path: Path) -> None:
    write(tmp_path, "mail/waiting/subject.txt", "{{ ''.__class__.__mro__ }}{{ cycler.__init__ }}")
    with structlog.testing.capture_logs():
        assert Renderer(tmp_path).render(WAITING).subject == "Re: A question"


def test_templates_are_read_out_of_a_zip_too(tmp_path: Path) -> None:
    """As an installed package may be one; in a process of its own, whose imports come from there."""
    with zipfile.ZipFile(tmp_path / "packages.zip", "w") as archive:
        for file in FOLDER.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                archive.write(file, Path("templates") / file.relative_to(FOLDER))
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import templates; assert '.zip' in templates.__file__, templates.__file__\n"
        "from bot.render import Renderer\n"
        "from tests.bot.notice_samples import MAJOR\n"
        "Renderer().check(); print(Renderer().render(MAJOR).subject)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "packages.zip")],
        capture_output=True,
        text=True,
        cwd=FOLDER.parent,
        check=False,
        timeout=60,
    )
    assert (run.stdout, run.stderr) == ("[EP-104233] No sound on the billing queue\n", "")


def test_every_notice_can_be_said() -> None:
    renderer = Renderer()
    for notice in ALL:
        assert renderer.render(notice).html.startswith("<!DOCTYPE html>")


def write(folder: Path, name: str, source: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return file
