"""Which keys a section knows, and which one was probably meant."""

import difflib
from collections.abc import Collection
from typing import Any, get_args

from pydantic import BaseModel

from bot.settings.model import Settings


def known_keys(path: tuple[str | int, ...]) -> frozenset[str]:
    """The settings that can stand in the section at ``path``; empty where that is no section."""
    model: type[BaseModel] | None = Settings
    for key in path:
        if isinstance(key, int):  # an element of an array of sections: the section itself
            continue
        field = model.model_fields.get(key) if model else None
        model = _section_in(field.annotation) if field else None
    return frozenset(model.model_fields) if model else frozenset()


def _section_in(annotation: Any) -> type[BaseModel] | None:
    """The section in ``Section``, ``Section | None`` or ``tuple[Section, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _section_in(part))), None)


def suggestion(word: str, known: Collection[str]) -> str:
    """``; did you mean "host"?``, or "" where nothing is near."""
    near = difflib.get_close_matches(word.lower().replace("-", "_"), sorted(known), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""
