"""Keeps the figures on the model's card (parsers/pipeline/MODEL.md) and in the README at what was trained and measured last.

Each block of a page stands between two remarks, ``<!-- NAME -->`` and ``<!-- end of NAME -->``; the words around are a
person's. ``python -m training.card`` writes them anew from the figures that are kept.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from parsers.pipeline.reader import MODEL
from training.evaluating import Figures
from training.metrics import EXACT, LISTS, TEXT

_ROOT: Final = Path(__file__).parents[1]
CARD: Final = _ROOT / "parsers" / "pipeline" / "MODEL.md"
README: Final = _ROOT / "README.md"
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
_IN_SHORT: Final = {
    "kind, accuracy": "kind of the message, of 13",
    "P1 recall": "Critical incidents (P1) that are called so",
    "severity": "severity of an incident, P1 to P4",
    "environment": "production or development",
    "account": "account",
    "contact_name": "name of the contact",
    "contact_phone": "telephone of the contact",
    "users_affected": "how many users",
    "started_at": "since when, to half an hour",
    "connids": "CONNIDs",
    "anis": "calling numbers",
    "isolation_steps": "what was tried",
    "department": "who is affected",
    "service": "what is affected",
    "impact": "impact on the business",
    "errors": "errors, as described",
    "overall": "mean of all 20 fields",
}
"""What the README shows, in its words."""


def table(figures: Figures) -> str:
    """The figures as a table in Markdown. Raises KeyError for a measure that nobody has described."""
    head = "| What | Measured by | Score | 95 % | Worst voice |\n|---|---|---|---|---|\n"
    return head + "".join(
        f"| {name} | {_MEASURES[name]} | {one['value']:.3f} | {one['low']:.2f} to {one['high']:.2f} "
        f"| {one['worst']:.2f} {one['worst voice']} |\n"
        for name, one in figures.items()
    )


def in_short(figures: Figures) -> str:
    """The README's table."""
    head = "| What is read | Score | In the worst voice |\n|---|---|---|\n"
    return head + "".join(
        f"| {words} | {figures[name]['value']:.2f} | {figures[name]['worst']:.2f} |\n"
        for name, words in _IN_SHORT.items()
    )


def facts(trained: Mapping[str, object]) -> str:
    """What it was trained on, in a sentence; ``trained`` is the model's trained.json."""
    return (
        f"Trained on {trained['messages']} messages in {trained['voices']} voices and {trained['snippets']} snippets, "
        f"for {trained['epochs']} rounds with seed {trained['seed']}; the digest of the messages is `{trained['data']}`.\n"
    )


def with_block(text: str, name: str, block: str) -> str:
    """``text`` with ``block`` in the place of that name. Raises ValueError where there is none."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->\n)", re.DOTALL)
    found = place.search(text)
    if found is None:
        raise ValueError(f"no place for {name}")
    return text[: found.end(1)] + block + text[found.start(2) :]


def keep_figures(figures: Figures) -> None:
    """Write what was measured onto the card and into the README. Raises ValueError as :func:`with_block`, OSError."""
    _keep(CARD, "figures", table(figures))
    _keep(README, "figures", in_short(figures))


def keep_facts(trained: Mapping[str, object]) -> None:
    """Write what the model was trained on onto its card. Raises ValueError as :func:`with_block`, OSError."""
    _keep(CARD, "facts", facts(trained))


def _keep(page: Path, name: str, block: str) -> None:
    page.write_text(with_block(page.read_text(encoding="utf-8"), name, block), encoding="utf-8")


def main() -> None:
    """Write the pages anew from metrics.json and the model's trained.json. Raises OSError where there is none."""
    from training.train import METRICS

    keep_figures(json.loads(METRICS.read_text(encoding="utf-8")))
    keep_facts(json.loads((MODEL / "trained.json").read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
