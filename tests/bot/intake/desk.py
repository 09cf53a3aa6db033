"""Intake over a real store, with a reader of texts that a test understands at a glance."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.bell import Bell
from bot.dedup import dedup_key
from bot.intake.apply import Applied
from bot.intake.gather import DeskFacts, Gatherer
from bot.intake.identity import DeskIdentity
from bot.intake.worker import IntakeWorker
from bot.notices import DeskCard
from bot.owner import Owner
from bot.reading.base import Opened
from bot.scanning import NoScanner, Scanner
from parsers.arrival import Arrival
from parsers.extraction import Extraction, Extractor, Found, Value
from parsers.limits import ReadLimits
from parsers.mail import read_mail
from parsers.mail.bare import read_bare
from parsers.message import Message
from parsers.verdict import Verdict
from parsers.vocabulary import AuthenticationPolicy, FieldName, MessageKind, Severity
from store import arrivals, ledger, tickets
from store.engine import Store
from store.ledger import ArrivalLine
from tests.builders import TERMS, arrival, extraction, found, raw_mail, with_contacts
from tests.clock import ManualClock

KEY = bytes(32)
HELP = "help@echopass.example"
CARD = DeskCard(
    name="Customer Care", address=HELP, phone="+1 (303) 555-0100", portal="https://support.echopass.example"
)


def read_message(mail: Arrival) -> Message:
    """The project's own reader."""
    return read_mail(mail.raw, channel=mail.channel, limits=ReadLimits())


def read_words(message: Message, *, received_at: datetime, asked: frozenset[FieldName] = frozenset()) -> Extraction:
    """``kind: x``, ``P1`` and ``Users: n`` are what it understands; anything else is a minor incident."""
    del received_at, asked
    kind = re.search(r"kind: (\w+)", message.text)
    severity = re.search(r"\bP[1-4]\b", message.text)
    users = re.search(r"Users: (\d+)", message.text)
    fields: dict[FieldName, tuple[Found[Value], ...]] = {}
    if users:
        fields[FieldName.USERS_AFFECTED] = (found(int(users[1]), users[0], explicit=True),)
    return extraction(
        MessageKind(kind[1]) if kind else MessageKind.INCIDENT,
        Severity(severity[0]) if severity else Severity.P3,
        fields=fields,
    )


class Reader:
    """A Reading that tests can read: the sender's proof is given, texts are read by ``read_words`` or another."""

    def __init__(self, read: Callable[[Arrival], Message], verdict: Verdict, extract: Extractor = read_words) -> None:
        self._read = read
        self._extract = extract
        self.verdict = verdict
        self.unread = ""

    def open(self, arrival: Arrival, *, patience: float) -> Opened:
        if self.unread:
            bare = read_bare(arrival.raw, channel=arrival.channel, reason=self.unread)
            return Opened(message=bare, verdict=self.verdict, unread=self.unread)
        return Opened(message=self._read(arrival), verdict=self.verdict)

    def extract(self, message: Message, *, received_at: datetime, asked: frozenset[FieldName]) -> Extraction:
        return self._extract(message, received_at=received_at, asked=asked)

    def close(self) -> None:
        """Nothing is held."""


class IntakeDesk:
    """A store with two accounts, and workers over it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock()
        self.people = with_contacts(store)
        self.queued = Bell()
        self.seen: list[Applied] = []
        self.verdict = Verdict()
        self.policy = AuthenticationPolicy.OFF
        self.unread = ""
        self.scanner: Scanner = NoScanner()

    def worker(
        self,
        name: str = "one",
        *,
        read: Callable[[Arrival], Message] = read_message,
        checkpoint: Callable[[str], None] = lambda _: None,
        store: Store | None = None,
        batch: int = 32,
        prefix: str = "EP-",
        zone: str = "America/Denver",
        extract: Extractor = read_words,
    ) -> IntakeWorker:
        facts = DeskFacts(
            prefix=prefix,
            addresses=frozenset({HELP}),
            terms=TERMS,
            held_answer_within=timedelta(days=7),
            zone=ZoneInfo(zone),
            authentication=self.policy,
        )
        own = store or self.store
        reading = Reader(read, self.verdict, extract)
        reading.unread = self.unread
        return IntakeWorker(
            own,
            Gatherer(own, reading, facts, KEY, self.scanner),
            DeskIdentity(card=CARD, prefix=prefix, first_ticket=104_233, zone=ZoneInfo(zone), reply_key=KEY),
            self.clock,
            Owner("desk", 1, name),
            kept=Bell(),
            queued=self.queued,
            lease=timedelta(seconds=60),
            batch=batch,
            poll_seconds=0.02,
            checkpoint=checkpoint,
            watch=self.seen.append,
        )

    def put(self, raw: bytes, **envelope: Any) -> int:
        """Keep a mail as the inbox does; its arrival."""
        mail = replace(arrival(raw, **envelope), received_at=self.clock.now())
        key = dedup_key(mail)
        with self.store.write() as session:
            kept = arrivals.keep(session, mail, key=key.key, earlier_key=key.earlier, message_id=key.message_id)
        return kept.arrival_id

    def mail(self, number: int, text: str = "Calls drop.", **headers: str) -> int:
        """Keep a plain mail with a Message-ID and subject of its own."""
        base = {"Message_ID": f"<{number}@client.example>", "Subject": f"matter {number}"}
        return self.put(raw_mail(text, **{**base, **headers}))

    def take(self, text: str = "Calls drop.", number: int = 1, **headers: str) -> ArrivalLine:
        """Keep a mail, take it through, and see what became of it."""
        arrival_id = self.mail(number, text, **headers)
        assert self.worker().work()
        return self.line(arrival_id)

    def line(self, arrival_id: int) -> ArrivalLine:
        with self.store.read() as session:
            line = ledger.line(session, arrival_id)
        assert line is not None
        return line

    def lines(self) -> list[ArrivalLine]:
        with self.store.read() as session:
            return ledger.lines(session, limit=1000)[::-1]

    def ticket(self, number: int = 104_233) -> tickets.Ticket:
        with self.store.read() as session:
            found = tickets.by_number(session, number)
        assert found is not None
        return found

    def entries(self, number: int = 104_233) -> list[tickets.Entry]:
        ticket = self.ticket(number)
        with self.store.read() as session:
            return tickets.entries(session, ticket.ticket_id)

    def balanced(self) -> bool:
        with self.store.read() as session:
            return ledger.sums(session).balanced
