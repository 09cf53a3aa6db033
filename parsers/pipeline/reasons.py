"""Why a message was judged so: the facts and the words that spoke for it, in words."""

from collections.abc import Mapping
from typing import Final

from parsers.extraction import Judgement
from parsers.pipeline.intake import Intake
from parsers.pipeline.judging import best
from parsers.pipeline.parts import KIND, SEVERITY, Judgements
from parsers.vocabulary import MessageKind, Severity

_MOST_FACTS: Final = 3
_MOST_WORDS: Final = 3
_LEAST: Final = 0.03
_SHORTEST: Final = 2
_INSIDE: Final = (
    "unbalanced",
    "some cue",
    "cues of",
    "by the rules",
    "its length",
    "its question marks",
    "its mentions",
)
"""Columns that say nothing to a reader."""


_WANT_NOTHING: Final = frozenset({MessageKind.RESOLUTION, MessageKind.OTHER, MessageKind.AUTOMATIC})


def kind_among(shares: Mapping[str, float], intake: Intake) -> MessageKind:
    """The likeliest kind; an incident, where the likeliest wants nothing of us but the rules see a trouble named.

    "Thanks, but it is still down": an outage that is taken for thanks costs more than thanks that are looked into.
    """
    choice = MessageKind(best(shares))
    is_named = intake.found.kind.value is MessageKind.INCIDENT and intake.view.message.automatic is None
    return MessageKind.INCIDENT if is_named and choice in _WANT_NOTHING else choice


def _in_doubt(intake: Intake, shares: Mapping[str, float]) -> Judgement[MessageKind]:
    ranked = [(MessageKind(name), share) for name, share in _ranked(shares) if name != MessageKind.INCIDENT]
    reasons = ("a trouble is named, and one that is missed costs most", *intake.found.kind.reasons[:_MOST_FACTS])
    score = round(shares[MessageKind.INCIDENT], 3)
    return Judgement(value=MessageKind.INCIDENT, score=score, reasons=reasons, others=tuple(ranked[:3]))


def kind_of(intake: Intake, judgements: Judgements) -> Judgement[MessageKind]:
    """The kind, with the runners-up; the rules' cues in words where they agree."""
    shares = intake.judged[KIND]
    choice = kind_among(shares, intake)
    if choice != best(shares):
        return _in_doubt(intake, shares)
    cues = intake.found.totals.reasons.get(choice, ())[:_MOST_FACTS]
    others = [(MessageKind(name), share) for name, share in _ranked(shares)[1:4]]
    reasons = (*cues, *_telling(intake, judgements, KIND, str(choice)))
    return Judgement(
        value=choice, score=round(shares[choice], 3), reasons=tuple(dict.fromkeys(reasons)), others=tuple(others)
    )


def severity_of(intake: Intake, judgements: Judgements, p1_threshold: float) -> Judgement[Severity]:
    """The severity. P1 is chosen from ``p1_threshold`` on: one that is missed costs more than one too many."""
    shares = intake.judged[SEVERITY]
    choice = Severity(best(shares))
    if shares[Severity.P1] >= p1_threshold:
        choice = Severity.P1
    ranked = [(Severity(name), round(share, 3)) for name, share in _ranked(shares) if name != choice]
    reasons = list(_telling(intake, judgements, SEVERITY, str(choice)))
    if choice is Severity.P1 and best(shares) != choice:
        reasons.append(f"it may be a P1 ({shares[choice]:.0%}), and one that is missed costs most")
    if choice is not Severity.P1 and intake.signs[SEVERITY][_CLAIMED]:
        reasons = [reason for reason in reasons if reason != _CLAIMED]
        reasons.append(f"{_CLAIMED}, which the facts do not bear out")
    return Judgement(value=choice, score=round(shares[choice], 3), reasons=tuple(reasons), others=tuple(ranked))


_CLAIMED: Final = "called urgent or critical by the writer"


def _ranked(shares: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(((name, round(share, 3)) for name, share in shares.items()), key=lambda pair: -pair[1])


_SAID: Final = {
    "it tells started text": "it tells when it began",
    "it reads of started text": "it tells when it began",
    "it tells frequency": "it tells how often it happens",
    "it reads of frequency": "it tells how often it happens",
    "it tells isolation steps": "it tells what was tried",
    "it reads of isolation steps": "it tells what was tried",
    "it tells errors": "it tells what goes wrong in words",
    "it reads of errors": "it tells what goes wrong in words",
    "it tells users affected text": "it tells who is affected",
    "it reads of users affected text": "it tells who is affected",
    "it tells impact": "it tells what the business suffers",
    "it reads of impact": "it tells what the business suffers",
    "it tells connids": "it names calls that were affected",
    "it reads of connids": "it names calls that were affected",
    "it reads of anis": "it names callers",
    "it reads of contact name": "it names a contact",
    "it reads of contact phone": "it gives a telephone number",
    "it reads of contact email": "it gives an address",
    "it reads of access hours": "it tells when somebody is there",
}
"""What columns of the rules and of the network are called to a reader: both see the same fact."""


def _is_plain(word: str) -> bool:
    """Whether it stands so in the text (a digit does not: all are alike to the models), and says something by itself."""
    return len(word) > _SHORTEST and not any(sign.isdigit() for sign in word)


def _telling(intake: Intake, judgements: Judgements, name: str, choice: str) -> list[str]:
    model = judgements.models[name]
    seen = judgements.seen(name, intake)
    facts = [
        sign
        for sign, added in model.telling_signs(seen, choice, judgements.names[name])
        if added >= _LEAST and not any(part in sign for part in _INSIDE) and intake.signs[name][sign] > 0
    ]
    facts = list(dict.fromkeys(_SAID.get(fact, fact) for fact in facts))
    telling = model.telling_words(seen, choice, judgements.wording)
    words = [word for word, added in telling if added >= _LEAST and _is_plain(word)]
    said = [f"its words: {', '.join(words[:_MOST_WORDS])}"] if words else []
    return [*facts[:_MOST_FACTS], *said]
