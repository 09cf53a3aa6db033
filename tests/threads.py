"""Several threads at once."""

import threading
from collections.abc import Callable, Sequence


def together(works: Sequence[Callable[[], object]]) -> None:
    """Run all at once, each in its thread; what one raises is raised here."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait(10)
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed on to the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    if errors:
        raise errors[0]
