"""Runs the demonstration and shows, as it happens, what becomes of each mail."""

import queue
import shlex
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.app import Desk, Hooks
from bot.clock import SystemClock
from bot.demo.profile import CONFIG, prepare
from bot.demo.samples import SAMPLES, Handed, Sample, can_send_from, hand_over, sample_bytes
from bot.errors import EchodeskError
from bot.intake.apply import Applied
from bot.logs import configure
from bot.outbox import Delivered
from bot.settings import Settings
from store import ledger

_PATIENCE = 30.0
_COLOURS = {"opened": "green", "added": "cyan", "held": "yellow", "ignored": "bright_black", "shunted": "red"}


class _Watcher:
    """Collects what the desk's threads report, in the order of events."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[tuple[float, Applied | Delivered | None]] = queue.SimpleQueue()
        self.applied: dict[int, tuple[float, Applied]] = {}
        self.delivered: dict[int, tuple[float, Delivered]] = {}

    def note(self, event: Applied | Delivered | None) -> None:
        """Called by the desk's threads; None wakes whoever waits."""
        self._events.put((time.monotonic(), event))

    def next(self, seconds: float) -> bool:
        """Take in one event; False when none came in time or it was only a wake-up."""
        try:
            at, event = self._events.get(timeout=seconds)
        except queue.Empty:
            return False
        if isinstance(event, Applied):
            self.applied[event.arrival_id] = (at, event)
        elif event is not None and event.delivery.arrival_id is not None:
            self.delivered[event.delivery.arrival_id] = (at, event)
        return event is not None

    def complete(self, arrival_id: int) -> bool:
        """Whether this arrival has its outcome, and its answer if there is one."""
        if arrival_id not in self.applied:
            return False
        return arrival_id in self.delivered or not self.applied[arrival_id][1].told

    def wait_for(self, arrival_id: int) -> None:
        """Wait until it is complete. Raises EchodeskError when that takes too long."""
        deadline = time.monotonic() + _PATIENCE
        while not self.complete(arrival_id):
            if time.monotonic() > deadline:
                raise EchodeskError(f"arrival {arrival_id} has no outcome after {_PATIENCE:.0f} s")
            self.next(0.5)


def run(folder: Path, port: int = 2525, *, once: bool = False) -> int:
    """Start the desk, send the samples, then listen until Ctrl-C (``once``: end after the samples). Returns the exit code."""
    began = time.monotonic()
    console = Console()
    configure("WARNING", "console")
    settings = prepare(folder, port)
    watcher = _Watcher()
    desk = Desk(settings, hooks=Hooks(applied=watcher.note, delivered=watcher.note))
    stopping = _stop_on_signal(watcher)
    desk.start()
    try:
        host, real_port = desk.addresses[0]
        console.print(
            f"[bold]Echodesk[/bold] listens on [bold]{host}:{real_port}[/bold] "
            f"for {escape(settings.desk.address)} (ready after {time.monotonic() - began:.1f} s).\n"
        )
        balanced = _samples(console, desk, watcher, settings, (host, real_port), stopping)
        if not once and not stopping:
            _say_how(console, settings, folder, (host, real_port))
            _listen(console, desk, watcher, stopping)
    finally:
        console.print("\nFinishing what was accepted ...", style="dim")
        desk.stop()
    console.print("Stopped.", style="dim")
    return 0 if balanced else 1


def _stop_on_signal(watcher: _Watcher) -> list[int]:
    """A list that gets the signal's number; a second signal ends at once."""
    caught: list[int] = []

    def catch(number: int, _frame: object) -> None:
        if caught:
            sys.exit(130)
        caught.append(number)
        watcher.note(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, catch)
    return caught


def _columns(table: Table) -> Table:
    """Fits 80 characters: the rule says why in a few words, ``arrivals`` says it in full."""
    table.add_column("Message", width=28, no_wrap=True)
    table.add_column("Outcome", width=7)
    table.add_column("Ticket", width=9, no_wrap=True)
    table.add_column("Answered", justify="right", width=9)
    table.add_column("Why", ratio=1)
    return table


