"""A desk in a process of its own that kills itself at a named step: ``python -m tests.crash.doomed_desk URL FOLDER STEP``.

Prints the port on which it listens. STEP may be ``never``.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from bot.app import Desk, Hooks
from bot.logs import configure
from tests.stories.desk import settings_for


def main(url: str, folder: str, step: str) -> None:
    """Run until killed."""

    def checkpoint(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    configure("ERROR", "console")  # to stderr: the port stands alone on stdout
    desk = Desk(settings_for(Path(folder), url), hooks=Hooks(checkpoint=checkpoint))
    desk.start()
    print(desk.addresses[0][1], flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
