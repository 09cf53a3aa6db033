import re
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.packaging.locks import ROOT, read_lock, wanted

LOCKS = ["run", "dev"]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    pins = read_lock(lock)
    assert len(pins) > 20
    assert [pin.name for pin in pins if pin.hashes == 0] == []


@pytest.mark.parametrize(("lock", "extras"), [("run", []), ("dev", ["dev"])])
def test_the_lock_holds_what_the_project_asks_for(lock: str, extras: list[str]) -> None:
    pinned: dict[str, list[str]] = {}
    for pin in read_lock(lock):
        pinned.setdefault(pin.name, []).append(pin.version)
    unmet = [
        str(requirement)
        for requirement in wanted(*extras)
        if not (versions := pinned.get(canonicalize_name(requirement.name), []))
        or not all(requirement.specifier.contains(version) for version in versions)
    ]
    assert unmet == []


def test_the_development_lock_holds_the_run_lock() -> None:
    """One environment serves both, in either order: "make test" after "make run" changes no version that runs."""
    run, dev = ({(pin.name, pin.version) for pin in read_lock(lock)} for lock in LOCKS)
    assert run - dev == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_the_build_backend_is_locked(lock: str) -> None:
    """The project itself is installed with --no-build-isolation: setuptools must come from the lock, on every machine."""
    assert [pin.marker for pin in read_lock(lock) if pin.name == "setuptools"] == [""]


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_a_lock_names_no_index(path: Path) -> None:
    assert re.findall(r"^\s*--(?!hash)\S+|https?://\S+", path.read_text(encoding="utf-8"), re.MULTILINE) == []
