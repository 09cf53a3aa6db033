"""What becomes of a folder of mail, and how long each takes: every file by SMTP to a real desk, one after the other.

    .venv/bin/python -m benchmarks.outcomes [FOLDER] [--every 5]

FOLDER has .eml files in it or below (and texts, which are sent as they are: mails without a header); unset, it is the one that
ECHODESK_CORPORA names for the tests. It is sent twice: to a desk that checks no sender, and to one that proves every sender and
whose name server is dead. Measured is the time from the answer to DATA until the outcome is recorded; returns 1 where one took
more than 2 s, or came to none.
"""

import argparse
import os
import re
import smtplib
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.app import Desk, Hooks
from bot.demo.profile import prepare
from bot.intake.apply import Applied
from bot.logs import configure
from bot.settings import Settings
from parsers.vocabulary import AuthenticationPolicy
from store import ledger

_FOLDER = Path(os.environ.get("ECHODESK_CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))
_TOO_LONG = 2.0
_PATIENCE = 30.0
_SHOWN = 5
_NOBODY_LISTENS = "127.0.0.1:1"
_ENVELOPE = "corpus@pinewell.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One file, and what became of it ``seconds`` after it was taken."""

    name: str
    outcome: str
    seconds: float


class Watched:
    """A desk, and when each arrival came to its outcome."""

    def __init__(self, settings: Settings) -> None:
        self._changed = threading.Condition()
        self._done: dict[int, tuple[float, str]] = {}
        self._desk = Desk(settings, hooks=Hooks(applied=self._applied))

    def _applied(self, applied: Applied) -> None:
        with self._changed:
            self._done.setdefault(applied.arrival_id, (time.monotonic(), f"{applied.disposition}: {applied.rule}"))
            self._changed.notify_all()

    @contextmanager
    def running(self) -> Iterator[None]:
        """The desk runs within the block."""
        self._desk.start()
        try:
            yield
        finally:
            self._desk.stop()

    def send(self, name: str, raw: bytes) -> Sent:
        """Hand one mail over, and wait for what becomes of it."""
        host, port = self._desk.addresses[0]
        with smtplib.SMTP(host, port, timeout=_PATIENCE) as client:
            client.ehlo("client.pinewell.example")
            client.mail(_ENVELOPE)
            client.rcpt("help@echopass.example")
            code, answer = client.data(raw)
            taken = time.monotonic()
        arrival = re.search(rb"arrival (\d+)", answer)
        if code != 250 or arrival is None:
            return Sent(name=name, outcome=f"refused with {code}", seconds=0.0)
        return self._outcome(name, int(arrival[1]), taken)

    def _outcome(self, name: str, arrival_id: int, taken: float) -> Sent:
        with self._changed:
            self._changed.wait_for(lambda: arrival_id in self._done, _PATIENCE)
            if arrival_id in self._done:
                at, outcome = self._done[arrival_id]
                return Sent(name=name, outcome=outcome, seconds=max(0.0, at - taken))
        with self._desk.store.read() as session:  # what was shunted is recorded, but not applied
            line = ledger.line(session, arrival_id)
        outcome = (line.outcome if line is not None else None) or "none"
        return Sent(name=name, outcome=outcome, seconds=time.monotonic() - taken)


def main() -> int:
    """Send and print; 1 where a mail took too long or came to no outcome."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=_FOLDER)
    parser.add_argument("--every", type=int, default=1, help="send each so many-th file only")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".eml", ".txt"))[:: arguments.every]
    if not files:
        parser.error(f"{folder} has no .eml or .txt files")
    configure("CRITICAL", "console")
    console = Console()
    bad = 0
    for title, settings in _DESKS.items():
        with tempfile.TemporaryDirectory() as place:
            sent = _send_all(Watched(settings(prepare(Path(place), 0))), files, folder, console)
        console.print(_table(title, sent))
        bad += sum(one.seconds > _TOO_LONG or one.outcome == "none" for one in sent)
    return 1 if bad else 0


def _unproven(settings: Settings) -> Settings:
    update = {"policy": AuthenticationPolicy.OFF, "check": False}
    return _unlimited(settings.model_copy(update={"authentication": settings.authentication.model_copy(update=update)}))


def _proven(settings: Settings) -> Settings:
    update = {"policy": AuthenticationPolicy.REQUIRE, "check": True, "dns_servers": (_NOBODY_LISTENS,)}
    admission = settings.admission.model_copy(update={"genuine_networks": ()})
    authentication = settings.authentication.model_copy(update=update)
    return _unlimited(settings.model_copy(update={"authentication": authentication, "admission": admission}))


def _unlimited(settings: Settings) -> Settings:
    """One client stands for many: the limits on one client and one sender must not end the run."""
    none = {"messages_per_client_per_minute": 0, "messages_per_sender_per_minute": 0}
    return settings.model_copy(update={"smtp": settings.smtp.model_copy(update=none)})


_DESKS = {"policy off, nothing checked": _unproven, "policy require, a dead name server": _proven}


def _send_all(desk: Watched, files: Sequence[Path], folder: Path, console: Console) -> list[Sent]:
    with desk.running():
        return [
            desk.send(str(path.relative_to(folder)), _over_the_wire(path.read_bytes()))
            for path in track(files, "Sending", console=console, transient=True)
        ]


def _over_the_wire(raw: bytes) -> bytes:
    """With CRLF line ends, as a client must send it."""
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")


def _table(title: str, sent: Sequence[Sent]) -> Table:
    table = Table(title=f"{len(sent)} mails, {title}", show_header=False)
    for outcome, count in Counter(one.outcome for one in sent).most_common():
        table.add_row(outcome, str(count))
    table.add_section()
    order = sorted(sent, key=lambda one: -one.seconds)
    table.add_row("median", f"{order[len(order) // 2].seconds * 1000:.0f} ms")
    for one in order[:_SHOWN]:
        table.add_row(one.name, f"{one.seconds * 1000:.0f} ms")
    late = [one.name for one in order if one.seconds > _TOO_LONG]
    table.add_row(f"above {_TOO_LONG:g} s", ", ".join([str(len(late)), *late[:_SHOWN]]))
    return table


if __name__ == "__main__":
    sys.exit(main())
