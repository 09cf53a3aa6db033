"""What goes wrong becomes one clear sentence on standard error and an exit code, never a traceback."""

from typing import Any

import typer
from typer.core import TyperGroup

from bot.cli.safe import safe_lines
from bot.errors import ConfigurationError, EchodeskError

FAILED = 1
MISCONFIGURED = 2


class CommandError(EchodeskError):
    """A command cannot do what it was asked to; the text says why, and what can be done."""


class Group(TyperGroup):
    """The root group: turns the desk's own errors into sentences. Anything else is a bug and keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; EchodeskError ends it with code 1, ConfigurationError with code 2."""
        try:
            return super().invoke(ctx)
        except EchodeskError as error:
            for line in safe_lines(str(error)):
                typer.echo(f"echodesk: {line}", err=True)
            code = MISCONFIGURED if isinstance(error, ConfigurationError) else FAILED
            raise typer.Exit(code) from error
