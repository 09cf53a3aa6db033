"""Frames between two processes over a socket: how long, then that many bytes."""

import socket
import struct
import time

_HEAD = struct.Struct("!4sQ")
_MARK = b"EDR1"
_MOST = 2_000_000_000


class WireClosedError(Exception):
    """The other side has ended."""


class Wire:
    """One end of the connection. Deadlines are of ``time.monotonic``; None waits for ever. Raises TimeoutError behind one."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    def send(self, payload: bytes, deadline: float | None = None) -> None:
        """Send one frame. Raises WireClosedError."""
        try:
            self._patience(deadline)
            self._socket.sendall(_HEAD.pack(_MARK, len(payload)))
            self._patience(deadline)
            self._socket.sendall(payload)
        except TimeoutError:
            raise
        except OSError as error:
            raise WireClosedError("it has ended") from error

    def receive(self, deadline: float | None = None) -> bytearray:
        """Wait for one frame. Raises WireClosedError, and ValueError where something else comes."""
        mark, length = _HEAD.unpack(self._exactly(_HEAD.size, deadline))
        if mark != _MARK or length > _MOST:
            raise ValueError("this is no frame")
        return self._exactly(length, deadline)

    def is_quiet(self) -> bool:
        """Whether the other side lives and has said nothing that was not asked for."""
        self._socket.setblocking(False)
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """The other side sees the end."""
        self._socket.close()

    def _exactly(self, length: int, deadline: float | None) -> bytearray:
        taken = bytearray(length)
        room = memoryview(taken)
        while room:
            self._patience(deadline)
            try:
                size = self._socket.recv_into(room)
            except TimeoutError:
                raise
            except OSError as error:
                raise WireClosedError("it has ended") from error
            if not size:
                raise WireClosedError("it has ended")
            room = room[size:]
        return taken

    def _patience(self, deadline: float | None) -> None:
        if deadline is None:
            self._socket.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
