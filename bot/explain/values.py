"""The values and judgements of a reading in clean words, each with what it might have been instead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.policy.telling import SEVERITY_WORDS
from bot.text import one_line
from parsers.extraction import Extraction, Found, Judgement, Value, plain
from parsers.labels import LABELS
from parsers.vocabulary import FieldName, MessageKind, Severity

CELL = 400
"""Characters of one cell at most."""
RUNNERS = 3
"""Runners-up shown of one field or judgement; more are counted."""
_F = FieldName
HUES: dict[FieldName, int] = {
    _F.ENVIRONMENT: 262,
    _F.ACCOUNT: 192,
    _F.DEPARTMENT: 160,
    _F.SERVICE: 212,
    _F.USERS_AFFECTED: 48,
    _F.USERS_AFFECTED_TEXT: 48,
    _F.FREQUENCY: 300,
    _F.IMPACT: 2,
    _F.ISOLATION_STEPS: 128,
    _F.STARTED_TEXT: 28,
    _F.STARTED_AT: 28,
    _F.CONNIDS: 236,
    _F.ANIS: 280,
    _F.ERRORS: 338,
    _F.CONTACT_NAME: 84,
    _F.CONTACT_PHONE: 68,
    _F.CONTACT_EMAIL: 104,
    _F.ACCESS_HOURS: 176,
}
"""The colour of each field, in degrees; fields that are read in the same words have the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """What a value might have been instead, with its score (``42%``) and, where it is told, the words that said it."""

    value: str
    score: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value of a field. ``number`` is its mark in the text; "" where nothing was believed, and ``value`` is "" too."""

    number: str
    hue: int
    label: str
    value: str
    words: str
    score: str
    found_by: str
    runners: tuple[Runner, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A judgement over the whole message. ``mark`` is what its words are marked with in the text."""

    title: str
    mark: str
    value: str
    score: str
    runners: tuple[Runner, ...]
    more: int
    reasons: tuple[str, ...]


Numbered = tuple[str, FieldName, Found[Value]]


def numbered(extraction: Extraction) -> Iterator[Numbered]:
    """Every value with its number, from 1, in the contract's order."""
    for number, (name, found) in enumerate(extraction, 1):
        yield str(number), name, found


def rows(extraction: Extraction, values: Sequence[Numbered]) -> Iterator[Row]:
    """A row a value in the contract's order; a field that was considered and not believed has one without a value."""
    for name in FieldName:
        runners = extraction.losers.get(name, ())
        for number, found in ((number, found) for number, one, found in values if one is name):
            yield _row(name, number, found, runners)
            runners = ()
        if runners:
            yield _row(name, "", None, runners)


def _row(name: FieldName, number: str, found: Found[Value] | None, losers: Sequence[Found[Value]]) -> Row:
    runners = tuple(
        Runner(value=cell(plain(loser.value)), score=percent(loser.score), words=_other_words(loser))
        for loser in losers[:RUNNERS]
    )
    return Row(
        number=number,
        hue=HUES[name],
        label=LABELS[name],
        value=cell(plain(found.value)) if found else "",
        words=cell(found.words) if found else "",
        score=percent(found.score) if found else "",
        found_by=_found_by(found) if found else "",
        runners=runners,
        more=max(0, len(losers) - RUNNERS),
    )


def _other_words(found: Found[Value]) -> str:
    """The words of a value, where they are not the value itself."""
    words = cell(found.words)
    return "" if words == cell(plain(found.value)) else words


def _found_by(found: Found[Value]) -> str:
    more = [" (labelled)"] * found.explicit + [", in the subject"] * (found.place == "subject")
    return cell((found.rule or "a reader without a name") + "".join(more))


def kind(judgement: Judgement[MessageKind]) -> Judged:
    """What kind of message it was taken for."""
    runners = [(str(value).replace("_", " "), score) for value, score in judgement.others]
    return _judged("Kind", str(judgement.value).replace("_", " "), judgement, runners)


def severity(judgement: Judgement[Severity]) -> Judged:
    """How grave it was taken for."""
    runners = [(SEVERITY_WORDS[value], score) for value, score in judgement.others]
    return _judged("Severity", SEVERITY_WORDS[judgement.value], judgement, runners)


def _judged(title: str, value: str, judgement: Judgement[str], others: Sequence[tuple[str, float]]) -> Judged:
    return Judged(
        title=title,
        mark=title.lower() if judgement.evidence else "",
        value=value,
        score=percent(judgement.score),
        runners=tuple(Runner(value=other, score=percent(score)) for other, score in others[:RUNNERS]),
        more=max(0, len(others) - RUNNERS),
        reasons=tuple(cell(reason) for reason in judgement.reasons) or ("no reason is given",),
    )


def percent(score: float) -> str:
    """A score of 0 to 1 for people: ``87%``."""
    return f"{score:.0%}"


def cell(value: object) -> str:
    """A value as one clean line of at most ``CELL`` characters."""
    return one_line(str(value), CELL)
