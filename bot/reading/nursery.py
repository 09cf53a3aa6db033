"""The desk's side of the process from which readers are forked: start it, ask it for a reader, have one stopped."""

import contextlib
import os
import pickle
import socket
import subprocess
import sys
import time
from pathlib import Path

from bot.reading.base import ReadingFailedError
from bot.reading.here import ReaderTerms
from bot.reading.requests import FORK, READY, STOP, Bounds
from bot.reading.wire import Wire, WireClosedError

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONUTF8", "LD_LIBRARY_PATH")


class NoReaderError(ReadingFailedError):
    """No process to read in could be had: the machine's fault, not the message's. The same message may be read later."""


class Nursery:
    """One such process. Starting does not wait: the first :meth:`reader` does. Not to be used by two threads at once."""

    def __init__(self, terms: ReaderTerms, bounds: Bounds, module: str) -> None:
        ours, theirs = socket.socketpair()
        self._control = ours
        self._wire = Wire(ours)
        self._is_warm = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-P", "-m", module, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            ours.close()
            raise NoReaderError("no process to read in could be started") from error
        finally:
            theirs.close()
        with contextlib.suppress(WireClosedError, TimeoutError):  # whoever asks for a reader is told
            self._wire.send(pickle.dumps((terms, bounds), protocol=5), time.monotonic() + _START_SECONDS)

    def reader(self) -> Wire:
        """The wire to a new reader. Raises NoReaderError where the nursery is gone or does not become warm."""
        self._wait()
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [FORK], [theirs.fileno()])
        except OSError as error:
            ours.close()
            raise NoReaderError("the process that starts readers has ended") from error
        finally:
            theirs.close()
        return Wire(ours)

    def stop_reader(self) -> int | None:
        """End the last reader if it still lives, and say how it ended, as ``os.waitpid`` does; None where nobody knows."""
        try:
            self._control.settimeout(_STOP_SECONDS)
            self._control.sendall(STOP)
            said = self._control.recv(4, socket.MSG_WAITALL)
        except OSError:  # a time-out is one
            return None
        return int.from_bytes(said, "big") if len(said) == 4 else None

    def close(self) -> None:
        """End it, and its reader with it."""
        self._wire.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self) -> None:
        if self._is_warm:
            return
        try:
            said = self._wire.receive(time.monotonic() + _START_SECONDS)
        except (WireClosedError, TimeoutError, ValueError) as error:
            raise NoReaderError("the process that starts readers did not start") from error
        if said != READY:
            raise NoReaderError("the process that starts readers did not start")
        self._is_warm = True


def _environment() -> dict[str, str]:
    """Where Python finds the same modules as here, and nothing that is secret (a database's URL, a password)."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # numpy's threads would be in the way of forking; its sums here are too small for them.
    return {
        **kept,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
    }
