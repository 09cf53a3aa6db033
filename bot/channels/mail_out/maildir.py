"""Answers into a Maildir, where no relay is set: each a file that is whole or not there at all."""

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

from bot.channels.base import Deferred, Outgoing, Sending, Sent


class MaildirTransport:
    """Writes each message to ``new/`` of ``folder``, durably before it counts as sent; makes the folders.

    Not by ``mailbox.Maildir.add``: it makes up a new name at every call, so that a message which is sent again after an
    unclear end would be there twice. Here the Message-ID is the name, and the second writing replaces the first. (A reader
    that has moved the first to ``cur/`` meanwhile sees the second, with the same Message-ID.)
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, messages: Sequence[Outgoing]) -> list[Sending]:
        """Write each message; what cannot be written now is deferred. Line ends are LF there, as in every Maildir."""
        try:
            self._make_folders()
        except OSError as error:
            return [_deferred(error)] * len(messages)
        results = [self._write(message) for message in messages]
        try:
            # Once for all: a rename is durable only when its directory is.
            _sync(self._folder / "new")
        except OSError as error:
            return [Deferred(reason=_deferred(error).reason, unclear=True)] * len(messages)
        return results

    def close(self) -> None:
        """Nothing is held open."""

    def _make_folders(self) -> None:
        for name in ("tmp", "new", "cur"):
            folder = self._folder / name
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                _sync(self._folder)

    def _write(self, message: Outgoing) -> Sending:
        name = file_name(message)
        draft = self._folder / "tmp" / f"{name}.{os.getpid()}"
        try:
            with draft.open("wb") as file:
                file.write(message.content.replace(b"\r\n", b"\n"))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / "new" / name)
        except OSError as error:
            draft.unlink(missing_ok=True)
            return _deferred(error)
        return Sent(answer=f"written as {name}")


def file_name(message: Outgoing) -> str:
    """A name that only this message to this recipient has: readable, then a hash, without what a Maildir name may not hold."""
    readable = re.sub(r"[^A-Za-z0-9_-]+", "_", message.message_id)[:40].strip("_")
    digest = hashlib.sha256(f"{message.message_id}\0{message.recipient}".encode("utf-8", "replace")).hexdigest()[:24]
    return f"{readable}.{digest}" if readable else digest


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _deferred(error: OSError) -> Deferred:
    return Deferred(reason=f"the Maildir cannot be written: {error.strerror or type(error).__name__}: {error.filename}")
