"""A database with everything that a desk keeps of a person, in every table."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from parsers.arrival import Arrival, Envelope
from parsers.readings import Reading
from parsers.vocabulary import Channel, Disposition
from store import alerts, arrivals, contacts, corrections, deliveries, desk, questions, tickets
from store.arrivals import Outcome
from store.engine import Store
from store.redaction import By
from tests.clock import NOON

KIM, KIM_TOO, LEE, EVE = "kim@bluefern.example", "aldous.k@home.example", "lee@bluefern.example", "eve@pinewell.example"
PHONE = "+13035550119"
SECRETS = (
    KIM,
    KIM_TOO,
    "kim aldous",
    "aldous",
    "3035550119",
    "303-555-0119",
    "U024KIM99",
    "marmalade",
    "client7.bluefern",
)
"""What must not be found afterwards. The word marmalade stands in everything that Kim has written."""
BY = By(name="ana", now=NOON + timedelta(days=1), reason="erasure request 17")
TODAY = date(2026, 11, 17)


def mail(
    number: int, text: str, *, sender: str = KIM, name: str = "Kim Aldous", subject: str = "Marmalade jams"
) -> bytes:
    lines = (
        f"From: {name} <{sender}>",
        "To: help@echopass.example",
        f"Subject: {subject}",
        f"Message-ID: <{number}@{_machine(sender)}>",
        "",
        text,
        "",
    )
    return "\r\n".join(lines).encode()


def _machine(sender: str) -> str:
    return "client7.bluefern.example" if sender in (KIM, KIM_TOO) else "client8.example"


class Kept:
    """Writes rows as intake and the outbox do."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as session:
            self.kim = self._contact(session, "Kim Aldous", (KIM, KIM_TOO), phone=PHONE, slack_id="U024KIM99")
            self.lee = self._contact(session, "Lee Ostrow", (LEE,))

    def _contact(self, session: Session, name: str, addresses: tuple[str, ...], **more: Any) -> contacts.Contact:
        new = contacts.NewContact(account="Bluefern Travel", name=name, addresses=addresses, **more)
        return contacts.put_contact(session, new, NOON)[0]

    def arrival(
        self, session: Session, raw: bytes, *, sender: str = KIM, key: str | None = None, mailbox: str = "help"
    ) -> int:
        envelope = Envelope(
            mail_from=sender,
            rcpt_to=("help@echopass.example",),
            client_ip="192.0.2.7",
            client_name=_machine(sender),
        )
        arrival = Arrival(channel=Channel.SMTP, mailbox=mailbox, raw=raw, envelope=envelope, received_at=NOON)
        key = key or hashlib.sha256(raw).hexdigest()
        message_id = raw.partition(b"Message-ID: <")[2].partition(b">")[0].decode() or None
        return arrivals.keep(session, arrival, key=key, earlier_key=None, message_id=message_id).arrival_id

    def finish(
        self, session: Session, arrival_id: int, disposition: Disposition, ticket_id: int | None, sender: str
    ) -> None:
        claimed = arrivals.claim(session, owner="w", now=NOON, lease=timedelta(minutes=1), limit=50)
        assert [one.arrival_id for one in claimed] == [arrival_id]
        outcome = Outcome(
            disposition=disposition,
            rule="test",
            reason=f"Kim Aldous <{sender}> wrote it",
            ticket_id=ticket_id,
            sender=sender,
            subject=claimed[0].raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode(),
            sent_at=NOON,
            verdict={
                "result": "pass",
                "method": "dkim",
                "reasons": [f"signed for {sender}"],
                "checks": [],
                "direct": True,
            },
            damages=(f"the name of {sender} was mended",),
        )
        assert arrivals.finish(session, arrival_id, outcome, owner="w", now=NOON)

    def ticket(self, session: Session, *, by: contacts.Contact | None, subject: str) -> int:
        number = desk.next_ticket_number(session, 104_233)
        return tickets.open_ticket(
            session,
            number=number,
            kind="incident",
            severity="P2",
            status="waiting_for_information",
            account_id=self.kim.account_id,
            contact_id=by.contact_id if by else None,
            subject=subject,
            opened_at=NOON,
            updated_at=NOON,
        )

    def message(
        self,
        session: Session,
        ticket_id: int,
        raw: bytes,
        *,
        sender: str = KIM,
        name: str = "Kim Aldous",
        text: str = "All marmalade is stuck. Call 303-555-0119.",
        state: str = "sent",
    ) -> int:
        """One mail on a ticket, with all that comes of it, and its answer in ``state``."""
        arrival_id = self.arrival(session, raw, sender=sender)
        actor = f"{name} <{sender}>"
        for kind, said in (
            ("opened", f"{name} is a contact"),
            ("message", text),
            ("fields", "service"),
            ("status", "a -> b"),
        ):
            data = {"rule": "test", "subject": text, "said_otherwise": [["service", text]]}
            tickets.add_entry(
                session,
                ticket_id,
                tickets.Entry(at=NOON, actor=actor, kind=kind, text=said, data=data, arrival_id=arrival_id),
            )
        value = tickets.FieldValue(
            name="service",
            value=text,
            words=text,
            place="text",
            start=3,
            end=9,
            score=0.9,
            rule="t",
            arrival_id=arrival_id,
        )
        tickets.put_fields(session, ticket_id, [value], replaced=["service"], now=NOON)
        self.corrected(session, ticket_id, arrival_id, text, by=actor, source_id=arrival_id)
        self.corrected(session, ticket_id, arrival_id, text, by="ana")
        content = f"{text} in the file of {arrival_id}".encode()
        file = tickets.TicketFile(
            name=f"{name.replace(' ', '_')}.txt",
            media_type="text/plain",
            sha256=arrivals.keep_content(session, content),
            size=len(content),
            inline=False,
            note=f"named by {name}",
            arrival_id=arrival_id,
        )
        tickets.add_file(session, ticket_id, file)
        message_id = raw.partition(b"Message-ID: <")[2].partition(b">")[0].decode()
        tickets.add_message_id(session, ticket_id, message_id, outbound=False)
        self.answer(session, ticket_id, arrival_id, sender, name, text, message_id, state)
        self.finish(session, arrival_id, Disposition.ADDED, ticket_id, sender)
        return arrival_id

    def corrected(
        self, session: Session, ticket_id: int, arrival_id: int, text: str, *, by: str, source_id: int | None = None
    ) -> None:
        """A correction by the writer of ``source_id``, or by an analyst; with his line in the history."""
        reading = Reading(value=text, words=text, place="body", start=3, end=9, score=0.9, rule="t")
        one = corrections.Correction(
            ticket_id=ticket_id,
            arrival_id=arrival_id,
            name="service",
            was_read=(reading,),
            should_be=(Reading(value=f"not {text}"),),
            by=by,
            way="mail" if source_id else "command line",
            at=NOON,
            contact_id=self.kim.contact_id if source_id else None,
            source_id=source_id,
        )
        corrections.add(session, [one])
        if source_id is None:
            said = tickets.Entry(at=NOON, actor=by, kind="corrected", text=text, arrival_id=arrival_id)
            tickets.add_entry(session, ticket_id, said)

    def answer(
        self,
        session: Session,
        ticket_id: int | None,
        arrival_id: int,
        recipient: str,
        name: str,
        text: str,
        in_reply_to: str,
        state: str = "sent",
        notice: str = "acknowledged",
    ) -> int:
        new = deliveries.NewDelivery(
            cause=f"arrival {arrival_id}",
            notice=notice,
            recipient=recipient,
            recipient_name=name,
            payload={"template": notice, "greeting": name, "submitted": text},
            message_id=f"d{arrival_id}.{notice}@echopass.example",
            reply_to="help+EP-1.abc@echopass.example",
            in_reply_to=in_reply_to,
            references=(in_reply_to, "d1.acknowledged@echopass.example"),
            arrival_id=arrival_id,
            ticket_id=ticket_id,
        )
        delivery_id = deliveries.queue(session, new, NOON)
        assert delivery_id is not None
        if state != "queued":
            deliveries.claim(session, owner="w", now=NOON, lease=timedelta(minutes=1), limit=50)
            answer = f"550 <{recipient}> no such user" if state == "refused" else f"250 ok {recipient}"
            assert deliveries.finish(session, delivery_id, owner="w", state=state, answer=answer, now=NOON)
        if ticket_id is not None and state != "queued":
            tickets.add_message_id(session, ticket_id, new.message_id, outbound=True)
            entry = tickets.Entry(
                at=NOON,
                actor="Echodesk",
                kind="told" if state == "sent" else "undelivered",
                text=f"{notice} to {recipient}: {state}",
                data={"answer": f"250 {recipient}", "attempts": 1},
                arrival_id=arrival_id,
                delivery_id=delivery_id,
            )
            tickets.add_entry(session, ticket_id, entry)
        return delivery_id

    def held(self, session: Session, raw: bytes, *, sender: str = KIM) -> int:
        arrival_id = self.arrival(session, raw, sender=sender)
        arrivals.hold(session, arrival_id, rule="unproven", reason=f"{sender} is not proven", now=NOON)
        self.finish(session, arrival_id, Disposition.HELD, None, sender)
        token = questions.new_token()
        questions.ask(
            session, arrival_id=arrival_id, contact_id=self.kim.contact_id, address=KIM, token=token, now=NOON
        )
        alerts.raise_alert(
            session, kind="forged", key=sender, text=f"somebody writes as {sender}", now=NOON, arrival_id=arrival_id
        )
        return arrival_id

    def shunted(self, session: Session, raw: bytes, *, sender: str = KIM) -> int:
        """As a worker shunts: nothing was read, so that no sender is known."""
        arrival_id = self.arrival(session, raw, sender=sender)
        claimed = arrivals.claim(session, owner="w", now=NOON, lease=timedelta(minutes=1), limit=50)
        assert [one.arrival_id for one in claimed] == [arrival_id]
        outcome = Outcome(disposition=Disposition.SHUNTED, rule="unexpected-failure", reason="ValueError: marmalade")
        assert arrivals.finish(session, arrival_id, outcome, owner="w", now=NOON)
        arrivals.shunt(session, arrival_id, error="ValueError: marmalade", traceback="... marmalade ...", now=NOON)
        return arrival_id


def dump(store: Store) -> str:
    """Every column of every table, in small letters."""
    with store.looking() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        values: list[str] = []
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                values += [f"{table.name}.{name} = {_text(value)}" for name, value in row.items()]
    return "\n".join(values).casefold()


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def left_of(store: Store, secrets: tuple[str, ...] = SECRETS) -> list[str]:
    """The lines of the dump in which one of the secrets stands."""
    return [line for line in dump(store).splitlines() if any(secret.casefold() in line for secret in secrets)]


def moment(days: float = 0) -> datetime:
    """Some time after NOON."""
    return NOON + timedelta(days=days)
