"""The annotation contract's measures: macro-F1 of the kind, accuracy of the severity, micro F1 of exact values, token F1 of
words over the rows where either side has some, and lists by the best matching of their items."""

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

EXACT = ("environment", "users_affected", "started_at", "connids", "anis", "contact_phone", "contact_email")
TEXT = (
    "account",
    "department",
    "service",
    "users_affected_text",
    "frequency",
    "impact",
    "started_text",
    "contact_name",
    "access_hours",
)
LISTS = ("isolation_steps", "errors")
_TOLERANCE = timedelta(minutes=30)
_MARKS = frozenset(string.punctuation) | frozenset("“”‘’…•")

Row = Mapping[str, object]
Pair = tuple[Row, Row]
"""What is right (the contract's "gold" object) and what was read, with the same keys."""


@dataclass(frozen=True, slots=True)
class Score:
    """A field's measure over some messages; ``gold`` and ``read`` count how many values there should be, and were."""

    value: float
    gold: int
    read: int

    @property
    def counts(self) -> bool:
        """Whether there was anything to measure."""
        return bool(self.gold or self.read)


@dataclass(frozen=True, slots=True)
class Scores:
    """Every field's measure. The kind's accuracy and the P1 figures stand beside, and are no part of ``overall``."""

    fields: dict[str, Score]
    accuracy: float
    p1_recall: float | None
    p1_precision: float | None

    @property
    def overall(self) -> float:
        """The plain mean over the fields that were measured."""
        measured = [score.value for score in self.fields.values() if score.counts]
        return sum(measured) / len(measured) if measured else 0.0


def score(pairs: Sequence[Pair]) -> Scores:
    """The measures over ``pairs``."""
    fields = {"kind": _kind(pairs), "severity": _severity(pairs)}
    fields |= {name: _exact(name, pairs) for name in EXACT}
    fields |= {name: _text(name, pairs) for name in TEXT}
    fields |= {name: _lists(name, pairs) for name in LISTS}
    gold_p1 = [read.get("severity") for gold, read in pairs if gold.get("severity") == "P1"]
    read_p1 = [gold.get("severity") for gold, read in pairs if read.get("severity") == "P1"]
    return Scores(
        fields=fields,
        accuracy=_share(sum(gold.get("kind") == read.get("kind") for gold, read in pairs), len(pairs)),
        p1_recall=_share(gold_p1.count("P1"), len(gold_p1)) if gold_p1 else None,
        p1_precision=_share(read_p1.count("P1"), len(read_p1)) if read_p1 else None,
    )


def tokens(text: str) -> tuple[str, ...]:
    """The words that are compared: small letters, no punctuation, no articles."""
    spaced = "".join(" " if char in "-/–—" else char for char in text.lower())
    bare = "".join(char for char in spaced if char not in _MARKS)
    return tuple(re.sub(r"\b(?:a|an|the)\b", " ", bare).split())


def token_f1(gold: str | None, read: str | None) -> float:
    """How far two strings say the same words; 1 where there is none on either side."""
    if not gold or not read:
        return float(not gold and not read)
    wanted, got = tokens(gold), tokens(read)
    if not wanted or not got:
        return float(wanted == got)
    same = (Counter(wanted) & Counter(got)).total()
    return 2 * same / (len(wanted) + len(got))


def best_matching(gold: Sequence[str], read: Sequence[str]) -> float:
    """The sum of token F1 over the best assignment of items to one another, each used once."""
    more, fewer = (gold, read) if len(gold) >= len(read) else (read, gold)
    if len(fewer) > _MOST_MATCHED:
        return _greedy(more, fewer)

    @cache
    def best(number: int, free: int) -> float:
        if number == len(more) or not free:
            return 0.0
        left_out = best(number + 1, free)
        places = (place for place in range(len(fewer)) if free >> place & 1)
        taken = (token_f1(more[number], fewer[place]) + best(number + 1, free & ~(1 << place)) for place in places)
        return max(left_out, *taken)

    return best(0, (1 << len(fewer)) - 1)


_MOST_MATCHED = 10
"""Items of the shorter list up to which every assignment is tried."""


def _greedy(more: Sequence[str], fewer: Sequence[str]) -> float:
    alike = sorted(((token_f1(a, b), x, y) for x, a in enumerate(more) for y, b in enumerate(fewer)), reverse=True)
    total, used_more, used_fewer = 0.0, set[int](), set[int]()
    for likeness, x, y in alike:
        if x not in used_more and y not in used_fewer:
            total += likeness
            used_more.add(x)
            used_fewer.add(y)
    return total


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f1(same: float, gold: int, read: int) -> Score:
    return Score(_share(2 * same, gold + read), gold, read)


def _kind(pairs: Sequence[Pair]) -> Score:
    wanted = [gold.get("kind") for gold, _ in pairs]
    got = [read.get("kind") for _, read in pairs]
    same = Counter(a for a, b in zip(wanted, got, strict=True) if a == b)
    labels = {*wanted, *got} - {None}
    f1 = [_share(2 * same[label], wanted.count(label) + got.count(label)) for label in labels]
    return Score(_share(sum(f1), len(f1)), len(wanted), len(got))


def _severity(pairs: Sequence[Pair]) -> Score:
    rated = [(gold["severity"], read.get("severity")) for gold, read in pairs if gold.get("severity")]
    read_count = sum(bool(read.get("severity")) for _, read in pairs)
    return Score(_share(sum(a == b for a, b in rated), len(rated)), len(rated), read_count)


def _items(row: Row, name: str) -> list[object]:
    value = row.get(name)
    values = value if isinstance(value, list) else [value]
    return [one for one in values if one is not None and one != ""]


def _exact(name: str, pairs: Sequence[Pair]) -> Score:
    same = gold_count = read_count = 0
    for gold, read in pairs:
        left = [_normal(name, one) for one in _items(gold, name)]
        got = [_normal(name, one) for one in _items(read, name)]
        gold_count, read_count = gold_count + len(left), read_count + len(got)
        for value in got:
            match = next((other for other in left if _same(other, value)), None)
            if match is not None:
                left.remove(match)
                same += 1
    return _f1(same, gold_count, read_count)


def _normal(name: str, value: object) -> object:
    text = str(value).strip()
    if name in ("contact_phone", "anis"):
        return re.sub(r"[^\d+]", "", text)
    if name == "started_at":
        when = datetime.fromisoformat(text)
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    return text.lower()


def _same(gold: object, read: object) -> bool:
    if isinstance(gold, datetime) and isinstance(read, datetime):
        return abs(gold - read) <= _TOLERANCE
    return gold == read


def _text(name: str, pairs: Sequence[Pair]) -> Score:
    total, rows, gold_count, read_count = 0.0, 0, 0, 0
    for gold, read in pairs:
        wanted, got = _words(gold, name), _words(read, name)
        gold_count, read_count = gold_count + bool(wanted), read_count + bool(got)
        if wanted or got:
            rows += 1
            total += token_f1(wanted, got)
    return Score(_share(total, rows), gold_count, read_count)


def _words(row: Row, name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)


def _lists(name: str, pairs: Sequence[Pair]) -> Score:
    same, gold_count, read_count = 0.0, 0, 0
    for gold, read in pairs:
        wanted, got = list(map(str, _items(gold, name))), list(map(str, _items(read, name)))
        gold_count, read_count = gold_count + len(wanted), read_count + len(got)
        same += best_matching(wanted, got)
    return _f1(same, gold_count, read_count)
