"""What kind of message it is: weighted cues, the shape of the message, and whether it answers something.

The scores are added up for each kind; the highest wins, and the reasons are the cues that spoke for it.
"""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from parsers.cues import CUES
from parsers.extraction import Judgement
from parsers.fields.view import View
from parsers.vocabulary import FieldName, MessageKind
from parsers.wordsearch import Folded

_K = MessageKind
_ABOUT_TICKETS = frozenset({_K.STATUS_REQUEST, _K.ESCALATION, _K.RESOLUTION, _K.UPDATE})
_SIGNS: dict[FieldName, float] = {
    FieldName.STARTED_TEXT: 1.5,
    FieldName.FREQUENCY: 1.5,
    FieldName.ISOLATION_STEPS: 2.0,
    FieldName.ERRORS: 1.5,
    FieldName.CONNIDS: 1.5,
}
_SIGN_WORDS: dict[FieldName, str] = {
    FieldName.STARTED_TEXT: "when it began",
    FieldName.FREQUENCY: "how often it happens",
    FieldName.ISOLATION_STEPS: "what was tried",
    FieldName.ERRORS: "what goes wrong in words",
    FieldName.CONNIDS: "the calls that were affected",
}
_CONSUMER = re.compile(
    r"\b(?:i (?:ordered|bought|purchased|paid)|my (?:order|parcel|delivery|refund|booking|sofa|package)|"
    r"order(?: number| no\.?| #)? ?\d{3,}|your (?:shop|store|website|driver|courier)|refund|voucher|"
    r"replacement)\b"
)
_FORM_FIELDS = frozenset(
    {
        FieldName.USERS_AFFECTED,
        FieldName.FREQUENCY,
        FieldName.IMPACT,
        FieldName.ISOLATION_STEPS,
        FieldName.CONNIDS,
        FieldName.ERRORS,
    }
)
_CAP = 12.0
"""More symptoms do not make it more of an incident than this."""
_ANSWER = re.compile(
    r"\A\W*(?:yes|no\b|nope|yep|yeah|yup|correct|right|sure|(?:about|around|roughly|approx\w*|maybe|only|"
    r"just)\s\d|\d{1,4}\b|prod(?:uction)?\b|since\b"
    r"|it (?:started|began)|attached|here|both\b|all of them|every (?:call|one)|none\b|neither|not (?:yet|"
    r"all|every|that)|the \w+ (?:one|queue|team|site)|mine\b)"
)
_TICKET_REPLY = re.compile(r"^\s*(?:re|aw|sv|antw?|wg)\s?:", re.IGNORECASE)
_ONLY_THANKS = re.compile(
    r"\W*(?:(?:many|thanks?|thank you|thx|ty|cheers|great|perfect|ok(?:ay)?|got it|noted|received|"
    r"much appreciated|appreciated|will do|"
    r"wonderful|excellent|brilliant|lovely|super|very|so|much|again|for|your|the|quick|fast|prompt|help|"
    r"reply|response|support|answer|"
    r"you|all|a lot|in advance|have a (?:nice|good|great) (?:day|weekend|evening|one)|team|everyone|"
    r"everybody)\W+){1,14}\Z",
    re.IGNORECASE,
)
_NEW_PROBLEM = re.compile(
    r"\b(?:new (?:problem|issue|incident|ticket|fault|one)|different (?:problem|issue)|"
    r"separate (?:problem|issue|ticket)|unrelated|not related)\b"
)
_QUESTION_MARK = re.compile(r"\?(?:\s|$)")
_HISTORY = re.compile(
    r"\b(?:last (?:year|month|spring|summer|autumn|fall|winter|time)|in the past|previously|years ago|"
r"back in|used to|would have|if (?:it|this|that|the|they|we|you|a|there)\b"
    r"|when (?:a|an|the|someone|somebody)\b|in case|during (?:this|that|the) (?:time|window|work)|"
r"after the|should (?:it|this|that|the)|so that|unless|could (?:be|get) )"
)  # fmt: skip


@dataclass
class _Scores:
    total: dict[MessageKind, float] = field(default_factory=lambda: defaultdict(float))
    reasons: dict[MessageKind, list[str]] = field(default_factory=lambda: defaultdict(list))
    names_trouble: bool = False

    def add(self, kind: MessageKind, weight: float, reason: str) -> None:
        self.total[kind] += weight
        if weight > 0:
            self.reasons[kind].append(reason)


