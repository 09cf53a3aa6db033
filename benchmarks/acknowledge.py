"""How fast the desk acknowledges: mails by SMTP from several clients at once, to the answer lying in a Maildir.

Usage: python -m benchmarks.acknowledge [--mails 200] [--clients 4] [--rate 20]
"""

import argparse
import resource
import smtplib
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.app import Desk, Hooks
from bot.clock import SystemClock
from bot.demo.profile import prepare
from bot.logs import configure
from bot.outbox import Delivered

_TEXT = """Good morning,

since about 8:40 this morning roughly one call in six on our Denver bookings desk drops after the transfer from the IVR.
This is production. About forty agents are affected. Customers call back annoyed, and we are losing bookings. We restarted
the desktops and moved two agents to another switch port, without any change. There is no workaround that we know of.

Mail number {n}.

Kim Aldous
"""


@dataclass
class Times:
    """When each mail was begun, taken (250) and answered, monotonic seconds by Message-ID."""

    begun: dict[str, float] = field(default_factory=dict)
    taken: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--rate", type=float, default=20.0, help="mails a second; 0: as fast as they go")
    arguments = parser.parse_args()
    configure("ERROR", "console")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), arguments.mails, arguments.clients, arguments.rate)


def measure(folder: Path, mails: int, clients: int, rate: float) -> None:
    """Start a desk in ``folder``, send, wait for every answer, print the distribution."""
    times, changed = Times(), threading.Condition()

    def answered(delivered: Delivered) -> None:
        with changed:
            times.answered[delivered.delivery.in_reply_to or ""] = time.monotonic()
            changed.notify_all()

    settings = prepare(folder, 0)
    # One sender stands for many customers: the limits on one address and one client must not end the run.
    unlimited = settings.admission.model_copy(update={"answers_per_sender_per_hour": 1_000_000})
    smtp = settings.smtp.model_copy(
        update={"messages_per_client_per_minute": 0, "messages_per_sender_per_minute": 0},
    )
    settings = settings.model_copy(update={"admission": unlimited, "smtp": smtp})
    desk = Desk(settings, hooks=Hooks(delivered=answered))
    desk.start()
    try:
        _warm_up(desk, changed, times)
        cpu, start = _cpu(), time.monotonic()
        _send_all(desk.addresses[0], mails, clients, rate, times)
        with changed:
            changed.wait_for(lambda: len(times.answered) >= len(times.begun), 300)
        seconds, cpu = time.monotonic() - start, _cpu() - cpu
    finally:
        desk.stop()
    _print(times, mails, seconds, cpu)


def _warm_up(desk: Desk, changed: threading.Condition, times: Times) -> None:
    _send_all(desk.addresses[0], 3, 1, 0, times)
    with changed:
        changed.wait_for(lambda: len(times.answered) >= len(times.begun), 60)
    for each in (times.begun, times.taken, times.answered):
        each.clear()


_SERIAL = count()


def _send_all(address: tuple[str, int], mails: int, clients: int, rate: float, times: Times) -> None:
    start = time.monotonic()

    def one(number: int) -> None:
        if rate:
            time.sleep(max(0.0, start + number / rate - time.monotonic()))
        _send(address, times)

    with ThreadPoolExecutor(clients) as pool:
        for _ in track(pool.map(one, range(mails)), total=mails, description="Sending", transient=True):
            pass


def _send(address: tuple[str, int], times: Times) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "kim.aldous@bluefern.example", "help@echopass.example"
    message["Subject"] = "Calls dropping at the Denver desk"
    message["Date"] = format_datetime(SystemClock().now())
    message["Message-ID"] = identity = make_msgid(domain="bluefern.example")
    message.set_content(_TEXT.format(n=next(_SERIAL)))
    key = identity.strip("<>")
    times.begun[key] = time.monotonic()
    with smtplib.SMTP(*address, timeout=60) as client:
        client.send_message(message)
    times.taken[key] = time.monotonic()


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _print(times: Times, mails: int, seconds: float, cpu: float) -> None:
    table = Table(title=f"{mails} mails in {seconds:.1f} s, {mails / seconds:.1f} a second, one process")
    for column in ("from the connection on", "p50 ms", "p95 ms", "p99 ms", "max ms"):
        table.add_column(column, justify="left" if column.startswith("from") else "right")
    for name, ends in (("to 250", times.taken), ("to the answer sent", times.answered)):
        values = [1000 * (ends[key] - times.begun[key]) for key in times.begun if key in ends]
        table.add_row(name, *(f"{value:.0f}" for value in _quantiles(values)))
    console = Console()
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"CPU {1000 * cpu / mails:.1f} ms a mail, client included; peak memory {peak:.0f} MB")


def _quantiles(values: Sequence[float]) -> tuple[float, float, float, float]:
    cuts = statistics.quantiles(values, n=100)
    return cuts[49], cuts[94], cuts[98], max(values)


if __name__ == "__main__":
    main()
