"""What a new process needs up to its first message: the time from its start, and its memory (Linux).

python -m benchmarks.first_message READER [FOLDER]     # the process itself: loads, reads, and tells as JSON
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.read_mail import plain
from parsers.mail import read_mail

TIMES = 3
_AT = datetime(2026, 5, 4, 12, tzinfo=UTC)
Told = dict[str, float]


def table(model: Path | None) -> Iterator[str]:
    """The table, a line at a time."""
    yield f"a new process up to its first message, the median of {TIMES}"
    yield f"{'':<24}{'s':>10}{'s of CPU':>10}{'VmRSS MB':>10}{'VmHWM MB':>10}"
    for reader in ("trained", "rules") if model else ("rules",):
        told = [_process(reader, model) for _ in range(TIMES)]
        middle = {name: statistics.median(one[name] for one in told) for name in told[0]}
        yield f"{reader:<24}{middle['wall']:>10.2f}{middle['cpu']:>10.2f}{middle['VmRSS']:>10.0f}{middle['VmHWM']:>10.0f}"


def _process(reader: str, model: Path | None) -> Told:
    """What one process tells, and the seconds (``wall``) that it took to."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.first_message", reader, *([str(model)] if model else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise TypeError("a pipe was asked for")
        line = process.stdout.readline()
        wall = time.monotonic() - begun
    told: Told = json.loads(line)
    return told | {"wall": wall}


def tell(reader: str, model: str | None) -> None:
    """Load ``reader``, read a message, and print seconds of CPU since the process began, and its memory in MB."""
    message = read_mail(plain(0))
    if reader == "trained":
        from parsers.pipeline.reader import MODEL, TrainedReader, load_pipeline

        TrainedReader(pipeline=load_pipeline(Path(model) if model else MODEL))(message, received_at=_AT)
    else:
        from parsers.reader import RuleReader

        RuleReader()(message, received_at=_AT)
    cpu = time.process_time()
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    values = dict(line.split(":", 1) for line in lines if ":" in line)
    memory = {name: int(values[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")}
    print(json.dumps({"cpu": cpu} | memory), flush=True)


if __name__ == "__main__":
    tell(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
