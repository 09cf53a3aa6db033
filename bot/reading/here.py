"""Reading in this very process: for commands, for tests, and for the process that does nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, TypeVar

from bot.reading.base import Opened, ReadingFailedError
from parsers.arrival import Arrival
from parsers.authentication import Trust, authenticate
from parsers.authentication.dns import DnsTemporaryError, RecordType, Resolve
from parsers.extraction import Extraction, Extractor
from parsers.limits import ReadLimits
from parsers.mail import read_mail, with_envelope
from parsers.mail.bare import read_bare
from parsers.message import Message, Sender
from parsers.readers import ReaderName, reader_of
from parsers.verdict import Verdict
from parsers.vocabulary import FieldName

_T = TypeVar("_T")


class Resolving(Protocol):
    """Where the DNS is asked; :class:`bot.dns.Resolver`, or a zone in a test."""

    def within(self, seconds: float) -> Resolve:
        """Look-ups for one message that end after ``seconds`` in all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderTerms:
    """All a reader is made from: plain values that can be sent to another process. Times in seconds.

    ``dns_servers`` empty: those of the machine. ``home_zone`` is the IANA zone that times mean without another.
    """

    limits: ReadLimits = field(default_factory=ReadLimits)
    trust: Trust = field(default_factory=Trust)
    dns_servers: tuple[str, ...] = ()
    dns_timeout: float = 1.5
    ticket_prefix: str = "EP-"
    home_zone: str = "America/Denver"
    reader: ReaderName = "trained"


class ReadingHere:
    """A Reading without a process of its own: a message that never ends is never ended. Nothing is held, nothing to close."""

    def __init__(self, terms: ReaderTerms, *, resolver: Resolving | None = None) -> None:
        self._terms = terms
        self._resolver = resolver or _resolver(terms)
        self._extractor: Extractor | None = None

    def read(self, arrival: Arrival) -> Message:
        """The whole message. Raises nothing but what is a bug."""
        message = read_mail(arrival.raw, channel=arrival.channel, limits=self._terms.limits, at=arrival.received_at)
        return with_envelope(message, arrival.envelope.mail_from)

    def judge(self, arrival: Arrival, sender: Sender, *, patience: float) -> Verdict:
        """The verdict over ``sender``, within ``patience`` seconds of DNS."""
        return authenticate(arrival, sender, trust=self._terms.trust, resolve=self._resolver.within(patience))

    def open(self, arrival: Arrival, *, patience: float) -> Opened:
        """See :class:`bot.reading.base.Reading`."""
        message, unread = self._read_or_bare(arrival)
        verdict = _guarded(lambda: self.judge(arrival, message.sender, patience=patience))
        return Opened(message=message, verdict=verdict, unread=unread)

    def extract(self, message: Message, *, received_at: datetime, asked: frozenset[FieldName]) -> Extraction:
        """See :class:`bot.reading.base.Reading`."""
        extractor = self._extractor = self._extractor or _extractor(self._terms)
        return _guarded(lambda: extractor(message, received_at=received_at, asked=asked))

    def close(self) -> None:
        """Nothing is held."""

    def _read_or_bare(self, arrival: Arrival) -> tuple[Message, str]:
        try:
            return self.read(arrival), ""
        except Exception as error:  # noqa: BLE001 - one bad message never stops the next, whatever the bug is
            reason = whereabouts(error)
            return bare(arrival, reason), reason


def bare(arrival: Arrival, reason: str) -> Message:
    """What the header of ``arrival`` tells, where nothing more can be had. Never raises."""
    message = read_bare(arrival.raw, channel=arrival.channel, reason=reason)
    return with_envelope(message, arrival.envelope.mail_from)


def whereabouts(error: BaseException) -> str:
    """Which error, and where in the code: without its own words, in which a customer's may stand."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}"


def _guarded(work: Callable[[], _T]) -> _T:
    try:
        return work()
    except Exception as error:
        raise ReadingFailedError(whereabouts(error)) from error


class _NoDns:
    """For a desk that checks nothing: no server is asked, and none is looked for."""

    def within(self, seconds: float) -> Resolve:
        del seconds
        return _no_answer


def _no_answer(name: str, kind: RecordType) -> tuple[str, ...]:
    raise DnsTemporaryError(f"{kind} of {name} was not asked for")


def _resolver(terms: ReaderTerms) -> Resolving:
    if not terms.trust.check:
        return _NoDns()
    from bot.dns import Resolver

    return Resolver(terms.dns_servers, timeout=terms.dns_timeout)


def _extractor(terms: ReaderTerms) -> Extractor:
    return reader_of(terms.reader, terms.ticket_prefix, terms.home_zone)
