"""Asks the DNS: with a limit on the time that one message may cost, and a memory that all share."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.rdtypes.ANY.MX
import dns.rdtypes.ANY.PTR
import dns.rdtypes.ANY.TXT
import dns.resolver

from bot.settings.nameservers import server_address
from parsers.authentication.dns import DnsTemporaryError, RecordType, Resolve

RESOLV_CONF = "/etc/resolv.conf"
PAYLOAD = 1232
"""Octets over UDP: what passes without fragments nearly everywhere. A DKIM key does not fit into the 512 of RFC 1035."""
LONGEST_TTL = 3600.0
LONGEST_NEGATIVE_TTL = 300.0
NEGATIVE_TTL_WITHOUT_SOA = 60.0
FAILURE_TTL = 15.0
_LAST_PAUSE = 0.2
"""Seconds that the library pauses after the second try before it finds that its time is over."""
MOST_ANSWERS = 10_000
MOST_CHARACTERS = 8_000_000

Key = tuple[str, RecordType]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What is known of a name and type; ``failure`` says why nothing is. ``lasts`` is in seconds."""

    values: tuple[str, ...] = ()
    failure: str = ""
    lasts: float = 0.0

    def given(self) -> tuple[str, ...]:
        if self.failure:
            raise DnsTemporaryError(self.failure)
        return self.values


