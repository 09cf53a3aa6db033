"""When the trouble began."""

from datetime import datetime

from parsers.extraction import Found
from parsers.fields.view import View
from parsers.times import TimeExpression, times
from parsers.told_times import started_value
from parsers.vocabulary import FieldName, MessageKind
from parsers.wordsearch import WordSearch

_BEGAN = WordSearch(
    r"(?:\b(?:since|start(?:ed|s|ing)?|begin(?:s|ning)?|began|begun|first (?:noticed|seen|reported|"
    r"occurred|happened|saw|call|case|one|report|time)?|noticed|as of|onset|went (?:down|dead|silent|dark|"
    r"wrong)|stopped|broke|died|froze|from|"
    r"happen(?:ed|s|ing)?|occurr(?:ed|ing)|appeared|ever since|after|crashed|fell over|failed|dropped|"
    r"lost|came up|reported|came in|kicked in|hit|out|down|goes back to|back to)"
    r"\b[^.!?\n]{0,28})\Z",
)
_STRONG = WordSearch(
    (
        r"\b(?:since|start(?:ed|ing)|began|begun|first (?:noticed|seen|reported|occurred|happened|call|case|time|saw)|"
        r"noticed|onset)\b[^.!?\n]{0,24}\Z"
    ),
)
_ELSEWHERE = WordSearch(
    r"(?:\b(?:until|till|by|before)\s.{0,2}|\b(?:call(?:ed)? (?:me|us)|available|closes?|opens?|open|"
    r"meeting|review|deadline|due|next|every|each|hours|reach|on site|onsite|at my desk|shift ends|ends|"
    r"maintenance|window|last worked|"
    r"worked (?:fine )?(?:until|till)|was fine (?:until|till)|restored|fixed|back (?:up )?at|resolved|"
    r"will|going to|logged|restarted|rebooted|checked|tried|tested|posted|invoice|dated|unchanged|updated|"
    r"sent|emailed|wrote|spoke|called you|ticket|version|rev|retry|again|eta)\b[^.!?\n]{0,24})\Z",
)
_TICKET_AGE = WordSearch(
    r"\b(?:open|opened|asked|heard(?: nothing)?|silence|pending|waiting for (?:you|"
    r"an answer))\s(?:\w+\s)?since\s.{0,6}\Z",
)
_WORKED_UNTIL = WordSearch(
    (
        r"\b(?:fine|worked|working|ok|good|normal)\s(?:right\s)?(?:up\s)?(?:until|till|til|"
        r"to)\s[^.!?\n]{0,8}\Z"
    ),
)
_PART_OF_A_NAME = WordSearch(r"(?:'s|-)\s?\w|\s(?:of (?:the )?)(?:music|wait)")
"""Behind a time that says no moment: "Monday's report", "an hour of wait"."""
_DATED_KINDS = frozenset({MessageKind.INCIDENT, MessageKind.UPDATE, MessageKind.ESCALATION, MessageKind.STATUS_REQUEST})
_CUE_NEEDED = frozenset({MessageKind.UPDATE, MessageKind.ESCALATION, MessageKind.STATUS_REQUEST})


def _score(view: View, expression: TimeExpression) -> float:
    before = view.low[max(0, expression.start - 45) : expression.start].replace("\n", " ")
    if expression.future:
        return 0.0
    if _WORKED_UNTIL.search_here(before):
        return 0.9
    if _TICKET_AGE.search_here(before):
        return 0.0
    if _STRONG.search_here(before):
        return 1.0 + 0.05 * expression.clock
    if _ELSEWHERE.search_here(before):
        return 0.0
    score = 0.75 if _BEGAN.search_here(before) else 0.4
    if _PART_OF_A_NAME.match(view.low[expression.end : expression.end + 8]):
        return 0.0
    return score + 0.15 * (expression.at is not None) - 0.1 * expression.start / max(1, len(view.own))


def _within(view: View, expression: TimeExpression) -> bool:
    return bool(view.own[expression.start : expression.end].strip())


def _pair(
    view: View, expression: TimeExpression, score: float, rule: str, subject: bool
) -> dict[FieldName, Found[str] | Found[datetime]]:
    found: dict[FieldName, Found[str] | Found[datetime]] = {
        FieldName.STARTED_TEXT: view.verbatim(
            expression.start, expression.end, score, rule, place="subject" if subject else "body"
        )
    }
    if expression.at is not None:
        found[FieldName.STARTED_AT] = view.found(
            expression.at, expression.start, expression.end, score, rule, place="subject" if subject else "body"
        )
    return found


def told(view: View) -> tuple[TimeExpression, ...]:
    """Every time expression in the own words."""
    return times(view.own, view.sent_at, view.low)


def told_in_subject(view: View) -> tuple[TimeExpression, ...]:
    """Every time expression in the subject."""
    return times(view.subject, view.sent_at, view.low_subject)


def _scored(view: View) -> list[tuple[float, TimeExpression]]:
    return [(_score(view, one), one) for one in view.once(told) if _within(view, one)]


def read_started(view: View, kind: MessageKind) -> dict[FieldName, Found[str] | Found[datetime]]:
    """``started_text`` and, where a time of day can be told, ``started_at``: of the first expression that says it began."""
    asked = bool({FieldName.STARTED_AT, FieldName.STARTED_TEXT} & view.asked)
    if kind not in _DATED_KINDS and not asked:
        return {}
    threshold = 0.95 if kind in _CUE_NEEDED and not asked else 0.34
    good = [pair for pair in view.once(_scored) if pair[0] >= threshold]
    if good:
        top = max(score for score, _ in good)
        score, best = next(pair for pair in good if pair[0] >= top - 0.12)
        return _pair(view, best, round(min(0.9, 0.2 + 0.7 * score), 2), "time it began", subject=False)
    if kind is MessageKind.INCIDENT:
        for one in view.once(told_in_subject):
            if not one.future:
                return _pair(view, one, 0.55, "time in the subject", subject=True)
    return {}


def started_in(view: View, start: int, end: int) -> dict[FieldName, Found[str] | Found[datetime]]:
    """The time a form's line holds; the whole line where the grammar does not know it."""
    first = next(iter(times(view.text[start:end], view.sent_at)), None)
    if first is not None and first.at is not None:
        return _explicit(view, (start + first.start, start + first.end), first.at, 0.95)
    told = started_value(view.text, start, end, view.sent_at)
    if told is not None:
        return _explicit(view, (start, end), told, 0.9)
    if first is not None:
        return _explicit(view, (start + first.start, start + first.end), None, 0.95)
    return _explicit(view, (start, end), None, 0.8)


def _explicit(
    view: View, place: tuple[int, int], at: datetime | None, score: float
) -> dict[FieldName, Found[str] | Found[datetime]]:
    found: dict[FieldName, Found[str] | Found[datetime]] = {
        FieldName.STARTED_TEXT: view.verbatim(*place, score, "form", explicit=True)
    }
    if at is not None:
        found[FieldName.STARTED_AT] = view.found(at, *place, score, "form", explicit=True)
    return found
