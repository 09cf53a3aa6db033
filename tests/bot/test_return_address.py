"""Where an answer's bounces go: to a signed address of the delivery's own, or nowhere."""

from datetime import timedelta

import pytest

from bot.assembly import composer
from bot.notices import to_json
from bot.settings.load import parse_settings
from parsers.references import bounced_delivery
from store import deliveries
from store.deliveries import NewDelivery
from store.engine import Store
from tests.bot.notice_samples import WAITING
from tests.clock import NOON

KEY = bytes(range(32))
HELP = "help@echopass.example"
LONG = f"{'a' * 50}@echopass.example"


@pytest.mark.parametrize(
    ("bounces", "address", "signed"),
    [("signed", HELP, True), ("none", HELP, False), ("signed", LONG, False)],
    ids=["signed", "not wanted", "no room for a signature"],
)
def test_the_return_address(store: Store, bounces: str, address: str, signed: bool) -> None:
    new = NewDelivery(
        cause="arrival 1",
        notice="waiting",
        recipient="kim@bluefern.example",
        recipient_name="Kim",
        payload=to_json(WAITING),
        message_id="1@echopass.example",
        reply_to=address,
    )
    with store.write() as session:
        deliveries.queue(session, new, NOON)
        (delivery,) = deliveries.claim(session, owner="me", now=NOON, lease=timedelta(minutes=1), limit=1)
    settings = parse_settings({"desk": {"address": address}, "mail_out": {"bounces": bounces}})
    made = composer(settings, KEY)(delivery)
    assert bounced_delivery(KEY, [made.mail_from]) == (delivery.delivery_id if signed else None)
    assert (made.mail_from == "") is not signed
    assert composer(settings, KEY)(delivery) == made
