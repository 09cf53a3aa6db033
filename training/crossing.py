"""What models say of voices that they have not seen: each fold of voices is read by models trained on the others.

Networks take minutes, so what they say is kept in .cache/training, under a digest of all that it depends on.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from parsers.pipeline import network
from parsers.pipeline.parts import ENVIRONMENT, JUDGEMENTS, KIND
from parsers.pipeline.reader import use_plain_arithmetic
from parsers.pipeline.tokens import Floats
from parsers.vocabulary import MessageKind
from training import base
from training.annotated import read_all
from training.folds import COUNT, folds
from training.judgement_fits import Table, fit_judgements, fit_kind, seen_by, signs_in
from training.samples import CLAUSES_VOICE, KINDS_VOICE, Sample, sample_of, snippets
from training.tagging import Schedule, fresh_network, train_tagger

CACHE = Path(".cache/training")
PROCESSES = 2
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Told:
    """What models that have not seen a message's voice say of it: the network's shares and the judgements' probabilities."""

    shares: Floats
    judged: Mapping[str, Mapping[str, float]]

    @property
    def kinds(self) -> dict[MessageKind, float]:
        """The probability of each kind."""
        return {MessageKind(kind): share for kind, share in self.judged[KIND].items()}


@cache
def everything() -> tuple[tuple[Sample, ...], tuple[Sample, ...]]:
    """The messages, and the snippets, tokenised."""
    messages, lines = tuple(sample_of(message) for message in read_all()), snippets()
    nlp = base.load()
    for one in (*messages, *lines):
        one.intake.doc = nlp.make_doc(one.intake.layout.text)
    return messages, lines


def digest() -> str:
    """Of the messages, and of the code that reads and trains: what a network depends on."""
    paths = (path for path in _files("parsers", "training") if path.suffix in {".py", ".txt", ".cfg"})
    return _digest(path for path in paths if not {"model", "licences"} & set(path.relative_to(ROOT).parts))


def data_digest() -> str:
    """Of the messages and snippets alone."""
    return _digest(path for path in _files("training/messages", "training/snippets") if path.suffix == ".txt")


def _files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*"))


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def cross(schedule: Schedule) -> dict[str, Told]:
    """Every message, by its id. Takes minutes the first time."""
    samples, lines = everything()
    shares = _all_shares(schedule)
    for one in samples:
        one.intake.shares = shares[one.message.id]
    _mark(lines, schedule)
    judged = _judged(samples, lines)
    return {one.message.id: Told(shares[one.message.id], judged[one.message.id]) for one in samples}


def _all_shares(schedule: Schedule) -> dict[str, Floats]:
    CACHE.mkdir(parents=True, exist_ok=True)
    version = digest()
    jobs = [_Job(fold, schedule, CACHE / f"fold-{fold}-{version}-{schedule.epochs}.npz") for fold in range(COUNT)]
    _run(jobs)
    found: dict[str, Floats] = {}
    for job in jobs:
        with np.load(job.path) as arrays:
            found |= {name: arrays[name] for name in arrays.files}
    return found


def network_of_all(schedule: Schedule) -> bytes:
    """The network that has learned from everything, as thinc writes it. Takes minutes the first time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    job = _Job(None, schedule, CACHE / f"all-{digest()}-{schedule.epochs}.bin")
    _run([job])
    return job.path.read_bytes()


@dataclass(frozen=True)
class _Job:
    """A network to train without the voices of ``fold``, or with all; what comes of it is written to ``path``."""

    fold: int | None
    schedule: Schedule
    path: Path


def _run(jobs: Sequence[_Job]) -> None:
    missing = [job for job in jobs if not job.path.exists()]
    if missing:
        with ProcessPoolExecutor(min(PROCESSES, len(missing)), mp_context=get_context("spawn")) as pool:
            list(pool.map(_train, missing))


def _train(job: _Job) -> None:
    use_plain_arithmetic()
    samples, lines = everything()
    held_out = frozenset[str]() if job.fold is None else folds(samples)[job.fold]
    known = [one for one in (*samples, *lines) if one.voice not in held_out]
    name = "all voices" if job.fold is None else f"without fold {job.fold + 1} of {COUNT}"

    def told(epoch: int, loss: float) -> None:
        print(f"{name}: round {epoch + 1} of {job.schedule.epochs}, loss {loss:.3f}", flush=True)  # noqa: T201

    nlp, model = train_tagger(known, job.schedule, told)
    if job.fold is None:
        job.path.write_bytes(model.to_bytes())
        return
    arrays: dict[str, Floats] = {}
    for sample in samples:
        if sample.voice in held_out:
            sample.intake.doc = nlp.make_doc(sample.intake.layout.text)
            arrays[sample.message.id] = network.shares(model.predict(([sample.intake.doc], sample.intake.rows)))
    with job.path.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for its own options


def _mark(lines: Sequence[Sample], schedule: Schedule) -> None:
    """Let the snippets of a kind be marked too: no network has learned their marks, for they have none."""
    nlp, model = fresh_network()
    model.from_bytes(network_of_all(schedule))
    for line in lines:
        if line.voice == KINDS_VOICE:
            line.intake.doc = nlp.make_doc(line.intake.layout.text)
            line.intake.shares = network.shares(model.predict(([line.intake.doc], line.intake.rows)))


def _judged(samples: Sequence[Sample], lines: Sequence[Sample]) -> dict[str, dict[str, dict[str, float]]]:
    kind_lines = [line for line in lines if line.voice == KINDS_VOICE]
    table = Table([*samples, *kind_lines])
    kinds = crossed_kinds(samples, kind_lines, table)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for held_out in folds(samples):
        known = [*(one for one in samples if one.voice not in held_out), *kind_lines]
        judgements = fit_judgements(known, table, kinds)
        for one in samples:
            if one.voice in held_out:
                found[one.message.id] = {}
                for name in JUDGEMENTS:
                    signs = signs_in(name, one, kinds[one.message.id] if name == ENVIRONMENT else {})
                    seen = seen_by(judgements, name, one, table, signs)
                    found[one.message.id][name] = judgements.models[name].shares(seen)
    return found


def crossed_kinds(
    samples: Sequence[Sample], kind_lines: Sequence[Sample], table: Table
) -> dict[str, dict[MessageKind, float]]:
    """The kinds of each message, by its id."""
    found: dict[str, dict[MessageKind, float]] = {}
    for held_out in folds(samples):
        judgements = fit_kind([*(one for one in samples if one.voice not in held_out), *kind_lines], table)
        for one in samples:
            if one.voice in held_out:
                shares = judgements.models[KIND].shares(seen_by(judgements, KIND, one, table, signs_in(KIND, one, {})))
                found[one.message.id] = {MessageKind(kind): share for kind, share in shares.items()}
    return found


def clauses_of(lines: Sequence[Sample]) -> list[Sample]:
    """The snippets whose words are marked."""
    return [line for line in lines if line.voice == CLAUSES_VOICE]
