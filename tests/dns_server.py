"""A DNS of one's own: a real server on this machine, and the same zone as a plain function.

A zone says what each name has: ``{"bluefern.example": {"TXT": ["v=spf1 mx -all"], "MX": ["10 mx.bluefern.example"]}}``. Values
are as :class:`parsers.authentication.dns.Resolve` gives them; a name with ``CNAME`` is another name for its target.
What is no record is said with the marks below: ``{"dead.example": TIMEOUT}``, ``{"long.example": {"TXT": [...], **TRUNCATED}}``.
"""

import contextlib
import selectors
import socket
import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.TXT
import dns.rrset

from parsers.authentication.dns import DnsTemporaryError, RecordType, Resolve

Records = Mapping[str, Sequence[str]]
Zone = Mapping[str, Records]

TIMEOUT: Records = {"TIMEOUT": ()}
"""Never answers, but for the types that stand beside it."""
SERVFAIL: Records = {"SERVFAIL": ()}
"""Answers SERVFAIL, but for the types that stand beside it."""
TRUNCATED: Records = {"TRUNCATED": ()}
"""Answers over UDP with nothing but the mark that there is more (RFC 1035 section 4.2.1), and in full over TCP."""

GARBLED: Records = {"GARBLED": ()}
"""Answers with bytes that are no message, but for the types that stand beside it."""

CNAME_LIMIT = 10


def _key(name: str) -> str:
    return name.rstrip(".").lower()


def _fails(records: Records, kind: str) -> str:
    """``TIMEOUT``, ``SERVFAIL`` or ``GARBLED``, where that is what this type draws; else empty."""
    if kind in records:
        return ""
    return next((mark for mark in ("TIMEOUT", "SERVFAIL", "GARBLED") if mark in records), "")


def zone_resolve(zone: Zone) -> Resolve:
    """The zone as a function, without a wire: for tests of what asks the DNS. It may be changed between two questions."""

    def resolve(name: str, kind: RecordType) -> tuple[str, ...]:
        known = {_key(one): records for one, records in zone.items()}
        at = _key(name)
        for _ in range(CNAME_LIMIT):
            records = known.get(at, {})
            if "CNAME" not in records:
                if mark := _fails(records, kind):
                    raise DnsTemporaryError(f"{mark} for {at}")
                return tuple(records.get(kind, ()))
            at = _key(records["CNAME"][0])
        return ()

    return resolve


@dataclass(frozen=True)
class Question:
    """One question that came: the name in lower case without its last dot, the type, ``udp`` or ``tcp``."""

    name: str
    kind: str
    wire: str


