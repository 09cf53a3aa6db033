"""Reads the locked requirements and what ``pyproject.toml`` asks for."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Pin:
    """One locked version; ``marker`` says for which machines, ``hashes`` how many files may be taken for it."""

    name: str
    version: str
    marker: str
    hashes: int


def read_lock(name: str) -> list[Pin]:
    """The pins of ``requirements/NAME.txt``, in its order."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return [_pin(block) for block in re.split(r"^(?=[^\s#])", text, flags=re.MULTILINE) if block.strip()]


def _pin(block: str) -> Pin:
    requirement = Requirement(block.splitlines()[0].rstrip(" \\"))
    exact = [clause.version for clause in requirement.specifier if clause.operator == "=="]
    if len(exact) != 1:
        raise AssertionError(f"not one exact version: {requirement}")
    return Pin(
        canonicalize_name(requirement.name), exact[0], str(requirement.marker or ""), block.count("--hash=sha256:")
    )


def wanted(*extras: str) -> list[Requirement]:
    """What the project needs to run, and what each of ``extras`` adds."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [table["dependencies"], *(table["optional-dependencies"][extra] for extra in extras)]
    return [Requirement(line) for lines in lists for line in lines]