def _add_cues(scores: _Scores, text: Folded) -> None:
    for cue in CUES:
        match = cue.pattern.search(text)
        if not match:
            continue
        weight = cue.weight
        if cue.kind is _K.INCIDENT and _in_question_or_history(text, match):
            weight *= 0.4
        words = " ".join(match.group().split())[:60]
        scores.add(cue.kind, weight, f'{cue.reason}: "{words}"')
    scores.names_trouble = scores.total[_K.INCIDENT] > 0
    scores.total[_K.INCIDENT] = min(scores.total[_K.INCIDENT], _CAP)


def _in_question_or_history(text: str, match: re.Match[str]) -> bool:
    """A symptom inside a how-to question, a condition or a memory is not something broken now."""
    begin = max(text.rfind(mark, 0, match.start()) for mark in (".", "!", "?", "\n\n", ";")) + 1
    end = min(
        (at for at in (text.find(mark, match.end()) for mark in (".", "!", "?", "\n\n")) if at >= 0), default=len(text)
    )
    sentence = text[begin : end + 1]
    asks = sentence.rstrip().endswith("?") and not re.match(
        r"\s*(?:is|are|anyone|why|can (?:you|someone)|could (?:you|someone)|what's)\b", sentence
    )
    return asks or bool(_HISTORY.search(text[begin : match.end()]))


def _add_shape(scores: _Scores, view: View, text: str) -> None:
    words = view.words
    if view.message.automatic:
        scores.add(_K.AUTOMATIC, 12, f"its header says so: {view.message.automatic.reason}")
    if _QUESTION_MARK.search(text):
        scores.add(_K.QUESTION, 1, "it has a question mark")
        if scores.total[_K.INCIDENT] < 3:
            scores.add(_K.QUESTION, 1, "nothing is said to be broken")
    if _ANSWER.match(view.own.lower().strip()) and words < 90:
        scores.add(_K.UPDATE, 3, "it begins like an answer")
    if 0 < words <= 15 and not scores.names_trouble and not _QUESTION_MARK.search(text):
        scores.add(_K.UPDATE, 1.5, "it is short and names no trouble")
    if len(_CONSUMER.findall(text)) > 1:
        scores.add(_K.OTHER, 3, "more than one word of a consumer's")
    if view.asked and words <= 60:
        scores.add(_K.UPDATE, 2.5, "the desk has asked for facts")
    told = {line.field for line in view.forms} & _FORM_FIELDS
    if len(told) > 1:
        kind = _K.UPDATE if view.asked or _TICKET_REPLY.match(view.subject) else _K.INCIDENT
        scores.add(kind, 1.5 * min(len(told), 4), "a form tells the circumstances of a trouble")
    if words == 0 and not view.subject.strip():
        scores.add(_K.OTHER, 3, "it is empty")


def _add_signs(scores: _Scores, view: View, told: frozenset[FieldName], open_thread: bool) -> None:
    """What an incident has and other messages have not: a beginning, a rate, steps taken, an error's words.

    Under a ticket, or after the desk's questions, the same facts make an update.
    """
    kind = _K.UPDATE if open_thread or view.asked or _TICKET_REPLY.match(view.subject) else _K.INCIDENT
    for name, weight in _SIGNS.items():
        if name in told:
            scores.add(kind, weight, f"it tells {_SIGN_WORDS[name]}")
    # The name of a service alone is no trouble ("I sent you an email"): it only strengthens what speaks for one.
    if open_thread or FieldName.SERVICE not in told or not scores.total[_K.INCIDENT]:
        return
    if not _QUESTION_MARK.search(view.own) and not _wants(scores):
        scores.add(_K.INCIDENT, 1.5, "it speaks of a service and asks for nothing")


def _wants(scores: _Scores) -> bool:
    return any(value >= 2.5 for kind, value in scores.total.items() if kind is not _K.INCIDENT)


