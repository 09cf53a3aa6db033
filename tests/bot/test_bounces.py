"""Reports about our own mail: which delivery they are about, and what they may change."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import bounces
from bot.policy.alerts import Alert
from bot.policy.facts import Bounced
from parsers.arrival import Envelope
from parsers.message import DeliveryReport, Message, RecipientStatus
from parsers.references import bounce_address
from parsers.vocabulary import AutomaticKind
from store import alerts, contacts, deliveries, tickets
from store.deliveries import Delivery, NewDelivery
from store.engine import Store
from tests.builders import KIM, LEE, kept, message, with_contacts
from tests.clock import NOON
from tests.store.arrival_states import ticket

KEY = bytes(range(32))
HELP = "help@echopass.example"
OURS = "echodesk.1@echopass.example"
LATER = NOON + timedelta(minutes=5)


class Desk:
    """A store with contacts, a ticket, and one delivery to Kim that was sent."""

    def __init__(self, store: Store, *, notice: str = "acknowledged", state: str = "sent") -> None:
        self.store = store
        with_contacts(store)
        with store.write() as session:
            self.ticket_id = ticket(session)
            self.arrival_id = kept(session, 77)
            new = NewDelivery(
                cause="arrival 1",
                notice=notice,
                recipient=KIM,
                recipient_name="Kim",
                payload={},
                message_id=OURS,
                reply_to=HELP,
                ticket_id=self.ticket_id if notice != "alert" else None,
            )
            deliveries.queue(session, new, NOON)
            (one,) = deliveries.claim(session, owner="me", now=NOON, lease=timedelta(minutes=1), limit=1)
            if state != "queued":
                deliveries.finish(session, one.delivery_id, owner="me", state=state, answer="250 OK", now=NOON)
        self.delivery_id = one.delivery_id
        self.address = bounce_address(KEY, HELP, one.delivery_id)

    def look_up(self, report: Message, *recipients: str) -> Bounced | None:
        with self.store.read() as session:
            return bounces.look_up(session, report, Envelope(rcpt_to=recipients), KEY)

    def found(self, report: Message, *recipients: str) -> Bounced:
        bounced = self.look_up(report, *recipients)
        assert bounced is not None
        return bounced

    def carry_out(self, bounced: Bounced, arrival_id: int | None = None) -> tuple[Alert, ...]:
        with self.store.write() as session:
            return bounces.carry_out(session, bounced, arrival_id=arrival_id or self.arrival_id, now=LATER)

    def delivery(self) -> Delivery:
        with self.store.read() as session:
            (row,) = deliveries.in_state(session, "queued", "sent", "refused", "failed", "bounced")
        return row

    def history(self) -> list[tuple[str, str]]:
        with self.store.read() as session:
            return [(entry.kind, entry.text) for entry in tickets.entries(session, self.ticket_id)]

    def flagged(self, address: str = KIM) -> bool:
        with self.store.read() as session:
            return contacts.is_undeliverable(session, address)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def report(
    recipient: str = KIM,
    action: str = "failed",
    *,
    original_id: str | None = OURS,
    status: str = "5.1.1",
    **values: Any,
) -> Message:
    """A bounce from a mail system."""
    said = RecipientStatus(recipient=recipient, action=action, status=status, diagnostic="550 no such user")
    base = message(sender="mailer-daemon@bluefern.example", automatic=AutomaticKind.BOUNCE)
    return replace(base, report=DeliveryReport(recipients=(said,), original_id=original_id), **values)


def test_a_report_to_the_return_address_is_proven(desk: Desk) -> None:
    found = desk.found(report(original_id=None), desk.address)
    assert (found.delivery_id, found.ticket_id, found.recipient) == (desk.delivery_id, desk.ticket_id, KIM)
    assert (found.failed, found.delayed, found.proven) == (True, False, True)
    assert (found.status, found.diagnostic, found.notice) == ("5.1.1", "550 no such user", "acknowledged")


def test_without_an_envelope_the_to_field_will_do(desk: Desk) -> None:
    assert desk.found(report(to=(desk.address,))).proven


def test_behind_a_forwarding_another_address_is_named(desk: Desk) -> None:
    found = desk.found(report("kim.private@elsewhere.example"), desk.address)
    assert (found.recipient, found.failed, found.proven) == (KIM, True, True)


def test_of_several_recipients_ours_counts(desk: Desk) -> None:
    said = (
        RecipientStatus(recipient=LEE, action="failed", status="5.1.1"),
        RecipientStatus(recipient=KIM.upper(), action="delayed", status="4.4.1"),
    )
    both = replace(report(), report=DeliveryReport(recipients=said))
    assert (desk.found(both, desk.address).failed, desk.found(both, desk.address).delayed) == (False, True)


def test_by_the_message_id_and_the_recipient_it_is_not_proven(desk: Desk) -> None:
    found = desk.found(report(KIM.upper()), HELP)
    assert (found.delivery_id, found.failed, found.proven) == (desk.delivery_id, True, False)


@pytest.mark.parametrize(
    "other",
    [
        report(LEE),
        report(original_id="another@echopass.example"),
        report(original_id=None),
        replace(report(), report=None),
        replace(report(), automatic=None),
        message(automatic=AutomaticKind.BOUNCE),
    ],
    ids=["another recipient", "another mail", "no mail", "no report", "a person forwards it", "no words"],
)
def test_what_is_about_no_mail_of_ours(desk: Desk, other: Message) -> None:
    assert desk.look_up(other, HELP) is None


def test_a_forged_return_address_proves_nothing(desk: Desk) -> None:
    forged = desk.address.replace(f".{desk.delivery_id}.", f".{desk.delivery_id + 1}.")
    assert desk.look_up(report(original_id=None), forged) is None
    assert desk.look_up(report(original_id=None), bounce_address(KEY, HELP, 999)) is None


@pytest.mark.parametrize("kind", [AutomaticKind.AUTO_REPLY, AutomaticKind.NOTIFICATION, AutomaticKind.LIST, None])
def test_what_is_no_report_is_none_at_the_return_address_either(desk: Desk, kind: AutomaticKind | None) -> None:
    assert desk.look_up(message(automatic=kind), desk.address) is None


def test_a_report_without_readable_words_changes_nothing(desk: Desk) -> None:
    found = desk.found(message(automatic=AutomaticKind.BOUNCE), desk.address)
    assert (found.failed, found.delayed) == (False, False)
    assert desk.carry_out(found) == ()
    assert (desk.delivery().state, desk.history(), desk.flagged()) == ("sent", [], False)


def test_a_proven_failure_ends_the_delivery_flags_the_address_and_alerts(desk: Desk) -> None:
    (alert,) = desk.carry_out(desk.found(report(), desk.address))
    assert (desk.delivery().state, desk.delivery().answer) == ("bounced", "5.1.1 550 no such user")
    assert desk.history() == [("undelivered", f"acknowledged to {KIM}: bounced")]
    assert (desk.flagged(), desk.flagged(LEE)) == (True, False)
    assert (alert.kind, alert.key, alert.text) == ("bounce", KIM, f"mail to {KIM} came back (5.1.1)")


def test_the_same_report_twice_is_noted_once(desk: Desk) -> None:
    bounced = desk.found(report(), desk.address)
    desk.carry_out(bounced)
    assert desk.carry_out(bounced) == ()
    assert len(desk.history()) == 1


def test_a_failure_that_is_not_proven_is_told_and_changes_nothing_else(desk: Desk) -> None:
    (alert,) = desk.carry_out(desk.found(report(), HELP))
    assert (desk.delivery().state, desk.flagged()) == ("sent", False)
    assert desk.history() == []
    assert alert.text.endswith("by a report that is not proven")


def test_a_delay_is_noted_and_nothing_else(desk: Desk) -> None:
    assert desk.carry_out(desk.found(report(action="delayed", status="4.4.1"), desk.address)) == ()
    assert (desk.delivery().state, desk.flagged()) == ("sent", False)
    assert desk.history() == [("undelivered", f"acknowledged to {KIM}: delayed")]


def test_a_success_is_not_noted(desk: Desk) -> None:
    assert desk.carry_out(desk.found(report(action="delivered", status="2.0.0"), desk.address)) == ()
    assert desk.history() == []


def test_a_relay_that_bounces_before_the_sending_is_marked(store: Store) -> None:
    desk = Desk(store, state="queued")
    desk.carry_out(desk.found(report(), desk.address))
    assert desk.delivery().state == "bounced"
    with store.write() as session:
        assert not deliveries.finish(session, desk.delivery_id, owner="me", state="sent", answer="250", now=LATER)
    assert desk.delivery().state == "bounced"


def test_a_delivery_that_was_refused_stays_so(store: Store) -> None:
    desk = Desk(store, state="refused")
    desk.carry_out(desk.found(report(), desk.address))
    assert desk.delivery().state == "refused"


def test_a_mail_to_analysts_that_bounces_raises_no_alert(store: Store) -> None:
    desk = Desk(store, notice="alert")
    assert desk.carry_out(desk.found(report(), desk.address)) == ()
    assert desk.delivery().state == "bounced"


def test_the_flag_keeps_its_first_day_and_goes_when_mail_comes(desk: Desk) -> None:
    with desk.store.write() as session:
        bounces.carry_out(session, desk.found(report(), desk.address), arrival_id=desk.arrival_id, now=NOON)
        second = kept(session, 78)
    desk.carry_out(desk.found(report(status="5.2.2"), desk.address), second)
    with desk.store.write() as session:
        kim = contacts.by_address(session, KIM)
        assert kim is not None
        assert [(one.address, one.since, one.reason) for one in kim.undeliverable] == [
            (KIM, NOON, "5.2.2 550 no such user")
        ]
        assert bounces.clear_flag(session, KIM.upper())
        assert not bounces.clear_flag(session, KIM)
    assert not desk.flagged()


@pytest.mark.parametrize(
    ("status", "flagged"),
    [
        ("5.1.1", True),
        ("5.2.1", True),
        ("5.0.0", True),
        ("", True),
        ("5.7.1", False),
        ("5.3.4", False),
        ("5.4.14", False),
    ],
)
def test_a_refusal_alerts_and_flags_where_it_speaks_of_the_mailbox(store: Store, status: str, flagged: bool) -> None:
    desk = Desk(store, state="refused")
    with store.write() as session:
        (alert,) = bounces.refused(session, desk.delivery(), status=status, answer="550 no", now=LATER)
    assert (alert.kind, alert.key, alert.ticket_id) == ("bounce", KIM, desk.ticket_id)
    assert desk.flagged() is flagged


def test_a_refused_mail_to_analysts_raises_no_alert(store: Store) -> None:
    desk = Desk(store, notice="alert", state="refused")
    with store.write() as session:
        assert bounces.refused(session, desk.delivery(), status="5.1.1", answer="550 no", now=LATER) == ()
        assert alerts.open_alerts(session) == []
