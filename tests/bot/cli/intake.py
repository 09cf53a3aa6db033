"""Mail through intake without a running desk: real bytes, a real reader, and an extractor that finds what a test says."""

from datetime import datetime, timedelta

from bot import assembly
from bot.bell import Bell
from bot.channels.base import Receipt
from bot.clock import SystemClock
from bot.dedup import dedup_key
from bot.intake.gather import Gatherer
from bot.intake.worker import IntakeWorker
from bot.owner import Owner
from bot.settings import load_settings
from parsers.arrival import Arrival, Envelope
from parsers.extraction import Extraction, Extractor
from parsers.message import Message
from parsers.verdict import Verdict
from parsers.vocabulary import Channel, FieldName
from store import arrivals, desk, tickets
from tests.bot.cli.conftest import NOW, Cli
from tests.bot.intake.desk import Reader
from tests.builders import KIM, extraction, found, raw_mail


def understood(message: Message, *, received_at: datetime, asked: frozenset[FieldName] = frozenset()) -> Extraction:
    """An incident whose service is the mail's first word; a mail that says so breaks the reader."""
    del received_at, asked
    if "break the reader" in message.text:
        raise RuntimeError("the reader broke on purpose")
    word = message.own_text.split()[0]
    return extraction(fields={FieldName.SERVICE: (found(word),)})


def take_in(cli: Cli, raw: bytes, *, sender: str = KIM, at: datetime = NOW, extract: Extractor = understood) -> int:
    """Keep a mail and take it through intake; the number of its arrival."""
    number = keep(cli, raw, sender=sender, at=at).arrival_id
    work(cli, extract)
    return number


def keep(cli: Cli, raw: bytes, *, sender: str = KIM, at: datetime = NOW) -> Receipt:
    """Keep a mail; it is pending."""
    envelope = Envelope(mail_from=sender, rcpt_to=("help@echopass.example",), client_ip="192.0.2.7")
    arrival = Arrival(channel=Channel.SMTP, mailbox="help", raw=raw, envelope=envelope, received_at=at)
    key = dedup_key(arrival)
    with cli.store.write() as session:
        kept = arrivals.keep(session, arrival, key=key.key, earlier_key=key.earlier, message_id=key.message_id)
    return Receipt(arrival_id=kept.arrival_id, duplicate=kept.duplicate)


def work(cli: Cli, extract: Extractor = understood) -> None:
    """Take everything that is pending through intake."""
    settings = load_settings(cli.config)
    with cli.store.write() as session:
        key = desk.reply_key(session)
    reading = Reader(assembly.message_reader(settings), Verdict(), extract)
    gatherer = Gatherer(cli.store, reading, assembly.desk_facts(settings), key)
    worker = IntakeWorker(
        cli.store,
        gatherer,
        assembly.desk_identity(settings, key),
        SystemClock(),
        Owner.this_process(),
        kept=Bell(),
        queued=Bell(),
        lease=timedelta(seconds=60),
    )
    while worker.work():
        pass


def mail(number: int, text: str = "Dialer stopped.", *, sender: str = KIM, subject: str = "Calls drop") -> bytes:
    """A mail of its own."""
    return raw_mail(text, sender=sender, Message_ID=f"<{number}@client.example>", Subject=subject)


def open_tickets(cli: Cli) -> list[int]:
    """The numbers of all tickets, the newest first."""
    with cli.store.read() as session:
        return [ticket.number for ticket in tickets.newest(session, limit=100)]
