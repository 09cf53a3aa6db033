"""The file that ``echodesk init`` writes is the documentation of the settings: it must be whole, and true."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from bot.cli.configuring import template
from bot.settings import Settings
from bot.settings.channels import ImapSettings
from bot.settings.load import parse_settings


def _uncommented(text: str) -> str:
    """The settings without their comment marks; explanations stay comments."""
    return re.sub(r"(?m)^#(?=[^ \n])", "", text)


def _parsed(text: str) -> Settings:
    return parse_settings(tomllib.loads(text), text=text)


def test_as_it_is_written_it_changes_nothing() -> None:
    assert tomllib.loads(template()) == {}


def test_without_the_comment_marks_it_is_the_defaults() -> None:
    text = _uncommented(template())
    assert len(tomllib.loads(text)) > 8
    assert _parsed(text) == Settings()


def _sections(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for part in (field.annotation, *_parts(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _sections(part)


def _parts(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        yield part
        yield from _parts(part)


@pytest.mark.parametrize("section", sorted(set(_sections(Settings)), key=str))
def test_every_setting_stands_in_it(section: type[BaseModel]) -> None:
    words = set(re.findall(r"\w+", template()))
    assert set(section.model_fields) <= words


def test_the_examples_of_imap_are_valid_one_by_one() -> None:
    block = template().partition("---- Mail in by IMAP")[2].partition("\n\n\n")[0]
    examples = re.split(r"(?m)^# (?=\[\[imap\]\])", block)[1:]
    assert len(examples) == 3
    for example in examples:
        lines = [line.removeprefix("# ") for line in example.splitlines()]
        text = "\n".join(line for line in lines if re.match(r"\[|\w+ = ", line))
        assert len(_parsed(text).imap) == 1


def test_the_first_example_shows_the_defaults_of_imap() -> None:
    """Every setting with a default stands there with it, except the two that are examples themselves."""
    block = template().partition("---- Mail in by IMAP")[2].partition("Microsoft 365")[0]
    shown = dict(re.findall(r"(?m)^# (\w+) = (\S+)", block))
    for name, field in ImapSettings.model_fields.items():
        if field.is_required() or name in {"password", "password_file", "oauth2", "port", "tls_ca_file"}:
            continue
        value = tomllib.loads(f"value = {shown[name]}")["value"]
        assert value == field.default, name


def test_an_example_in_an_explanation_is_valid_where_it_stands_alone() -> None:
    """``# key = value`` above the settings of its section can be taken over as it stands."""
    text = _uncommented(
        template().replace("# relay =", "#relay =").replace("# genuine_networks =", "genuine_networks =")
    )
    text = text.replace("genuine_networks = []\n", "")
    settings = _parsed(text)
    assert settings.mail_out.relay == "smtp.echopass.example"
    assert settings.admission.genuine_networks == ("192.0.2.0/28", "2001:db8::/64")
