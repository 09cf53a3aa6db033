"""What reading in a process of its own costs, against reading in this one: for a small mail, and one with a large file.

    .venv/bin/python -m benchmarks.read_process

Prints milliseconds a mail (opened and read) both ways, how long a new reader takes, and the memory of the processes.
"""

import os
import statistics
import time
from datetime import datetime
from pathlib import Path

from benchmarks.read_mail import plain, with_file
from bot.reading.base import Reading
from bot.reading.here import ReaderTerms, ReadingHere
from bot.reading.process import ReadingProcess
from parsers.arrival import Arrival, Envelope
from parsers.authentication import Trust
from parsers.vocabulary import Channel

TERMS = ReaderTerms(trust=Trust(check=False))
AT = datetime.fromisoformat("2026-11-16T12:00:00+00:00")


def arrival(raw: bytes) -> Arrival:
    return Arrival(channel=Channel.SMTP, mailbox="help", raw=raw, envelope=Envelope(), received_at=AT)


def took(reading: Reading, mail: Arrival) -> float:
    """Milliseconds for one mail."""
    begun = time.perf_counter()
    opened = reading.open(mail, patience=0.0)
    reading.extract(opened.message, received_at=AT, asked=frozenset())
    return (time.perf_counter() - begun) * 1000


def compare(name: str, here: Reading, there: Reading, mails: list[Arrival]) -> None:
    """Mail by mail in turn, so that what else the machine does falls on both."""
    pairs = [(took(here, mail), took(there, mail)) for mail in mails]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{name:<14}{len(mails):>5} mails  here {ours:7.2f}  there {theirs:7.2f}  added {theirs - ours:6.2f} ms")


def memory(mine: int) -> list[str]:
    """RSS and what is shared of it, of each process below this one (Linux)."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        values = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        if int(values["PPid"]) == mine:
            number = int(values["Pid"])
            found.append(f"process {number}: RSS {int(values['VmRSS'].split()[0]) // 1024} MB, own {_own(number)} MB")
            found += memory(number)
    return found


def _own(number: int) -> int:
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))) // 1024


def main() -> None:
    here, there = ReadingHere(TERMS), ReadingProcess(TERMS)
    begun = time.perf_counter()
    took(there, arrival(plain(0)))
    print(f"start of the process, with its first mail: {time.perf_counter() - begun:.2f} s")
    took(here, arrival(plain(0)))
    compare("2 kB", here, there, [arrival(plain(number)) for number in range(300)])
    print(*memory(os.getpid()), sep="\n")
    compare("5 MB file", here, there, [arrival(with_file(number, 3_700_000)) for number in range(30)])
    compare("25 MB file", here, there, [arrival(with_file(number, 18_500_000)) for number in range(5)])
    print(*memory(os.getpid()), sep="\n")
    again = []
    for number in range(20):
        there.renew()
        again.append(took(there, arrival(plain(number))))
    print(f"a new reader, with its first mail: {statistics.median(again):.1f} ms")
    there.close()


if __name__ == "__main__":
    main()
