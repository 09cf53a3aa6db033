"""``echodesk import-mail``: old mail out of the mailboxes, without answering it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.desk import Config, opened, settings_for
from bot.cli.failures import FAILED, CommandError

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.engine import Store


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import-mail")(import_mail)


def import_mail(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--since", help="The first day, like 2026-03-31.")],
    mailbox: Annotated[
        str | None, typer.Option("--mailbox", help="Of this desk mailbox only.", show_default="all")
    ] = None,
    config: Config = None,
) -> None:
    """Take in mail that is older than the first connection to a mailbox, and answer none of it.

    It may be repeated: what is known already is passed over. A running 'echodesk serve' makes tickets of it.

    Example: echodesk import-mail --since 2026-03-01
    """
    from bot import logs
    from bot.cli.contacts import parsed_day

    first = parsed_day(since)
    if first is None:
        raise CommandError("give the first day, like --since 2026-03-31")
    settings = settings_for(ctx, config)
    logs.configure(settings.log.level, settings.log.format)
    if not any(mailbox in (None, imap.mailbox) for imap in settings.imap):
        raise CommandError("no IMAP folder is configured for this; see [[imap]] in the configuration")
    with opened(settings) as store:
        failed = _import(settings, store, first, mailbox)
    if failed:
        raise typer.Exit(FAILED)


def _import(settings: "Settings", store: "Store", first: date, mailbox: str | None) -> int:
    """Import folder by folder; how many messages could not be taken."""
    from bot.bell import Bell
    from bot.channels.imap import import_since, source_of
    from bot.clock import SystemClock
    from bot.cursors import StoredCursors
    from bot.inbox import Inbox

    inbox = Inbox(store, Bell())
    inbox.start()
    failed = 0
    try:
        for imap in settings.imap:
            if mailbox not in (None, imap.mailbox):
                continue
            done = import_since(imap, inbox.accept, StoredCursors(store), SystemClock(), first)
            failed += len(done.failed)
            typer.echo(f"{source_of(imap)}: {done.taken} taken, {done.known} known already, {len(done.failed)} failed")
            if done.failed:
                typer.echo(f"could not be read, UID {', '.join(map(str, done.failed))}", err=True)
    finally:
        inbox.stop()
    return failed
