"""docs/configuration.md and bot/settings say the same: every key, every default, and nothing else."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.settings.channels import ImapSettings, MailOutSettings, OAuth2, ReceiverSettings
from bot.settings.model import (
    AdmissionSettings,
    DatabaseSettings,
    DeskSettings,
    LimitSettings,
    LogSettings,
    MailboxSettings,
    RequiredSettings,
    Settings,
    WorkSettings,
)
from bot.settings.proof import AlertSettings, AuthenticationSettings, ScanningSettings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"
SECTIONS: dict[str, type[BaseModel]] = {
    "[desk]": DeskSettings,
    "[[mailboxes]]": MailboxSettings,
    "[database]": DatabaseSettings,
    "[smtp] and [lmtp]": ReceiverSettings,
    "[[imap]]": ImapSettings,
    "[imap.oauth2]": OAuth2,
    "[mail_out]": MailOutSettings,
    "[limits]": LimitSettings,
    "[admission]": AdmissionSettings,
    "[authentication]": AuthenticationSettings,
    "[scanning]": ScanningSettings,
    "[alerts]": AlertSettings,
    "[required]": RequiredSettings,
    "[work]": WorkSettings,
    "[log]": LogSettings,
}
ROW = re.compile(r"^\| `(?P<key>\w+)` \| (?P<default>`[^`]*`|\(none\)|\(required\)) \| (?P<meaning>.+) \|$")


def documented() -> dict[str, dict[str, str]]:
    """The default cells of the page, by heading and key."""
    found: dict[str, dict[str, str]] = {}
    heading = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("| `"):
            row = ROW.match(line)
            assert row is not None, f"{PAGE.name}: not a row of key, default, meaning: {line[:80]}"
            found.setdefault(heading, {})[row["key"]] = row["default"]
    return found


def value_of(cell: str) -> Any:
    """The value that a default cell gives; None for (none)."""
    return None if cell == "(none)" else tomllib.loads(f"value = {cell.strip('`')}")["value"]


def cells() -> Iterator[tuple[str, str, str]]:
    for heading, rows in documented().items():
        for key, cell in rows.items():
            if heading in SECTIONS:
                yield heading, key, cell


def default_of(heading: str, key: str) -> Any:
    if heading == "[smtp] and [lmtp]":
        return Settings().smtp.model_dump(mode="json")[key]
    return SECTIONS[heading].model_fields[key].get_default(call_default_factory=True, validated_data={})


def test_every_section_is_documented_and_no_other() -> None:
    assert set(documented()) == set(SECTIONS) | {"At the top"}
    tables = {part.strip("[]") for heading in SECTIONS for part in heading.split(" and ")} - {"imap.oauth2"}
    assert set(documented()["At the top"]) | tables == set(Settings.model_fields)


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_key_is_documented_and_no_other(heading: str) -> None:
    assert set(documented()[heading]) == set(SECTIONS[heading].model_fields)


@pytest.mark.parametrize(("heading", "key", "cell"), list(cells()), ids=lambda text: str(text)[:40])
def test_the_default_is_the_one_in_use(heading: str, key: str, cell: str) -> None:
    field = SECTIONS[heading].model_fields[key]
    if field.is_required():
        assert cell == "(required)"
    else:
        assert _plain(value_of(cell)) == _plain(default_of(heading, key))


def _plain(value: Any) -> Any:
    """A default as TOML would give it: lists for tuples, text for paths, tables without what they leave to defaults."""
    match value:
        case list() | tuple():
            return [_plain(one) for one in value]
        case {"host": host, "port": port, **rest}:
            return {"host": host, "port": port} | {name: on for name, on in rest.items() if on}
        case Path():
            return str(value)
        case _:
            return value


def test_lmtp_is_as_the_page_says() -> None:
    lmtp = Settings().lmtp
    assert (lmtp.enabled, [listener.port for listener in lmtp.listen]) == (False, [2424])
