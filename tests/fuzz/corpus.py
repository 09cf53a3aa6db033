"""What mutants are made from: our own invented messages, and the folder of public ones where there is one."""

import os
from dataclasses import dataclass
from pathlib import Path

OWN = Path(__file__).parent / "seeds"
PUBLIC = Path(os.environ.get("ECHODESK_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
_LARGEST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A message with CRLF line ends, as it comes over the wire."""

    name: str
    raw: bytes


def own_seeds() -> list[Seed]:
    """The messages that belong to the project."""
    return [_seed(path, OWN) for path in sorted(OWN.glob("*.eml"))]


def all_seeds() -> list[Seed]:
    """Those, and the public ones that are not too large to be struck often."""
    public = sorted(PUBLIC.rglob("*.eml")) if PUBLIC.is_dir() else []
    return own_seeds() + [_seed(path, PUBLIC) for path in public if path.stat().st_size <= _LARGEST]


def _seed(path: Path, folder: Path) -> Seed:
    raw = path.read_bytes()
    whole = raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")
    return Seed(name=str(path.relative_to(folder)), raw=whole)
