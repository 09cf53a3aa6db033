"""What the rules point at in a message, as evidence for the trained parts: each with its place and strength.

Winners of the rules, and what they weigh on the way to them: every name of a service, every count of people, every time.
The trained parts learn how far each is to be believed.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from parsers.candidates import Candidates
from parsers.extraction import Place
from parsers.fields import calls, department, hours, impact, isolation, people, service, timing
from parsers.fields.view import View
from parsers.pipeline.labels import LABEL_OF
from parsers.pipeline.layout import Layout
from parsers.times import TimeExpression

CUES: Final = (
    "service",
    "department",
    "count",
    "clock",
    "time",
    "caller",
    "contact",
    "dialled",
    "fax",
    "unclear",
    "step",
    "consequence",
    "hours",
    "form",
    "address",
    "sender",
    "domain",
)
"""The sorts of cues, in the order of the network's inputs: a saved model depends on it."""

MOST_CUES: Final = 2_000
"""Cues of one message that are kept; only a hostile text has more."""


class Cue(NamedTuple):
    """Words at ``[start, end)`` of a layout's text; ``strength`` 0 to 1. ``label`` is what a rule takes them for, ``sort``
    otherwise which rule points at them; ``rule`` says so in words. ``value`` is
    what a number or an address comes to (E.164)."""

    start: int
    end: int
    strength: float
    label: str = ""
    sort: str = ""
    rule: str = ""
    explicit: bool = False
    value: str = ""


_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WORD = re.compile(r"\w{2,40}")
_SHORTEST_OF_DOMAIN = 3


def evidence_of(view: View, found: Candidates, layout: Layout) -> tuple[Cue, ...]:
    """Winners first, then what is pointed at, at offsets of ``layout``."""
    cues = [*_winners(found, layout), *_pointed(view, layout)]
    return tuple(cues[:MOST_CUES])


def _winners(found: Candidates, layout: Layout) -> Iterator[Cue]:
    for name, values in found.if_incident.items():
        label = LABEL_OF.get(name)
        if label is None:
            continue
        for one in values:
            start, end = layout.at(one.place, one.start), layout.at(one.place, one.end)
            yield Cue(start, end, one.score, label, "", one.rule, one.explicit, str(one.value))


def _pointed(view: View, layout: Layout) -> Iterator[Cue]:
    for sort, place, start, end, strength in (*_names(view), *_figures(view), *_clauses(view), *_sender(view)):
        if end > start:
            yield Cue(layout.at(place, start), layout.at(place, end), strength, sort=sort)
    for phone, role in view.once(calls.own_phones):
        start, end = layout.at("body", phone.start), layout.at("body", phone.end)
        yield Cue(start, end, 1.0, sort=role.value, value=phone.e164)
    for line in view.forms:
        yield Cue(layout.at("body", line.start), layout.at("body", line.end), 1.0, sort="form")


_Pointed = tuple[str, Place, int, int, float]


def _names(view: View) -> Iterator[_Pointed]:
    for score, start, end, place in view.once(service.named):
        yield "service", place, start, end, _bounded(score / 5)
    for score, start, end, place in department.named(view):
        yield "department", place, start, end, _bounded(score)


def _figures(view: View) -> Iterator[_Pointed]:
    for count in view.once(people.counted):
        yield "count", "body", count.start, count.end, count.score
    moments: tuple[tuple[Place, Callable[[View], tuple[TimeExpression, ...]]], ...] = (
        ("body", timing.told),
        ("subject", timing.told_in_subject),
    )
    for place, read in moments:
        for one in view.once(read):
            yield "clock" if one.clock else "time", place, one.start, one.end, 0.5 if one.future else 1.0
    for score, start, end in hours.named(view):
        yield "hours", "body", start, end, _bounded(score)


def _clauses(view: View) -> Iterator[_Pointed]:
    for clause in view.clauses:
        score = isolation.is_step(clause.text)
        if score:
            yield "step", "body", clause.start, clause.end, score
    for score, clause in view.once(impact.weighed):
        if score > 0.5:
            yield "consequence", "body", clause.start, clause.end, _bounded(score / 4)


def _sender(view: View) -> Iterator[_Pointed]:
    """Words of the sender's own name and of his address's domain, and addresses."""
    sender = view.message.sender
    names = {part for part in (sender.name or "").lower().split() if len(part) > 1}
    domain = (sender.address or "").rpartition("@")[2].partition(".")[0].lower()
    for match in _ADDRESS.finditer(view.text):
        yield "address", "body", match.start(), match.end(), 1.0
    for match in _WORD.finditer(view.text):
        word = match.group().lower()
        if word in names:
            yield "sender", "body", match.start(), match.end(), 1.0
        if len(word) >= _SHORTEST_OF_DOMAIN and word in domain:
            yield "domain", "body", match.start(), match.end(), _bounded(len(word) / 6)


def _bounded(score: float) -> float:
    return max(0.0, min(1.0, score))
