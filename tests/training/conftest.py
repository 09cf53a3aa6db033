"""The pretrained weights, where they are installed."""

import os
from pathlib import Path

import pytest

from training.base import BaseError, folder


@pytest.fixture(scope="session")
def weights() -> Path:
    """The folder of the weights from which training starts. Skips without them, but for continuous integration."""
    try:
        return folder()
    except BaseError as error:
        reason = f"{error} (`make .venv/.weights` does as well)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
