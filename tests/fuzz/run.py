"""Mutants through a real reading process: each must come to an outcome in time, whatever it is."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.reading.base import Opened, ReadingFailedError
from bot.reading.here import ReaderTerms
from bot.reading.process import ReadingProcess
from parsers.authentication import Trust
from parsers.extraction import Extraction, as_annotation
from parsers.limits import ReadLimits
from tests.builders import arrival
from tests.clock import NOON
from tests.fuzz.corpus import Seed
from tests.fuzz.mutator import Mutant, mutant
from tests.parsers.mail.test_hostile import check

TERMS = ReaderTerms(
    limits=ReadLimits(read_seconds=1.0),
    trust=Trust(authserv_ids=("mail.echopass.example",), arc_sealers=("forwarder.example",)),
    reader="rules",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a mutant, of ``size`` bytes. "" is well.

    ``seconds`` is what opening and reading it took of the reader's processor time, so that a busy machine does not count.
    """

    number: int
    made: str
    size: int
    seconds: float
    unread: str = ""
    unjudged: str = ""
    not_understood: str = ""
    broken: str = ""

    @property
    def was_stopped(self) -> bool:
        """Whether something was not done."""
        return bool(self.unread or self.unjudged or self.not_understood)

    @property
    def is_bug(self) -> bool:
        """Whether code raised, or a promise was broken; being stopped in time is none."""
        return bool(self.broken) or any("failed" in said for said in (self.unread, self.unjudged, self.not_understood))


def reader() -> ReadingProcess:
    """A process with the desk's own bounds, warm."""
    reading = ReadingProcess(TERMS, module="tests.fuzz.child")
    reading.open(arrival(), patience=0.0)
    return reading


def results(run: int, numbers: Sequence[int], seeds: Sequence[Seed], reading: ReadingProcess) -> Iterator[Result]:
    """Each mutant of ``numbers``, read."""
    for number in numbers:
        yield read(mutant(run, number, seeds), reading)


def unchanged(seeds: Sequence[Seed], reading: ReadingProcess) -> Iterator[Result]:
    """Each message as it is, read."""
    for number, seed in enumerate(seeds):
        yield read(Mutant(number=number, origin=seed.name, blows=(), raw=seed.raw), reading)


def read(one: Mutant, reading: ReadingProcess) -> Result:
    """Open and understand one mutant, and hold what comes against what every message promises."""
    before = _spent()
    opened = reading.open(
        arrival(one.raw, client_ip="192.0.2.7", client_name="mx.client.example", mail_from="kim@bluefern.example"),
        patience=1.0,
    )
    not_understood, said = "", None
    try:
        said = reading.extract(opened.message, received_at=NOON, asked=frozenset())
    except ReadingFailedError as error:
        not_understood = str(error)
    after = _spent()
    seconds = sum(spent - before.get(process, 0.0) for process, spent in after.items())
    unjudged = next((reason for reason in opened.verdict.reasons if "could not be checked" in reason), "")
    return Result(
        number=one.number,
        made=f"{one.origin}: {', '.join(one.blows)}",
        size=len(one.raw),
        seconds=seconds,
        unread=opened.unread,
        unjudged=unjudged,
        not_understood=not_understood,
        broken=_broken(opened, said),
    )


def _broken(opened: Opened, said: Extraction | None) -> str:
    """The promise that was broken, "" for none."""
    try:
        check(opened.message)
        if said is not None:
            as_annotation("1", said)
            _check_evidence(opened, said)
        "\n".join(opened.verdict.reasons).encode()
    except (AssertionError, ValueError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _check_evidence(opened: Opened, said: Extraction) -> None:
    for name, found in said:
        source = opened.message.subject if found.place == "subject" else opened.message.text
        assert source[found.start : found.end] == found.words, name


def _spent() -> dict[int, float]:
    """The processor seconds of each process that is two below this one: the readers (proc(5), Linux)."""
    return {
        reader: _seconds(reader)
        for nursery in _children(os.getpid())
        for reader in _children(nursery)
        if _seconds(reader)
    }


def _children(process: int) -> list[int]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for known in lists for child in known.read_text("ascii").split()]


def _seconds(process: int) -> float:
    try:
        times = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    except (FileNotFoundError, ProcessLookupError):  # it has ended just now
        return 0.0
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
