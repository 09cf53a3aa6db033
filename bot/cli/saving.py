"""Files that a command writes: for their owner alone, and never over another unasked."""

import os
from pathlib import Path

from bot.cli.failures import CommandError


def write_private(path: Path, content: bytes, *, force: bool, otherwise: str) -> None:
    """Write the file for its owner alone, and not executable. Raises CommandError; ``otherwise`` says what else can be done.

    ``force`` takes away what is there: a link is replaced, not followed.
    """
    try:
        if force:
            path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise CommandError(f"{path} is there already; overwrite it with --force, or {otherwise}") from error
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
