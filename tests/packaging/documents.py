"""Reads the project's own pages: their links, their examples, the words they promise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "benchmarks").glob("*.md"),
        *(ROOT / "training").glob("*.md"),
        *(ROOT / "parsers").rglob("*.md"),
    ],
)
_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)|(?:src|href)=\"(?P<source>[^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Page:
    """One page in Markdown."""

    path: Path

    @property
    def name(self) -> str:
        """Its path within the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    def fenced(self, language: str) -> Iterator[str]:
        """The fenced examples in ``language``, without their indentation."""
        for block in _FENCE.finditer(self.text):
            if block["language"] == language:
                yield re.sub(rf"^{block['indent']}", "", block["text"], flags=re.MULTILINE)

    def links(self) -> Iterator[str]:
        """The targets within the checkout."""
        for link in _LINK.finditer(_FENCE.sub("", self.text)):
            target = link["target"] or link["source"]
            if not re.match(r"[a-z]+:", target):
                yield target

    def anchors(self) -> set[str]:
        """The names under which its headings can be linked to, as GitHub makes them."""
        headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", self.text), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    def rows(self, heading: str) -> Iterator[list[str]]:
        """The cells of the table rows under ``heading``."""
        section = re.split(r"^#+ ", self.text.partition(f" {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
        for line in section.splitlines():
            if line.startswith("| "):
                yield [cell.strip() for cell in line.strip("|").split(" | ")]


def page(name: str) -> Page:
    """The page of this path within the checkout."""
    return Page(ROOT / name)


def words_in_code(cell: str) -> list[str]:
    """What stands between back-ticks."""
    return re.findall(r"`([^`]+)`", cell)
