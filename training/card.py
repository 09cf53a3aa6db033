"""Keeps what the model's card says in figures (parsers/pipeline/MODEL.md) at what was trained and measured last.

Each block of the card stands between two remarks, ``<!-- NAME -->`` and ``<!-- end of NAME -->``; the words around are a
person's.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from training.evaluating import Figures
from training.metrics import EXACT, LISTS, TEXT

CARD: Final = Path(__file__).parents[1] / "parsers" / "pipeline" / "MODEL.md"
_MEASURES: Final = {
    "overall": "mean of all fields below",
    "kind, accuracy": "right messages",
    "P1 recall": "P1s that are called so",
    "P1 precision": "called P1, and rightly",
    "kind": "macro-F1 over 13 kinds",
    "severity": "right incidents",
    **dict.fromkeys(EXACT, "F1 of values"),
    **dict.fromkeys(TEXT, "token F1"),
    **dict.fromkeys(LISTS, "token F1, items matched"),
}


def table(figures: Figures) -> str:
    """The figures as a table in Markdown. Raises KeyError for a measure that nobody has described."""
    head = "| What | Measured by | Score | 95 % | Worst voice |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {name} | {_MEASURES[name]} | {one['value']:.3f} | {one['low']:.2f} to {one['high']:.2f} "
        f"| {one['worst']:.2f} {one['worst voice']} |\n"
        for name, one in figures.items()
    )


def facts(trained: Mapping[str, object]) -> str:
    """What it was trained on, in a sentence; ``trained`` is the model's trained.json."""
    return (
        f"Trained on {trained['messages']} messages in {trained['voices']} voices and {trained['snippets']} snippets, "
        f"for {trained['epochs']} rounds with seed {trained['seed']}; the digest of the messages is `{trained['data']}`.\n"
    )


def with_block(text: str, name: str, block: str) -> str:
    """``text`` with ``block`` in the place of that name. Raises ValueError where it has no such place."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->\n)", re.DOTALL)
    found = place.search(text)
    if found is None:
        raise ValueError(f"{CARD.name} has no place for {name}")
    return text[: found.end(1)] + block + text[found.start(2) :]


def keep(name: str, block: str) -> None:
    """Write a block into the card. Raises ValueError as :func:`with_block`, OSError."""
    CARD.write_text(with_block(CARD.read_text(encoding="utf-8"), name, block), encoding="utf-8")
