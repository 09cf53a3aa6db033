"""Frames come whole or not at all, and nobody waits for ever."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from bot.reading.wire import Wire, WireClosedError


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield Wire(ours), theirs
    ours.close()
    theirs.close()


def soon(seconds: float = 0.05) -> float:
    return time.monotonic() + seconds


@pytest.mark.parametrize("size", [0, 1, 100_000, 5_000_000])
def test_a_frame_comes_whole(ends: tuple[Wire, socket.socket], size: int) -> None:
    ours, theirs = ends
    sender = threading.Thread(target=Wire(theirs).send, args=(b"x" * size,))
    sender.start()
    assert ours.receive(soon(30.0)) == b"x" * size
    sender.join()


def test_nobody_waits_for_a_frame_for_ever(ends: tuple[Wire, socket.socket]) -> None:
    ours, theirs = ends
    with pytest.raises(TimeoutError):
        ours.receive(soon())
    theirs.send(b"EDR1\x00\x00\x00\x00\x00\x00\x00\x09half")
    with pytest.raises(TimeoutError):
        ours.receive(soon())
    with pytest.raises(TimeoutError):
        ours.receive(soon(-1.0))


def test_nobody_waits_for_a_taker_for_ever(ends: tuple[Wire, socket.socket]) -> None:
    with pytest.raises(TimeoutError):
        ends[0].send(b"x" * 50_000_000, soon())


@pytest.mark.parametrize("said", [b"", b"EDR1\x00", b"EDR1\x00\x00\x00\x00\x00\x00\x00\x09half"])
def test_an_end_is_an_end(ends: tuple[Wire, socket.socket], said: bytes) -> None:
    ours, theirs = ends
    theirs.sendall(said)
    theirs.close()
    with pytest.raises(WireClosedError):
        ours.receive(soon(30.0))
    with pytest.raises(WireClosedError):
        ours.send(b"x" * 10_000_000, soon(30.0))


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1", b"EDR1\xff\xff\xff\xff\xff\xff\xff\xff"])
def test_what_is_no_frame_is_none(ends: tuple[Wire, socket.socket], said: bytes) -> None:
    ours, theirs = ends
    theirs.sendall(said)
    with pytest.raises(ValueError, match="no frame"):
        ours.receive(soon(30.0))


def test_it_is_quiet_until_somebody_speaks_or_leaves(ends: tuple[Wire, socket.socket]) -> None:
    ours, theirs = ends
    assert ours.is_quiet()
    theirs.send(b"E")
    assert not ours.is_quiet()
    theirs.close()
    assert not ours.is_quiet()
