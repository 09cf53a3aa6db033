"""How many users are affected, and in which words."""

import re
from itertools import islice

from parsers.counts import Count, bare_count, counts, counts_in, that_mention_people
from parsers.extraction import Found
from parsers.fields.view import View
from parsers.told_counts import users_value
from parsers.vocabulary import FieldName, MessageKind

_UNAFFECTED = re.compile(
    (
        r"\A\s?(?:\w+\s){0,4}?(?:(?:is|are|were|was|seem|seems)\s)?(?:all\s)?(?:fine|ok\b|okay|working|"
        r"unaffected|not affected|good|logged in fine|can (?:log|take|work|call|hear|see)|work(?:s)? (?:fine|"
        r"ok|normally|as)|do(?:es)?n'?t have|have no (?:problem|issue)|without (?:problem|issue)|never had)"
    ),
    re.IGNORECASE,
)
_UNAFFECTED_BEFORE = re.compile(
    r"\b(?:other|others|rest|remaining|except|apart from|besides|we seat|seats|out of|"
    r"we are|total of|normally|usually|of the other|for the|how|(?:\d+|one|two|three)\s(?:in|in every|"
    r"of every|out of every)|not (?:tied|limited|restricted|specific|confined) to|in a team of|staff of|"
    r"ask(?:ed)?|told|tell|warn(?:ed)?|train(?:ed|ing)?|hir(?:e|ed|ing)|budget|up to|max(?:imum)?|"
    r"limit of|licen[cs]es? for)\s(?:the\s|our\s|all\s|about\s|another\s|a\s)?\Z",
    re.IGNORECASE,
)
_AFFECTED = re.compile(
    r"\b(?:affected|impacted|hit|can(?:'t|not)|cannot|unable|idle|stuck|kicked|logged out|locked out|"
    r"sitting|waiting|report\w*|get(?:ting)?|see(?:ing)?|have|has|lost|los(?:e|ing)|hear|down|without|"
    r"frozen|complain\w*|experienc\w*|thrown|drop\w*|out of|fail\w*|"
    r"error|blank|not able|could(?:n't| not)|no longer|suffer\w*|having|w/o|doesn'?t|don'?t|isn'?t|"
    r"aren'?t|won'?t|seiz\w*|froz\w*|crash\w*|bounced|booted|same (?:problem|issue|thing))\b",
    re.IGNORECASE,
)
_COUNTED_KINDS = frozenset(
    {
        MessageKind.INCIDENT,
        MessageKind.UPDATE,
        MessageKind.ESCALATION,
        MessageKind.STATUS_REQUEST,
        MessageKind.NOTICE,
        MessageKind.RESCHEDULE,
        MessageKind.RESOLUTION,
    }
)
_BEING_NOBODY = re.compile(r"\A(?:nobody|no one|no-one)\Z", re.IGNORECASE)
_HEADCOUNT = re.compile(
    r"\((?:[^()\n]{0,40}?\b)?only (?P<n>\d{1,4})\)|\((?P<text>[^()\n]{0,30}?\bonly (?P<m>\d{1,4}))\)", re.IGNORECASE
)


_NEAR = 400
"""Characters on each side of a count that are looked at: a sentence without an end must not be searched for every count."""
_MOST = 60
"""Counts that are weighed: no report has more, and a text made of numbers must not cost seconds."""


def _context(view: View, count: Count) -> tuple[str, str]:
    sentence = view.sentence_at(count.start)
    begin, end = (sentence.start, sentence.end) if sentence else (count.start, count.end)
    begin, end = max(begin, count.start - _NEAR), min(end, count.end + _NEAR)
    return view.own[begin : count.start], view.own[count.end : end]


def _score(view: View, count: Count) -> float:
    before, after = _context(view, count)
    if _UNAFFECTED.search(after[:60]) or _UNAFFECTED_BEFORE.search(before):
        return 0.0
    words = view.own[count.start : count.end]
    near = f"{before[-60:]} {after[:80]}"
    affected = bool(_AFFECTED.search(near))
    if _BEING_NOBODY.match(words) and not re.match(r"\s(?:can|could|is able|gets|hears|sees|has been able)", after):
        return 0.0
    score = count.score + (0.3 if affected else -0.2)
    if count.value is not None and re.search(r"\d", words):
        score += 0.1
    return score - 0.1 * min(count.start / max(1, len(view.own)), 1)


def counted(view: View) -> tuple[Count, ...]:
    """Every count of people in the own words: in the sentences that speak of people at all."""
    parts = that_mention_people(view.low, [(sentence.start, sentence.end) for sentence in view.sentences])
    found = (count for own in counts_in(view.own, view.low, parts) for count in own[:_MOST])
    return tuple(islice(found, _MOST))


def _best(view: View) -> Count | None:
    scored = [(_score(view, count), count) for count in view.once(counted)]
    scored = [pair for pair in scored if pair[0] >= 0.6]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _in_subject(view: View) -> tuple[Count, str] | None:
    for count in counts(view.subject):
        if count.score >= 0.75 or _AFFECTED.search(view.subject):
            return count, view.subject
    return None


def _pair(
    view: View, count: Count, score: float, rule: str, subject: bool = False
) -> dict[FieldName, Found[int] | Found[str]]:
    place = "subject" if subject else "body"
    found: dict[FieldName, Found[int] | Found[str]] = {
        FieldName.USERS_AFFECTED_TEXT: view.verbatim(
            count.start, count.end, score, rule, place="subject" if subject else "body"
        )
    }
    value = users_value(view.subject if subject else view.own, count.start, count.end)
    if value is not None:
        found[FieldName.USERS_AFFECTED] = view.found(
            value, count.start, count.end, score, rule, place="subject" if place == "subject" else "body"
        )
    return found


def read_users(view: View, kind: MessageKind) -> dict[FieldName, Found[int] | Found[str]]:
    """``users_affected`` (where the words give one number) and ``users_affected_text``; callers are not users."""
    if kind not in _COUNTED_KINDS:
        return {}
    best = view.once(_best)
    if best:
        return _pair(view, best, min(0.9, best.score), "count of people")
    bare = bare_count(view.own)
    if bare and kind is MessageKind.UPDATE and (view.words <= 15 or FieldName.USERS_AFFECTED in view.asked):
        return _pair(view, bare, 0.7, "a bare answer")
    subject = _in_subject(view)
    if subject and kind is MessageKind.INCIDENT:
        return _pair(view, subject[0], 0.6, "count of people", subject=True)
    return _planned(view, kind)


def _planned(view: View, kind: MessageKind) -> dict[FieldName, Found[int] | Found[str]]:
    """A notice's headcount in brackets: "the agents (only 9 on Saturday)"."""
    if kind not in {MessageKind.NOTICE, MessageKind.RESCHEDULE}:
        return {}
    match = re.search(r"agents?\s?\((?P<text>[^()\n]{0,30}?\b(?P<n>\d{1,4}))\)", view.own, re.IGNORECASE)
    return _pair(view, Count(int(match["n"]), *match.span("text"), 0.6), 0.6, "headcount in brackets") if match else {}