def _add_thread(scores: _Scores, view: View, text: str, thread: str | None) -> None:
    """A reply under a ticket is about the ticket: its symptoms are repeated, not new."""
    replies = bool(view.message.in_reply_to or view.message.references or _TICKET_REPLY.match(view.message.subject))
    if thread is None and not replies:
        for kind in _ABOUT_TICKETS:
            scores.total[kind] *= 0.75
        return
    if _NEW_PROBLEM.search(text):
        return
    if _ONLY_THANKS.match(view.own):
        scores.add(_K.OTHER, 8, "it only says thanks")
        return
    if thread is not None:
        scores.add(_K.UPDATE, 4.5, f"it is about ticket {thread}")
        for kind in (_K.INCIDENT, _K.QUESTION, _K.CHANGE_REQUEST):
            scores.total[kind] *= 0.55
        for kind in (_K.STATUS_REQUEST, _K.ESCALATION, _K.RESOLUTION):
            if scores.total[kind]:
                scores.add(kind, 4, f"it is about ticket {thread}")
    elif replies:
        scores.add(_K.UPDATE, 1.5, "it is a reply")


def _balance(scores: _Scores) -> None:
    """Which kind gives way where two have spoken."""
    total = scores.total
    if total[_K.RESCHEDULE] < 6:  # both cues: announced work, and another date for it
        total[_K.RESCHEDULE] *= 0.4
    elif total[_K.RESCHEDULE] >= 6:
        scores.add(_K.RESCHEDULE, 3, "announced work shall be at another time")
    if total[_K.NOTICE] >= 6 and total[_K.NOTICE] > total[_K.CHANGE_REQUEST]:
        total[_K.INCIDENT] *= 0.6
    if total[_K.ACCOUNT] >= 5:
        total[_K.CHANGE_REQUEST] *= 0.6
        total[_K.ACCOUNT] += 1
    if total[_K.FEATURE_REQUEST] >= 4:
        total[_K.QUESTION] *= 0.6
        total[_K.INCIDENT] *= 0.5
    if total[_K.INCIDENT] >= 5:
        total[_K.CHANGE_REQUEST] *= 0.6
        total[_K.QUESTION] *= 0.5
        total[_K.OTHER] *= 0.6
    if total[_K.CHANGE_REQUEST] >= 4.5:
        total[_K.QUESTION] *= 0.6


@dataclass(frozen=True, slots=True)
class KindTotals:
    """How much speaks for each kind, in cue weights: ``raw`` as the cues add up, ``balanced`` once the stronger kind has
    weakened the other. A kind of which nothing speaks is missing, or 0. ``reasons`` are the cues in words."""

    raw: Mapping[MessageKind, float]
    balanced: Mapping[MessageKind, float]
    reasons: Mapping[MessageKind, tuple[str, ...]]


def kind_totals(view: View, thread: str | None, told: frozenset[FieldName] = frozenset()) -> KindTotals:
    """What speaks for each kind. ``thread`` is the ticket it replies to, ``told`` the circumstances found in it."""
    scores = _Scores()
    text = view.all_words
    _add_cues(scores, text)
    _add_shape(scores, view, text)
    if not _QUESTION_MARK.search(text):
        scores.total[_K.QUESTION] *= 0.5
    _add_signs(scores, view, told, thread is not None)
    _add_thread(scores, view, text, thread)
    raw = dict(scores.total)
    _balance(scores)
    reasons = {kind: tuple(words) for kind, words in scores.reasons.items()}
    return KindTotals(raw=raw, balanced=dict(scores.total), reasons=reasons)


def judged(totals: KindTotals) -> Judgement[MessageKind]:
    """The kind with the most evidence; the score is its share of all evidence. Without any it is ``other``."""
    total = totals.balanced
    kind = max(MessageKind, key=lambda one: total.get(one, 0.0))
    if total.get(kind, 0.0) <= 0:
        return Judgement(value=_K.OTHER, score=0.2, reasons=("nothing in it says what it is about",))
    weight = sum(math.exp(min(value, 30) / 2) for value in total.values() if value > 0)
    share = math.exp(min(total[kind], 30) / 2) / weight if weight else 0.0
    certainty = min(1.0, total[kind] / 6)
    return Judgement(value=kind, score=round(share * (0.5 + 0.5 * certainty), 3), reasons=totals.reasons.get(kind, ()))


def classify(view: View, thread: str | None, told: frozenset[FieldName] = frozenset()) -> Judgement[MessageKind]:
    """The kind of the message; see :func:`kind_totals` and :func:`judged`.

    A message without any cue is an update where it answers something, else ``other``.
    """
    return judged(kind_totals(view, thread, told))
