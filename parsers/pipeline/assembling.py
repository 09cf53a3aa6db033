"""From what the pipeline believes to the fields of an extraction: each value with its words, and the losers."""

from collections.abc import Iterable, Mapping
from typing import Final

from parsers.extraction import Found, Value
from parsers.pipeline.evidence import Cue
from parsers.pipeline.fusion import Weighed
from parsers.pipeline.intake import Intake
from parsers.pipeline.judging import best
from parsers.pipeline.labels import FIELD_OF, LABELS, MANY
from parsers.pipeline.spans import EXACT
from parsers.told_counts import users_value
from parsers.told_times import started_value
from parsers.vocabulary import LIST_FIELDS, Environment, FieldName, MessageKind

_F = FieldName
Fields = dict[FieldName, tuple[Found[Value], ...]]

BY_NETWORK: Final = "learned"
"""The rule of words that no rule has found."""
_SURE: Final = 0.95
_MOST_LOSERS: Final = 5


def fields_of(intake: Intake, environment: Mapping[str, float]) -> tuple[Fields, Fields]:
    """What is believed, and what was considered and is not; ``environment`` are the probabilities of its values."""
    fields: Fields = {}
    losers: Fields = {}
    for label in LABELS:
        believed, lost = intake.believed.get(label, []), intake.losers.get(label, [])
        _put(fields, intake, label, _with_the_certain(intake, label, believed))
        _put(losers, intake, label, lost[:_MOST_LOSERS])
    _put_answers(fields, intake)
    _put_bare_answers(fields, intake)
    _put_environment(fields, intake, environment)
    return _in_order(fields), _in_order(losers)


def _with_the_certain(intake: Intake, label: str, believed: list[Weighed]) -> list[Weighed]:
    """A labelled value is the surest thing that a customer can send, and what the desk has asked for is likely told."""
    everything = [*believed, *intake.losers.get(label, [])]
    told = [one for one in everything if "form" in one.candidate.sources]
    if told:
        return [*told, *(one for one in believed if label in MANY and one not in told)]
    if not believed and FIELD_OF[label] in intake.view.asked:
        return [one for one in everything if "rule" in one.candidate.sources][: None if label in MANY else 1]
    return believed


def _put(fields: Fields, intake: Intake, label: str, chosen: Iterable[Weighed]) -> None:
    found: list[Found[Value]] = []
    for one in chosen:
        words = _words(intake, label, one)
        if words is not None and all(words.value != other.value for other in found):
            found.append(words)
    if not found:
        return
    fields[FIELD_OF[label]] = tuple(found) if label in MANY else tuple(found[:1])
    if label == "users":
        _put_number(fields, intake, found[0])
    if label == "started":
        _put_moment(fields, intake, found[0])


def _words(intake: Intake, label: str, one: Weighed) -> Found[Value] | None:
    """The words of a candidate as a value; None where a number comes to nothing."""
    cue = one.candidate.cue
    start, end = intake.tokens.offsets(one.candidate.first, one.candidate.last)
    if label in EXACT and cue is not None:
        start, end = cue.start, cue.end
    place, start, end = intake.layout.words(start, end)
    score = round(_SURE if "form" in one.candidate.sources else one.score, 2)
    rule = cue.rule if cue is not None and cue.label == label and cue.rule else BY_NETWORK
    explicit = "form" in one.candidate.sources
    found = intake.view.verbatim(start, end, score, rule, place=place, explicit=explicit)
    if label in EXACT:
        value = _exact(label, cue, found.words)
        return intake.view.found(value, start, end, score, rule, place=place, explicit=explicit) if value else None
    return found


def _exact(label: str, cue: Cue | None, words: str) -> str:
    if label in {"connid", "email"} or cue is None:
        return words
    return cue.value if cue.value.startswith("+") else ""


def _text(intake: Intake, found: Found[Value]) -> str:
    return intake.view.subject if found.place == "subject" else intake.view.text


def _put_number(fields: Fields, intake: Intake, words: Found[Value]) -> None:
    number = users_value(_text(intake, words), words.start, words.end)
    if number is not None:
        fields[_F.USERS_AFFECTED] = (_valued(intake, words, number),)


def _put_moment(fields: Fields, intake: Intake, words: Found[Value]) -> None:
    moment = started_value(_text(intake, words), words.start, words.end, intake.view.sent_at)
    if moment is not None:
        fields[_F.STARTED_AT] = (_valued(intake, words, moment),)


def _put_answers(fields: Fields, intake: Intake) -> None:
    """What a customer has filled in within the desk's quoted questions: the network does not see quotes."""
    for name, found in intake.found.if_incident.items():
        told = tuple(one for one in found if one.explicit and _in_quote(intake, one))
        if told and not any(one.explicit for one in fields.get(name, ())):
            fields[name] = (*told, *fields.get(name, ())) if name in LIST_FIELDS else told


_TOGETHER: Final = {_F.USERS_AFFECTED: _F.USERS_AFFECTED_TEXT, _F.STARTED_AT: _F.STARTED_TEXT}


def _put_bare_answers(fields: Fields, intake: Intake) -> None:
    """ "25" tells the users where the desk has asked for them, and nothing elsewhere: no part could have learned it."""
    for name in sorted(intake.view.asked):
        both = (name, _TOGETHER.get(name, name))
        if not fields.keys() & set(both):
            told = intake.found.fields_of(MessageKind.UPDATE)
            fields.update({one: told[one] for one in both if one in told})


def _in_quote(intake: Intake, one: Found[Value]) -> bool:
    return one.place == "body" and any(start <= one.start < end for start, end in intake.view.quotes)


def _valued(intake: Intake, words: Found[Value], value: Value) -> Found[Value]:
    return intake.view.found(
        value, words.start, words.end, words.score, words.rule, place=words.place, explicit=words.explicit
    )


def _put_environment(fields: Fields, intake: Intake, shares: Mapping[str, float]) -> None:
    """The environment with the words that tell it; none without words to show for it."""
    told = next(iter(intake.found.if_incident.get(_F.ENVIRONMENT, ())), None)
    if told is not None and told.explicit:
        fields[_F.ENVIRONMENT] = (told,)
        return
    choice = best(shares)
    if choice not in set(Environment):
        return
    value = Environment(choice)
    if told is not None and told.value is value:
        fields[_F.ENVIRONMENT] = (told,)
        return
    for name in (_F.IMPACT, _F.USERS_AFFECTED_TEXT, _F.DEPARTMENT, _F.SERVICE, _F.FREQUENCY):
        for one in fields.get(name, ()):
            score = round(shares[choice], 2)
            fields[_F.ENVIRONMENT] = (intake.view.found(value, one.start, one.end, score, BY_NETWORK, place=one.place),)
            return


def _in_order(fields: Fields) -> Fields:
    return {name: fields[name] for name in FieldName if fields.get(name)}
