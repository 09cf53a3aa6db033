"""Readings made by hand: what a reader could have found, with what it did not believe."""

from dataclasses import replace

from parsers.extraction import Extraction, Found, Judgement, Place, Value
from parsers.message import Message, Zone
from parsers.vocabulary import FieldName, MessageKind, Severity, ZoneKind
from tests.builders import message

F = FieldName
OWN = "Forty agents on the billing queue cannot hear the caller.\nCustomers hang up.\n"
QUOTE = "> 12 agents told me so\n"
MESSAGE = replace(
    message(OWN + QUOTE, subject="Inbound calls"),
    zones=(
        Zone(kind=ZoneKind.OWN, start=0, end=len(OWN)),
        Zone(kind=ZoneKind.QUOTE, start=len(OWN), end=len(OWN + QUOTE)),
    ),
)


def said(words: str, value: Value | None = None, *, score: float = 0.8, place: Place = "body") -> Found[Value]:
    """A value by its words in ``MESSAGE``."""
    return told(words, words if value is None else value, score=score, place=place)


def told(words: str, value: Value, *, score: float, place: Place, of: Message = MESSAGE) -> Found[Value]:
    start = (of.text if place == "body" else of.subject).index(words)
    return Found(
        value=value, words=words, start=start, end=start + len(words), score=score, place=place, rule="by hand"
    )


def evidence(words: str) -> Found[str]:
    start = OWN.index(words)
    return Found(value=words, words=words, start=start, end=start + len(words), score=1.0)


READING = Extraction(
    kind=Judgement(
        value=MessageKind.INCIDENT,
        score=0.83,
        reasons=("what goes wrong in words",),
        others=(
            (MessageKind.STATUS_REQUEST, 0.12),
            (MessageKind.QUESTION, 0.03),
            (MessageKind.NOTICE, 0.01),
            (MessageKind.OTHER, 0.01),
        ),
    ),
    severity=Judgement(
        value=Severity.P2,
        score=0.65,
        reasons=("call handling degraded", "partial or intermittent"),
        others=((Severity.P1, 0.27),),
        evidence=(evidence("cannot hear the caller.\nCustomers"),),
    ),
    fields={
        F.DEPARTMENT: (said("billing queue"),),
        F.SERVICE: (said("Inbound calls", "calls", place="subject"),),
        F.USERS_AFFECTED: (said("Forty agents", 40),),
        F.USERS_AFFECTED_TEXT: (said("Forty agents"),),
        F.IMPACT: (said("Forty agents on the billing queue cannot hear the caller", score=0.71),),
    },
    losers={
        F.USERS_AFFECTED: (said("12 agents", 12, score=0.31),),
        F.IMPACT: tuple(said(words, score=0.2) for words in ("hang up", "cannot hear", "caller", "told me so")),
        F.ANIS: (said("12", "+3012", score=0.05),),
    },
)
