"""Fills the notices' templates in: a subject line, plain text and HTML. What a customer wrote is data, never a template.

An operator's folder is searched first, so that one file can be replaced without touching the others.
"""

import importlib.resources
import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
import structlog
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.errors import ConfigurationError
from bot.notices import Notice
from bot.template_rules import problems
from bot.text import one_line
from bot.view import WORDS, view

_log = structlog.get_logger(__name__)

SUBJECT_LENGTH = 180
TEXT_WIDTH = 76
FILES = ("subject.txt", "body.txt", "body.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A notice in words: ``subject`` is one line without controls, ``text`` has ``\\n`` ends, ``html`` is a whole page."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


class Renderer:
    """Renders notices from the packaged templates, or from an operator's ``folder`` that is laid out like them.

    Templates are read once; a changed file is seen after a restart. An operator's template that fails all the same is put
    in the log, and the packaged one says it instead: the customer is told in time.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._packaged = environment()
        self._chosen = environment(folder) if folder else self._packaged

    def render(self, notice: Notice) -> Rendered:
        """``notice`` in words."""
        words = view(notice)
        subject, text, html = (self._fill(f"mail/{notice.template}/{name}", words) for name in FILES)
        return Rendered(subject=one_line(subject, SUBJECT_LENGTH), text=_as_plain_text(text), html=html.strip() + "\n")

    def check(self) -> None:
        """Read every notice's templates as :mod:`bot.template_rules` wants them, so that a mistake shows at start.

        Raises ConfigurationError, a line for each file and mistake.
        """
        found = [
            problem
            for notice in WORDS
            for name in FILES
            for problem in problems(self._chosen, notice, f"mail/{notice}/{name}")
        ]
        if found:
            raise ConfigurationError("\n".join(dict.fromkeys(found)))

    def _fill(self, name: str, words: dict[str, object]) -> str:
        try:
            return self._chosen.get_template(name).render(words)
        except (jinja2.TemplateError, TypeError, ValueError, RecursionError, OSError) as error:
            if self._chosen is self._packaged:
                raise
            _log.error("template_unusable", template=name, problem=f"{type(error).__name__}: {error}")
            return self._packaged.get_template(name).render(words)


def environment(folder: Path | None = None) -> jinja2.Environment:
    """Jinja with what templates may use and no more: no calls, no filters, an unknown word is an error.

    HTML is escaped by the file's name; there is no filter with which a template could turn that off.
    """
    packaged: jinja2.BaseLoader = jinja2.FunctionLoader(_packaged)
    loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(folder), packaged]) if folder else packaged
    jinja = ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: name is None or name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    jinja.globals.clear()
    jinja.filters.clear()
    return jinja


def _packaged(name: str) -> str | None:
    """A template's text out of the installed package, which may be a zip; None where it has no such file."""
    place = importlib.resources.files("templates")
    for part in name.split("/"):
        if part in ("", ".", ".."):
            return None
        place = place / part
    return place.read_text(encoding="utf-8") if place.is_file() else None


def _as_plain_text(text: str) -> str:
    """Lines of readable length, at most one empty line in a row; a customer's quoted line stays quoted when it wraps."""
    wrapped = "\n".join(_wrap(line) for line in text.strip("\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", wrapped) + "\n"


def _wrap(line: str) -> str:
    if line.rstrip() == ">":
        return ">"
    if len(line) <= TEXT_WIDTH:
        return line
    mark = "> " if line.startswith("> ") else ""
    bullet = "- " if line.startswith("- ") else ""
    rest = line.removeprefix(mark).removeprefix(bullet)
    indent = " " * (len(rest) - len(rest.lstrip()))
    # A word is never broken: it may be a link or an identifier that is to be copied whole.
    return textwrap.fill(
        rest.strip(),
        TEXT_WIDTH,
        initial_indent=mark + bullet + indent,
        subsequent_indent=mark + "  " * bool(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )
