"""The severity of an incident by the guide's criteria, from named features: scope, workaround, environment, continuity.

What the writer calls it ("P1", "URGENT") is a reason beside the others and never decides: shouting does not make an
outage, and a calm mail can report one.
"""

from collections.abc import Mapping

from parsers.extraction import Found, Judgement, Value
from parsers.fields.view import View
from parsers.severity_features import Features, features
from parsers.vocabulary import FieldName, Severity

_Rule = tuple[Severity, float, str]


def _small(f: Features) -> _Rule | None:
    """Cosmetic, single users, provisioning."""
    if f.cosmetic and not (f.total or f.serious_data or (f.degraded and f.core and not f.minor)):
        return Severity.P4, 0.8, "cosmetic or documentation"
    if f.provisioning and not f.total and not f.most_users:
        return Severity.P3, 0.75, "provisioning"
    if f.few_users and not f.life:
        return (
            (Severity.P4, 0.6, "one or a few users, little impact")
            if f.minor
            else (Severity.P3, 0.65, "one or a few users")
        )
    return None


def _development(f: Features) -> _Rule:
    if f.cosmetic or (f.minor and not f.blocked):
        return Severity.P4, 0.6, "development, little impact"
    if f.blocked or f.total:
        return Severity.P2, 0.65, "development, serious impact on its activity"
    return Severity.P3, 0.7, "development, minor impact"


def _large(f: Features) -> _Rule | None:
    stopped = f.total or (f.most_users and f.cannot_work)
    if stopped and f.over:
        return Severity.P2, 0.6, "calls or work had stopped, but it is over"
    if stopped and f.core and not f.workaround and not (f.auxiliary and f.minor):
        if f.partial and not (f.most_users or f.life) and f.degraded and not f.cannot_work:
            return Severity.P2, 0.55, "serious, but not all of the time"
        return Severity.P1, 0.75, "calls or work stopped for all, no workaround"
    if f.life and f.core and (f.degraded or f.total) and not f.workaround and not f.partial:
        return Severity.P1, 0.6, "people in need cannot get through"
    if f.redundancy:
        return Severity.P2, 0.7, "running in redundancy mode"
    if f.serious_data:
        return Severity.P2, 0.65, "data handling degraded"
    return None


def _slight(f: Features) -> _Rule:
    if f.trivial and not f.harm:
        return Severity.P4, 0.6, "little or no impact"
    if f.auxiliary or f.degraded or f.cannot_work:
        return Severity.P3, 0.55, "minor impact"
    return Severity.P4, 0.5, "little or no impact"


def _middle(f: Features) -> _Rule:
    if f.minor or f.trivial:
        return _slight(f)
    if f.auxiliary and not (f.core and f.harm):
        return Severity.P3, 0.6, "an auxiliary function"
    if f.total and f.workaround:
        return Severity.P2, 0.55, "serious, with a workaround"
    if f.degraded or f.harm:
        return (
            (Severity.P3, 0.5, "a workaround exists")
            if f.workaround and not f.harm
            else (Severity.P2, 0.65, "call handling degraded")
        )
    if f.core and f.cannot_work:
        return Severity.P2, 0.5, "work is hindered"
    return Severity.P3, 0.4, "minor impact as far as told"


def rate(view: View, fields: Mapping[FieldName, tuple[Found[Value], ...]]) -> Judgement[Severity]:
    """The severity of an incident with the reasons in words."""
    f = features(view, fields)
    rule = _development(f) if f.development else (_small(f) or _large(f) or _middle(f))
    level, score, reason = rule
    reasons = [reason]
    if f.workaround:
        reasons.append("a workaround is mentioned")
    if f.partial and level is not Severity.P4:
        reasons.append("partial or intermittent")
    if f.claimed and level not in {Severity.P1}:
        reasons.append("called urgent or critical by the writer, which the facts do not bear out")
    return Judgement(value=level, score=score, reasons=tuple(reasons))
