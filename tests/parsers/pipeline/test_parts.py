"""The pipeline's parts one after another over a message, and what they have learned comes back from disk."""

from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc

from parsers.pipeline.fusion import Context, Weights, columns
from parsers.pipeline.intake import Intake, intake_of
from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES
from parsers.pipeline.parts import JUDGEMENTS, MOST_TOKENS, Fusion, Judgements, SpanTagger
from parsers.pipeline.spans import Candidate
from parsers.vocabulary import MessageKind
from tests.parsers.messages import view
from tests.parsers.pipeline import tiny

TEXT = "Forty agents on the billing queue cannot hear the caller since 8:15."


def intake(text: str = TEXT) -> Intake:
    made = tiny.intake(view(text, subject="No audio"))
    made.tokenised._.intake = made
    return made


def fusion(made: Intake, seed: int = 7) -> Fusion:
    air = np.random.default_rng(seed)
    part = Fusion()
    shares = np.full((len(made.tokens.starts), STATES), 1 / 3, dtype=np.float32)
    for label in LABELS:
        width: int = columns(label, [Candidate(0, 1)], shares, Context(made.tokens, made.layout, {})).shape[1]
        one = air.random((3, width))
        part.weights[label] = Weights(one[0], one[1] + 1, one[2], 0.0, 0.3)
    return part


def read(made: Intake, *parts: SpanTagger | Judgements | Fusion) -> Intake:
    for part in parts:
        part(made.tokenised)
    return made


def test_each_part_adds_what_it_finds() -> None:
    made = intake()
    read(made, SpanTagger(tiny.network()))
    assert made.shares is not None
    assert made.shares.shape == (len(made.tokenised), len(LABELS), STATES)
    read(made, tiny.judgements(intake()))
    assert list(made.judged) == list(JUDGEMENTS)
    assert all(sum(shares.values()) == pytest.approx(1) for shares in made.judged.values())
    assert set(made.kinds) == set(MessageKind)
    made.believed, made.losers = {}, {}
    read(made, fusion(made))
    assert list(made.believed) == list(made.losers) == list(LABELS)


def test_a_text_without_tokens_is_not_marked() -> None:
    made = intake()
    made.doc = Doc(tiny.english().vocab)
    made.doc._.intake = made
    made.believed = {}
    read(made, SpanTagger(tiny.network()), Fusion())
    assert (made.shares, made.believed) == (None, {})


def test_of_more_tokens_than_words_have_the_first_are_marked() -> None:
    made, short = intake("( " * 4_500), intake("( " * 100)
    read(made, SpanTagger(tiny.network()))
    assert made.shares is not None
    assert len(made.shares) == len(made.tokenised) > MOST_TOKENS
    assert made.shares.sum(axis=2) == pytest.approx(np.ones(made.shares.shape[:2]), abs=1e-5)
    assert (made.shares[MOST_TOKENS:, :, 0] == 1).all()
    assert (made.shares[:MOST_TOKENS, :, 0] < 1).all()
    read(short, SpanTagger(tiny.network()))
    assert short.shares is not None
    assert (short.shares[:, :, 0] < 1).all()


def test_a_doc_that_is_no_message_is_refused() -> None:
    for part in (SpanTagger(tiny.network()), Judgements(), Fusion()):
        with pytest.raises(TypeError, match="reader"):
            part(tiny.doc_of(TEXT))


def test_a_message_that_is_not_tokenised_says_so() -> None:
    made = intake()
    made.doc = None
    with pytest.raises(ValueError, match="tokenised"):
        _ = made.tokens


def test_an_intake_is_found_by_its_doc() -> None:
    made = intake()
    assert intake_of(made.tokenised) is made


def test_the_network_comes_back(tmp_path: Path) -> None:
    part, other = SpanTagger(tiny.network()), SpanTagger(tiny.network(seed=1))
    part.to_disk(tmp_path / "spans")
    made, again, before = intake(), intake(), intake()
    read(made, part)
    read(before, other)
    read(again, other.from_disk(tmp_path / "spans"))
    assert made.shares is not None
    assert again.shares == pytest.approx(made.shares, abs=1e-6)
    assert before.shares != pytest.approx(made.shares, abs=1e-4)


def test_judgements_come_back(tmp_path: Path) -> None:
    part = tiny.judgements(intake())
    part.p1_threshold = 0.3125
    part.to_disk(tmp_path / "judgements")
    other = Judgements().from_disk(tmp_path / "judgements")
    assert (other.p1_threshold, other.names) == (0.3125, part.names)
    assert (other.wording.vocabulary, other.wording.split) == (part.wording.vocabulary, part.wording.split)
    made, again = read(intake(), part), read(intake(), other)
    for name in JUDGEMENTS:
        assert again.judged[name] == pytest.approx(made.judged[name], abs=1e-6)
        assert max(made.judged[name].values()) - min(made.judged[name].values()) > 0.01


def test_fusion_comes_back(tmp_path: Path) -> None:
    made = intake()
    tagger, judge = SpanTagger(tiny.network()), tiny.judgements(intake())
    part = fusion(made)
    part.to_disk(tmp_path / "fusion")
    other = Fusion().from_disk(tmp_path / "fusion")
    read(made, tagger, judge, part)
    again = read(intake(), tagger, judge, other)
    scores = [one.score for label in LABELS for one in (*made.believed[label], *made.losers[label])]
    assert len(scores) > len(LABELS)
    assert [one.score for label in LABELS for one in (*again.believed[label], *again.losers[label])] == pytest.approx(
        scores, abs=1e-4
    )


@pytest.mark.parametrize("part", [SpanTagger, Judgements, Fusion])
def test_a_folder_without_a_model_is_told(
    part: type[SpanTagger] | type[Judgements] | type[Fusion], tmp_path: Path
) -> None:
    made = SpanTagger(tiny.network()) if part is SpanTagger else part()  # type: ignore[call-arg]  # the others take nothing
    with pytest.raises(OSError, match="nowhere"):
        made.from_disk(tmp_path / "nowhere")
