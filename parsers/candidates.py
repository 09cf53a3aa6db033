"""What the rules find in a message before it is decided what sort of message it is.

:class:`parsers.reader.RuleReader` makes its extraction of it; a trained reader takes the same as evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from parsers.classify import KindTotals, judged, kind_totals
from parsers.extraction import Found, Judgement, Value
from parsers.fields.account import read_account
from parsers.fields.calls import Numbers, Role, own_phones, read_anis, read_connids
from parsers.fields.contact import Contact, read_contact
from parsers.fields.department import bare_department, read_department
from parsers.fields.environment import read_environment
from parsers.fields.errors import read_errors
from parsers.fields.filled import Fields, read_forms
from parsers.fields.frequency import read_frequency
from parsers.fields.hours import bare_hours, read_access_hours
from parsers.fields.impact import bare_impact, read_impact
from parsers.fields.isolation import read_isolation_steps
from parsers.fields.people import read_users
from parsers.fields.service import read_service
from parsers.fields.timing import read_started
from parsers.fields.view import View
from parsers.vocabulary import FieldName, MessageKind

_F = FieldName
_CALL_KINDS = frozenset(
    {
        MessageKind.INCIDENT,
        MessageKind.UPDATE,
        MessageKind.ESCALATION,
        MessageKind.STATUS_REQUEST,
        MessageKind.RESOLUTION,
    }
)


def _put(fields: Fields, name: FieldName, *found: Found[Value] | None) -> None:
    """Keep what was found, unless a form has said it already."""
    values = tuple(one for one in found if one is not None)
    if values and name not in fields:
        fields[name] = values


def _merged(forms: tuple[Found[Value], ...], prose: tuple[Found[str], ...]) -> tuple[Found[Value], ...]:
    """Each value once, in the order of the text; the form's evidence is the better."""
    values: dict[str, Found[Value]] = {}
    for one in (*forms, *prose):
        values.setdefault(str(one.value).lower(), one)
    return tuple(sorted(values.values(), key=lambda one: (one.place == "body", one.start)))


def _read_calls(view: View, kind: MessageKind, numbers: Numbers, fields: Fields) -> None:
    fields[_F.CONNIDS] = _merged(fields.get(_F.CONNIDS, ()), view.once(read_connids))
    if kind not in _CALL_KINDS:
        return
    anis = _merged(fields.pop(_F.ANIS, ()), read_anis(view, numbers))
    if not anis and (fields[_F.CONNIDS] or _F.ANIS in view.asked):
        unclear = [phone for phone, role in numbers if role is Role.UNCLEAR]
        anis = tuple(view.found(p.e164, p.start, p.end, 0.6, "number beside calls") for p in unclear)
    _put(fields, _F.ANIS, *anis)


def _read_contact(view: View, numbers: Numbers, fields: Fields) -> None:
    contact = read_contact(view, numbers)
    if _F.CONTACT_NAME in fields and contact.name and contact.name.value not in str(fields[_F.CONTACT_NAME][0].value):
        contact = Contact()  # the form names another person: the signature's number is not his
    phone = contact.phone
    if phone is None and not fields.get(_F.ANIS):
        unclear = [one for one, role in numbers if role is Role.UNCLEAR]
        if len(unclear) == 1:
            phone = view.found(unclear[0].e164, unclear[0].start, unclear[0].end, 0.55, "the only number")
    _put(fields, _F.CONTACT_NAME, contact.name)
    _put(fields, _F.CONTACT_PHONE, phone)
    _put(fields, _F.CONTACT_EMAIL, contact.email)


def _read_circumstances(view: View, kind: MessageKind, fields: Fields) -> None:
    if not {_F.USERS_AFFECTED, _F.USERS_AFFECTED_TEXT} & fields.keys():
        for name, users in read_users(view, kind).items():
            _put(fields, name, cast("Found[Value]", users))
    if not {_F.STARTED_AT, _F.STARTED_TEXT} & fields.keys():
        for name, started in read_started(view, kind).items():
            _put(fields, name, cast("Found[Value]", started))
    _put(fields, _F.FREQUENCY, read_frequency(view, kind))
    _put(fields, _F.ISOLATION_STEPS, *read_isolation_steps(view, kind))
    _put(fields, _F.ERRORS, *read_errors(view, kind))
    _put(fields, _F.IMPACT, read_impact(view, kind) or bare_impact(view))


_CERTAIN_START = 0.85


def _circumstances(view: View, kind: MessageKind) -> Fields:
    """Label lines, and what the prose tells of a trouble if the message is of ``kind``."""
    fields = dict(view.once(read_forms))
    _read_circumstances(view, kind, fields)
    return fields


def _told(view: View, fields: Mapping[FieldName, tuple[Found[Value], ...]]) -> frozenset[FieldName]:
    told = set(fields)
    if view.once(read_connids):
        told.add(_F.CONNIDS)
    if read_service(view, MessageKind.INCIDENT):
        told.add(_F.SERVICE)
    began = fields.get(_F.STARTED_TEXT, ())
    if began and began[0].score < _CERTAIN_START:
        told.discard(_F.STARTED_TEXT)
    return frozenset(told)


def _completed(view: View, kind: MessageKind, circumstances: Fields) -> Fields:
    """The circumstances, and who and where, in the contract's order."""
    fields = dict(circumstances)
    _put(fields, _F.ENVIRONMENT, read_environment(view, kind))
    _put(fields, _F.ACCOUNT, view.once(read_account))
    _put(fields, _F.DEPARTMENT, read_department(view, kind) or bare_department(view))
    _put(fields, _F.SERVICE, read_service(view, kind))
    numbers = view.once(own_phones)
    _read_calls(view, kind, numbers, fields)
    hours = view.once(read_access_hours)
    _put(fields, _F.ACCESS_HOURS, hours or (bare_hours(view) if _F.ACCESS_HOURS in view.asked else None))
    _read_contact(view, numbers, fields)
    return {name: fields[name] for name in FieldName if fields.get(name)}


@dataclass(frozen=True)
class Candidates:
    """What the rules find in ``view``; ``thread`` is the ticket it replies to. Each part is read once, when it is asked for."""

    view: View
    thread: str | None

    @cached_property
    def _circumstances(self) -> Fields:
        return _circumstances(self.view, MessageKind.INCIDENT)

    @cached_property
    def told(self) -> frozenset[FieldName]:
        """The circumstances that the text would tell, were it an incident: they help to see that it is one."""
        return _told(self.view, self._circumstances)

    @cached_property
    def totals(self) -> KindTotals:
        """How much speaks for each kind."""
        return kind_totals(self.view, self.thread, self.told)

    @cached_property
    def kind(self) -> Judgement[MessageKind]:
        """The kind of which most speaks."""
        return judged(self.totals)

    @cached_property
    def if_incident(self) -> Fields:
        """All fields that are found where the message is read as an incident, whatever it is: it has the most of them."""
        return _completed(self.view, MessageKind.INCIDENT, self._circumstances)

    def fields_of(self, kind: MessageKind) -> Fields:
        """The fields of the message read as one of ``kind``, in the contract's order."""
        if kind is MessageKind.INCIDENT:
            return self.if_incident
        return _completed(self.view, kind, _circumstances(self.view, kind))


def candidates(view: View, thread: str | None = None) -> Candidates:
    """What the rules find in ``view``, for whatever kind it is; ``thread`` is the ticket it replies to."""
    return Candidates(view, thread)
