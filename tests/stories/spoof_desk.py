"""Where the spoofing attempts are made: the DNS of contacts and forgers, a desk that demands proof, and one genuine ticket."""

import itertools
import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from store import contacts
from store.deliveries import Delivery, of_arrival
from store.engine import Store
from tests.dns_server import SERVFAIL, TIMEOUT, DnsServer
from tests.signing import dkim_zone, public, sign
from tests.stories.desk import HELP, KIM, LEE, SIGNE, Story, prepare, running, settings_for

FORGER = "mallory@evil.example"
NOA = "noa@quietlake.example"
ZOE = "zo\u00e9@bluefern.example"
OUR_ID = "mx.echopass.example"
SEALER = "forwarder.example"
HERE = "v=spf1 ip4:127.0.0.1 -all"
ELSEWHERE = "v=spf1 ip4:192.0.2.10 -all"

SPF_OWNERS = {
    "softfail.example": ["v=spf1 ip4:192.0.2.10 ~all"],
    "neutral.example": ["v=spf1 ip4:192.0.2.10 ?all"],
    "nospf.example": ["hello"],
    "twospf.example": [HERE, ELSEWHERE],
    "manyspf.example": ["v=spf1 " + " ".join(f"a:h{n}.manyspf.example" for n in range(12)) + " ip4:127.0.0.1 -all"],
    "loopspf.example": ["v=spf1 include:loopspf.example ip4:127.0.0.1 -all"],
    "brokenspf.example": ["v=spf1 ip4:127.0.0.1/99 +all"],
    "goneredirect.example": ["v=spf1 redirect=nowhere.example"],
    "macrospf.example": ["v=spf1 exists:%{z}.evil.example -all"],
}
"""Domains whose SPF does not say that this machine may send; each has a contact ``ida``."""

IDAS = tuple(f"ida@{name}" for name in (*SPF_OWNERS, "slowspf.example"))
ON_FILE = frozenset({KIM, LEE, SIGNE, NOA, ZOE, *IDAS})
"""The contacts in whose name it is tried."""


def _txt(*texts: str) -> dict[str, list[str]]:
    return {"TXT": list(texts)}


def zone() -> dict[str, Any]:
    """The DNS. ``bluefern`` signs and has DMARC; ``norrland`` is strict; ``quietlake`` has no DMARC; ``evil`` proves itself."""
    rsa = f"v=DKIM1; k=rsa; p={public()}"
    return {
        "bluefern.example": _txt(ELSEWHERE),
        "_dmarc.bluefern.example": _txt("v=DMARC1; p=none"),
        "bounce.bluefern.example": _txt(HERE),
        **dkim_zone("bluefern.example"),
        **dkim_zone("mail.bluefern.example"),
        **dkim_zone("bluefern.example", "ed", key="ed25519"),
        **dkim_zone("bluefern.example", "weak", key="weak"),
        **dkim_zone("bluefern.example", "revoked", record="v=DKIM1; k=rsa; p="),
        **dkim_zone("bluefern.example", "testing", tags="t=y; "),
        **dkim_zone("bluefern.example", "sha1", tags="h=sha1; "),
        **dkim_zone("bluefern.example", "tls", tags="s=tlsrpt; "),
        **dkim_zone("bluefern.example", "strict", tags="t=s; "),
        **dkim_zone("bluefern.example", "garbage", record="v=DKIM1; k=rsa; p=!!!not base64!!!"),
        **dkim_zone("bluefern.example", "huge", record="v=DKIM1; k=rsa; p=" + "A" * 20_000),
        **dkim_zone("bluefern.example", "odd", record="v=DKIM1; k=rsa; p=AAAA"),
        "two._domainkey.bluefern.example": _txt(rsa, f"v=DKIM1; k=rsa; p={public('other')}"),
        "slow._domainkey.bluefern.example": TIMEOUT,
        "failing._domainkey.bluefern.example": SERVFAIL,
        "norrland.example": _txt(HERE),
        "bounce.norrland.example": _txt(HERE),
        "_dmarc.norrland.example": _txt("v=DMARC1; p=reject; adkim=s; aspf=s"),
        **dkim_zone("mail.norrland.example"),
        "quietlake.example": _txt(ELSEWHERE),
        "bounce.quietlake.example": _txt(HERE),
        **dkim_zone("mail.quietlake.example"),
        **dkim_zone("example"),
        "esp.example": _txt(HERE),
        **dkim_zone("esp.example"),
        **dkim_zone(SEALER, "arc"),
        "evil.example": _txt(HERE),
        "_dmarc.evil.example": _txt("v=DMARC1; p=reject"),
        **dkim_zone("evil.example", key="other"),
        **dkim_zone("evil.example", "arc", key="other"),
        "bluefern.example.evil.example": _txt(HERE),
        **dkim_zone("bluefern.example.evil.example", key="other"),
        "xn--blufern-3of.example": _txt(HERE),
        "bluefern-travel.example": _txt(HERE),
        "slowspf.example": TIMEOUT,
        **{name: _txt(*records) for name, records in SPF_OWNERS.items()},
    }


