"""The sample mails, and sending them as any mail program would."""

import re
import smtplib
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import TransientError

_BEGAN_BEFORE = timedelta(minutes=80)
_ARRIVAL = re.compile(rb"arrival (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample mail. ``answers`` names the sample whose acknowledgement it replies to.

    ``source`` is the address of this machine that it is sent from, where that is not the customers' gateway.
    """

    file: str
    title: str
    answers: str | None = None
    source: str | None = None


SAMPLES: tuple[Sample, ...] = (
    Sample(file="1-p2-in-prose.eml", title="A P2 incident in prose"),
    Sample(file="2-filled-in-form.eml", title="A filled-in form"),
    Sample(file="3-p1-by-mail.eml", title="A P1 by mail"),
    Sample(file="4-half-the-facts.eml", title="Half the facts missing"),
    Sample(file="5-the-reply.eml", title="The reply that supplies them", answers="4-half-the-facts.eml"),
    Sample(file="6-a-stranger.eml", title="A stranger"),
    Sample(file="7-out-of-office.eml", title="An out-of-office", answers="1-p2-in-prose.eml"),
    Sample(file="8-in-her-name.eml", title="Somebody in her name", source="127.0.0.2"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A mail that the desk has taken: ``started`` is when the sending began, ``seconds`` how long it took, monotonic."""

    arrival_id: int
    started: float
    seconds: float


def sample_bytes(sample: Sample, clock: Clock, zone: ZoneInfo, answered_id: str | None) -> bytes:
    """The mail with a fresh Date and Message-ID, so that each demonstration's mails are new ones.

    Its trouble began some while ago, by the clock of ``zone``, whenever the demonstration is run.
    """
    now = clock.now().astimezone(zone)
    text = (files("bot.demo") / "mails" / sample.file).read_bytes()
    began = (now - _BEGAN_BEFORE).strftime("%-I:%M %p").lower()
    message = message_from_bytes(text.replace(b"@BEGAN@", began.encode()), policy=SMTP)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=str(message["From"]).rpartition("@")[2].rstrip(">"))
    if answered_id is not None:
        message["In-Reply-To"] = f"<{answered_id}>"
        message["References"] = f"<{answered_id}>"
    return message.as_bytes()


def can_send_from(source: str | None) -> bool:
    """Whether this machine has the address: not every system takes all of 127.0.0.0/8 for its own."""
    if source is None:
        return True
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((source, 0))
    except OSError:
        return False
    return True


def hand_over(address: tuple[str, int], content: bytes, recipient: str, source: str | None = None) -> Handed:
    """Send one mail by SMTP; the answer to DATA names the arrival. Raises TransientError where it is not taken."""
    sender = message_from_bytes(content, policy=SMTP)["From"].addresses[0].addr_spec
    started = time.monotonic()
    with smtplib.SMTP(*address, timeout=30, source_address=(source, 0) if source else None) as client:
        client.ehlo("demo.example")
        client.mail(sender)
        client.rcpt(recipient)
        code, answer = client.data(content)
    match = _ARRIVAL.search(answer)
    if code != 250 or match is None:
        raise TransientError(f"the desk answered {code} {answer.decode(errors='replace')}")
    return Handed(arrival_id=int(match[1]), started=started, seconds=time.monotonic() - started)
