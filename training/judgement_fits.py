"""Fits the linear models over whole messages, with scikit-learn; the reader needs only the numbers that come of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from parsers.pipeline.judging import Linear, Seen, vector_of
from parsers.pipeline.parts import ENVIRONMENT, KIND, SEVERITY, Judgements, signs_of
from parsers.pipeline.wording import Wording, pieces, plain, words
from parsers.vocabulary import MessageKind
from training import base
from training.samples import KINDS_VOICE, Sample

NO_ENVIRONMENT = "none"
LEAST_SPREAD = 1e-6
"""A column that is the same in all rows has one less than this, of rounding: scaled up, it would drown every other."""
_SNIPPET_WEIGHT = 0.5
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Terms:
    """How a model is fitted: how freely (``c``), and how much words, vectors and signs weigh beside each other."""

    c: float
    words: float
    vector: float
    signs: float
    balanced: bool = False


TERMS = {
    KIND: Terms(c=6, words=2, vector=0.06, signs=0.15, balanced=True),
    SEVERITY: Terms(c=1, words=3, vector=0.08, signs=0.15),
    ENVIRONMENT: Terms(c=1, words=1.5, vector=0.05, signs=0.25),
}
"""As held-out voices would have it (docs/decisions/model.md)."""


class Table:
    """What is known of samples beside the named signs, worked out once: their wordings' counts and their vectors."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        nlp = base.load()
        self._texts: dict[str, str] = {}
        self._vectors: dict[str, Floats] = {}
        for sample in samples:
            name = sample.message.id
            intake = sample.intake
            self._texts[name] = plain(intake.view.subject, intake.view.own)
            self._vectors[name] = vector_of(nlp.make_doc(intake.layout.text))

    def texts(self, samples: Sequence[Sample]) -> list[str]:
        """The plain texts."""
        return [self._texts[sample.message.id] for sample in samples]

    def vectors(self, samples: Sequence[Sample]) -> Floats:
        """The vectors, a row a sample."""
        return np.vstack([self._vectors[sample.message.id] for sample in samples])


def fit_wording(texts: Sequence[str]) -> Wording:
    """The words that at least two texts have, and the pieces that three have."""
    single = TfidfVectorizer(analyzer=words, min_df=2, sublinear_tf=True).fit(texts)
    small = TfidfVectorizer(analyzer=pieces, min_df=3, sublinear_tf=True).fit(texts)
    vocabulary = [*single.get_feature_names_out(), *small.get_feature_names_out()]
    rarity = np.concatenate([single.idf_, small.idf_]).astype(np.float16).astype(np.float32)
    return Wording([str(word) for word in vocabulary], len(single.idf_), rarity)


def fit_judgements(
    samples: Sequence[Sample], table: Table, crossed: Mapping[str, Mapping[MessageKind, float]]
) -> Judgements:
    """The three models. ``crossed`` are the kinds of each message as models tell that have not seen its voice."""
    judgements = Judgements()
    judgements.wording = fit_wording(table.texts(samples))
    _fit(judgements, KIND, [sample for sample in samples if sample.kind], table, crossed)
    real = [sample for sample in samples if sample.kind and sample.marked]
    _fit(judgements, SEVERITY, [sample for sample in samples if sample.message.severity], table, crossed)
    _fit(judgements, ENVIRONMENT, real, table, crossed)
    return judgements


def fit_kind(samples: Sequence[Sample], table: Table) -> Judgements:
    """The model of the kind alone."""
    judgements = Judgements()
    judgements.wording = fit_wording(table.texts(samples))
    _fit(judgements, KIND, [sample for sample in samples if sample.kind], table, {})
    return judgements


def _answer(name: str, sample: Sample) -> str:
    if name == KIND:
        return str(sample.kind)
    if name == SEVERITY:
        return str(sample.message.severity)
    return str(sample.message.environment) if sample.message.environment else NO_ENVIRONMENT


def _fit(
    judgements: Judgements,
    name: str,
    samples: Sequence[Sample],
    table: Table,
    crossed: Mapping[str, Mapping[MessageKind, float]],
) -> None:
    terms = TERMS[name]
    signs = [signs_in(name, sample, crossed.get(sample.message.id, {})) for sample in samples]
    names = tuple(signs[0])
    judgements.names[name] = names
    scaled_signs = _Scaled(np.array([[one[sign] for sign in names] for one in signs]), terms.signs)
    scaled_vectors = _Scaled(table.vectors(samples), terms.vector)
    wording = _rows(judgements.wording, table.texts(samples)) * terms.words
    columns = hstack([wording, csr_matrix(scaled_vectors.rows), csr_matrix(scaled_signs.rows)]).tocsr()
    weights = [_SNIPPET_WEIGHT if sample.voice == KINDS_VOICE else 1.0 for sample in samples]
    model = LogisticRegression(C=terms.c, max_iter=600, class_weight="balanced" if terms.balanced else None)
    model.fit(columns, [_answer(name, sample) for sample in samples], sample_weight=weights)
    slope = model.coef_.T
    words_end = wording.shape[1]
    vectors_end = words_end + scaled_vectors.rows.shape[1]
    by_vector, vector_offset = scaled_vectors.unscaled(slope[words_end:vectors_end])
    by_signs, signs_offset = scaled_signs.unscaled(slope[vectors_end:])
    judgements.models[name] = Linear(
        classes=tuple(map(str, model.classes_)),
        wording=(slope[:words_end] * terms.words).astype(np.float16),
        vector=by_vector.astype(np.float32),
        signs=by_signs.astype(np.float32),
        offset=(model.intercept_ + vector_offset + signs_offset).astype(np.float32),
    )


class _Scaled:
    """Rows with a mean of nothing and a spread of ``share``; and the weights of unscaled rows that come to the same."""

    def __init__(self, rows: npt.NDArray[np.floating], share: float) -> None:
        self._mean = rows.mean(axis=0)
        spread = rows.std(axis=0)
        self._factor = share / np.where(spread > LEAST_SPREAD, spread, 1.0)
        self.rows = (rows - self._mean) * self._factor

    def unscaled(self, slope: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.floating]]:
        weights = slope * self._factor[:, None]
        return weights, -(self._mean @ weights)


def _rows(wording: Wording, texts: Sequence[str]) -> csr_matrix:
    rows = [wording.row(text) for text in texts]
    pointers = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, pointers), shape=(len(texts), len(wording.vocabulary)))


def signs_in(name: str, sample: Sample, kinds: Mapping[MessageKind, float]) -> dict[str, float]:
    """The named columns of a sample for a judgement."""
    intake = sample.intake
    if name == ENVIRONMENT:
        intake.signs.setdefault(SEVERITY, signs_of(SEVERITY, intake))
        intake.kinds = dict(kinds)
    return signs_of(name, intake)


def seen_by(judgements: Judgements, name: str, sample: Sample, table: Table, signs: Mapping[str, float]) -> Seen:
    """A sample as the judgement ``name`` sees it."""
    columns, values = judgements.wording.row(table.texts([sample])[0])
    row = np.array([signs[sign] for sign in judgements.names[name]], dtype=np.float32)
    return Seen(columns, values, table.vectors([sample])[0], row)
