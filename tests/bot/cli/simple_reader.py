"""A reader of texts that a test of corrections understands at a glance, right or wrong; offsets are true."""

import re
from datetime import datetime

from parsers.extraction import Extraction, Found, Value
from parsers.message import Message
from parsers.vocabulary import FieldName
from tests.builders import extraction

_LABEL = re.compile(r"Users affected: (?P<value>\d+)")
_USERS = re.compile(r"(?P<value>\d+) (?:agents|of its lines)")
_SERVICE = re.compile(r"dialer")
_CONNID = re.compile(r"\b[0-9a-f]{16}\b")
_PHONE = re.compile(r"\+1 303 555 0119")


def read_simply(message: Message, *, received_at: datetime, asked: frozenset[FieldName] = frozenset()) -> Extraction:
    """A P3 incident: the first number before "agents" or "of its lines", the dialer, every CONNID, Kim's phone."""
    del received_at, asked
    text = message.text
    fields: dict[FieldName, tuple[Found[Value], ...]] = {}
    users = _LABEL.search(text) or _USERS.search(text)
    if users:
        explicit = users.re is _LABEL
        fields[FieldName.USERS_AFFECTED] = (_found(users, int(users["value"]), explicit=explicit),)
        fields[FieldName.USERS_AFFECTED_TEXT] = (_found(users, users.group(), explicit=explicit),)
    service, phone = _SERVICE.search(text), _PHONE.search(text)
    if service:
        fields[FieldName.SERVICE] = (_found(service, service.group()),)
    if phone:
        fields[FieldName.CONTACT_PHONE] = (_found(phone, "+13035550119"),)
    fields[FieldName.CONNIDS] = tuple(_found(one, one.group()) for one in _CONNID.finditer(text))
    return extraction(fields=fields)


def _found(match: re.Match[str], value: Value, *, explicit: bool = False) -> Found[Value]:
    start, end = match.span()
    return Found(value=value, words=match.group(), start=start, end=end, score=0.7, rule="simple", explicit=explicit)
