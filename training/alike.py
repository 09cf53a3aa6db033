"""Texts that are too much alike: shared runs of words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

RUN = 8
"""Words of a run that two texts may share."""
_WORD = re.compile(r"\w+")

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """``share`` of the shorter text's runs stand in the other one; ``example`` is one of them."""

    first: str
    second: str
    share: float
    example: str


def runs(text: str, length: int = RUN) -> frozenset[Run]:
    """The runs of words in ``text``, numbers and punctuation levelled; the whole of it where it is shorter than a run."""
    words = ["0" if word.isdigit() else word for word in _WORD.findall(text.lower())]
    if len(words) <= length:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def alike(texts: dict[str, str], least: float) -> Iterator[Likeness]:
    """Every two of ``texts`` (by name) of which the shorter one shares at least ``least`` of its runs with the other."""
    of_text = {name: runs(text) for name, text in texts.items()}
    for (first, second), shared in _shared(of_text).items():
        smaller = min(len(of_text[first]), len(of_text[second]))
        if shared / smaller >= least:
            example = min(of_text[first] & of_text[second])
            yield Likeness(first, second, shared / smaller, " ".join(example))


def _shared(of_text: dict[str, frozenset[Run]]) -> Counter[tuple[str, str]]:
    """How many runs two texts have in common, in the order of the texts."""
    where: defaultdict[Run, list[str]] = defaultdict(list)
    for name, found in of_text.items():
        for run in found:
            where[run].append(name)
    counted: Counter[tuple[str, str]] = Counter()
    for names in where.values():
        for number, first in enumerate(names):
            counted.update((first, second) for second in names[number + 1 :])
    return counted


def copied(text: str, originals: frozenset[Run], length: int) -> str | None:
    """A run of ``length`` words that ``text`` has in common with ``originals``, or None."""
    own = {run for run in runs(text, length) if len(run) == length}
    return " ".join(min(own & originals)) if own & originals else None
