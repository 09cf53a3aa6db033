"""The reader by rules: one message in, kind, severity and fields out, each with its evidence.

Satisfies :class:`parsers.extraction.Extractor`; a trained model can take its place. It has no state but its settings, so
one reader serves all threads.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from parsers.candidates import candidates
from parsers.extraction import Extraction
from parsers.fields.thread import thread_of
from parsers.fields.view import view_of
from parsers.language import language_independent, language_of
from parsers.message import Message
from parsers.severity import rate
from parsers.vocabulary import FieldName, MessageKind


class RuleReader:
    """Reads messages by rules. ``ticket_prefix`` is that of ticket numbers; ``home_zone`` the IANA zone that times mean
    where a message has no Date field."""

    def __init__(self, ticket_prefix: str = "EP-", home_zone: str = "America/Denver") -> None:
        self._prefix = ticket_prefix
        self._home = ZoneInfo(home_zone)

    def __call__(
        self, message: Message, *, received_at: datetime, asked: frozenset[FieldName] = frozenset()
    ) -> Extraction:
        """Read ``message``; see :class:`parsers.extraction.Extractor`. Never raises on any text."""
        view = view_of(message, message.sent_at or received_at.astimezone(self._home), asked)
        thread = thread_of(view, self._prefix)
        found = candidates(view, thread)
        fields = found.fields_of(found.kind.value)
        severity = rate(view, fields) if found.kind.value is MessageKind.INCIDENT else None
        extraction = Extraction(kind=found.kind, severity=severity, fields=fields, thread=thread)
        # A machine's note is told by its header, whatever language it speaks.
        return language_independent(extraction, None if message.automatic else language_of(view.own))
