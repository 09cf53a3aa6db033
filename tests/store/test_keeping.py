"""Keeping arrivals: each once, every route noted, raw bytes untouched."""

from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from parsers.arrival import Envelope
from parsers.vocabulary import Channel
from store import arrivals, ledger
from store.arrivals import Kept
from store.engine import Session, Store
from store.envelopes import envelope_from, envelope_json
from store.schema import ContentRow, RouteRow
from tests.builders import arrival, raw_mail
from tests.clock import NOON

UID_MAX = 2**32 - 1
"""RFC 9051: UIDs and UIDVALIDITY are unsigned numbers of 32 bits."""


def keep(
    session: Session, raw: bytes | None = None, key: str = "id:1", earlier: str | None = None, **envelope: Any
) -> Kept:
    one = arrival(raw, **envelope)
    return arrivals.keep(session, one, key=key, earlier_key=earlier, message_id="one@client.example")


def imap(uid: int = 41, **values: Any) -> dict[str, Any]:
    return {"source": "imap.example", "folder": "INBOX", "uidvalidity": 9, "uid": uid, **values}


def routes(session: Session) -> int:
    return session.scalar(select(func.count(RouteRow.id))) or 0


def test_a_mail_is_kept_once_and_every_route_is_noted(store: Store) -> None:
    with store.write() as session:
        first = keep(session, mail_from="a@b.example")
        second = keep(session, **imap())
        third = keep(session, mail_from="a@b.example")
    assert [first.duplicate, second.duplicate, third.duplicate] == [False, True, True]
    assert first.arrival_id == second.arrival_id == third.arrival_id
    with store.read() as session:
        assert routes(session) == 3
        line = ledger.line(session, first.arrival_id)
    assert line is not None
    assert (line.routes, line.channel) == (3, "smtp")


def test_a_place_on_an_imap_server_is_one_route_however_often_it_is_read(store: Store) -> None:
    with store.write() as session:
        for _ in range(3):
            keep(session, **imap())
        assert routes(session) == 1


@pytest.mark.parametrize(
    "other",
    [{"uid": 42}, {"uidvalidity": 10}, {"folder": "Archive"}, {"source": "other.example"}],
)
def test_another_place_is_another_route(store: Store, other: dict[str, Any]) -> None:
    with store.write() as session:
        keep(session, **imap())
        keep(session, **imap(**other))
        assert routes(session) == 2


def test_the_largest_uid_fits(store: Store) -> None:
    with store.write() as session:
        kept = keep(session, **imap(uid=UID_MAX, uidvalidity=UID_MAX))
    with store.read() as session:
        envelope = arrivals.load(session, kept.arrival_id).arrival.envelope
    assert (envelope.uid, envelope.uidvalidity) == (UID_MAX, UID_MAX)


def test_the_same_key_in_another_mailbox_is_another_arrival(store: Store) -> None:
    with store.write() as session:
        ids = {
            arrivals.keep(session, arrival(mailbox=name), key="id:1", earlier_key=None, message_id=None).arrival_id
            for name in ("help", "billing")
        }
        assert len(ids) == 2
        assert session.scalar(select(func.count(ContentRow.sha256))) == 1, "the bytes are kept once all the same"


def test_a_mail_known_under_an_earlier_key_is_a_duplicate(store: Store) -> None:
    with store.write() as session:
        first = keep(session, key="undated:x:7")
        again = keep(session, key="undated:x:8", earlier="undated:x:7")
        later = keep(session, key="undated:x:9", earlier="undated:x:8")
    assert (again.arrival_id, again.duplicate) == (first.arrival_id, True)
    assert not later.duplicate, "the key under which a duplicate came is not remembered: the window does not slide on"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\xff\xfe\r\n\r\n\x00", raw_mail("Übergabe"), b"x" * 2_000_000, bytes(range(256)) * 40],
    ids=["empty", "not text", "utf-8", "large", "every byte"],
)
def test_raw_bytes_come_back_as_they_came(store: Store, raw: bytes) -> None:
    with store.write() as session:
        kept = keep(session, raw)
    with store.read() as session:
        loaded = arrivals.load(session, kept.arrival_id)
    assert loaded.raw == loaded.arrival.raw == raw
    assert loaded.arrival.received_at == NOON
    assert loaded.arrival.channel is Channel.SMTP


ENVELOPES = [
    Envelope(),
    Envelope(mail_from=""),
    Envelope(mail_from="kim@bluefern.example", rcpt_to=("help@echopass.example", "Help@Echopass.Example")),
    Envelope(client_ip="2001:db8::1", client_name="mx.bluefern.example", tls=True, auth_user="kim", smtputf8=True),
    Envelope(source="imap.example", folder="INBOX/Süd", uid=1, uidvalidity=UID_MAX),
    Envelope(uid=0, uidvalidity=0, source=""),
    Envelope(mail_from="k\udce9@x.example", client_name="nul\x00 \U0001f600"),
]


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_an_envelope_comes_back_as_it_was(envelope: Envelope) -> None:
    assert envelope_from(envelope_json(envelope)) == envelope


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_an_envelope_comes_back_from_the_database(store: Store, envelope: Envelope) -> None:
    with store.write() as session:
        kept = keep(session, **asdict(envelope))
    with store.read() as session:
        assert arrivals.load(session, kept.arrival_id).arrival.envelope == envelope


def test_there_is_no_arrival_without_an_id(store: Store) -> None:
    with store.read() as session, pytest.raises(LookupError, match="no arrival 99"):
        arrivals.load(session, 99)


def test_a_naive_time_is_refused(store: Store) -> None:
    naive = NOON.replace(tzinfo=None)
    with store.write() as session, pytest.raises(StatementError, match="naive datetime"):
        arrivals.claim(session, owner="one", now=naive, lease=timedelta(seconds=1), limit=1)


def test_times_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    east = datetime(2026, 11, 16, 23, 59, 59, 123456, tzinfo=timezone(timedelta(hours=14)))
    with store.write() as session:
        one = arrivals.keep(session, arrival(at=east), key="id:1", earlier_key=None, message_id=None)
    with store.read() as session:
        at = arrivals.load(session, one.arrival_id).arrival.received_at
    assert at == east
    assert at.utcoffset() == timedelta(0)
