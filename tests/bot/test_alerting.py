"""Alerts: one open row a matter, and a mail to each analyst when it is new."""

import pytest

from bot import alerting
from bot.notices import AlertNotice, from_json
from bot.policy.alerts import Alert
from bot.render import Renderer
from store import alerts, deliveries
from store.engine import Store
from tests.bot.notice_samples import DESK
from tests.clock import NOON

KEY = bytes(range(32))
LOOP = Alert(kind="loop", key="robot@x.example", text="21 answers went to robot@x.example within an hour")
ADA, BEN = "ada@echopass.example", "ben@echopass.example"


def carry_out(store: Store, *found: Alert, to: tuple[str, ...] = (ADA, BEN)) -> bool:
    with store.write() as session:
        return alerting.carry_out(session, alerts=found, to=to, card=DESK, key=KEY, now=NOON)


def told(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as session:
        return [(d.notice, d.recipient, d.message_id) for d in deliveries.in_state(session, "queued")]


def test_a_new_alert_is_told_to_each_address(store: Store) -> None:
    assert carry_out(store, LOOP)
    assert [(notice, recipient) for notice, recipient, _ in told(store)] == [("alert", ADA), ("alert", BEN)]
    assert len({message_id for _, _, message_id in told(store)}) == 2


def test_an_open_alert_is_counted_on_and_not_told_again(store: Store) -> None:
    carry_out(store, LOOP)
    assert not carry_out(store, LOOP, LOOP)
    with store.read() as session:
        (alert,) = alerts.open_alerts(session)
    assert (alert.kind, alert.key, alert.times, len(told(store))) == ("loop", "robot@x.example", 3, 2)


def test_a_cleared_one_is_told_anew(store: Store) -> None:
    carry_out(store, LOOP)
    with store.write() as session:
        assert len(alerts.clear_all(session, by="Ada", now=NOON)) == 1
    assert carry_out(store, LOOP)
    assert len(told(store)) == 4


def test_where_nobody_is_to_be_told_it_is_raised_all_the_same(store: Store) -> None:
    assert not carry_out(store, LOOP, to=())
    with store.read() as session:
        assert len(alerts.open_alerts(session)) == 1


def test_one_address_twice_is_told_once(store: Store) -> None:
    carry_out(store, LOOP, to=(ADA, ADA))
    assert len(told(store)) == 1


@pytest.mark.parametrize("kind", [*alerting.SUBJECTS, "something new"])
def test_the_mail_says_what_it_is_about_and_how_to_see_it(store: Store, kind: str) -> None:
    carry_out(store, Alert(kind=kind, key="x", text="a sentence about x"), to=(ADA,))
    with store.read() as session:
        (delivery,) = deliveries.in_state(session, "queued")
    assert (delivery.ticket_id, delivery.arrival_id, delivery.reply_to) == (None, None, DESK.address)
    notice = from_json(delivery.payload)
    assert isinstance(notice, AlertNotice)
    rendered = Renderer().render(notice)
    assert "a sentence about x" in rendered.text
    assert "echodesk alerts list" in rendered.text
    assert notice.subject in rendered.subject
