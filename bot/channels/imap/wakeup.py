"""Tells a waiting thread to stop, whether it waits for time or for the network."""

import select
import socket
import threading


class Wakeup:
    """Set once. Both an event and a readable file descriptor, so that a thread in IDLE is woken too."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._reading, self._writing = socket.socketpair()

    def set(self) -> None:
        """Wake every waiter, now and from now on."""
        if not self._event.is_set():
            self._event.set()
            self._writing.send(b"\0")

    def is_set(self) -> bool:
        """Whether it was set."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most ``seconds``; True where it was set."""
        return self._event.wait(seconds)

    def readable(self, other: socket.socket, seconds: float) -> bool:
        """Wait at most ``seconds`` for bytes on ``other`` or for the wake-up; True where ``other`` has bytes."""
        poller = select.poll()
        poller.register(other.fileno(), select.POLLIN)
        poller.register(self._reading.fileno(), select.POLLIN)
        return any(ready == other.fileno() for ready, _ in poller.poll(seconds * 1000))

    def close(self) -> None:
        """Give the sockets back; nobody may wait for the network any more."""
        self._reading.close()
        self._writing.close()
