"""``echodesk db``: the schema of the database."""

import typer

from bot.cli.desk import AsJson, Config, opened, settings_for
from bot.cli.failures import FAILED
from bot.cli.output import print_json

app = typer.Typer(no_args_is_help=True, help="The database.")


@app.command()
def upgrade(ctx: typer.Context, config: Config = None) -> None:
    """Bring the database to the newest schema; make it where it is a SQLite file and not there yet.

    Harmless to repeat. Stop every 'echodesk serve' before, and keep a copy.

    Example: echodesk db upgrade
    """
    from bot import database
    from store import migrate

    settings = settings_for(ctx, config)
    with opened(settings, may_be_new=True) as store:
        before, newest = migrate.revisions(store)
        migrate.upgrade(store)
        place = database.place(store)
    if before == newest:
        typer.echo(f"{place} is at revision {newest} already")
    else:
        typer.echo(f"{place}: from {f'revision {before}' if before else 'empty'} to revision {newest}")


@app.command()
def status(ctx: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """Say which schema the database has, and which one this Echodesk needs; code 1 where they differ.

    Example: echodesk db status
    """
    from bot import database
    from store import migrate

    with opened(settings_for(ctx, config)) as store:
        have, newest = migrate.revisions(store)
        place = database.place(store)
    ready = have == newest
    if as_json:
        print_json({"database": place, "revision": have, "newest": newest, "ready": ready})
    else:
        typer.echo(f"{place} is {f'at revision {have}' if have else 'empty'}; this Echodesk needs {newest}")
        if not ready:
            typer.echo("run: echodesk db upgrade")
    if not ready:
        raise typer.Exit(FAILED)
