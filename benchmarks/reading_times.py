"""The readers of benchmarks.understand side by side: the same messages, one after the other, each by every reader in turn."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import spacy
from thinc.api import NumpyOps, set_current_ops

from parsers.message import Message
from parsers.pipeline.reader import MODEL, TrainedReader, load_pipeline, use_plain_arithmetic
from parsers.readers import reader_of
from training import base
from training.annotated import AnnotatedMessage, read_all
from training.scoring import as_message

WORDS = 120
TRAINED, RULES, MD, MD_PLAIN = "trained", "rules", "en_core_web_md, blis", "en_core_web_md, numpy"
Sent = tuple[AnnotatedMessage, Message]
Reads = Callable[[Sent], object]


def messages(count: int) -> list[Sent]:
    """The ``count`` messages whose length is nearest to ``WORDS``, read from mail or Slack."""
    nearest = sorted(read_all(), key=lambda one: (abs(len(one.body.split()) - WORDS), one.id))[:count]
    return [(one, as_message(one)) for one in nearest]


def model_of(chosen: Path | None) -> Path | None:
    """The folder of the trained model: the one that was chosen, or that ships; None where there is none, which is said."""
    if chosen is None and not MODEL.is_dir():
        print(f"{MODEL}: no model yet; `make train` makes it, --model names another")
        return None
    return chosen or MODEL


def readers(model: Path | None) -> dict[str, Reads]:
    """All that there are here, by name; what is missing is said on the way. Raises OSError for a folder without a model."""
    found: dict[str, Reads] = {}
    if model is not None:
        trained = TrainedReader(pipeline=load_pipeline(model))
        found[TRAINED] = lambda sent: trained(sent[1], received_at=sent[0].sent)
    rules = reader_of("rules", "EP-", "America/Denver")
    found[RULES] = lambda sent: rules(sent[1], received_at=sent[0].sent)
    try:
        folder = base.folder()
    except base.BaseError as error:
        print(f"without en_core_web_md: {error}")
        return found
    return found | {MD: _pretrained(folder, blis=True), MD_PLAIN: _pretrained(folder, blis=False)}


def _pretrained(folder: Path, *, blis: bool) -> Reads:
    """The pretrained package's whole pipeline, its matrices multiplied by blis, as spaCy comes, or by numpy."""
    set_current_ops(NumpyOps(use_blis=blis))  # the layers keep what there is when they are made
    nlp = spacy.load(folder)
    use_plain_arithmetic()
    return lambda sent: nlp(f"{sent[0].subject}\n{sent[0].body}")


def compared(readers: Mapping[str, Reads], sent: Sequence[Sent], rounds: int) -> Iterator[str]:
    """The table of the readers' processor time, a line at a time."""
    took = _took(readers, sent, rounds)
    words = [len(one.body.split()) for one, _ in sent]
    yield f"{len(sent)} messages of {min(words)} to {max(words)} words, {rounds} rounds; processor time in ms a message"
    yield f"{'':<24}{'median':>10}{'95 %':>10}{'to rules':>10}"
    rules = statistics.median(took[RULES])
    for name, times in took.items():
        middle = statistics.median(times)
        yield f"{name:<24}{middle:>10.2f}{high(times):>10.2f}{middle / rules:>10.2f}"


def _took(readers: Mapping[str, Reads], sent: Sequence[Sent], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each message, by reader: the median of its rounds, before which one warms up."""
    times: dict[str, list[list[float]]] = {name: [[] for _ in sent] for name in readers}
    for number in range(rounds + 1):
        for at, one in enumerate(sent):
            for name, reads in readers.items():
                begun = time.process_time_ns()
                reads(one)
                if number:
                    times[name][at].append((time.process_time_ns() - begun) / 1e6)
    return {name: [statistics.median(own) for own in each] for name, each in times.items()}


def high(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
