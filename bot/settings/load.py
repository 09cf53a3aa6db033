"""Reads ``echodesk.toml`` and the environment; an error names the file, the line and what to do."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError

from bot.errors import ConfigurationError
from bot.settings.model import Settings
from bot.settings.places import key_lines, nearest_line
from bot.settings.suggestions import known_keys, suggestion

DEFAULT_FILE = Path("echodesk.toml")
PREFIX = "ECHODESK_"
_DELIMITER = "__"
_AT_LINE = re.compile(r"(.*?) \(at line (\d+), column (\d+)\)\Z", re.DOTALL)


def load_settings(path: Path | None = None) -> Settings:
    """The settings from ``path`` (default ``echodesk.toml`` in this folder, may be absent) and ``ECHODESK_*`` variables.

    Raises ConfigurationError for a file that cannot be read, TOML that is none, an unknown key or a value that does not fit.
    """
    name = str(path or DEFAULT_FILE)
    text = _read(path)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_not_toml(name, str(error))) from error
    except RecursionError as error:
        raise ConfigurationError(f"{name}: not valid TOML: nested too deeply") from error
    return parse_settings(tables, text=text, name=name)


def parse_settings(tables: dict[str, Any], *, text: str = "", name: str = "settings") -> Settings:
    """Settings from TOML tables; ``text`` is searched for the line of what is wrong. Raises ConfigurationError."""
    _require_known_variables(os.environ)
    try:
        return Settings(**tables)
    except ValidationError as error:
        lines = key_lines(text)
        sentences = [_sentence(problem, lines, name) for problem in error.errors(include_input=False)]
    except SettingsError as error:
        # Not chained: the cause holds the value, which may be a password.
        sentences = [_not_json(error)]
    raise ConfigurationError("\n".join(sentences))


def _read(path: Path | None) -> str:
    chosen = path or DEFAULT_FILE
    try:
        data = chosen.read_bytes()
    except FileNotFoundError as error:
        if path is None:
            return ""
        raise ConfigurationError(f"{path}: no such file; write one with: echodesk init {path}") from error
    except IsADirectoryError as error:
        raise ConfigurationError(f"{chosen} is a folder; name the file in it") from error
    except OSError as error:
        raise ConfigurationError(f"{chosen} cannot be read: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            f"{chosen}, line {line}: not UTF-8, as TOML must be; save the file as UTF-8"
        ) from error


def _not_toml(name: str, message: str) -> str:
    match = _AT_LINE.fullmatch(message)
    if not match:
        return f"{name}: not valid TOML: {message}"
    hints = {"Cannot overwrite a value": "this key stands there twice", "Invalid value": "write text in double quotes"}
    hint = hints.get(match[1])
    return f"{name}, line {match[2]}, column {match[3]}: not valid TOML: {match[1]}{f' ({hint})' if hint else ''}"


def _not_json(error: SettingsError) -> str:
    field = re.search(r'field "(\w+)"', str(error))
    variable = f"{PREFIX}{field[1].upper()}" if field else "an environment variable"
    return f"{variable}: a section in the environment is written as JSON; see the file that 'echodesk init' writes"


def _require_known_variables(environment: Mapping[str, str]) -> None:
    """A misspelt section in the environment is refused like one in the file; pydantic would pass over it."""
    known = known_keys(())
    for variable in environment:
        section, delimiter, _ = variable.upper().removeprefix(PREFIX).lower().partition(_DELIMITER)
        if variable.upper().startswith(PREFIX) and delimiter and section not in known:
            raise ConfigurationError(f"{variable}: there is no section {section}{suggestion(section, known)}")


def _sentence(problem: Any, lines: dict[tuple[str | int, ...], int], name: str) -> str:
    keys: tuple[str | int, ...] = problem["loc"]
    variable = _variable(keys, os.environ)
    line = nearest_line(lines, keys)
    place = variable or (f"{name}, line {line}" if line else name)
    label = ".".join(str(key) for key in keys) or "the file as a whole"
    if problem["type"] == "extra_forbidden":
        more = suggestion(str(keys[-1]), known_keys(keys[:-1]))
        return f"{place}: {label} is not a known setting{more or '; echodesk init writes a file with all of them'}"
    if problem["type"] == "missing":
        return f"{place}: {label} is missing"
    return f"{place}: {label}: {problem['msg'].removeprefix('Value error, ')}"


def _variable(keys: tuple[str | int, ...], environment: Mapping[str, str]) -> str | None:
    """The environment variable from which the value of ``keys``, or what is around it, came."""
    by_name = {variable.upper(): variable for variable in environment}
    for length in range(len(keys), 0, -1):
        wanted = PREFIX + _DELIMITER.join(str(key) for key in keys[:length]).upper()
        if wanted in by_name:
            return by_name[wanted]
    return None
