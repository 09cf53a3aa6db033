"""Keeps leases alive while a piece of work takes as long as it takes."""

import contextlib
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def renewed(renew: Callable[[], None], every: float) -> Iterator[None]:
    """Call ``renew`` every so many seconds, from a thread of its own, until the block ends.

    A process that dies renews nothing more: its leases run out. ``renew`` must not raise.
    """
    done = threading.Event()

    def keep() -> None:
        while not done.wait(every):
            renew()

    thread = threading.Thread(target=keep, name="leases")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
