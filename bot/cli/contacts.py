"""``echodesk contacts``: who may write."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import AsJson, CliDesk, Config, desk
from bot.cli.failures import FAILED, CommandError
from bot.cli.output import columns, print_json, print_table

if TYPE_CHECKING:
    from bot.contacts.spreadsheet import Problem
    from store.contacts import Contact

app = typer.Typer(no_args_is_help=True, help="Designated Contacts: who may write for which account.")

_Account = Annotated[str | None, typer.Option("--account", "-a", help="Of this account only.")]
_COLUMNS = columns("account* | name* | addresses* | phone | trained on | valid | 24x7")


@app.command("list")
def list_(ctx: typer.Context, account: _Account = None, as_json: AsJson = False, config: Config = None) -> None:
    """List the contacts.

    Example: echodesk contacts list --account "Harbor Lane Bank"
    """
    from store import contacts

    with desk(ctx, config).reading() as session:
        found = contacts.all_contacts(session, account)
    if as_json:
        print_json(found)
        return
    print_table(
        _COLUMNS, [_row(contact) for contact in found], empty="no contacts; see: echodesk contacts import --help"
    )


def _row(contact: "Contact") -> tuple[str, ...]:
    first = f"from {contact.valid_from.isoformat()}" if contact.valid_from else ""
    last = f"until {contact.valid_to.isoformat()}" if contact.valid_to else ""
    valid = f"{first} {last}".strip() or "always"
    trained = contact.trained_on.isoformat() if contact.trained_on else "never"
    reachable = "yes" if contact.reachable_24x7 else ""
    returned = {one.address for one in contact.undeliverable}
    addresses = ", ".join(f"{a} (mail comes back)" if a in returned else a for a in contact.addresses)
    return (contact.account, contact.name, addresses, contact.phone or "", trained, valid, reachable)


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file, as Excel or any program writes it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import the good lines although some are bad.")] = False,
    config: Config = None,
) -> None:
    """Add or update contacts out of a CSV file; nothing is imported where any line is bad.

    The columns are account, name, addresses (several separated by semicolons) and, as you like, phone, slack_id,
    trained_on, valid_from, valid_to (days like 2026-03-31) and reachable_24x7 (yes or no).

    Example: echodesk contacts import contacts.csv --dry-run
    """
    from bot.clock import SystemClock
    from bot.contacts.importing import import_lines
    from bot.contacts.spreadsheet import read_spreadsheet

    lines, problems = read_spreadsheet(_read(file))
    at = desk(ctx, config)
    with at.writing() as session:
        done = import_lines(session, lines, SystemClock().now())
        problems = sorted([*problems, *done.problems], key=lambda problem: problem.number)
        if dry_run or (problems and not skip_bad):
            session.rollback()
    _report(problems)
    if problems and not skip_bad:
        raise CommandError(f"{_count(len(problems), 'problem')}, nothing was imported; mend {file}, or use --skip-bad")
    verb = "would be " if dry_run else ""
    typer.echo(f"{verb}added: {len(done.added)}, {verb}updated: {len(done.updated)}, left out: {len(problems)}")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error


def _report(problems: "list[Problem]") -> None:
    from bot.cli.safe import safe_cell

    for problem in problems:
        typer.echo(f"line {problem.number}: {safe_cell(problem.text)}", err=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@app.command()
def add(
    ctx: typer.Context,
    account: Annotated[str, typer.Option("--account", "-a", help="The account he writes for; made if there is none.")],
    name: Annotated[str, typer.Option("--name", help="His name.")],
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="The addresses he writes from.")],
    phone: Annotated[str, typer.Option("--phone", help="Telephone.")] = "",
    slack_id: Annotated[str, typer.Option("--slack-id", help="Slack member id.")] = "",
    trained_on: Annotated[str, typer.Option("--trained-on", help="The day of his last training.")] = "",
    valid_from: Annotated[str, typer.Option("--valid-from", help="The first day on which he may write.")] = "",
    valid_to: Annotated[str, typer.Option("--valid-to", help="The last day on which he may write.")] = "",
    reachable: Annotated[bool, typer.Option("--reachable-24x7", help="Reachable round the clock.")] = False,
    config: Config = None,
) -> None:
    """Add a contact, or update the one who has one of the addresses.

    An update leaves alone what is not given, except --valid-to and --reachable-24x7: left out, they are taken back.

    Example: echodesk contacts add --account "Harbor Lane Bank" --name "Kim Alder" kim@harborlane.example
    """
    from bot.clock import SystemClock
    from bot.contacts import values
    from bot.contacts.importing import put
    from store.contacts import NewContact

    try:
        new = NewContact(
            account=values.words(account, "account"),
            name=values.words(name, "name"),
            addresses=values.mail_addresses(" ".join(addresses)),
            phone=values.phone_number(phone),
            slack_id=values.slack_id(slack_id),
            trained_on=values.day(trained_on),
            valid_from=values.day(valid_from),
            valid_to=values.day(valid_to),
            reachable_24x7=reachable,
        )
        with desk(ctx, config).writing() as session:
            is_new = put(session, new, SystemClock().now())
    except ValueError as error:
        raise CommandError(str(error)) from error
    typer.echo(f"{'added' if is_new else 'updated'}: {new.name} of {new.account} ({', '.join(new.addresses)})")


@app.command()
def retire(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="One of his addresses.")],
    on: Annotated[str, typer.Option("--on", help="His last day.", show_default="today")] = "",
    config: Config = None,
) -> None:
    """Let a contact write until a day and no longer; what he wrote stays.

    Example: echodesk contacts retire kim@harborlane.example --on 2026-06-30
    """
    from store import contacts

    at = desk(ctx, config)
    last = parsed_day(on) or today(at)
    with at.writing() as session:
        contact = contacts.retire(session, address, last)
    if contact is None:
        raise CommandError(f"{address} belongs to no contact; see: echodesk contacts list")
    typer.echo(f"{contact.name} of {contact.account} may write until {last.isoformat()}")


@app.command()
def deliverable(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="The address to which mail came back.")],
    config: Config = None,
) -> None:
    """Take back the note that mail to an address comes back. It goes by itself when proven mail comes from there.

    Example: echodesk contacts deliverable kim@harborlane.example
    """
    from store import bounces

    with desk(ctx, config).writing() as session:
        cleared = bounces.clear_flag(session, address)
    if not cleared:
        raise CommandError(f"no mail to {address} has come back; see: echodesk contacts list")
    typer.echo(f"{address} is taken for deliverable again")


@app.command("training-notice")
def training_notice(
    ctx: typer.Context,
    day: Annotated[str, typer.Argument(help="The day on which the contacts were told, like 2026-03-31.")],
    title: Annotated[str, typer.Argument(help="What was updated.")],
    config: Config = None,
) -> None:
    """Note that the training was updated: at least two contacts an account retrain within 30 days.

    Example: echodesk contacts training-notice 2026-03-31 "Release 9 console"
    """
    from bot.contacts import values
    from store import contacts

    announced = parsed_day(day)
    if announced is None:
        raise CommandError("give the day of the notice, like 2026-03-31")
    try:
        words = values.words(title, "title")
    except ValueError as error:
        raise CommandError(str(error)) from error
    with desk(ctx, config).writing() as session:
        contacts.add_training_notice(session, announced, words)
    typer.echo(f"noted: {words}, announced on {announced.isoformat()}; see: echodesk contacts check")


@app.command()
def check(
    ctx: typer.Context,
    address: Annotated[str | None, typer.Argument(help="Whose mail; without it every account is checked.")] = None,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Hold every account against the guide's rules, or say what happens to the mail of one address.

    Ends with code 1 where an account falls short, or where the address may not write.

    Example: echodesk contacts check kim@harborlane.example
    """
    from bot.cli import contact_checks

    at = desk(ctx, config)
    good = (
        contact_checks.address(at, address, as_json=as_json)
        if address is not None
        else contact_checks.accounts(at, today(at), as_json=as_json)
    )
    if not good:
        raise typer.Exit(FAILED)


def parsed_day(text: str) -> date | None:
    """A day as it was typed. Raises CommandError."""
    from bot.contacts import values

    try:
        return values.day(text)
    except ValueError as error:
        raise CommandError(str(error)) from error


def today(at: CliDesk) -> date:
    """The desk's day."""
    from bot.clock import SystemClock

    return SystemClock().now().astimezone(at.zone).date()
