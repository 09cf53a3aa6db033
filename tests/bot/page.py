"""What a browser makes of a notice's page."""

from html.parser import HTMLParser

from bot.notices import Notice
from bot.render import Rendered, Renderer

RENDERER = Renderer()
VOID = {"meta", "br", "img", "hr"}


class Page(HTMLParser):
    """What a browser makes of a page: its text, its elements, its links; fails where an element is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.sources += [value or "" for name, value in attrs if name in ("src", "background")]
        if tag == "br":
            self.words.append("\n")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def rendered(notice: Notice) -> tuple[Rendered, Page]:
    result = RENDERER.render(notice)
    return result, Page(result.html)
