"""What ships with the model is there, and the pages give the figures that were measured."""

import hashlib
import json
import re
import tomllib
from typing import Any

import pytest

from tests.packaging.documents import ROOT, page
from training.card import CARD, README, facts, in_short, table, with_block
from training.train import METRICS

PIPELINE = ROOT / "parsers" / "pipeline"
MODEL = PIPELINE / "model"
LICENCES = PIPELINE / "licences"


def read_json(name: str) -> Any:
    return json.loads((ROOT / name).read_text(encoding="utf-8"))


def figures() -> Any:
    return read_json(METRICS.relative_to(ROOT).as_posix())


def test_the_card_gives_the_figures_that_were_measured() -> None:
    text = CARD.read_text(encoding="utf-8")
    assert with_block(text, "figures", table(figures())) == text


def test_the_readme_gives_the_figures_that_were_measured() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_block(text, "figures", in_short(figures())) == text


def test_the_card_says_what_the_model_was_trained_on() -> None:
    text = CARD.read_text(encoding="utf-8")
    assert with_block(text, "facts", facts(read_json("parsers/pipeline/model/trained.json"))) == text


def test_the_card_has_a_row_for_each_measure() -> None:
    rows = [row[0] for row in page("parsers/pipeline/MODEL.md").rows("How well it reads")]
    assert rows[1:] == list(figures())
    assert len(rows) > 20


def test_the_licence_of_the_pretrained_weights_is_the_one_of_their_release() -> None:
    """The digest is that of the official wheel's own list of its files."""
    text = (LICENCES / "en_core_web_md.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "3933c176979b68bc6d0bcc902c7d6c130f1d127f476f17ba5cdba8d99cfd0012"


def test_the_list_of_sources_names_each_licence() -> None:
    sources = (LICENCES / "SOURCES.txt").read_text(encoding="utf-8")
    named = set(re.findall(r"\bin ([\w.-]+\.txt)\b", sources))
    assert named == {path.name for path in LICENCES.iterdir()} - {"SOURCES.txt"}


def patterns() -> list[str]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = table["tool"]["setuptools"]["package-data"]["parsers.pipeline"]
    return found


@pytest.mark.parametrize("pattern", patterns())
def test_each_pattern_for_the_wheel_finds_files(pattern: str) -> None:
    assert [path for path in PIPELINE.glob(pattern) if path.is_file()]


def test_the_wheel_leaves_out_no_file_of_the_model() -> None:
    packed = {path for pattern in patterns() for path in PIPELINE.glob(pattern) if path.is_file()}
    there = {path for path in PIPELINE.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}
    assert there - packed == set()
    assert {path.relative_to(MODEL).as_posix() for path in packed if MODEL in path.parents} >= {
        "config.cfg",
        "trained.json",
        "intake_spans/network",
        "intake_judgements/weights.npz",
        "intake_fusion/weights.json",
        "vocab/vectors",
    }
