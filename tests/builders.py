"""Short ways to the values that tests are about: each builder fills in what a test does not speak of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.policy.facts import Bounced, Facts, Release, Terms, Thread, Writer
from parsers.arrival import Arrival, Envelope
from parsers.extraction import Extraction, Found, Judgement, Value
from parsers.message import Automatic, Message, Sender, Zone
from parsers.verdict import Verdict
from parsers.vocabulary import (
    Authenticity,
    AutomaticKind,
    Channel,
    FieldName,
    MessageKind,
    Severity,
    Status,
    TicketKind,
    ZoneKind,
)
from store import arrivals
from store.contacts import Contact, NewContact, put_contact
from store.engine import Session, Store
from tests.clock import NOON

KIM = "kim@bluefern.example"
LEE = "lee@bluefern.example"
SIGNE = "signe@norrland.example"
STRANGER = "gordon@pinewell.example"
BLUEFERN, NORRLAND = 1, 2

REQUIRED: Mapping[str, tuple[FieldName, ...]] = {
    "incident_p1": (FieldName.SERVICE, FieldName.USERS_AFFECTED, FieldName.CONNIDS, FieldName.CONTACT_PHONE),
    "incident_p2": (FieldName.SERVICE, FieldName.USERS_AFFECTED, FieldName.CONNIDS, FieldName.CONTACT_PHONE),
    "incident_p3": (FieldName.SERVICE, FieldName.USERS_AFFECTED, FieldName.STARTED_AT),
    "incident_p4": (FieldName.SERVICE,),
    "incident_unrated": (FieldName.SERVICE, FieldName.USERS_AFFECTED),
    "question": (FieldName.SERVICE,),
    "change_request": (FieldName.SERVICE,),
    "feature_request": (FieldName.IMPACT,),
}
TERMS = Terms(required=REQUIRED, reopen_within=timedelta(days=14), max_hops=50, answers_per_hour=20, answer_held=True)


BOUNCED = Bounced(
    delivery_id=3,
    ticket_id=1,
    recipient="kim@bluefern.example",
    notice="acknowledged",
    failed=True,
    delayed=False,
    status="5.1.1",
    diagnostic="",
    proven=True,
)
"""A proven report that the mail to Kim on his ticket failed for good."""


def raw_mail(text: str = "Calls drop.", *, sender: str = KIM, **headers: str) -> bytes:
    """A plain mail. Header names with ``_`` for ``-``; an empty value leaves the header out."""
    values = {
        "From": sender,
        "To": "help@echopass.example",
        "Subject": "Calls drop",
        "Date": "Mon, 16 Nov 2026 05:00:00 -0700",
        "Message-ID": "<one@client.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in values.items() if value]
    return "\r\n".join([*lines, "", *text.splitlines(), ""]).encode()


def arrival(raw: bytes | None = None, *, at: datetime = NOON, mailbox: str = "help", **envelope: Any) -> Arrival:
    """An arrival by SMTP, or by IMAP where the envelope has a ``uid``."""
    channel = Channel.IMAP if "uid" in envelope else Channel.SMTP
    return Arrival(
        channel=channel,
        mailbox=mailbox,
        raw=raw if raw is not None else raw_mail(),
        envelope=Envelope(**envelope),
        received_at=at,
    )


def kept(session: Session, number: int = 1, *, at: datetime = NOON) -> int:
    """An arrival of its own in the store; its id."""
    mail = arrival(raw_mail(Message_ID=f"<{number}@client.example>"), at=at)
    return arrivals.keep(
        session, mail, key=f"id:{number}", earlier_key=None, message_id=f"{number}@client.example"
    ).arrival_id


def contact(session: Session, *addresses: str, account: str = "Bluefern Travel", **values: Any) -> Contact:
    """A Designated Contact in the store; by default Kim Aldous of Bluefern Travel."""
    name = values.pop("name", "Kim Aldous")
    new = NewContact(account=account, name=name, addresses=addresses or (KIM,), **values)
    return put_contact(session, new, NOON)[0]


def with_contacts(store: Store) -> dict[str, Contact]:
    """Two accounts: Bluefern Travel with Kim and Lee, Norrland Outdoor with Signe; by address."""
    with store.write() as session:
        people = (
            contact(session, KIM, phone="+13035550119"),
            contact(session, LEE, name="Lee Ostrow"),
            contact(session, SIGNE, name="Signe Ekholm", account="Norrland Outdoor"),
        )
    return {person.addresses[0]: person for person in people}


def message(
    text: str = "Calls drop.", *, sender: str | None = KIM, automatic: AutomaticKind | None = None, **values: Any
) -> Message:
    """A message all of whose text is the writer's own; ``automatic`` names the sort of machine."""
    base = Message(
        channel=Channel.SMTP,
        sender=Sender(address=sender, problem=None if sender else "the From field names several senders"),
        subject="Calls drop",
        text=text,
        zones=(Zone(kind=ZoneKind.OWN, start=0, end=len(text)),),
        message_id="one@client.example",
        automatic=Automatic(kind=automatic, reason="its header says so") if automatic else None,
    )
    return replace(base, **values)


def found(value: Value, words: str | None = None, *, explicit: bool = False) -> Found[Value]:
    """A value with evidence; ``explicit`` for a labelled one."""
    said = words if words is not None else str(value)
    return Found(value=value, words=said, start=0, end=len(said), score=0.9, rule="test", explicit=explicit)


def extraction(
    kind: MessageKind = MessageKind.INCIDENT,
    severity: Severity | None = Severity.P3,
    *,
    score: float = 0.9,
    fields: Mapping[FieldName, tuple[Found[Value], ...]] | None = None,
) -> Extraction:
    """What was read; a severity only where the kind is an incident."""
    rated = severity if kind is MessageKind.INCIDENT else None
    return Extraction(
        kind=Judgement(value=kind, score=score, reasons=("a reason",)),
        severity=Judgement(value=rated, score=0.9, reasons=("another reason",)) if rated else None,
        fields=dict(fields or {}),
    )


def writer(**values: Any) -> Writer:
    """Kim of Bluefern Travel."""
    base = Writer(contact_id=1, account_id=BLUEFERN, account="Bluefern Travel", name="Kim Aldous", phone="+13035550119")
    return replace(base, **values)


def thread(**values: Any) -> Thread:
    """A ticket of Bluefern Travel, recognised by references."""
    base = Thread(
        ticket_id=7,
        number="EP-104233",
        account_id=BLUEFERN,
        kind=TicketKind.INCIDENT,
        severity=Severity.P3,
        status=Status.NEW,
        subject="Calls drop",
        closed_at=None,
        via="references",
        known={FieldName.SERVICE: ("IVR",), FieldName.USERS_AFFECTED: (12,), FieldName.STARTED_TEXT: ("today",)},
    )
    return replace(base, **values)


def release(**values: Any) -> Release:
    """An analyst's word that lets a message in on Bluefern Travel's account."""
    return replace(Release(by="Ada", account_id=BLUEFERN, account="Bluefern Travel"), **values)


def facts(**values: Any) -> Facts:
    """A Designated Contact's plain new incident, proven; a test says what is different."""
    base: dict[str, Any] = {
        "now": NOON,
        "message": message(),
        "extraction": extraction(),
        "verdict": Verdict(result=Authenticity.PASS, method="gateway", direct=True),
        "terms": TERMS,
        "writer": writer(),
    }
    return Facts(**{**base, **values})
