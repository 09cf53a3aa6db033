"""Where keys stand in a TOML text."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings.places import Path, key_lines, nearest_line

_TEXT = """\
# a comment with [brackets] and = signs
top = 1
dotted.key = "x # no comment"

[desk]            # line 5
name = "Echo"
"quoted.key" = 'literal'

[smtp]
listen = [
  { host = "a", port = 1 },   # line 11
  { host = "b", port = 2 },
]
text = \"\"\"
[not a table]
key = 1
\"\"\"
after = true

[[imap]]
host = "one"
[imap.oauth2]
scope = "s"
[[imap]]
host = "two"
oauth2.grant = "g"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("dotted", "key"), 3),
        (("desk",), 5),
        (("desk", "name"), 6),
        (("desk", "quoted.key"), 7),
        (("smtp", "listen"), 10),
        (("smtp", "listen", 0, "port"), 11),
        (("smtp", "listen", 1), 12),
        (("smtp", "listen", 1, "host"), 12),
        (("smtp", "after"), 18),
        (("imap", 0), 20),
        (("imap", 0, "host"), 21),
        (("imap", 0, "oauth2", "scope"), 23),
        (("imap", 1), 24),
        (("imap", 1, "oauth2", "grant"), 26),
    ],
)
def test_the_line_of_a_key(path: Path, line: int) -> None:
    tomllib.loads(_TEXT)
    assert key_lines(_TEXT)[path] == line


@pytest.mark.parametrize(
    ("path", "line"),
    [(("imap", 1, "missing"), 24), (("smtp", "listen", 0, "missing", 3), 11), (("nowhere", 0), None), ((), None)],
)
def test_the_nearest_line_of_what_is_missing(path: Path, line: int | None) -> None:
    assert nearest_line(key_lines(_TEXT), path) == line


_KEYS = st.text(st.sampled_from("ab-_09 .\"'#=[]{}é\\"), min_size=1, max_size=6)
_STRINGS = st.text(st.sampled_from("ab \"'#=[]{},\n\\é"), max_size=12)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.integers(-99, 99), st.booleans(), _STRINGS, st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=8,
)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[" + "".join(f"\n  {_toml(item)}, # ]" for item in value) + "\n]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    return repr(value)


def _paths(value: Any, path: Path = ()) -> set[Path]:
    found: set[Path] = {path} if path else set()
    if isinstance(value, dict):
        for key, item in value.items():
            found |= _paths(item, (*path, key))
    if isinstance(value, list):
        for number, item in enumerate(value):
            found |= _paths(item, (*path, number))
    return found


@given(st.dictionaries(_KEYS, _VALUES, max_size=4), st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_every_key_of_any_text_is_found_and_nothing_else(top: dict[str, Any], below: dict[str, Any]) -> None:
    top.pop("table", None)
    lines = [f"{_quoted(key)} = {_toml(value)}" for key, value in top.items()]
    lines += ["[[table]]", *(f"{_quoted(key)} = {_toml(value)}" for key, value in below.items())]
    text = "\n".join(lines)
    assert set(key_lines(text)) == _paths(tomllib.loads(text))
