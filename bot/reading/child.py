"""The process that reads, and the one it is forked from: ``python -P -m bot.reading.child FD``.

The first is the nursery. It imports everything, reads one mail of its own to be warm, and from then on only forks readers, so
that a new one is there within milliseconds. It never sees a customer's mail. Both hold no database and no secret, and end when
the desk does: their sockets close.
"""

import contextlib
import gc
import os
import pickle
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from bot.reading.answers import packed
from bot.reading.here import ReaderTerms, ReadingHere, whereabouts
from bot.reading.requests import FORK, OUT_OF_MEMORY, READY, STOP, Bounds, Extract, Judge, Open, Request
from bot.reading.wire import Wire, WireClosedError
from parsers.arrival import Arrival, Envelope
from parsers.extraction import Extraction
from parsers.message import Message, Sender
from parsers.verdict import Verdict
from parsers.vocabulary import Channel, FieldName

_Value = TypeVar("_Value", Message, Verdict, Extraction)
_FILES = 64
_WARMING = (
    b"From: Ann <ann@warm.example>\nSubject: Calls drop\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
    b"Content-Type: text/html\n\n<p>Since 9:05 no agent in Reno can take calls. Users: about twenty, error 503, "
    b"call +1 303 555 0119.</p>\n--b\n"
    b"Content-Disposition: attachment; filename=a.bin\n\n\x01\n--b--\n"
)


class Reader(Protocol):
    """What does the reading; :class:`bot.reading.here.ReadingHere`, or a doomed one in a test."""

    def read(self, arrival: Arrival) -> Message:
        """The whole message."""
        ...

    def judge(self, arrival: Arrival, sender: Sender, *, patience: float) -> Verdict:
        """The verdict over its sender."""
        ...

    def extract(self, message: Message, *, received_at: datetime, asked: frozenset[FieldName]) -> Extraction:
        """What its text says."""
        ...


def main(make: Callable[[ReaderTerms], Reader] = ReadingHere) -> None:
    """Be a nursery, on the socket whose number is the first argument, until its other end closes."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they are for the desk: it finishes its work first, and we with it
    control = socket.socket(fileno=int(sys.argv[1]))
    wire = Wire(control)
    with contextlib.suppress(WireClosedError):
        terms, bounds = pickle.loads(wire.receive())  # noqa: S301 - from the desk
        reader = make(terms)
        _warm(reader)
        wire.send(READY)
        end = _nurse(control)
        if end is not None:
            wire.close()
            _serve(Wire(end), reader, bounds)


def _warm(reader: Reader) -> None:
    """Load what is loaded at the first use. The memory that readers share with the nursery is left alone from here on."""
    arrival = Arrival(
        channel=Channel.SMTP,
        mailbox="warm",
        raw=_WARMING,
        envelope=Envelope(mail_from="ann@warm.example", client_ip="192.0.2.1"),
        received_at=datetime.fromisoformat("2026-11-16T12:00:00+00:00"),
    )
    with contextlib.suppress(Exception):  # what is a bug will show, and be told, with the first mail
        message = reader.read(arrival)
        reader.extract(message, received_at=arrival.received_at, asked=frozenset())
        reader.judge(arrival, message.sender, patience=0.0)
    sys.dont_write_bytecode = True
    gc.collect()
    gc.freeze()


def _nurse(control: socket.socket) -> socket.socket | None:
    """Fork and stop readers as the desk says. Returns None when the desk is gone; in a reader, its end of the wire."""
    born = 0
    while True:
        try:
            said, files, _, _ = socket.recv_fds(control, 1, 1)
        except OSError:
            said, files = b"", []
        if said == FORK and files:
            end = socket.socket(fileno=files[0])
            born = os.fork()
            if born == 0:
                return end
            end.close()
            continue
        status = _end(born)
        born = 0
        if said != STOP:
            return None
        with contextlib.suppress(OSError):
            control.sendall(status.to_bytes(4, "big"))


def _end(born: int) -> int:
    """End a reader that has not ended yet; how it ended, as ``os.waitpid`` says it."""
    if not born:
        return 0
    os.kill(born, signal.SIGKILL)  # our child, not waited for yet: the number cannot be another's
    return os.waitpid(born, 0)[1]


def _serve(wire: Wire, reader: Reader, bounds: Bounds) -> None:
    """Answer until the desk closes the wire. Does not return into what the nursery has set up."""
    _confine(bounds)
    left = bounds.seconds
    try:
        while True:
            data = wire.receive()
            request = pickle.loads(data)  # noqa: S301 - from the desk
            del data
            allowed = _allowed(request, left, bounds)
            signal.setitimer(signal.ITIMER_PROF, allowed)
            started = time.process_time()
            _answer(wire, reader, request)
            signal.setitimer(signal.ITIMER_PROF, 0)
            left = allowed - (time.process_time() - started)
            del request
    except WireClosedError:
        os._exit(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        os._exit(1)


def _allowed(request: Request, left: float, bounds: Bounds) -> float:
    """Seconds of processor time. A message has its time once: what opening it leaves is for its text, and never nothing."""
    match request:
        case Open():
            return bounds.seconds
        case Judge():
            return bounds.least
        case Extract():
            return max(left, bounds.least)


def _answer(wire: Wire, reader: Reader, request: Request) -> None:
    match request:
        case Open(arrival=arrival, patience=patience):
            message = _tried(wire, lambda: reader.read(arrival))
            if message is not None:
                author = message.sender
                _tried(wire, lambda: reader.judge(arrival, author, patience=patience))
        case Judge(arrival=arrival, sender=sender, patience=patience):
            _tried(wire, lambda: reader.judge(arrival, sender, patience=patience))
        case Extract(message=message, received_at=at, asked=asked):
            _tried(wire, lambda: reader.extract(message, received_at=at, asked=asked))


def _tried(wire: Wire, work: Callable[[], _Value]) -> _Value | None:
    try:
        value = work()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the bug is, the desk is told where, and the next mail is read
        wire.send(packed(whereabouts(error.__cause__ or error)))
        return None
    wire.send(packed(value))
    return value


def _confine(bounds: Bounds) -> None:
    """What the kernel is to hold us to. SIGPROF, with its own action, ends even C code that never comes back to Python."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # what a library complains about there may be a customer's words
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_NOFILE, _FILES)
    _bound(resource.RLIMIT_AS, _address_space() + bounds.memory)


def _bound(what: int, limit: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # not every platform has every limit, or lets us lower it
        resource.setrlimit(what, (limit, limit))


def _address_space() -> int:
    """What this process has mapped already, in bytes; 0 where the platform does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


if __name__ == "__main__":
    main()
