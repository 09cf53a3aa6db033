"""What the desk logs and what its values show of themselves: no address, no name, no word of a mail, no secret."""

import io
import json
import logging
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot import logs
from bot.channels.base import Outgoing
from bot.settings.load import parse_settings
from parsers.arrival import Arrival, Envelope
from parsers.mail import read_mail
from parsers.vocabulary import Channel
from store.arrivals import Claimed
from store.deliveries import NewDelivery
from tests.bot.channels.relay_server import ScriptedRelay
from tests.clock import NOON
from tests.stories.desk import HELP, KIM, LEE, STRANGER, mail, prepare, running, settings_for

PASSWORD, WRONG = "correct-horse-battery", "wrong-horse-staple"
WORDS = "The marmalade dialer is stuck, please call Zebediah."
PRIVATE = (
    KIM,
    LEE,
    STRANGER,
    "kim aldous",
    "lee ostrow",
    "marmalade",
    "zebediah",
    "rhubarb",
    "quince",
    PASSWORD,
    WRONG,
)
SUBJECT = "Rhubarb outage"
REFUSAL = f"550 5.1.1 <{KIM}> Kim Aldous has no rhubarb box here"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    logs.configure("DEBUG", "json", out)
    yield out
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:], root.level = handlers, level


def shown(stream: io.StringIO) -> list[str]:
    """The private words that stand in the logs."""
    text = stream.getvalue().casefold()
    return [word for word in PRIVATE if word in text]


def bounce(recipient: str) -> bytes:
    """A report (RFC 3464) on a mail to ``recipient``."""
    return (
        "From: mailer-daemon@relay.example\r\nTo: help@echopass.example\r\nSubject: Undelivered rhubarb\r\n"
        "Message-ID: <b1@relay.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n"
        "--x\r\n\r\nYour quince did not arrive.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n--x--\r\n"
    ).encode()


def test_a_day_of_a_desk(tmp_path: Path, database_url: str, stream: io.StringIO) -> None:
    prepare(database_url)
    with ScriptedRelay(rcpt={KIM: REFUSAL}) as relay:
        settings = settings_for(
            tmp_path,
            database_url,
            mail_out={"relay": "127.0.0.1", "port": relay.port, "tls": "none"},
            smtp={
                "users": [{"name": "desk", "password": PASSWORD, "addresses": [KIM]}],
                "messages_per_sender_per_minute": 3,
            },
        )
        with running(settings) as story:
            refused = story.outcome(story.hand_over(mail(WORDS, sender=f"Kim Aldous <{KIM}>", subject=SUBJECT)))
            told = story.outcome(
                story.hand_over(mail(WORDS, sender=f"Lee Ostrow <{LEE}>", subject=SUBJECT), sender=LEE)
            )
            held = story.outcome(
                story.hand_over(mail(WORDS, sender=STRANGER, subject=SUBJECT), sender=STRANGER), told=False
            )
            story.outcome(story.hand_over(bounce(KIM), sender=""), told=False)
            host, port = story.desk.addresses[0]
            with smtplib.SMTP(host, port) as client:
                client.ehlo("client.example")
                with pytest.raises(smtplib.SMTPAuthenticationError):
                    client.login("desk", WRONG)
            with smtplib.SMTP(host, port) as client:
                client.ehlo("client.example")
                client.login("desk", PASSWORD)
                answers = [client.mail(KIM)[0], client.rcpt("zebediah@elsewhere.example")[0], client.rset()[0]]
                answers += [client.mail(KIM)[0], client.rset()[0], client.mail(KIM)[0]]
            assert answers == [250, 550, 250, 250, 250, 450]
            story.wait_until(lambda: '"refused"' in stream.getvalue())
    assert (refused.disposition, told.disposition, held.disposition) == ("opened", "opened", "held")
    events = {json.loads(line)["event"] for line in stream.getvalue().splitlines()}
    assert {
        "mail.kept",
        "arrival_done",
        "delivery",
        "smtp.login_failed",
        "smtp.rate_limited",
        "mail.recipient_refused",
    } <= events
    assert shown(stream) == []


def test_a_failure_of_the_store_shows_no_mail(tmp_path: Path, database_url: str, stream: io.StringIO) -> None:
    """A statement that fails is named with its error, not with the bytes that it was to keep."""
    prepare(database_url)
    with running(settings_for(tmp_path, database_url)) as story:
        with story.store.migrating() as connection:
            connection.exec_driver_sql("ALTER TABLE arrival_route RENAME COLUMN channel TO rhubarbless")
        raw = mail(WORDS, sender=KIM, subject=SUBJECT)
        with pytest.raises(smtplib.SMTPDataError):
            story.hand_over(raw)
        with story.store.migrating() as connection:
            connection.exec_driver_sql("ALTER TABLE arrival_route RENAME COLUMN rhubarbless TO channel")
        story.outcome(story.hand_over(raw))
    assert "not_kept" in stream.getvalue()
    assert [word for word in shown(stream) if word != "rhubarb"] == []


def private_values() -> list[Any]:
    raw = mail(WORDS, sender=KIM, subject="Calls drop")
    arrival = Arrival(channel=Channel.SMTP, mailbox="help", raw=raw, envelope=Envelope(), received_at=NOON)
    tables: dict[str, Any] = {
        "smtp": {"users": [{"name": "desk", "password": PASSWORD}]},
        "mail_out": {"relay": "relay.example", "user": "desk", "password": PASSWORD},
        "imap": [
            {"mailbox": "help", "host": "imap.example", "user": "desk", "password": PASSWORD},
            {
                "mailbox": "help",
                "host": "imap.example",
                "user": "other",
                "oauth2": {"token_url": "https://t.example", "client_id": "c", "client_secret": PASSWORD},
            },
        ],
        "database": {"url": f"postgresql+psycopg://desk:{PASSWORD}@db.example/desk"},
    }
    return [
        parse_settings(tables),
        arrival,
        Claimed(arrival_id=1, arrival=arrival, attempts=1, raw=raw),
        read_mail(raw),
        Outgoing(message_id="m@echopass.example", mail_from="", recipient=HELP, content=raw),
        NewDelivery(
            cause="arrival 1",
            notice="acknowledged",
            recipient=HELP,
            recipient_name="",
            payload={"submitted": WORDS},
            message_id="m@echopass.example",
            reply_to=HELP,
        ),
        SecretStr(PASSWORD),
    ]


@pytest.mark.parametrize("value", private_values(), ids=lambda value: type(value).__name__)
def test_values_show_no_bodies_and_no_secrets_of_themselves(value: Any) -> None:
    for text in (repr(value), str(value)):
        assert [word for word in ("marmalade", "Zebediah", PASSWORD) if word in text] == []