def _samples(
    console: Console,
    desk: Desk,
    watcher: _Watcher,
    settings: Settings,
    address: tuple[str, int],
    stopping: list[int],
) -> bool:
    """Send the samples one after the other and print a line for each as it ends; whether the books balance."""
    clock, zone = SystemClock(), ZoneInfo(settings.desk.time_zone)
    answers: dict[str, str] = {}
    console.print(_columns(Table(expand=True, box=None, header_style="bold")))
    for sample in (one for one in SAMPLES if can_send_from(one.source)):
        if stopping:
            return True
        content = sample_bytes(sample, clock, zone, answers.get(sample.answers or ""))
        handed = hand_over(address, content, settings.desk.address, sample.source)
        watcher.wait_for(handed.arrival_id)
        if handed.arrival_id in watcher.delivered:
            answers[sample.file] = watcher.delivered[handed.arrival_id][1].delivery.message_id
        console.print(_row(sample, handed, watcher))
    with desk.store.read() as session:
        sums = ledger.sums(session)
    colour = "green" if sums.balanced else "red"
    console.print(
        f"\n{sums.routes} messages came, {sums.arrivals} arrivals: "
        + ", ".join(f"{count} {name}" for name, count in sums.outcomes.items() if count)
        + f". The books [{colour}]{'balance' if sums.balanced else 'DO NOT balance'}[/{colour}]."
    )
    return sums.balanced


def _row(sample: Sample, handed: Handed, watcher: _Watcher) -> Table:
    seconds = None
    if handed.arrival_id in watcher.delivered and watcher.applied[handed.arrival_id][1].told:
        seconds = watcher.delivered[handed.arrival_id][0] - handed.started
    return _line(sample.title, watcher.applied[handed.arrival_id][1], seconds)


def _line(title: str, applied: Applied, seconds: float | None) -> Table:
    outcome = str(applied.disposition)
    row = _columns(Table(expand=True, box=None, show_header=False))
    row.add_row(
        escape(title),
        f"[{_COLOURS.get(outcome, 'white')}]{outcome}[/]",
        applied.number or "-",
        f"{seconds * 1000:.0f} ms" if seconds is not None else "-",
        escape(applied.rule.replace("-", " ") + (": asked" if applied.asked else "")),
    )
    return row


def _say_how(console: Console, settings: Settings, folder: Path, address: tuple[str, int]) -> None:
    host, port = address
    config = shlex.quote(str(folder / CONFIG))
    command = _command()
    console.print(
        f"""
The answers are in [bold]{escape(str(settings.mail_out.maildir))}/new[/bold]. Look around from another terminal:

  {command} --config {config} tickets list
  {command} --config {config} held list
  {command} --config {config} arrivals

Send a mail of your own (customers: kim.aldous@bluefern.example, odile.marchetti@hartleyvoss.example, signe@norrland.example):

  swaks --server {host}:{port} --from kim.aldous@bluefern.example --to {settings.desk.address} \\
        --header "Subject: Agents cannot log in" --body "Twelve agents in Denver cannot log in since 9:30."

Ctrl-C stops.
""",
        highlight=False,
        soft_wrap=True,
    )


def _command() -> str:
    """How this Echodesk is called from another terminal in the same folder."""
    if shutil.which("echodesk"):
        return "echodesk"
    program = Path(sys.executable).parent / "echodesk"
    return str(program.relative_to(Path.cwd())) if program.is_relative_to(Path.cwd()) else str(program)


def _listen(console: Console, desk: Desk, watcher: _Watcher, stopping: list[int]) -> None:
    """Print a line for every mail that comes in, until a signal."""
    shown = set(watcher.applied)
    while not stopping:
        with suppress(KeyboardInterrupt):
            watcher.next(3600)
        for arrival_id in [i for i in watcher.applied if i not in shown and watcher.complete(i)]:
            shown.add(arrival_id)
            console.print(_arrived(desk, watcher, arrival_id))


def _arrived(desk: Desk, watcher: _Watcher, arrival_id: int) -> Table:
    applied = watcher.applied[arrival_id][1]
    with desk.store.read() as session:
        line = ledger.line(session, arrival_id)
    seconds = None
    if arrival_id in watcher.delivered:
        ended = watcher.delivered[arrival_id]
        seconds = (ended[1].at - applied.received_at).total_seconds()
    return _line((line.subject if line else None) or "(no subject)", applied, seconds)
