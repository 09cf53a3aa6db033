"""A process whose reader does what the subject says, mostly its worst: ``python -m tests.bot.reading.doomed FD``.

The subject names the step and the deed: ``read loop``, ``judge exit``, ``extract raise``. Any other mail is read as usual.
"""

import os
import re
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.reading.child import main
from bot.reading.here import ReaderTerms, ReadingHere
from parsers.arrival import Arrival
from parsers.extraction import Extraction
from parsers.message import Message, Sender
from parsers.verdict import Verdict
from parsers.vocabulary import FieldName


def loop() -> None:
    """Stay in C code that looks at nothing but its own work."""
    re.match(r"(a+)+\Z", "a" * 64 + "b")


def allocate() -> None:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def garbage() -> None:
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
        except OSError:
            continue


def fail() -> None:
    raise IndexError("kim@bluefern.example wrote this")


def write() -> None:
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"x")


def orphan() -> None:
    """Take the nursery away, once: the reader of the next one has another parent."""
    mark = Path(os.environ["LANG"])
    if mark.exists():
        mark.unlink()
        os.kill(os.getppid(), signal.SIGKILL)
        os._exit(3)


def recurse() -> None:
    recurse()


DEEDS: dict[str, Callable[[], object]] = {
    "loop": loop,
    "allocate": allocate,
    "exit": lambda: os._exit(3),
    "abort": lambda: os.kill(os.getpid(), signal.SIGABRT),
    "wait": threading.Event().wait,
    "raise": fail,
    "recurse": recurse,
    "garbage": garbage,
    "write": write,
    "print": lambda: print("kim@bluefern.example wrote this", file=sys.stderr, flush=True),
    "orphan": orphan,
}


class Doomed:
    def __init__(self, terms: ReaderTerms) -> None:
        self._proper = ReadingHere(terms)

    def read(self, arrival: Arrival) -> Message:
        message = self._proper.read(arrival)
        _do("read", message.subject)
        if message.subject == "who":
            return replace(message, subject=f"{os.getppid()} {os.getpid()}")
        if message.subject == "environment":
            return replace(message, subject=" ".join(sorted(os.environ)))
        return message

    def judge(self, arrival: Arrival, sender: Sender, *, patience: float) -> Verdict:
        _do("judge", self._proper.read(arrival).subject)
        return self._proper.judge(arrival, sender, patience=patience)

    def extract(self, message: Message, *, received_at: datetime, asked: frozenset[FieldName]) -> Extraction:
        _do("extract", message.subject)
        return self._proper.extract(message, received_at=received_at, asked=asked)


def _do(step: str, subject: str) -> None:
    said, _, deed = subject.partition(" ")
    if said == step:
        DEEDS[deed]()


if __name__ == "__main__":
    main(Doomed)
