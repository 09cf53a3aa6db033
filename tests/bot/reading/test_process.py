"""A reader may loop, eat memory, die or lie: the message comes back all the same, and the next one is read."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.reading.base import Opened, ReadingFailedError
from bot.reading.here import ReaderTerms
from bot.reading.nursery import NoReaderError
from bot.reading.process import ReadingProcess
from bot.reading.requests import Bounds
from parsers.arrival import Arrival
from parsers.authentication import Trust
from parsers.extraction import Extraction
from tests.bot.reading.doomed import fail
from tests.builders import KIM, arrival, raw_mail
from tests.clock import NOON

TERMS = ReaderTerms(trust=Trust(check=False), reader="rules")
BOUNDS = Bounds(seconds=0.3, memory=100_000_000)


def mail(subject: str = "Calls drop", text: str = "Calls drop.") -> Arrival:
    return arrival(raw_mail(text, Subject=subject))


def doomed(bounds: Bounds = BOUNDS) -> ReadingProcess:
    return ReadingProcess(TERMS, bounds=bounds, module="tests.bot.reading.doomed")


@pytest.fixture(scope="module")
def reading() -> Iterator[ReadingProcess]:
    process = doomed()
    process.start()
    yield process
    process.close()


def opened(reading: ReadingProcess, subject: str = "Calls drop", text: str = "Calls drop.") -> Opened:
    return reading.open(mail(subject, text), patience=0.0)


def extracted(reading: ReadingProcess, one: Opened) -> Extraction:
    return reading.extract(one.message, received_at=NOON, asked=frozenset())


def reads_on(reading: ReadingProcess) -> None:
    """The next message is read as if nothing had been."""
    one = opened(reading, text="Users: 25")
    assert (one.unread, one.message.text, one.message.sender.address) == ("", "Users: 25", KIM)
    assert extracted(reading, one).fields


def test_a_message_is_read_as_it_is_here(reading: ReadingProcess) -> None:
    from bot.reading.here import ReadingHere

    here = ReadingHere(TERMS)
    one = mail(text="Since 9:05 no agent in Reno can take calls.\nUsers: 25\nPhone: +1 303 555 0119")
    there = reading.open(one, patience=0.0)
    assert there == here.open(one, patience=0.0)
    assert extracted(reading, there) == here.extract(there.message, received_at=NOON, asked=frozenset())


DEATHS = [
    ("loop", "it took more than 0.3 seconds of processor time"),
    ("allocate", "it took more than 100 MB of memory"),
    ("exit", "the reader ended with code 3"),
    ("abort", "the reader was ended by signal 6"),
    ("garbage", "the reader gave an answer that is none"),
    ("raise", f"the reader failed (IndexError in __main__, line {fail.__code__.co_firstlineno + 1})"),
]


@pytest.mark.parametrize(("deed", "why"), DEATHS)
def test_a_mail_that_cannot_be_read_comes_back_bare(reading: ReadingProcess, deed: str, why: str) -> None:
    one = opened(reading, f"read {deed}")
    assert one.unread == why
    assert (one.message.sender.address, one.message.subject, one.message.text) == (KIM, f"read {deed}", "")
    assert one.message.damages == (f"The mail could not be read: {why}. Its bytes are kept as they came.",)
    reads_on(reading)


@pytest.mark.parametrize(("deed", "why"), DEATHS)
def test_a_sender_who_cannot_be_judged_costs_no_text(reading: ReadingProcess, deed: str, why: str) -> None:
    one = opened(reading, f"judge {deed}")
    assert (one.unread, one.message.text) == ("", "Calls drop.")
    assert one.verdict.reasons == (f"The sender could not be checked: {why}.",)
    reads_on(reading)


@pytest.mark.parametrize(("deed", "why"), DEATHS)
def test_a_text_that_cannot_be_understood_is_said_to_be(reading: ReadingProcess, deed: str, why: str) -> None:
    one = opened(reading, f"extract {deed}")
    assert one.unread == ""
    with pytest.raises(ReadingFailedError) as failed:
        extracted(reading, one)
    assert str(failed.value) == why
    reads_on(reading)


def test_a_recursion_without_end_is_a_bug_like_any(reading: ReadingProcess) -> None:
    assert opened(reading, "read recurse").unread.startswith("the reader failed (RecursionError in ")
    reads_on(reading)


def test_a_reader_writes_no_files(reading: ReadingProcess) -> None:
    # tempfile tries every folder there is, and finds none that takes a byte.
    assert "(FileNotFoundError in tempfile, " in opened(reading, "read write").unread
    reads_on(reading)


def test_what_a_library_complains_about_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    reading = doomed()
    assert opened(reading, "read print").unread == ""
    reading.close()
    assert capfd.readouterr().err == ""


def test_a_mail_is_read_again_where_the_nursery_was_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "once").touch()
    monkeypatch.setenv("LANG", str(tmp_path / "once"))  # one of the few words that reach the reader
    reading = doomed()
    try:
        assert opened(reading, "read orphan").unread == ""
    finally:
        reading.close()
    assert not (tmp_path / "once").exists()


def test_one_that_waits_without_working_is_stopped() -> None:
    reading = doomed(Bounds(seconds=0.1, waiting=0.5))
    try:
        opened(reading)
        begun = time.monotonic()
        assert opened(reading, "read wait").unread == "it took too long"
        assert time.monotonic() - begun < 20.0
        reads_on(reading)
    finally:
        reading.close()


def test_nothing_secret_is_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECHODESK_DATABASE__URL", "postgresql://desk:geheim@db.example/desk")
    monkeypatch.setenv("PGPASSWORD", "geheim")
    reading = doomed()
    try:
        names = opened(reading, "environment").message.subject.split()
    finally:
        reading.close()
    assert "PYTHONPATH" in names
    assert not {name for name in names if name.startswith(("ECHODESK", "PG"))}


def processes(reading: ReadingProcess) -> list[int]:
    """The nursery, and its reader."""
    return [int(number) for number in opened(reading, "who").message.subject.split()]


def test_signals_meant_for_the_desk_end_nothing(reading: ReadingProcess) -> None:
    before = processes(reading)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        for process in before:
            os.kill(process, number)
    assert processes(reading) == before


@pytest.mark.parametrize("which", [0, 1], ids=["nursery", "reader"])
def test_what_was_killed_while_it_had_nothing_to_do_is_replaced(reading: ReadingProcess, which: int) -> None:
    process = processes(reading)[which]
    os.kill(process, signal.SIGKILL)
    assert ended(process)
    reads_on(reading)


def test_a_reader_is_forked_anew_and_its_nursery_stays(reading: ReadingProcess) -> None:
    before = processes(reading)
    opened(reading, "read exit")
    after = processes(reading)
    assert (after[0], after[1] != before[1]) == (before[0], True)


def ended(process: int, seconds: float = 20.0) -> bool:
    """Whether the process ends in that time."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], seconds)[0])
    finally:
        os.close(handle)


def test_close_leaves_no_process() -> None:
    reading = doomed()
    left = processes(reading)
    reading.close()
    reading.close()
    assert all(ended(process) for process in left)


KILLED = """
import sys
from tests.bot.reading.test_process import doomed, opened, processes
reading = doomed()
print(*processes(reading), flush=True)
opened(reading, sys.argv[1])
sys.stdin.read()
"""


@pytest.mark.parametrize("busy", ["Calls drop", "read wait"], ids=["idle", "busy"])
def test_a_desk_that_is_killed_leaves_no_process(busy: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as desk:
        assert desk.stdout is not None
        left = [int(number) for number in desk.stdout.readline().split()]
        desk.kill()
        assert len(left) == 2
        assert all(ended(process) for process in left)


def test_without_a_process_nothing_is_said_of_the_message() -> None:
    reading = ReadingProcess(TERMS, module="tests.bot.reading.no_such_module")
    with pytest.raises(NoReaderError):
        reading.open(mail(), patience=0.0)
    reading.close()
