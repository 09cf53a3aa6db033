"""Who holds a lease: this process, told apart from any other and from its own dead predecessors."""

import os
import re
import secrets
import socket
from dataclasses import dataclass

_NAME = re.compile(r"(?P<host>.+):(?P<pid>[1-9][0-9]{0,8}):(?P<start>[0-9a-f]+)")


@dataclass(frozen=True, slots=True)
class Owner:
    """The name of one start of one process, e.g. ``desk-1:4711:9f2c``."""

    host: str
    pid: int
    start: str

    @classmethod
    def this_process(cls) -> "Owner":
        """A new name for this process."""
        return cls(socket.gethostname(), os.getpid(), secrets.token_hex(4))

    def __str__(self) -> str:
        """As it is written into leases."""
        return f"{self.host}:{self.pid}:{self.start}"

    def is_dead(self, other: str) -> bool:
        """Whether ``other`` is surely gone: it ran on this host, and its process is no more.

        Of other hosts nothing is known: their leases run out by themselves.
        """
        match = _NAME.fullmatch(other)
        if match is None or match["host"] != self.host:
            return False
        pid = int(match["pid"])
        if pid == self.pid:
            return match["start"] != self.start
        return not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
