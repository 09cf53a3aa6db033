"""The readers by name, and what is said where one cannot be had."""

from pathlib import Path

import pytest

from parsers.reader import RuleReader
from parsers.readers import NoModelError, reader_of, require_model


def test_rules_need_no_model(tmp_path: Path) -> None:
    require_model("rules", tmp_path)
    assert isinstance(reader_of("rules", "EP-", "UTC"), RuleReader)


def test_the_shipped_model_is_whole() -> None:
    require_model("trained")


def test_a_missing_model_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoModelError, match=r'config\.cfg is missing\. Install Echodesk again, or set reader = "rules"'):
        require_model("trained", tmp_path)
