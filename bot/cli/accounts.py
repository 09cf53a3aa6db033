"""``echodesk accounts``: the companies that subscribe, and how surely their contacts must be who they say."""

import difflib
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import AsJson, CliDesk, Config, desk
from bot.cli.failures import CommandError
from bot.cli.output import columns, print_json, print_table

if TYPE_CHECKING:
    from store.engine import Session

app = typer.Typer(no_args_is_help=True, help="Accounts, and what proof is asked of who writes for them.")

_COLUMNS = columns("account* | contacts | authentication")
_MOST_NAMES = 10


class Policy(StrEnum):
    """The policies by name, and ``desk`` for that of the desk."""

    REQUIRE = "require"
    PREFER = "prefer"
    OFF = "off"
    DESK = "desk"


@app.command("list")
def list_(ctx: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """List the accounts: how many contacts each has, and what proof it asks of who writes in their names.

    Example: echodesk accounts list
    """
    from store import contacts

    at = desk(ctx, config)
    with at.reading() as session:
        found = contacts.all_accounts(session)
    if as_json:
        print_json(found)
        return
    rows = [(one.name, one.contacts, one.authentication or _of_the_desk(at)) for one in found]
    print_table(_COLUMNS, rows, empty="no accounts; see: echodesk contacts add --help")


@app.command("set")
def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The account's name.")],
    authentication: Annotated[
        Policy,
        typer.Option(
            help="require: hold what nobody vouches for. prefer: open it, and mark it. off: do not ask. desk: as the desk does."
        ),
    ],
    config: Config = None,
) -> None:
    """Say what proof an account asks of mail in its contacts' names, where that differs from the desk's.

    Example: echodesk accounts set "Harbor Lane Bank" --authentication prefer
    """
    from store import contacts

    at = desk(ctx, config)
    policy = None if authentication is Policy.DESK else str(authentication)
    with at.writing() as session:
        account = contacts.set_authentication(session, name, policy)
        if account is None:
            raise CommandError(_unknown(session, name))
    typer.echo(f"{account}: {policy or _of_the_desk(at)}; a running 'echodesk serve' goes by it from the next mail on")


def _of_the_desk(at: CliDesk) -> str:
    return f"desk's ({at.settings.authentication.policy})"


def _unknown(session: "Session", name: str) -> str:
    from store import contacts

    known = {one.casefold(): one for one in contacts.account_names(session)}
    near = difflib.get_close_matches(" ".join(name.split()).casefold(), sorted(known), n=1)
    if near:
        return f"there is no account {name!r}; did you mean {known[near[0]]!r}? See: echodesk accounts list"
    names = ", ".join(list(known.values())[:_MOST_NAMES]) or "none yet"
    return f"there is no account {name!r}; there are: {names}; see: echodesk accounts list"