@dataclass(frozen=True, slots=True)
class Known:
    """What a forger may have seen of a contact's letters: a ticket, our answer, and what he wrote, signed and not."""

    number: str
    answer_id: str
    signed_address: str
    genuine: bytes = field(repr=False)
    genuine_letter: bytes = field(repr=False)


Make = Callable[[Known], bytes]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A mail and its envelope, and what must become of it. ``rule`` is the admission rule's name."""

    name: str
    make: Make
    rule: str
    disposition: str = "held"
    sender: str = FORGER
    recipients: tuple[str, ...] = (HELP,)
    helo: str = "mx.evil.example"


_numbers = itertools.count(1)


def letter(
    sender: str | None = KIM,
    *,
    subject: str = "Callers hear nothing",
    text: str = "Twelve agents in Denver lose calls since 8:15.",
    **fields: str,
) -> bytes:
    """A mail written out by hand, with CRLF; names with ``_`` for ``-``; a Message-ID of its own; ``sender`` None: no From."""
    number = next(_numbers)
    given = {name.replace("_", "-"): value for name, value in fields.items()}
    head = {
        **({} if sender is None else {"From": sender}),
        "To": given.pop("To", HELP),
        "Subject": f"{subject} {number}",
        "Date": "Mon, 16 Nov 2026 09:30:00 -0700",
        "Message-ID": given.pop("Message-ID", f"<letter.{number}@client.example>"),
        **given,
    }
    lines = [*(f"{name}: {value}" for name, value in head.items()), "", text, ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


@contextmanager
def demanding_desk(folder: Path, url: str) -> Iterator[tuple[Story, Known]]:
    """A desk under policy ``require`` with a DNS of its own, and one genuine ticket in it."""
    prepare(url)
    _add_contacts(url)
    with DnsServer(zone()) as server:
        settings = settings_for(
            folder,
            url,
            authentication={
                "policy": "require",
                "check": True,
                "dns_servers": [server.address],
                "dns_timeout": 0.3,
                "dns_seconds": 1.0,
                "retry_for": 0,
                "authserv_ids": [OUR_ID],
                "arc_sealers": [SEALER],
            },
            admission={"answers_per_sender_per_hour": 1000},
            smtp={"messages_per_client_per_minute": 0, "messages_per_sender_per_minute": 0},
        )
        with running(settings) as story:
            yield story, _seen(story)


def _add_contacts(url: str) -> None:
    people = [("Quiet Lake", "Noa Ruiz", NOA), ("Bluefern Travel", "Zo\u00e9 Arnaud", ZOE)]
    people += [(f"Account of {ida}", "Ida Moss", ida) for ida in IDAS]
    store = Store(url)
    with store.write() as session:
        for account, name, address in people:
            new = contacts.NewContact(account=account, name=name, addresses=(address,), trained_on=date(2026, 1, 5))
            contacts.put_contact(session, new, datetime.now(UTC))
    store.close()


def _seen(story: Story) -> Known:
    written = letter(subject="Original trouble")
    mail = sign(written, domain="bluefern.example")
    applied = story.outcome(send(story, mail, sender=KIM))
    (answer,) = story.answers()
    assert (applied.disposition, applied.rule) == ("opened", "new")
    return Known(
        number=applied.number or "",
        answer_id=str(answer["Message-ID"]),
        signed_address=answer["Reply-To"].addresses[0].addr_spec,
        genuine=mail,
        genuine_letter=written,
    )


def send(
    story: Story, raw: bytes, *, sender: str, recipients: Sequence[str] = (HELP,), helo: str = "mx.client.example"
) -> int:
    """Hand bytes over by SMTP as they are; the arrival that the desk names. Raises SMTPDataError where it refuses."""
    host, port = story.desk.addresses[0]
    with smtplib.SMTP(host, port, timeout=30) as client:
        client.ehlo(helo)
        client.mail(sender, ["SMTPUTF8"] if not sender.isascii() else [])
        for recipient in recipients:
            client.rcpt(recipient)
        client.docmd("DATA")
        # Only what follows CRLF is stuffed (RFC 5321 section 4.5.2): a dot behind a lone LF goes out as it is.
        stuffed = (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:]
        client.send(stuffed + (b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"))
        code, answer = client.getreply()
    if code != 250:
        raise smtplib.SMTPDataError(code, answer)
    return int(answer.decode().partition("arrival ")[2].split()[0].rstrip(".:;,"))


def told(story: Story, arrival_id: int) -> list[Delivery]:
    """What is sent because of an arrival."""
    with story.store.read() as session:
        return of_arrival(session, arrival_id)
