"""The shipped model, loaded once, and what it reads in every annotated message."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from parsers.extraction import Extraction
from parsers.message import Message
from parsers.pipeline.reader import TrainedReader
from training.annotated import AnnotatedMessage, read_all
from training.scoring import as_message


@dataclass(frozen=True)
class Read:
    """An annotated message, the same as a reader gets it, and what was read out of it."""

    annotated: AnnotatedMessage
    message: Message
    extraction: Extraction


@pytest.fixture(scope="session")
def trained() -> TrainedReader:
    return TrainedReader()


@pytest.fixture(scope="session")
def all_read(trained: TrainedReader) -> Mapping[str, Read]:
    """Every annotated message, by its id."""
    found = {}
    for annotated in read_all():
        message = as_message(annotated)
        found[annotated.id] = Read(annotated, message, trained(message, received_at=annotated.sent))
    return found
