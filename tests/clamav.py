"""A private clamd: an ordinary process in a temporary folder, with one signature of our own. It asks nobody for updates."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.dovecot import free_port

VIRUS = b"echodesk-test-virus!"
VIRUS_NAME = "Echodesk.Test.UNOFFICIAL"
STREAM_LIMIT = 1_000_000
_START_SECONDS = 30.0
_CONFIG = """
Foreground yes
LocalSocket {root}/socket
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {root}/database
TemporaryDirectory {root}
LogFile {root}/log
StreamMaxLength {limit}
SelfCheck 0
"""


class ClamAv:
    """One scanner; ``path`` is its Unix socket, ``port`` its TCP port on the loopback interface."""

    def __init__(self, root: Path) -> None:
        self.path, self.port, self._root = str(root / "socket"), free_port(), root
        (root / "database").mkdir()
        (root / "database" / "own.ndb").write_text(f"Echodesk.Test:0:*:{VIRUS.hex()}\n")
        config = root / "clamd.conf"
        config.write_text(_CONFIG.format(root=root, port=self.port, limit=STREAM_LIMIT))
        self._process = subprocess.Popen(
            [_binary(), "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=root
        )

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self._root / "log"
                pytest.fail(f"clamd did not start: {log.read_text() if log.exists() else 'no log'}")

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as wire:
                wire.settimeout(5)
                wire.connect(self.path)
                wire.sendall(b"zPING\0")
                return wire.recv(10) == b"PONG\0"
        except OSError:
            time.sleep(0.02)  # the pause between two tries of a bounded poll
            return False

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait(10)


@contextmanager
def running_clamav() -> Iterator[ClamAv]:
    """A scanner for as long as the block lasts."""
    require_clamav()
    # Not below pytest's folders: a Unix socket's path may have a hundred characters.
    root = Path(tempfile.mkdtemp(prefix="clamd-"))
    server = ClamAv(root)
    try:
        server.wait()
        yield server
    finally:
        server.kill()
        shutil.rmtree(root)


def require_clamav() -> None:
    """Skip, and say why, where there is no clamd; on a build machine that is a failure."""
    if _binary():
        return
    reason = "no clamd on this machine: apt-get install clamav-daemon"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _binary() -> str:
    return shutil.which("clamd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin") or ""
