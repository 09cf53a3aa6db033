"""Who holds a lease, and whether he is surely dead."""

import os
import subprocess
import sys

import pytest

from bot.owner import Owner

HERE = Owner("desk-1", os.getpid(), "9f2c0a1b")


def test_every_start_has_a_name_of_its_own() -> None:
    first, second = Owner.this_process(), Owner.this_process()
    assert str(first) != str(second)
    assert (first.host, first.pid) == (second.host, os.getpid())


def test_a_process_that_has_ended_is_dead_and_while_it_runs_it_is_not() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    other = f"desk-1:{process.pid}:00c0ffee"
    assert not HERE.is_dead(other)
    process.communicate(b"\n", timeout=20)
    assert HERE.is_dead(other)


@pytest.mark.parametrize(
    ("other", "dead"),
    [
        (str(HERE), False),
        (f"desk-1:{os.getpid()}:00000000", True),  # the same number, an earlier start: our predecessor
        (f"desk-1:{os.getppid()}:00000000", False),
        ("desk-2:1:00000000", False),
        ("desk-2:999999999:00000000", False),
        (f"desk-1.example:{os.getpid()}:00000000", False),
        ("desk-1:0:00000000", False),
        ("desk-1:-1:00000000", False),
        ("desk-1:²:00000000", False),
        ("desk-1:99999999999999999999:00000000", False),
        ("desk-1::00000000", False),
        ("desk-1:1", False),
        ("desk-1", False),
        ("", False),
        ("::", False),
    ],
)
def test_only_who_is_surely_gone_is_dead(other: str, dead: bool) -> None:
    assert HERE.is_dead(other) is dead


def test_a_host_with_colons_in_its_name() -> None:
    owner = Owner("fd00::7", os.getpid(), "9f2c0a1b")
    assert not owner.is_dead(str(owner))
    assert owner.is_dead(f"fd00::7:{os.getpid()}:00000000")
