"""The sentence or clause that states what the trouble means for the business, also where it means nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence

from parsers.extraction import Found
from parsers.fields.impact_words import CUES, CUT, PENALTIES
from parsers.fields.isolation import is_step
from parsers.fields.sentences import Span, trimmed, without_lead
from parsers.fields.view import View
from parsers.vocabulary import FieldName, MessageKind
from parsers.wordsearch import WordSearch

_I = re.IGNORECASE
_NO_IMPACT_KINDS = frozenset(
    {MessageKind.OTHER, MessageKind.AUTOMATIC, MessageKind.ACCOUNT, MessageKind.RESOLUTION, MessageKind.QUESTION}
)
_SHORT_REST = 12
_GOES_ON = re.compile(
    (
        r",?\s(?:which (?:is|are|was|means|we)|and (?:they|we|plenty|some|many|our|cannot|can't)|but (?!pls|"
        r"please|can|could)|they|ppl|people|our|we)\b"
    ),
    _I,
)
_LEAD = re.compile(
    (
        r"(?:(?:business impact|impact)(?: is)?(?: that)?:?\s|(?:which|this|that|it) means (?:that )?|"
        r"meaning (?:that )?|of (?:that|this|it|which),?\s|"
        r"as a result,?\s|so that\s|so\s|and\s|but\s|therefore,?\s|now,?\s|basically,?\s|"
        r"honestly,?\s|right now,?\s|at the moment,?\s)+"
    ),
    _I,
)
_THRESHOLD = {
    MessageKind.INCIDENT: 1.5,
    MessageKind.UPDATE: 2.3,
    MessageKind.ESCALATION: 2.3,
    MessageKind.STATUS_REQUEST: 2.6,
    MessageKind.FEATURE_REQUEST: 1.5,
    MessageKind.NOTICE: 1.5,
    MessageKind.RESCHEDULE: 1.5,
}
_MINIMUM_WORDS = 2


def _units(view: View) -> Iterator[Span]:
    for sentence in view.sentences:
        if view.own[sentence.end : sentence.end + 1] == "?":
            continue
        start = 0
        for match in [*CUT.finditer_here(view.low[sentence.start : sentence.end]), None]:
            end = match.start() if match else len(sentence.text)
            piece = trimmed(sentence.text, start, end)
            start = match.end() if match else end
            if piece and len(piece.text.split()) >= _MINIMUM_WORDS and not is_step(without_lead(piece).text):
                yield Span(sentence.start + piece.start, sentence.start + piece.end, piece.text)


def _weighed(view: View, units: Sequence[Span], weights: Iterable[tuple[float, WordSearch]]) -> list[float]:
    """The sum of the weights of the patterns that each unit matches."""
    sums = [0.0] * len(units)
    parts = [(unit.start, unit.end) for unit in units]
    for weight, pattern in weights:
        for index in pattern.parts_matched(view.low, parts):
            sums[index] += weight
    return sums


def _scores(view: View, units: Sequence[Span]) -> list[float]:
    told, against = _weighed(view, units, CUES), _weighed(view, units, PENALTIES)
    return [
        cue - penalty - 0.02 * max(0, len(unit.text.split()) - 25)
        for unit, cue, penalty in zip(units, told, against, strict=True)
    ]


def _completed(view: View, span: Span) -> Span:
    """With the short rest of its sentence where that goes on about the consequence: ", which is not acceptable"."""
    sentence = view.sentence_at(span.start)
    if sentence is None or span.end >= sentence.end:
        return span
    rest = view.own[span.end : sentence.end]
    if len(rest.split()) > _SHORT_REST or not _GOES_ON.match(rest):
        return span
    return Span(span.start, sentence.end, view.own[span.start : sentence.end])


def weighed(view: View) -> tuple[tuple[float, Span], ...]:
    """Every clause with its score; from 2.2 on it clearly states a consequence."""
    units = tuple(_units(view))
    return tuple(zip(_scores(view, units), units, strict=True))


def _best(view: View) -> tuple[float, Span] | None:
    """The first of the clauses with the highest score."""
    return max(view.once(weighed), key=lambda pair: pair[0], default=None)


def read_impact(view: View, kind: MessageKind) -> Found[str] | None:
    """The best clause; None where no clause states a consequence."""
    if kind in _NO_IMPACT_KINDS and FieldName.IMPACT not in view.asked:
        return None
    best = view.once(_best)
    if best is None or best[0] < _THRESHOLD.get(kind, 2.2):
        return None
    span = without_lead(_completed(view, best[1]))
    lead = _LEAD.match(span.text)
    start = span.start + (lead.end() if lead and lead.end() < len(span.text) - 5 else 0)
    return view.verbatim(start, span.end, round(min(0.85, 0.25 + 0.15 * best[0]), 2), "states a consequence")


def bare_impact(view: View) -> Found[str] | None:
    """The whole of a short answer, where impact was all that the desk asked for."""
    span = trimmed(view.own, 0, len(view.own))
    if span and view.asked == {FieldName.IMPACT} and 3 <= len(span.text.split()) <= 40:
        return view.verbatim(span.start, span.end, 0.5, "asked for")
    return None
