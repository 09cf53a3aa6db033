"""The readers of texts that there are, by the names that the settings give them."""

from pathlib import Path
from typing import Final, Literal

from parsers.extraction import Extractor

ReaderName = Literal["trained", "rules"]
"""``trained`` reads by rules, a network and small linear models; ``rules`` by rules alone: less is understood, in a third of
the memory."""


_MODEL: Final = Path(__file__).parent / "pipeline" / "model"
_PARTS: Final = (
    "config.cfg",
    "meta.json",
    "intake_spans/network",
    "intake_judgements/names.json",
    "intake_judgements/weights.npz",
    "intake_fusion/weights.json",
    "vocab/vectors",
    "vocab/key2row",
)


class NoModelError(Exception):
    """What the trained reader reads by is not there, or cannot be read; the message says what to do."""


def require_model(name: ReaderName, folder: Path = _MODEL) -> None:
    """Make sure that what a reader needs is there, without loading it. Raises NoModelError."""
    missing = [] if name == "rules" else [part for part in _PARTS if not (folder / part).is_file()]
    if missing:
        raise NoModelError(_advice(folder, f"{missing[0]} is missing"))


def _advice(folder: Path, why: str) -> str:
    return f'the model in {folder} cannot be used: {why}. Install Echodesk again, or set reader = "rules" under [desk]'


def reader_of(name: ReaderName, ticket_prefix: str, home_zone: str) -> Extractor:
    """A reader. Imported late: it is the slowest part to load, and many commands do without. Raises NoModelError."""
    if name == "rules":
        from parsers.reader import RuleReader

        return RuleReader(ticket_prefix, home_zone)
    require_model(name)
    from parsers.pipeline.reader import TrainedReader

    try:
        return TrainedReader(ticket_prefix, home_zone)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoModelError(_advice(_MODEL, type(error).__name__)) from error
