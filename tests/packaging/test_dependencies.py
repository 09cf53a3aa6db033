"""What the code imports is what pyproject.toml asks for.

With less, an installation breaks on the day when somebody else stops bringing it along; with more, it carries dead weight.
"""

import ast
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.packaging.locks import ROOT, wanted

PACKAGES = ("bot", "parsers", "store", "templates")
NOT_IMPORTED = {
    "psycopg": "SQLAlchemy loads it for a postgresql+psycopg URL",
    "tzdata": "zoneinfo reads it where the machine has no time zones",
}


def imported(folder: Path) -> set[str]:
    """The top-level names that the code under ``folder`` imports, anywhere in a file."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


@cache
def foreign() -> frozenset[str]:
    """The distributions behind the imports of the shipped packages."""
    names = set[str]().union(*(imported(ROOT / package) for package in PACKAGES))
    outside = names - set(PACKAGES) - set(sys.stdlib_module_names)
    distributions = packages_distributions()
    return frozenset(
        canonicalize_name(one) for name in outside for one in distributions.get(name, [f"unknown: {name}"])
    )


def declared() -> set[str]:
    return {str(canonicalize_name(requirement.name)) for requirement in wanted()}


def test_every_import_is_declared() -> None:
    assert set(foreign()) - declared() == set()


@pytest.mark.parametrize("name", sorted(declared() - set(NOT_IMPORTED)))
def test_every_dependency_is_imported(name: str) -> None:
    assert name in foreign()