class DnsServer:
    """An authoritative server for ``zone`` on 127.0.0.1, UDP and TCP, while it is entered. ``zone`` may be changed meanwhile.

    ``ttl`` and ``negative_ttl`` are seconds; the latter is in the SOA that comes with "no" (RFC 2308), None: no SOA comes.
    """

    def __init__(self, zone: Zone, *, ttl: int = 300, negative_ttl: int | None = 60) -> None:
        self.zone = zone
        self.ttl = ttl
        self.negative_ttl = negative_ttl
        self.questions: list[Question] = []
        self._tcp, self._udp = _listening()
        self._stop, self._stopped = socket.socketpair()
        self._waiting: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, name="dns-server")

    @property
    def address(self) -> str:
        """Where it listens: ``127.0.0.1:PORT``."""
        host, port = self._udp.getsockname()
        return f"{host}:{port}"

    def asked(self, name: str, kind: str = "") -> int:
        """How many questions came for a name, of one type or of all."""
        return sum(one.name == _key(name) and kind in ("", one.kind) for one in tuple(self.questions))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.send(b"!")
        self._thread.join(10)
        for one in (self._tcp, self._udp, self._stop, self._stopped, *self._waiting):
            one.close()
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        with selectors.DefaultSelector() as ready:
            for one in (self._tcp, self._udp, self._stopped):
                ready.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    if key.fileobj is self._stopped:
                        return
                    with contextlib.suppress(OSError, EOFError):  # a client that has gone away
                        (self._over_udp if key.fileobj is self._udp else self._over_tcp)()

    def _over_udp(self) -> None:
        wire, peer = self._udp.recvfrom(65535)
        if answer := self._answer(wire, "udp"):
            self._udp.sendto(answer, peer)

    def _over_tcp(self) -> None:
        client, _ = self._tcp.accept()
        client.settimeout(5)
        (length,) = struct.unpack("!H", _read(client, 2))
        if answer := self._answer(_read(client, length), "tcp"):
            client.sendall(struct.pack("!H", len(answer)) + answer)
            client.close()
        else:
            self._waiting.append(client)  # a server that never answers does not hang up either

    def _answer(self, wire: bytes, over: str) -> bytes | None:
        query = dns.message.from_wire(wire)
        (question,) = query.question
        asked = Question(_key(question.name.to_text()), dns.rdatatype.to_text(question.rdtype), over)
        self.questions.append(asked)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        mark = self._fill(response, asked, dict(self.zone))
        if mark == "TIMEOUT":
            return None
        if mark == "GARBLED":
            return wire[:2] + b"\x81\x80\0\1\xff\xff" + b"\xc0\x0c" * 20
        if mark == "SERVFAIL":
            response.set_rcode(dns.rcode.SERVFAIL)
        if mark == "TRUNCATED":
            response.flags |= dns.flags.TC
            response.answer.clear()
        room = max(512, query.payload) if over == "udp" else 65535
        return response.to_wire(max_size=room, prefer_truncation=True)

    def _fill(self, response: dns.message.Message, asked: Question, zone: Zone) -> str:
        """The records, into the response; the mark of what is to happen instead."""
        known = {_key(name): records for name, records in zone.items()}
        at, records = asked.name, known.get(asked.name, {})
        for _ in range(CNAME_LIMIT):
            records = known.get(at, {})
            if at not in known:
                response.set_rcode(dns.rcode.NXDOMAIN)
            if "TRUNCATED" in records and asked.wire == "udp":
                return "TRUNCATED"
            if "CNAME" not in records or asked.kind == "CNAME":
                break
            response.answer.append(_rrset(at, self.ttl, "CNAME", records["CNAME"]))
            at = _key(records["CNAME"][0])
        if asked.kind in records:
            response.answer.append(_rrset(at, self.ttl, asked.kind, records[asked.kind]))
        elif self.negative_ttl is not None:
            apex = at.rpartition(".")[2]
            soa = f"ns.{apex}. host.{apex}. 1 3600 600 86400 {self.negative_ttl}"
            response.authority.append(_rrset(apex, self.negative_ttl, "SOA", [soa]))
        return _fails(records, asked.kind)


def _listening() -> tuple[socket.socket, socket.socket]:
    """A TCP and a UDP socket with the same number. The system chooses it for one; for the other it may be taken."""
    for _ in range(100):
        tcp = socket.create_server(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
        else:
            return tcp, udp
    raise OSError("no port is free for both UDP and TCP")


def _read(client: socket.socket, count: int) -> bytes:
    """Exactly ``count`` bytes; EOFError where the client has hung up."""
    found = b""
    while len(found) < count:
        more = client.recv(count - len(found))
        if not more:
            raise EOFError
        found += more
    return found


def _rrset(name: str, ttl: int, kind: str, values: Sequence[str]) -> dns.rrset.RRset:
    return dns.rrset.from_rdata_list(dns.name.from_text(name), ttl, [_rdata(kind, value) for value in values])


def _rdata(kind: str, value: str) -> dns.rdata.Rdata:
    if kind == "TXT":
        return dns.rdtypes.ANY.TXT.TXT(dns.rdataclass.IN, dns.rdatatype.TXT, list(_strings(value.encode("latin-1"))))
    if kind in ("MX", "PTR", "CNAME") and not value.endswith("."):
        value += "."
    return dns.rdata.from_text("IN", kind, value)


def _strings(value: bytes) -> Iterator[bytes]:
    """A TXT value in character-strings of 255 bytes at most (RFC 1035 section 3.3)."""
    for start in range(0, max(1, len(value)), 255):
        yield value[start : start + 255]
