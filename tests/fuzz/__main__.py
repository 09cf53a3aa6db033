"""Strike messages and read what comes of it: ``python -m tests.fuzz --mutants 10000 --seed 1``.

``--only NUMBER`` reads one mutant of the run again, and ``--write FILE`` keeps its bytes. Whatever meets a bug, takes more than
2 seconds or had to be stopped is printed at once, as the command that makes it again.
"""

import argparse
import resource
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.logs import configure
from tests.fuzz.corpus import all_seeds, own_seeds
from tests.fuzz.mutator import mutant
from tests.fuzz.run import Result, reader, results, unchanged

_TOO_LONG = 2.0
_SHOWN = 10


def main() -> int:
    """Run; 1 where a mutant met a bug or took too long."""
    arguments = _arguments()
    configure("ERROR")
    console = Console(stderr=True)
    seeds = own_seeds() if arguments.own else all_seeds()
    first, end = (
        (arguments.first, arguments.mutants) if arguments.only is None else (arguments.only, arguments.only + 1)
    )
    if arguments.write is not None:
        arguments.write.write_bytes(mutant(arguments.seed, first, seeds).raw)
    done, bad = [], 0
    reading = reader()
    try:
        going = results(arguments.seed, range(first, end), seeds, reading)
        if arguments.unchanged:
            going, first, end = unchanged(seeds, reading), 0, len(seeds)
        for one in track(going, "Reading mutants", end - first, console=console):
            done.append(one)
            is_bad = one.is_bug or one.seconds > _TOO_LONG
            bad += is_bad
            if is_bad or one.was_stopped:
                print(_line(one, arguments), flush=True)
    finally:
        reading.close()
    console.print(_table(done, len(seeds)))
    return 1 if bad else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="begin with this number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--own", action="store_true", help="strike our own messages only")
    parser.add_argument("--unchanged", action="store_true", help="read the messages as they are")
    parser.add_argument("--write", type=Path)
    return parser.parse_args()


def _table(done: list[Result], seeds: int) -> Table:
    table = Table(title=f"{len(done)} mutants of {seeds} messages", show_header=False)
    order = sorted(one.seconds for one in done)
    table.add_row(
        "median, 99th percentile", f"{order[len(order) // 2] * 1000:.1f}, {order[len(order) * 99 // 100] * 1000:.1f} ms"
    )
    table.add_row("met a bug", str(sum(one.is_bug for one in done)))
    table.add_row("not read, only the header", str(sum(bool(one.unread) for one in done)))
    table.add_row("sender not judged", str(sum(bool(one.unjudged) for one in done)))
    table.add_row("text not understood", str(sum(bool(one.not_understood) for one in done)))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    table.add_row("memory of the readers at most", f"{memory} MB")
    for one in sorted(done, key=lambda one: -one.seconds)[:_SHOWN]:
        table.add_row(f"{one.seconds * 1000:.0f} ms, number {one.number}", f"{one.made} ({one.size} bytes)")
    return table


def _line(one: Result, arguments: argparse.Namespace) -> str:
    why = one.broken or one.unread or one.unjudged or one.not_understood or "too slow"
    if arguments.unchanged:
        return f"{one.made}  # {one.seconds:.1f} s, {why}"
    again = f"python -m tests.fuzz --seed {arguments.seed} --only {one.number}{' --own' if arguments.own else ''}"
    return f"{again}  # {one.seconds:.1f} s, {one.made}, {why}"


if __name__ == "__main__":
    sys.exit(main())
