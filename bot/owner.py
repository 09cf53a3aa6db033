"""Who holds a lease: this process, told apart from any other and from its own dead predecessors."""

import os
import secrets
import socket
from dataclasses import dataclass


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
        host, _, rest = other.rpartition(":")[0].rpartition(":")
        if host != self.host or not rest.isdigit():
            return False
        pid = int(rest)
        if pid == self.pid:
            return not other.endswith(f":{self.start}")
        return not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
