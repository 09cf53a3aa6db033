"""A claimed arrival, read: what gathering gives to the transaction that applies it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.scanning import Scanned
from parsers.extraction import Extraction
from parsers.message import Message
from parsers.verdict import Verdict
from store.arrivals import Claimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A claimed arrival, read."""

    claimed: Claimed
    message: Message
    extraction: Extraction
    verdict: Verdict
    unread: str = ""
    scans: Mapping[str, Scanned] = field(default_factory=dict)
