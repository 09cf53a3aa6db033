"""What bounces say in words, where the program that wrote them knows no standard: qmail, Exim, Sendmail, Exchange and others.

Read conservatively: only behind a sentence that such programs write, only lines that are an address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.characters import clean_line, clean_text
from parsers.mail.mailboxes import AddressError, normal_address
from parsers.message import RecipientStatus

_MOST_LINES = 400
_LONGEST_LINE = 1_000
_MOST_RECIPIENTS = 50
_MOST_DIAGNOSTIC_LINES = 8

_OPENING = re.compile(
    r"this is the (?:qmail|mail system at|postfix|mail delivery|smtp server)|"
    r"created automatically by (?:the )?(?:mail delivery|mail system|mail server)|"
    r"(?:could|can) ?not be delivered|unable to deliver|wasn'?t able to deliver|not able to deliver|"
    r"(?:was|were|been) (?:not |un)(?:successfully )?deliver|undeliver|non-?deliver|has not been delivered|"
    r"did not reach (?:the following|some or all)|delivery (?:to|for|of) the following|delivery has failed|"
    r"delivery fail|failed (?:permanently|to deliver|recipient)|(?:permanent|fatal|transient)[\w -]{0,20} error|"
    r"(?:following|these) (?:address|recipient|user)|returned (?:to sender|mail)|could not send|"
    r"transcript of (?:the )?session|"
    r"trouble delivering|error delivering|failure reasons|following list of|<<< RCPT TO:|final delivery|was rejected|"
    r"could not be sent|addressed to:|rejected by|will (?:be retried|keep trying|retry)|"
    r"送信できません|送信に失敗|配信できません|見つかりません",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"[ \t]*(?:[-=*_#]{2,} ?.{0,40}\b(?:copy|original|unsent|returned|below this line|header|undelivered)\b|"
    r"(?:received|return-path|message-id)\s?:|(?:your )?original (?:message|mail)[\w ]{0,20}:|"
    r"(?:included|below|here|this) is a copy of|the (?:header|body) of (?:the|your))",
    re.IGNORECASE,
)
_ADDRESS = r"[^\s<>()\[\]:;,\"'|]{1,64}@[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff_-]{0,250}[A-Za-z0-9\u0080-\uffff])?"
_LINE = re.compile(
    rf"[ \t*>]{{0,8}}(?:(?:addressed to|recipient|rcpt to|address)\s?:\s?)?(?:\"[^\"]{{0,100}}\" )?"
    rf"<?(?:(?:smtp|mailto|rfc822):)?({_ADDRESS})>?(?![\w-]|\.\w)"
    rf"(?P<rest>\s?[:;,.(\[\-].*|\s{{1,4}}(?:on|reason|failed|invalid)\b.*|)\Z",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(rf"(?:[45]\d\d[ -]).{{0,60}}<({_ADDRESS})>|<({_ADDRESS})>\.\.\. ?\S", re.IGNORECASE)
_INLINE = re.compile(
    rf"(?:deliver\w* (?:your |the )?(?:mail |message )?to|delivered to|delivery failed|recipients?|permanent errors?|"
    rf"mail address|userid|deliver message to)\s?:?\s{{0,4}}<?({_ADDRESS})>?(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]?\d)")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?![\d.]?\d)")
_DELAYED = re.compile(
    r"delayed|warning\b|not yet (?:been )?delivered|still (?:trying|being)|will (?:be retried|keep trying|retry|continue)|"
    r"temporar(?:y|ily) (?:fail|error|defer)|no action is required",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"permanent|giv(?:en|ing) up|fatal|failed|could not be delivered|too long|cannot be", re.IGNORECASE
)
_MESSAGE_ID = re.compile(r"^[ \t>]{0,4}message-id[ \t]{0,4}:[ \t]{0,4}\n?[ \t]{0,8}<([^<>\s]{1,400})>", re.I | re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the words say. ``original_id`` is the Message-ID in the copy of the mail that came back."""

    recipients: tuple[RecipientStatus, ...] = ()
    original_id: str | None = None


def read_text(text: str) -> Said:
    """Read the text of a message that a mail system wrote. Linear, never raises."""
    text = clean_text(text)
    original_id = id_in(text)
    lines = [line[:_LONGEST_LINE] for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    own = lines[: next((n for n, line in enumerate(lines) if n and _COPY.match(line)), len(lines))]
    start = next((n for n, line in enumerate(own) if _OPENING.search(line)), None)
    if start is None:
        return Said(original_id=original_id)
    delayed = _is_delayed("\n".join(own))
    found: dict[str, RecipientStatus] = {}
    for recipient, diagnostic in (*_listed(own[max(0, start - 3) :]), *_in_passing(own[start:])):
        if len(found) < _MOST_RECIPIENTS:
            found.setdefault(recipient.casefold(), _status(recipient, diagnostic, delayed=delayed))
    return Said(recipients=tuple(found.values()), original_id=original_id)


def id_in(text: str) -> str | None:
    """The first Message-ID that stands in a text as a header field."""
    found = _MESSAGE_ID.search(text)
    return clean_line(found[1]) if found else None


def _is_delayed(text: str) -> bool:
    return _DELAYED.search(text) is not None and _GIVEN_UP.search(text) is None


def _listed(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Lines that are an address, each with what stands behind and under it."""
    for number, line in enumerate(lines):
        match = _LINE.match(line)
        address = _normal(match[1]) if match else ""
        if match and address:
            yield address, " ".join([match["rest"].lstrip(" :;,.-"), *_under(lines, number + 1)])


def _under(lines: list[str], start: int) -> Iterator[str]:
    """The lines of a diagnostic: up to the next address, or to a blank line behind some words."""
    seen = False
    for line in lines[start : start + _MOST_DIAGNOSTIC_LINES]:
        if _LINE.match(line) or (seen and not line.strip()):
            return
        seen = seen or bool(line.strip())
        yield line.strip()


def _in_passing(lines: list[str]) -> Iterator[tuple[str, str]]:
    """``550 5.1.1 <ann@firm.example>... User unknown``, ``could not be delivered to: ann@firm.example``."""
    for number, line in enumerate(lines):
        match = _TRANSCRIPT.search(line) or _INLINE.search(line)
        address = _normal(next(group for group in match.groups() if group)) if match else ""
        if address:
            yield address, " ".join([line.strip(), *_under(lines, number + 1)])


def _normal(address: str) -> str:
    local, _, domain = address.rpartition("@")
    try:
        return normal_address(local, domain) if "." in domain else ""
    except AddressError:
        return ""


def _status(recipient: str, diagnostic: str, *, delayed: bool) -> RecipientStatus:
    code, reply = _CODE.search(diagnostic), _REPLY.search(diagnostic)
    status = code[1] if code else f"{reply[1]}.0.0" if reply else ""
    return RecipientStatus(
        recipient=recipient,
        action="delayed" if delayed else "failed",
        status=status,
        diagnostic=clean_line(diagnostic, 500),
    )
