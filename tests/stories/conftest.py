"""Fixtures of the stories: a desk on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.desk import Story, prepare, running, settings_for


@pytest.fixture
def story(tmp_path: Path, database_url: str) -> Iterator[Story]:
    """A running desk with two accounts."""
    prepare(database_url)
    with running(settings_for(tmp_path, database_url)) as desk:
        yield desk
