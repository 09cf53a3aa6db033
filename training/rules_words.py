"""What must not stand in a text, and what stands in it without a mark."""

import ipaddress
import re
from collections.abc import Iterator

from parsers.phones import phones
from parsers.vocabulary import ZoneKind
from training.findings import Finding, of_body, of_message
from training.labels import LabelField
from training.message import AnnotatedMessage
from training.parts import quoted_lines, zone_at

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@(?P<host>[\w-]+(?:\.[\w-]+)*)")
_LINK = re.compile(r"\b(?:https?|ftp)://(?P<host>[\w.-]+)|\b(?P<www>www\.[\w.-]+)", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![@\w.-])(?P<host>(?:[\w-]+\.)+(?:com|net|org|io|gov|edu|biz|co\.uk|com\.br|com\.au|eu))\b(?![\w-])"
)
_FICTION = re.compile(r"\+1\d{3}55501\d\d")
_AMERICAN = re.compile(r"(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\)|[2-9]\d{2})[ .-]?\d{3}[ .-]\d{4}")
_OTHERWISE = re.compile(r"\(?0|20\d\d\.")
"""How numbers in North America do not begin, but national ones elsewhere, and dates, do."""
_CONNID = re.compile(r"(?<![\w-])(?=[0-9a-f]*\d)[0-9a-f]{16}(?![\w-])", re.IGNORECASE)
_GIVEAWAY = re.compile(
    r"language model|\bllm\b|\bas an ai\b|\bai[- ]generated|lorem ipsum|\bTODO\b|\bFIXME\b|annotat(?:ion|ed|or)\b|\bgold label"
    r"|training (?:message|example|voice)s?\b|held[- ]out|sealed set|(?<![\w.])/(?:work|tmp|root)/|\.venv|\bdistractor\b",
    re.IGNORECASE,
)


def domains(message: AnnotatedMessage) -> Iterator[Finding]:
    """Addresses and links lead nowhere: every domain ends in .example."""
    sender = message.from_address.rpartition("@")[2]
    if not sender.endswith(".example"):
        yield of_message(message, f"its sender is at {sender}: domains end in .example")
    for pattern in (_ADDRESS, _LINK, _BARE):
        for found in pattern.finditer(message.body):
            host = next(filter(None, found.groups()), "").rstrip(".").lower()
            if not _leads_nowhere(host):
                yield of_body(message, found.start(), f"{host} may be somebody's: domains end in .example")


def _leads_nowhere(host: str) -> bool:
    if host.endswith(".example") or "." not in host:
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def telephones(message: AnnotatedMessage) -> Iterator[Finding]:
    """North American numbers are 555-01xx."""
    for phone in phones(message.body):
        words = message.body[phone.start : phone.end]
        national = _OTHERWISE.match(words)
        if phone.e164.startswith("+1") and not national and not _FICTION.fullmatch(phone.e164):
            doubt = not _AMERICAN.fullmatch(words)
            yield of_body(message, phone.start, f"{words} may be somebody's: numbers are 555-01xx", doubt=doubt)


def giveaways(message: AnnotatedMessage) -> Iterator[Finding]:
    """A message speaks of the writer's world alone."""
    for found in _GIVEAWAY.finditer(f"{message.subject}\n{message.body}"):
        yield of_message(message, f"“{found.group()}” is no word of a customer's: say it otherwise")


def unmarked_calls(message: AnnotatedMessage) -> Iterator[Finding]:
    """A CONNID of the writer's own words has its mark."""
    for found in _CONNID.finditer(message.body):
        if _is_bare(message, found.start(), LabelField.CONNID):
            yield of_body(message, found.start(), f"{found.group()} looks like a CONNID without a mark", doubt=True)


def unmarked_contact(message: AnnotatedMessage) -> Iterator[Finding]:
    """Who signs is the contact, where no other is named."""
    if not message.from_name or message.labelled(LabelField.NAME) or message.kind == "automatic":
        return
    at = message.body.rfind(message.from_name)
    if at >= 0 and _is_bare(message, at, LabelField.NAME):
        yield of_body(message, at, f"{message.from_name} signs, and nobody is marked as name", doubt=True)


def unmarked_address(message: AnnotatedMessage) -> Iterator[Finding]:
    """The address of the contact who wrote is marked where it is written in the body."""
    if message.labelled(LabelField.EMAIL) or not _is_contact(message):
        return
    at = message.body.lower().find(message.from_address.lower())
    if at >= 0 and _is_bare(message, at, LabelField.EMAIL):
        yield of_body(message, at, f"{message.from_address} stands here, and nothing is marked as email", doubt=True)


def unmarked_phone(message: AnnotatedMessage) -> Iterator[Finding]:
    """A number in the signature of the contact who wrote is his."""
    if message.labelled(LabelField.PHONE) or not _is_contact(message):
        return
    signed = message.body.rfind(message.from_name) if message.from_name else -1
    for phone in phones(message.body):
        below = zone_at(message, phone.start) is ZoneKind.SIGNATURE or -1 < signed < phone.start
        if below and not phone.toll_free and _is_bare(message, phone.start, LabelField.ANI):
            words = message.body[phone.start : phone.end]
            yield of_body(
                message, phone.start, f"{words} is in the signature, and nothing is marked as phone", doubt=True
            )
            return


def _is_contact(message: AnnotatedMessage) -> bool:
    """Whether the sender is the contact that is marked, if any is."""
    return message.kind != "automatic" and all(
        one.words in message.from_name for one in message.labelled(LabelField.NAME)
    )


def _is_bare(message: AnnotatedMessage, position: int, field: LabelField) -> bool:
    """Whether nothing of ``field`` is marked at a position of the body, which is no history."""
    if any(start <= position < end for start, end in quoted_lines(message.body)):
        return False
    if zone_at(message, position) is ZoneKind.QUOTE:
        return False
    marked = (one for one in message.labelled(field) if one.place == "body")
    return not any(one.start <= position < one.end for one in marked)


RULES = (domains, telephones, giveaways, unmarked_calls, unmarked_contact, unmarked_address, unmarked_phone)


def in_comment(comment: str) -> str | None:
    """The first word of a file's comment that gives something away."""
    found = _GIVEAWAY.search(comment)
    return found.group() if found else None
