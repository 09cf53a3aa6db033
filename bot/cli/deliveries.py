"""``echodesk deliveries``: what the desk told whom, and what became of it."""

from enum import StrEnum
from typing import Annotated

import typer

from bot.cli.desk import AsJson, Config, desk
from bot.cli.output import columns, print_json, print_table
from bot.cli.safe import short_time


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    BOUNCED = "bounced"


_COLUMNS = columns("id | state | notice | ticket | recipient* | created | tries | next try | answer*")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("deliveries")(deliveries_)


def deliveries_(
    ctx: typer.Context,
    state: Annotated[
        list[DeliveryState] | None,
        typer.Option("--state", "-s", help="In this state only; may be repeated.", show_default="all but sent"),
    ] = None,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """List the answers that wait, were refused, failed or came back, with the reason; or those in the states you name.

    Example: echodesk deliveries --state refused --state failed
    """
    from bot.cli.ticket_page import delivery_document
    from store import deliveries, tickets

    at = desk(ctx, config)
    states = state or [one for one in DeliveryState if one is not DeliveryState.SENT]
    with at.reading() as session:
        found = deliveries.in_state(session, *(str(one) for one in states))
        ids = {delivery.ticket_id for delivery in found if delivery.ticket_id is not None}
        numbers = {one: ticket.number for one in ids if (ticket := tickets.get(session, one))}
    if as_json:
        print_json([{"ticket": None, **delivery_document(at, d, numbers.get(d.ticket_id or 0))} for d in found])
        return
    rows = [
        (
            d.delivery_id,
            d.state,
            d.notice,
            at.number(numbers.get(d.ticket_id or 0)),
            d.recipient,
            short_time(d.created_at, at.zone),
            d.attempts,
            short_time(d.next_try_at, at.zone) if d.state == "queued" else "",
            d.answer,
        )
        for d in found
    ]
    print_table(_COLUMNS, rows, empty=f"no deliveries are {' or '.join(states)}")
