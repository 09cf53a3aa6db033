"""A bell that one thread rings and another waits for; a ring while nobody waits is not lost."""

import threading


class Bell:
    """Wakes who waits. Several rings before he looks are one."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ring(self) -> None:
        """Wake the waiter, now or when he next waits."""
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Wait for a ring, at most ``seconds``; whether it rang."""
        rang = self._event.wait(seconds)
        self._event.clear()
        return rang
