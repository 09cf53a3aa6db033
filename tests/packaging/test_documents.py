"""What the pages say is so: links lead somewhere, examples can be used, tables hold what the code holds."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.policy.rules import RULES
from bot.settings.load import parse_settings
from parsers.vocabulary import Disposition
from store.schema import Base
from tests.packaging.documents import PAGES, ROOT, Page, page, words_in_code

EXAMPLES = [(Page(path), number, text) for path in PAGES for number, text in enumerate(Page(path).fenced("toml"), 1)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    here = Page(path)
    broken = []
    for target in here.links():
        file, _, anchor = target.partition("#")
        there = Page((path.parent / file).resolve() if file else path)
        if not there.path.exists() or (anchor and anchor not in there.anchors()):
            broken.append(target)
    assert broken == []


def test_there_are_pages_and_examples() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/operations.md"} <= {Page(path).name for path in PAGES}
    assert len(EXAMPLES) > 5


@pytest.mark.parametrize(("here", "number", "text"), EXAMPLES, ids=[f"{p.name}-{n}" for p, n, _ in EXAMPLES])
def test_examples_of_the_configuration_can_be_used(here: Page, number: int, text: str) -> None:
    parse_settings(tomllib.loads(text), text=text, name=f"{here.name}, example {number}")


def test_the_tables_are_the_ones_of_the_database() -> None:
    documented = {name for row in page("docs/architecture.md").rows("The tables") for name in words_in_code(row[0])}
    assert documented == set(Base.metadata.tables)


def test_every_rule_that_holds_is_explained() -> None:
    documented = {name for row in page("docs/operations.md").rows("Held mail") for name in words_in_code(row[0])}
    assert documented == {rule.name for rule in RULES if rule.then is Disposition.HELD}


def test_the_log_events_are_those_of_the_code() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    events = set(re.findall(r"log\.(?:debug|info|warning|error|exception)\(\s*\"([^\"]+)\"", code))
    documented = {name for row in page("docs/operations.md").rows("What to watch") for name in words_in_code(row[0])}
    assert len(documented) > 5
    assert documented - events == set()


def test_the_steps_are_those_at_which_the_desk_is_killed() -> None:
    from tests.crash.test_seams import STEPS

    documented = [row[1].strip("`") for row in page("docs/architecture.md").rows("The life of a message")][1:]
    assert documented == list(STEPS)
