"""HTML mail to plain text: no script, style, hidden text or remote image; links with their target; quotes as ``> ``."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import lxml.html  # type: ignore[import-untyped]  # no stubs; inscriptis takes its trees
from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml import etree

from parsers.characters import clean_text
from parsers.htmltokens import token_text

_MOST_CHARACTERS = 1_500_000
# libxml2 drops what is nested deeper than 256 elements without a word; near that another reader takes over.
_DEEPEST = 250
_MOST_TAGS = 30_000
_LONGEST_URL = 500
# Signs of the private use area mark where a quote begins and ends while the text is laid out.
OPEN, CLOSE = "\ue0f1", "\ue0f2"
_MARKS = re.compile(f"[{OPEN}{CLOSE}]")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|max-height\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|"
    r"font-size\s*:\s*[01](?:px|pt)?\s*(?:;|!|\Z)",
    re.IGNORECASE,
)
_QUOTE_CLASS = re.compile(r"\b(?:gmail_quote|protonmail_quote|tutanota_quote|moz-cite|cite|quote|yahoo_quoted)\b", re.I)
_QUOTE_BORDER = re.compile(r"border-left\s*:(?!\s*(?:none|0\b|medium none))", re.IGNORECASE)
_DROPPED = ("script", "style", "head", "title", "noscript", "template", "iframe", "object", "svg", "math", "select")
_BLANK_LINES = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*){2,}")
_WIDE = re.compile(r"(?<=\S)[ \t]{3,}|\A[ \t]{9,}")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"].copy())


def html_to_text(html: str) -> tuple[str, str | None]:
    """The text that a reader of ``html`` sees, and a sentence where something of it was left out. Never raises.

    Input over 1.5 million characters is cut. A link's target follows its text in angle brackets where the two differ;
    what a mail program marks as quoted comes with ``> `` before each line.
    """
    damage = None
    if len(html) > _MOST_CHARACTERS:
        html, damage = html[:_MOST_CHARACTERS], "The HTML text is very long; only its beginning was read."
    html = _MARKS.sub("", clean_text(_DECLARATION.sub("", html)))
    if not html.strip():
        return "", damage
    text = _laid_out(html)
    if not text.strip():
        text = clean_text(token_text(html))
    return _tidied(text), damage


def _laid_out(html: str) -> str:
    """The text by inscriptis, ``""`` where the tree is too big or too deep for it or libxml2 finds none."""
    if html.count("<") > _MOST_TAGS:
        return ""
    try:
        tree = lxml.html.document_fromstring(html)
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    if _depth(tree) >= _DEEPEST:
        return ""
    _drop(tree)
    _mark_quotes(tree.iter("blockquote"))
    _show_targets(tree.iter("a"))
    try:
        return str(Inscriptis(tree, _CONFIG).get_text())
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        # Odd attributes (spans, margins) in hostile tables; the walk knows no layout and takes them.
        return ""


def _depth(tree: etree._Element) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _drop(tree: etree._Element) -> None:
    """Take out what a reader does not see. The text behind an element is its tail and stays."""
    for element in list(tree.iter(etree.Element)):
        hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")[:2000])
        if (element.tag in _DROPPED or hidden) and element.getparent() is not None and element.tag != "body":
            element.drop_tree()


def _mark_quotes(blockquotes: Iterable[etree._Element]) -> None:
    for element in list(blockquotes):
        if not _is_quote(element.get("type", ""), element.get("class", ""), element.get("style", "")[:2000]):
            continue
        opening, closing = etree.Element("div"), etree.Element("div")
        opening.text, closing.text = OPEN, CLOSE
        opening.tail, element.text = element.text, None
        element.insert(0, opening)
        element.append(closing)


def _is_quote(kind: str, classes: str, style: str) -> bool:
    """Whether a blockquote is a quoted message and not an indented paragraph."""
    return kind.lower() == "cite" or bool(_QUOTE_CLASS.search(classes)) or bool(_QUOTE_BORDER.search(style))


def _show_targets(links: Iterable[etree._Element]) -> None:
    for element in list(links):
        target = link_target(element.get("href", ""), str(element.text_content()))
        if target:
            last = element[-1] if len(element) else None
            if last is None:
                element.text = f"{element.text or ''} <{target}>"
            else:
                last.tail = f"{last.tail or ''} <{target}>"


def link_target(href: str, text: str) -> str:
    """What to show behind a link's text: ``""`` where the text says it already, is empty, or the target is no address."""
    href = "".join(href.split())
    shown = " ".join(text.split())
    if not shown or len(href) > _LONGEST_URL or "<" in href or ">" in href:
        return ""
    try:
        scheme = urlsplit(href).scheme.lower()
    except ValueError:
        return ""
    if scheme not in ("http", "https", "mailto", "tel"):
        return ""
    return "" if _bare(href) == _bare(shown) else href


def _bare(address: str) -> str:
    address = address.strip("<>()[] ").lower()
    for prefix in ("https://", "http://", "mailto:", "tel:", "www."):
        address = address.removeprefix(prefix)
    return address.split("?subject=", 1)[0].rstrip("/.").replace(" ", "").replace("-", "")


def _tidied(text: str) -> str:
    """Quote marks set, at most one blank line in a row, and white space that only sets columns cut to two blanks."""
    lines: list[str] = []
    depth = 0
    for line in text.replace("\xa0", " ").split("\n"):
        bare = _WIDE.sub("  ", _MARKS.sub("", line).rstrip())
        opened, closed = line.count(OPEN), line.count(CLOSE)
        depth += opened
        if bare.strip() or not (opened or closed):
            lines.append("> " * min(depth, 20) + bare if depth and bare.strip() else (">" if depth else bare))
        depth = max(0, depth - closed)
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
