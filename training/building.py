"""Puts what was trained together into the pipeline, and writes it to disk."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from spacy.language import Language
from spacy.strings import StringStore
from spacy.util import load_config, load_model_from_config
from spacy.vocab import Vocab
from thinc.api import Model

from parsers.pipeline import parts
from parsers.pipeline.fusion import Weights
from parsers.pipeline.network import Batch
from parsers.pipeline.tokens import Floats
from training import base

CONFIG: Final = Path(parts.__file__).parent / "config.cfg"


def assembled(
    network: Model[Batch, Floats], judgements: parts.Judgements, fusion: Mapping[str, Weights], vocab: Vocab
) -> Language:
    """The pipeline of config.cfg with these parts. Raises TypeError where the configuration names others."""
    nlp = load_model_from_config(load_config(CONFIG), vocab=vocab, auto_fill=True)
    cast("Any", nlp.tokenizer).from_disk(base.folder() / "tokenizer")  # the pretrained vectors know its tokens
    tagger, decider = nlp.get_pipe("intake_spans"), nlp.get_pipe("intake_fusion")
    judge = nlp.get_pipe("intake_judgements")
    if not isinstance(tagger, parts.SpanTagger) or not isinstance(decider, parts.Fusion):
        raise TypeError(f"{CONFIG} names other parts than were trained")
    if not isinstance(judge, parts.Judgements):
        raise TypeError(f"{CONFIG} names another part for judgements")
    tagger.model = network
    judge.wording, judge.models, judge.names = judgements.wording, judgements.models, judgements.names
    judge.p1_threshold = judgements.p1_threshold
    decider.weights = dict(fusion)
    return nlp


def write(nlp: Language, folder: Path, card: Mapping[str, object]) -> None:
    """Write the pipeline to ``folder``, which is replaced, with ``card`` (what it was trained on and how well it does)."""
    if folder.exists():
        shutil.rmtree(folder)
    nlp.meta.update(
        {"name": "echodesk", "version": "1.0.0", "license": "MIT", "description": "Reads messages to a desk"}
    )
    nlp.to_disk(folder)
    _forget_words(folder)
    vectors = folder / "vocab" / "vectors"
    with vectors.open("rb") as file:
        halved = np.load(file).astype(np.float16)
    with vectors.open("wb") as file:
        np.save(file, halved)
    (folder / "trained.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _forget_words(folder: Path) -> None:
    """The vocabulary's 700,000 spellings: vectors are found by their digests, and a reader has no use for the others."""
    StringStore().to_disk(folder / "vocab" / "strings.json")
