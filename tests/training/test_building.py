"""What was trained is written as a pipeline that reads as it did before; and only from the weights that it should be."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language
from spacy.util import load_model_from_path

from parsers.pipeline.fusion import Context, Weights, columns
from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES
from parsers.pipeline.parts import Judgements
from parsers.pipeline.reader import TrainedReader, use_plain_arithmetic
from parsers.pipeline.spans import Candidate
from tests.parsers.messages import SENT_AT, message, view
from tests.parsers.pipeline import tiny
from training import base
from training.building import assembled, write
from training.tagging import fresh_network

TEXT = "Forty agents on the billing queue cannot hear the caller since 8:15. We rebooted the phones.\n\nAnn Roe"


def fusion() -> Mapping[str, Weights]:
    made = tiny.intake(view(TEXT))
    shares = np.full((len(made.tokens.starts), STATES), 1 / 3, dtype=np.float32)
    air = np.random.default_rng(2)
    found = {}
    for label in LABELS:
        width: int = columns(label, [Candidate(0, 1)], shares, Context(made.tokens, made.layout, {})).shape[1]
        one = air.random((3, width))
        found[label] = Weights(one[0], one[1] + 1, one[2] - 0.5, 0.5, 0.4)
    return found


def judged() -> Judgements:
    return tiny.judgements(tiny.intake(view(TEXT)))


@pytest.mark.usefixtures("weights")
def test_a_written_pipeline_reads_as_it_did(tmp_path: Path) -> None:
    use_plain_arithmetic()
    nlp, model = fresh_network()
    made = assembled(model, judged(), fusion(), nlp.vocab)
    before = read(made)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "left-over").touch()
    write(made, folder, {"messages": 2})
    assert not (folder / "left-over").exists()
    assert json.loads((folder / "trained.json").read_text()) == {"messages": 2}
    assert (folder / "vocab" / "vectors").stat().st_size < 20_000_000  # half precision
    assert (folder / "vocab" / "strings.json").stat().st_size < 100

    after = read(load_model_from_path(folder))
    assert after.keys() == before.keys()
    for name, scores in before.items():
        assert after[name] == pytest.approx(scores, abs=0.01), name


def read(nlp: Language) -> dict[str, list[float]]:
    """The scores of all that a pipeline says of one message."""
    seen = TrainedReader(pipeline=nlp).intake(message(TEXT, subject="No audio"), received_at=SENT_AT)
    assert seen.shares is not None
    fused = {label: [one.score for one in (*seen.believed[label], *seen.losers[label])] for label in LABELS}
    return {
        "shares": seen.shares.reshape(-1).tolist(),
        **{name: list(shares.values()) for name, shares in seen.judged.items()},
        **{label: sorted(scores) for label, scores in fused.items()},
    }


@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize("name", list(base.DIGESTS))
def test_weights_that_are_not_the_official_ones_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(base.DIGESTS, name, "0" * 64)
    with pytest.raises(base.BaseError, match="reinstall"):
        base.folder()


def test_weights_that_are_missing_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PACKAGE", "no_such_package_is_installed")
    with pytest.raises(base.BaseError, match="make train"):
        base.folder()
