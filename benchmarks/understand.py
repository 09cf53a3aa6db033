"""What it costs to understand a message of about 120 words: by the trained reader, by the rules alone, and by spaCy's
en_core_web_md with its whole pipeline, for a measure.

    .venv/bin/python -m benchmarks.understand [--messages 100] [--rounds 5] [--model FOLDER]

One thread, processor time, message by message in turn. Prints the median over the messages (of each the median of its
rounds), the 95th percentile and the ratio to the rules; the trained reader's time stage by stage; and what a new process
needs up to its first message. The messages are those to learn from; the pretrained package is what `make train` installs.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    for name in _ONE_THREAD:
        os.environ[name] = "1"  # numpy looks when it is imported: nothing above may import it
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understand", description=__doc__)
    parser.add_argument("--messages", type=int, default=100, help="those nearest to 120 words (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is read (%(default)s)")
    parser.add_argument("--model", type=Path, help="a folder that was trained, instead of the one that ships")
    chosen = parser.parse_args()
    from benchmarks import first_message, reading_stages, reading_times

    sent = reading_times.messages(chosen.messages)
    model = reading_times.model_of(chosen.model)
    readers = reading_times.readers(model)
    _show(reading_times.compared(readers, sent, chosen.rounds))
    if model is not None:
        _show(reading_stages.table(sent, chosen.rounds, model))
    _show(first_message.table(model))


def _show(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join([*lines, "", ""]))


if __name__ == "__main__":
    main()
