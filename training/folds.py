"""Which voices are held out together: a reader is trained on the others and measured on these."""

from collections.abc import Iterable
from typing import Final

from training.samples import Sample

COUNT: Final = 5


def folds(samples: Iterable[Sample]) -> tuple[frozenset[str], ...]:
    """``COUNT`` sets of voices with about as many messages each; every voice in one. A company has one voice only."""
    sizes: dict[str, int] = {}
    for sample in samples:
        sizes[sample.voice] = sizes.get(sample.voice, 0) + 1
    bins: list[list[str]] = [[] for _ in range(COUNT)]
    for voice in sorted(sizes, key=lambda name: (-sizes[name], name)):
        min(bins, key=lambda names: sum(sizes[name] for name in names)).append(voice)
    return tuple(frozenset(names) for names in bins)
