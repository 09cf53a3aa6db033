"""HTML to text token by token, in one pass without a tree: for markup too big, too deep or too broken to lay out."""

import re
from html import unescape

_TOKEN = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})([^<>]{0,5000})>|<[!?/][^<>]{0,5000}>")
_BLOCKS = frozenset(
    [
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "br",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "footer",
            "form",
        ),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
        ),
        *("tbody", "tfoot", "thead", "tr", "ul"),
    ]
)
_SKIPPED = frozenset(["script", "style", "title", "template", "svg"])
_SPACES = re.compile(r"[ \t\n\xa0]+")
_AROUND = re.compile(r" ?\n[ \n]*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")


def token_text(html: str) -> str:
    """The text between the tags, a line end at each block element; comments and what ``_SKIPPED`` holds are left out."""
    out: list[str] = []
    position = 0
    while match := _TOKEN.search(html, position):
        out.append(_SPACES.sub(" ", html[position : match.start()]))
        position = _past(html, match)
        name = (match[2] or "").lower()
        if name in _BLOCKS:
            out.append("\n")
        elif name in ("td", "th"):
            out.append(" ")
    out.append(_SPACES.sub(" ", html[position:]))
    return _ENTITY.sub(_entity, _AROUND.sub("\n", "".join(out))).strip()


def _past(html: str, token: re.Match[str]) -> int:
    """Where reading goes on behind a token: past a comment's end, or past the closing tag of what is not shown."""
    if token[0] == "<!--":
        end = html.find("-->", token.end())
        return end + 3 if end >= 0 else len(html)
    name = (token[2] or "").lower()
    if token[1] or name not in _SKIPPED:
        return token.end()
    close = re.compile(rf"</{name}\b[^<>]{{0,100}}>", re.IGNORECASE).search(html, token.end())
    return close.end() if close else len(html)


def _entity(match: re.Match[str]) -> str:
    text = unescape(match[0])
    return "\ufffd" if any("\ud800" <= sign <= "\udfff" for sign in text) else text
