"""clamd asked over its socket: INSTREAM, so that it need not read our files (clamd(8))."""

import re
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import ConfigurationError
from bot.scanning.base import NoScanner, Scanned, Scanner
from bot.settings.proof import ScanningSettings
from bot.text import one_line
from parsers.limits import size_words
from parsers.vocabulary import ScanState

_CHUNK = 65_536
_LONGEST_ANSWER = 4_096
_LONGEST_DETAIL = 200
_PORT = re.compile(r"\d{1,5}\Z")
_FOUND = re.compile(r"stream: (.+) FOUND\Z", re.DOTALL)
# Not a finding but clamd's own bounds (AlertExceedsMax, AlertEncrypted): it could not look into the file.
_NOT_LOOKED_INTO = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")


class _SilentError(Exception):
    """clamd cannot be reached, or took too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamd:
    """A clamd at a path of a Unix socket, or at (host, port). ``timeout`` is for one file, in seconds; ``largest`` in bytes."""

    address: str | tuple[str, int]
    timeout: float = 10.0
    largest: int = 25_000_000
    now: Callable[[], float] = time.monotonic

    def scan(self, content: bytes) -> Scanned:
        """What clamd says of ``content``. Never raises."""
        if len(content) > self.largest:
            return _unknown(f"it is larger than the {size_words(self.largest)} that are sent to the scanner")
        end = self.now() + self.timeout
        try:
            answer = self._ask(content, end)
        except _SilentError as silent:
            return Scanned(state=ScanState.NOT_SCANNED, detail=str(silent), silent=True)
        except OSError as error:
            return _unknown(f"the connection to the scanner broke: {_reason(error)}")
        return _understood(answer)

    def ping(self) -> str:
        """Why it cannot be asked, or "" where it answers. Never raises."""
        end = self.now() + self.timeout
        try:
            with self._connected(end) as wire:
                self._put(wire, b"zPING\0", end)
                answer = self._answer(wire, end)
        except _SilentError as silent:
            return str(silent)
        except OSError as error:
            return f"the connection to the scanner broke: {_reason(error)}"
        if answer == b"PONG\0":
            return ""
        said = one_line(answer.partition(b"\0")[0].decode("utf-8", "replace"), _LONGEST_DETAIL)
        return f"the scanner answered: {said}" if said else "the scanner hung up without an answer"

    def _ask(self, content: bytes, end: float) -> bytes:
        with self._connected(end) as wire:
            try:
                self._send(wire, content, end)
            except TimeoutError as error:
                raise self._took_too_long() from error
            except OSError:
                # It stops listening where the stream is too long for it, and says so before it hangs up.
                answer = self._answer(wire, end)
                if not answer:
                    raise
                return answer
            return self._answer(wire, end)

    def _connected(self, end: float) -> socket.socket:
        try:
            if isinstance(self.address, tuple):
                return socket.create_connection(self.address, timeout=self._left(end))
            wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                wire.settimeout(self._left(end))
                wire.connect(self.address)
            except BaseException:
                wire.close()
                raise
            return wire
        except TimeoutError as error:
            raise self._took_too_long() from error
        except OSError as error:
            raise _SilentError(f"the scanner cannot be reached: {_reason(error)}") from error
        except ValueError as error:  # a NUL in a path, an empty label in a host's name
            raise _SilentError("the scanner cannot be reached: its address cannot be used") from error

    def _send(self, wire: socket.socket, content: bytes, end: float) -> None:
        self._put(wire, b"zINSTREAM\0", end)
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            self._put(wire, struct.pack("!L", len(chunk)) + chunk, end)
        self._put(wire, struct.pack("!L", 0), end)

    def _put(self, wire: socket.socket, data: bytes, end: float) -> None:
        wire.settimeout(self._left(end))
        wire.sendall(data)

    def _answer(self, wire: socket.socket, end: float) -> bytes:
        """What it says, up to and with its NUL, or what there is of it when it hangs up."""
        answer = bytearray()
        try:
            while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
                wire.settimeout(self._left(end))
                piece = wire.recv(_LONGEST_ANSWER - len(answer))
                if not piece:
                    break
                answer += piece
        except TimeoutError as error:
            raise self._took_too_long() from error
        return bytes(answer)

    def _left(self, end: float) -> float:
        left = end - self.now()
        if left <= 0:
            raise TimeoutError
        return left

    def _took_too_long(self) -> _SilentError:
        return _SilentError(f"the scanner did not answer within {self.timeout:g} seconds")


def make_scanner(settings: ScanningSettings) -> Scanner:
    """The scanner that the settings name. Raises ConfigurationError where they name none that could be."""
    if settings.clamd is None:
        return NoScanner()
    return Clamd(address=address_of(settings.clamd), timeout=settings.timeout, largest=settings.largest)


def address_of(text: str) -> str | tuple[str, int]:
    """``/run/clamav/clamd.ctl`` as it stands, ``host:3310`` or ``[::1]:3310`` as (host, port). Raises ConfigurationError."""
    if "/" in text:
        return text
    host, colon, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and _PORT.match(port) and 0 < int(port) < 65_536):
        raise ConfigurationError(
            f"scanning.clamd: {text!r} is neither a path (/run/clamav/clamd.ctl) nor host:port (127.0.0.1:3310)"
        )
    return host, int(port)


def _understood(answer: bytes) -> Scanned:
    said, ended, _ = answer.partition(b"\0")
    text = said.decode("utf-8", "replace").strip()
    found = _FOUND.match(text)
    if found:
        name = one_line(found[1], _LONGEST_DETAIL)
        if name.startswith(_NOT_LOOKED_INTO):
            return _unknown(f"the scanner could not look into it ({name})")
        return Scanned(state=ScanState.INFECTED, detail=name)
    # Half an answer proves nothing good.
    if ended and text == "stream: OK":
        return Scanned(state=ScanState.CLEAN)
    if text.startswith("INSTREAM size limit exceeded"):
        return _unknown("it is larger than the scanner takes (StreamMaxLength in clamd.conf)")
    if not text:
        return _unknown("the scanner hung up without an answer")
    return _unknown(f"the scanner answered: {one_line(text, _LONGEST_DETAIL)}")


def _unknown(reason: str) -> Scanned:
    return Scanned(state=ScanState.NOT_SCANNED, detail=reason)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
