"""Small stand-ins for what was trained: an English tokenizer, a few vectors, a network of a thousandth of the size."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
from spacy.tokens import Doc
from thinc.api import Model, fix_random_seed

from parsers.fields.thread import thread_of
from parsers.fields.view import View
from parsers.pipeline.intake import Intake
from parsers.pipeline.judging import VECTOR_WIDTH, Linear
from parsers.pipeline.labels import LABELS
from parsers.pipeline.network import STATES, Batch, span_tagger
from parsers.pipeline.parts import JUDGEMENTS, Judgements, signs_of
from parsers.pipeline.tokens import Floats, Tokens, tokens_of
from parsers.pipeline.wording import Wording
from parsers.vocabulary import Environment, MessageKind, Severity

WORDS = ("agents", "calls", "drop", "queue", "billing", "reno")
"""Words that have a vector."""


@cache
def english() -> Language:
    """A tokenizer, and random vectors for ``WORDS``, the same each time."""
    nlp = spacy.blank("en")
    data = np.random.default_rng(5).standard_normal((len(WORDS), 300)).astype(np.float32)
    for word, vector in zip(WORDS, data, strict=True):
        nlp.vocab.set_vector(word, vector)
    return nlp


def doc_of(text: str) -> Doc:
    return english().make_doc(text)


def tokens(text: str) -> Tokens:
    return tokens_of(doc_of(text))


def network(
    width: int = 6, distances: tuple[int, ...] = (1, 2), dropout: float = 0.0, *, seed: int = 0
) -> Model[Batch, Floats]:
    """An untrained network; the same for the same ``seed``."""
    fix_random_seed(seed)
    embed = MultiHashEmbed(5, ["NORM", "SHAPE"], [30, 20], include_static_vectors=False)
    tok2vec: Any = build_Tok2Vec_model(embed, MaxoutWindowEncoder(5, 1, 2, 1))
    tok2vec.initialize([doc_of("Calls drop.")])
    model: Model[Batch, Floats] = span_tagger(tok2vec, width, list(distances), dropout)
    model.initialize()
    return model


def marked(found: Tokens, *words: tuple[int, int], share: float = 0.9) -> Floats:
    """What a network would say that gives the tokens ``[first, last)`` of each of ``words`` this share of being part."""
    shares = np.zeros((len(found.starts), STATES), dtype=np.float32)
    shares[:, 0] = 1.0
    for first, last in words:
        shares[first:last] = (1 - share, 0, share)
        shares[first] = (1 - share, share, 0)
    return shares


def intake(view: View) -> Intake:
    """A message under reading, tokenised, of which nothing is believed yet."""
    made = Intake(view, thread_of(view, "EP-"))
    made.doc = doc_of(made.layout.text)
    made.believed = {label: [] for label in LABELS}
    made.losers = {label: [] for label in LABELS}
    return made


CLASSES: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(map(str, MessageKind)),
    "severity": tuple(map(str, Severity)),
    "environment": (*map(str, Environment), "none"),
}


def judgements(sample: Intake, seed: int = 3) -> Judgements:
    """Judgements with weights out of the air, over the words of ``sample``."""
    air = np.random.default_rng(seed)
    made = Judgements()
    vocabulary = ["agents", "calls", "calls drop", " ag", "gent", "rops "]
    made.wording = Wording(vocabulary, 3, air.random(len(vocabulary)).astype(np.float16).astype(np.float32))
    for name in JUDGEMENTS:
        sample.signs[name] = signs_of(name, sample)
        signs, classes = tuple(sample.signs[name]), CLASSES[name]
        made.names[name] = signs
        made.models[name] = Linear(
            classes=classes,
            wording=air.standard_normal((len(vocabulary), len(classes))).astype(np.float16),
            vector=air.normal(0, 0.03, (VECTOR_WIDTH, len(classes))).astype(np.float32),
            signs=air.standard_normal((len(signs), len(classes))).astype(np.float32),
            offset=air.standard_normal(len(classes)).astype(np.float32),
        )
    return made
