"""How fast the desk acknowledges: mails by SMTP from several clients at once, to the answer lying in a Maildir.

Usage: python -m benchmarks.acknowledge [--mails 200] [--clients 4] [--rate 20] [--signed]

``--signed`` runs twice: mail that a gateway has proven, and mail with DKIM signatures whose keys and SPF records a name server on
this machine is asked for; and says how the medians compare.
"""

import argparse
import resource
import smtplib
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
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
from bot.settings import Settings
from tests.dns_server import DnsServer
from tests.signing import dkim_zone, sign

_DOMAIN = "bluefern.example"
_ZONE = {_DOMAIN: {"TXT": ["v=spf1 ip4:192.0.2.7 -all"]}, **dkim_zone(_DOMAIN)}
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
    parser.add_argument("--signed", action="store_true", help="compare with mail that DKIM signatures prove")
    arguments = parser.parse_args()
    configure("ERROR", "console")
    load = (arguments.mails, arguments.clients, arguments.rate)
    with tempfile.TemporaryDirectory() as folder:
        plain = measure(prepare(Path(folder), 0), *load)
    if arguments.signed:
        with tempfile.TemporaryDirectory() as folder, DnsServer(_ZONE) as server:
            signed = measure(_proving(Path(folder), server), *load, finish=_signed)
        print(
            f"to the answer sent, in the middle: signed {signed:.0f} ms, plain {plain:.0f} ms: {signed / plain:.2f} to 1"
        )


def _proving(folder: Path, server: DnsServer) -> Settings:
    """The demonstration's settings, with no gateway that proves anything, and a name server to ask."""
    settings = prepare(folder, 0)
    proof = settings.authentication.model_copy(update={"check": True, "dns_servers": (server.address,)})
    admission = settings.admission.model_copy(update={"genuine_networks": ()})
    return settings.model_copy(update={"authentication": proof, "admission": admission})


def _signed(raw: bytes) -> bytes:
    return sign(raw, domain=_DOMAIN)


def measure(
    settings: Settings, mails: int, clients: int, rate: float, finish: Callable[[bytes], bytes] = lambda raw: raw
) -> float:
    """Start a desk, send, wait for every answer, print the distribution; the median to the answer sent, in ms.

    ``finish`` makes the bytes of a mail into what is sent.
    """
    times, changed = Times(), threading.Condition()

    def answered(delivered: Delivered) -> None:
        with changed:
            times.answered[delivered.delivery.in_reply_to or ""] = time.monotonic()
            changed.notify_all()

    # One sender stands for many customers: the limits on one address and one client must not end the run.
    unlimited = settings.admission.model_copy(update={"answers_per_sender_per_hour": 1_000_000})
    smtp = settings.smtp.model_copy(
        update={"messages_per_client_per_minute": 0, "messages_per_sender_per_minute": 0},
    )
    settings = settings.model_copy(update={"admission": unlimited, "smtp": smtp})
    desk = Desk(settings, hooks=Hooks(delivered=answered))
    desk.start()
    try:
        _warm_up(desk, changed, times, finish)
        cpu, start = _cpu(), time.monotonic()
        _send_all(desk.addresses[0], mails, clients, rate, times, finish)
        with changed:
            changed.wait_for(lambda: len(times.answered) >= len(times.begun), 300)
        seconds, cpu = time.monotonic() - start, _cpu() - cpu
    finally:
        desk.stop()
    return _print(times, mails, seconds, cpu)


def _warm_up(desk: Desk, changed: threading.Condition, times: Times, finish: Callable[[bytes], bytes]) -> None:
    _send_all(desk.addresses[0], 3, 1, 0, times, finish)
    with changed:
        changed.wait_for(lambda: len(times.answered) >= len(times.begun), 60)
    for each in (times.begun, times.taken, times.answered):
        each.clear()


_SERIAL = count()


def _send_all(
    address: tuple[str, int], mails: int, clients: int, rate: float, times: Times, finish: Callable[[bytes], bytes]
) -> None:
    start = time.monotonic()

    def one(number: int) -> None:
        if rate:
            time.sleep(max(0.0, start + number / rate - time.monotonic()))
        _send(address, times, finish)

    with ThreadPoolExecutor(clients) as pool:
        for _ in track(pool.map(one, range(mails)), total=mails, description="Sending", transient=True):
            pass


def _send(address: tuple[str, int], times: Times, finish: Callable[[bytes], bytes]) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "kim.aldous@bluefern.example", "help@echopass.example"
    message["Subject"] = "Calls dropping at the Denver desk"
    message["Date"] = format_datetime(SystemClock().now())
    message["Message-ID"] = identity = make_msgid(domain="bluefern.example")
    message.set_content(_TEXT.format(n=next(_SERIAL)))
    key = identity.strip("<>")
    raw = finish(message.as_bytes(policy=SMTP))
    times.begun[key] = time.monotonic()
    with smtplib.SMTP(*address, timeout=60) as client:
        client.sendmail("kim.aldous@bluefern.example", ["help@echopass.example"], raw)
    times.taken[key] = time.monotonic()


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _print(times: Times, mails: int, seconds: float, cpu: float) -> float:
    table = Table(title=f"{mails} mails in {seconds:.1f} s, {mails / seconds:.1f} a second, one process")
    for column in ("from the connection on", "p50 ms", "p95 ms", "p99 ms", "max ms"):
        table.add_column(column, justify="left" if column.startswith("from") else "right")
    for name, ends in (("to 250", times.taken), ("to the answer sent", times.answered)):
        values = [1000 * (ends[key] - times.begun[key]) for key in times.begun if key in ends]
        table.add_row(name, *(f"{value:.0f}" for value in _quantiles(values)))
    console = Console()
    console.print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"CPU {1000 * cpu / mails:.1f} ms a mail, client included, the process that reads not; peak memory {peak:.0f} MB"
    )
    return statistics.median(1000 * (times.answered[key] - times.begun[key]) for key in times.answered)


def _quantiles(values: Sequence[float]) -> tuple[float, float, float, float]:
    cuts = statistics.quantiles(values, n=100)
    return cuts[49], cuts[94], cuts[98], max(values)


if __name__ == "__main__":
    main()
