"""The readers of texts that there are, by the names that the settings give them."""

from typing import Literal

from parsers.extraction import Extractor

ReaderName = Literal["trained", "rules"]
"""``trained`` reads by rules, a network and small linear models; ``rules`` by rules alone: less is understood, in a third of
the memory."""


def reader_of(name: ReaderName, ticket_prefix: str, home_zone: str) -> Extractor:
    """A reader. Imported late: it is the slowest part to load, and many commands do without. Raises OSError without a model."""
    if name == "rules":
        from parsers.reader import RuleReader

        return RuleReader(ticket_prefix, home_zone)
    from parsers.pipeline.reader import TrainedReader

    return TrainedReader(ticket_prefix, home_zone)
