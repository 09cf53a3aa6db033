"""``echodesk redact``: personal data is taken out on request, and the history says that it was."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import By, CliDesk, Config, desk, login_name, opened
from bot.cli.failures import CommandError
from bot.cli.safe import safe_cell, shown_time

if TYPE_CHECKING:
    from store.engine import Session, Store
    from store.redaction import Counts, Done, Scope

_LINES = {
    "contacts": ("contact: his name, telephone number and addresses", "contacts"),
    "messages": ("message, as it came and as it was read", "messages, as they came and as they were read"),
    "quoting": ("message of somebody else that names him", "messages of other people that name him"),
    "files": ("file", "files"),
    "fields": ("value of a field", "values of fields"),
    "answers": ("answer", "answers"),
    "waiting": ("of them waits to be sent, and is not sent", "of them wait to be sent, and are not sent"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("redact")(redact)


def redact(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="TICKET|ADDRESS", help="EP-104233, or an address of a person's.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: it is kept. Name nobody in it.")],
    by: By = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether it is meant.")] = False,
    config: Config = None,
) -> None:
    """Take personal data out of the database for good: that of one ticket, or all of one person.

    Numbers, times, severities, states, rules and decisions stay, and a line in each history says who redacted, when and why.
    It cannot be taken back. Backups and mailboxes are not touched.

    Examples: echodesk redact EP-104233 --reason "erasure request 17" | echodesk redact kim@harborlane.example --reason "left"
    """
    from bot.contacts import values
    from store.redaction import scrub

    at = desk(ctx, config)
    try:
        words = values.words(reason, "reason")
        address = values.mail_address(what) if "@" in what else None
    except ValueError as error:
        raise CommandError(str(error)) from error
    number = None if address else at.number_of(what)
    name = login_name(by)
    with opened(at.settings) as store:
        found = _look(at, store, number, address)
        if found.nothing:
            _say_that_nothing_is_left(at, store, number)
            return
        _show(found)
        if not yes:
            typer.confirm("Take all of this out for good?", abort=True)
        with store.write() as session:
            done = _carry_out(at, session, (number, address), name, words)
        _tell(done, scrubbed=scrub(store))


def _look(at: CliDesk, store: "Store", number: int | None, address: str | None) -> "Counts":
    from store import redaction

    with store.read() as session:
        return redaction.counts(session, _scope(at, session, number, address))


def _scope(at: CliDesk, session: "Session", number: int | None, address: str | None) -> "Scope":
    from store import redaction, tickets

    if number is not None:
        ticket = tickets.by_number(session, number)
        if ticket is None:
            raise CommandError(f"there is no ticket {at.number(number)}; see: echodesk tickets list")
        return redaction.of_ticket(session, ticket.ticket_id)
    scope = redaction.of_person(session, address or "")
    if scope is None:
        raise CommandError(
            f"{address} is no contact's, and no mail came from it: it was redacted already, or never known; "
            "see: echodesk contacts list"
        )
    return scope


def _say_that_nothing_is_left(at: CliDesk, store: "Store", number: int | None) -> None:
    from store import redaction

    with store.read() as session:
        before = redaction.past(session, f"ticket {number}") if number is not None else []
    for row in before:
        when, who = shown_time(row.redacted_at, at.zone), safe_cell(row.redacted_by)
        typer.echo(f"{at.number(number)} was redacted already: {when} by {who}: {safe_cell(row.reason)}")
    typer.echo("nothing is left to take out")


def _show(found: "Counts") -> None:
    typer.echo("to be taken out for good:")
    for name, count in asdict(found).items():
        if count:
            one, several = _LINES[name]
            typer.echo(f"  {count} {one if count == 1 else several}")


def _carry_out(
    at: CliDesk, session: "Session", target: tuple[int | None, str | None], name: str, reason: str
) -> "Done":
    from bot.clock import SystemClock
    from store import redaction, tickets

    now = SystemClock().now()
    today, by = now.astimezone(at.zone).date(), redaction.By(name=name, now=now, reason=reason)
    number, address = target
    ticket = tickets.by_number(session, number) if number is not None else None
    if ticket is not None:
        return redaction.redact_ticket(session, ticket.ticket_id, by, today)
    done = redaction.redact_person(session, address or "", by, today)
    if done is None:
        raise CommandError(f"{address} was redacted by somebody else a moment ago")
    return done


def _tell(done: "Done", *, scrubbed: bool) -> None:
    typer.echo(f"taken out; {done.contents} kept messages and files are deleted")
    if not scrubbed:
        typer.echo(
            "the database file could not be rewritten just now, so that free space in it may still hold some of it: "
            "see 'Redaction' in docs/operations.md",
            err=True,
        )