class Resolver:
    """Looks names up, for several threads at once. It opens nothing before the first question.

    ``servers`` are ``address``, ``address:port`` or ``[v6]:port``; none: the system's. ``timeout`` is seconds for one question,
    over all servers and tries. ValueError where a server is no address.
    """

    def __init__(
        self,
        servers: Sequence[str] = (),
        *,
        timeout: float = 2.0,
        monotonic: Callable[[], float] = time.monotonic,
        resolv_conf: str = RESOLV_CONF,
    ) -> None:
        self._timeout = timeout
        self._monotonic = monotonic
        self._resolv_conf = resolv_conf
        self._memory = _Memory(monotonic)
        self._asking = _asking(servers, timeout) if servers else None

    def within(self, seconds: float) -> Resolve:
        """Looks names up until its questions together have taken this long; after that only what is remembered is known."""
        return _Within(self, seconds, self._monotonic)

    def remembered(self, name: str, kind: RecordType) -> tuple[str, ...] | None:
        """What an earlier question found, without asking; None: it must be asked. Raises DnsTemporaryError."""
        known = self._memory.get((_key(name), kind))
        return None if known is None else known.given()

    def ask(self, name: str, kind: RecordType, *, seconds: float) -> tuple[str, ...]:
        """Ask the servers, for so many seconds at most, and remember the answer. Raises DnsTemporaryError."""
        lifetime = min(seconds, self._timeout)
        answer = self._answer(_key(name), kind, lifetime)
        # Had it been given less time than usual, its silence says nothing about the name server.
        if answer.lasts and not (answer.failure and lifetime < self._timeout):
            self._memory.put((_key(name), kind), answer)
        return answer.given()

    def _answer(self, key: str, kind: RecordType, lifetime: float) -> _Answer:
        wanted = _name(key)
        if wanted is None:
            return _Answer()
        try:
            self._asking = asking = self._asking or _system(self._resolv_conf, self._timeout)
            ours = max(lifetime - _LAST_PAUSE, lifetime / 2)
            found = asking.resolve(wanted, kind, lifetime=ours, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN as none:
            return _Answer(lasts=_negative_ttl(none.response(wanted)))  # type: ignore[no-untyped-call]
        except dns.resolver.YXDOMAIN:
            return _Answer(lasts=NEGATIVE_TTL_WITHOUT_SOA)
        # ValueError: a resolv.conf with something else in it than addresses.
        except (dns.exception.DNSException, OSError, ValueError) as error:
            return _Answer(failure=f"{kind} of {key[:253]}: {_why(error)}", lasts=FAILURE_TTL)
        if found.rrset is None:
            return _Answer(lasts=_negative_ttl(found.response))
        ttl = float(found.chaining_result.minimum_ttl)
        return _Answer(values=tuple(_text(record) for record in found.rrset), lasts=min(ttl, LONGEST_TTL))


class _Within:
    """:class:`Resolve` with so many seconds to spend."""

    def __init__(self, resolver: Resolver, seconds: float, monotonic: Callable[[], float]) -> None:
        self._resolver = resolver
        self._left = seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()

    def __call__(self, name: str, kind: RecordType) -> tuple[str, ...]:
        known = self._resolver.remembered(name, kind)
        if known is not None:
            return known
        if self._left <= 0:
            raise DnsTemporaryError(f"{kind} of {name[:253]}: the time for this message's questions is used up")
        start = self._monotonic()
        try:
            return self._resolver.ask(name, kind, seconds=self._left)
        finally:
            with self._lock:
                self._left -= self._monotonic() - start


class _Memory:
    """What was answered and still holds; what was not asked for longest goes first."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: OrderedDict[Key, tuple[float, _Answer]] = OrderedDict()
        self._characters = 0

    def get(self, key: Key) -> _Answer | None:
        with self._lock:
            if key not in self._known:
                return None
            until, answer = self._known[key]
            if until <= self._monotonic():
                self._forget(key)
                return None
            self._known.move_to_end(key)
            return answer

    def put(self, key: Key, answer: _Answer) -> None:
        with self._lock:
            self._forget(key)
            self._known[key] = (self._monotonic() + answer.lasts, answer)
            self._characters += _size(key, answer)
            while len(self._known) > MOST_ANSWERS or self._characters > MOST_CHARACTERS:
                self._forget(next(iter(self._known)))

    def _forget(self, key: Key) -> None:
        if key in self._known:
            self._characters -= _size(key, self._known.pop(key)[1])


def _asking(servers: Sequence[str], timeout: float) -> dns.resolver.Resolver:
    asking = dns.resolver.Resolver(configure=False)
    asking.nameservers = [dns.nameserver.Do53Nameserver(*server_address(server)) for server in servers]
    return _patient(asking, timeout)


def _system(resolv_conf: str, timeout: float) -> dns.resolver.Resolver:
    """The system's servers. NoResolverConfiguration where there are none, which may be other at the next question."""
    return _patient(dns.resolver.Resolver(resolv_conf), timeout)


def _patient(asking: dns.resolver.Resolver, timeout: float) -> dns.resolver.Resolver:
    """Every server gets its turn within the time of one question, and one alone is asked twice: UDP may lose a packet."""
    asking.lifetime = timeout
    asking.timeout = timeout / max(2, len(asking.nameservers))
    asking.use_edns(0, 0, PAYLOAD)
    return asking


def _key(name: str) -> str:
    return name.removesuffix(".").lower()


def _name(key: str) -> dns.name.Name | None:
    """The name, or None where it can be none (RFC 1035 section 3.1): no escapes are read, so that a label stays what it is."""
    try:
        return dns.name.Name([*(label.encode("ascii") for label in key.split(".")), b""]) if key else None
    except (UnicodeEncodeError, dns.exception.DNSException):
        return None


def _text(record: object) -> str:
    match record:
        case dns.rdtypes.ANY.TXT.TXT():
            return b"".join(record.strings).decode("latin-1")
        case dns.rdtypes.ANY.MX.MX():
            return f"{record.preference} {record.exchange.to_text(omit_final_dot=True)}"
        case dns.rdtypes.ANY.PTR.PTR():
            return record.target.to_text(omit_final_dot=True)
        case _:
            return str(record)


def _negative_ttl(response: dns.message.Message) -> float:
    """How long "no" holds: the lesser of the SOA's TTL and its last number (RFC 2308 section 5)."""
    for records in response.authority:
        if records.rdtype == dns.rdatatype.SOA:
            return min(float(records.ttl), float(records[0].minimum), LONGEST_NEGATIVE_TTL)
    return NEGATIVE_TTL_WITHOUT_SOA


def _why(error: Exception) -> str:
    match error:
        case dns.resolver.LifetimeTimeout():
            return "no answer in time"
        case dns.resolver.NoNameservers():
            return "the name servers say that they cannot tell"
        case dns.resolver.NoResolverConfiguration():
            return "this machine has no name server"
        case _:
            return type(error).__name__


def _size(key: Key, answer: _Answer) -> int:
    return len(key[0]) + len(answer.failure) + sum(map(len, answer.values))
