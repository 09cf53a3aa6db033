"""Reads ``echodesk.toml`` and the environment; an error names the file, the line and what to do."""

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import ConfigurationError
from bot.settings.model import Settings

DEFAULT_FILE = Path("echodesk.toml")


def load_settings(path: Path | None = None) -> Settings:
    """The settings from ``path`` (default ``echodesk.toml`` in this folder, may be absent) and ``ECHODESK_*`` variables.

    Raises ConfigurationError for a missing named file, TOML that cannot be read, an unknown key or a value that does not fit.
    """
    text = _read(path)
    name = str(path or DEFAULT_FILE)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name}: not valid TOML: {error}") from error
    return parse_settings(tables, text=text, name=name)


def parse_settings(tables: dict[str, Any], *, text: str = "", name: str = "settings") -> Settings:
    """Settings from TOML tables; ``text`` is searched for the line of what is wrong."""
    try:
        return Settings(**tables)
    except ValidationError as error:
        raise ConfigurationError("\n".join(_sentence(problem, text, name) for problem in error.errors())) from error


def _read(path: Path | None) -> str:
    chosen = path or DEFAULT_FILE
    if not chosen.exists():
        if path is None:
            return ""
        raise ConfigurationError(f"{path}: no such file; write one with: echodesk init {path}")
    return chosen.read_text(encoding="utf-8")


def _sentence(problem: Any, text: str, name: str) -> str:
    keys = [key for key in problem["loc"] if key not in ("function-after", "model")]
    line = line_of(text, keys)
    place = f"{name}, line {line}" if line else name
    label = ".".join(str(key) for key in keys) or "the file as a whole"
    if problem["type"] == "extra_forbidden":
        return f"{place}: {label} is not a known setting; see the commented file that 'echodesk init' writes"
    return f"{place}: {label}: {problem['msg'].removeprefix('Value error, ')}"


def line_of(text: str, keys: list[str | int]) -> int | None:
    """The 1-based line of the TOML key at this path, or of the nearest table above it; None where nothing matches."""
    best: int | None = None
    table: list[str | int] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*(\[\[?)\s*([\w.\-\"]+)\s*\]", line)
        if header:
            name = header[2].replace('"', "")
            table = list(name.split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table.append(counts[name])
            if table == keys[: len(table)]:
                best = number
            continue
        key = re.match(r"\s*\"?([\w\-]+)\"?\s*(?:\.\s*[\w\-]+\s*)?=", line)
        if key and [*table, key[1]] == keys[: len(table) + 1]:
            return number
    return best
