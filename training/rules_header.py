"""What can be wrong with the header of a message."""

import re
from collections.abc import Iterator

from parsers.vocabulary import Environment, MessageKind, Severity
from training.findings import Finding, of_message
from training.message import AnnotatedMessage

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-\d{3}")
_TICKET = re.compile(r"EP-\d{6}")
_REPLY = re.compile(r"\A\s*(?:re|aw|antw|sv|rif|ref|odp)\s?:.*?\b(?P<ticket>EP-\d{6})\b", re.IGNORECASE)
_YEAR = 2026


def identity(message: AnnotatedMessage) -> Iterator[Finding]:
    """The id is a name and a number of three digits."""
    if not _ID.fullmatch(message.id):
        yield of_message(message, "an id is small letters, then three digits: terse-001")


def sending(message: AnnotatedMessage) -> Iterator[Finding]:
    """The contract's messages are of 2026; Slack has no subjects."""
    if message.sent.year != _YEAR:
        yield of_message(message, f"was sent in {message.sent.year}: all messages are of {_YEAR}")
    if message.channel == "slack" and message.subject:
        yield of_message(message, "a Slack message has no subject: take the line away")


def severity(message: AnnotatedMessage) -> Iterator[Finding]:
    """An incident has a severity, nothing else has; P1 is production by definition."""
    if message.kind is not MessageKind.INCIDENT:
        if message.severity is not None:
            yield of_message(message, f"is a {message.kind} with a severity: only an incident has one")
        return
    if message.severity is None:
        yield of_message(message, "is an incident without a severity: write severity: P1 to P4")
    if message.severity is Severity.P1 and message.environment is Environment.DEVELOPMENT:
        yield of_message(message, "is a P1 in development: P1 is production only")
    if message.severity is Severity.P1 and message.environment is None:
        problem = "is a P1 without an environment: callers affected, or a stopped floor, mean production"
        yield of_message(message, problem, doubt=True)


def thread(message: AnnotatedMessage) -> Iterator[Finding]:
    """The ticket stands in subject or body."""
    if message.thread is None:
        reply = _REPLY.match(message.subject)
        if reply:
            yield of_message(message, f"its subject answers {reply['ticket']}: write thread: {reply['ticket']}")
    elif not _TICKET.fullmatch(message.thread):
        yield of_message(message, f"thread {message.thread} is no ticket: EP- and six digits")
    elif message.thread not in f"{message.subject}\n{message.body}":
        yield of_message(message, f"thread {message.thread} stands neither in the subject nor in the body")


RULES = (identity, sending, severity, thread)
