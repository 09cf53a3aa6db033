"""clamd asked: a real one, and servers that do what none should."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bot.errors import ConfigurationError
from bot.scanning import Clamd, NoScanner, make_scanner
from bot.scanning.clamd import address_of
from bot.settings.proof import ScanningSettings
from parsers.vocabulary import ScanState
from tests.clamav import STREAM_LIMIT, VIRUS, VIRUS_NAME, ClamAv, running_clamav
from tests.dovecot import free_port


@pytest.fixture(scope="module")
def clamav() -> Iterator[ClamAv]:
    with running_clamav() as server:
        yield server


@pytest.fixture(params=["socket", "tcp"])
def scanner(request: pytest.FixtureRequest, clamav: ClamAv) -> Clamd:
    return Clamd(address=clamav.path if request.param == "socket" else ("127.0.0.1", clamav.port))


@pytest.mark.parametrize("content", [b"", b"a", b"x" * 65_536, b"\0" * 65_537, b"y" * (STREAM_LIMIT - 1)])
def test_what_is_clean(scanner: Clamd, content: bytes) -> None:
    result = scanner.scan(content)
    assert (result.state, result.detail, result.silent) == (ScanState.CLEAN, "", False)


@pytest.mark.parametrize("content", [VIRUS, b"x" * 65_530 + VIRUS, b"\0" * 300_000 + VIRUS + b"\0"])
def test_what_is_found(scanner: Clamd, content: bytes) -> None:
    result = scanner.scan(content)
    assert (result.state, result.detail) == (ScanState.INFECTED, VIRUS_NAME)


def test_what_is_too_long_for_it_is_not_scanned(clamav: ClamAv) -> None:
    result = Clamd(address=clamav.path).scan(b"x" * 5 * STREAM_LIMIT + VIRUS)
    assert (result.state, result.silent) == (ScanState.NOT_SCANNED, False)
    assert "StreamMaxLength" in result.detail


def test_what_is_too_long_for_us_is_not_sent() -> None:
    result = Clamd(address="/nowhere/at/all", largest=9).scan(b"x" * 10)
    assert (result.state, result.silent) == (ScanState.NOT_SCANNED, False)
    assert result.detail == "it is larger than the 9 bytes that are sent to the scanner"


@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, int]]:
    """A server that takes one connection and does with it as it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            wire, _ = listener.accept()
            with wire:
                wire.settimeout(10)
                try:
                    answer(wire)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()
        thread.join(10)
        assert not thread.is_alive()


def read_stream(wire: socket.socket) -> bytes:
    """The content of one INSTREAM, or AssertionError where it is not as clamd(8) wants it."""
    with wire.makefile("rb") as file:
        assert file.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", file.read(4))[0]:
            content += file.read(length)
        return content


def says(answer: bytes) -> Callable[[socket.socket], None]:
    def act(wire: socket.socket) -> None:
        read_stream(wire)
        wire.sendall(answer)

    return act


NOT_SCANNED = [
    (b"", "hung up without an answer"),
    (b"\0", "hung up without an answer"),
    (b"stream: OK", "the scanner answered: stream: OK"),  # cut off: half an answer
    (b"stream: O", "the scanner answered"),
    (b"OK\0", "the scanner answered: OK"),
    (b"stream: Can't allocate memory ERROR\0", "Can't allocate memory ERROR"),
    (b"INSTREAM size limit exceeded. ERROR\0", "StreamMaxLength"),
    (b"UNKNOWN COMMAND\0", "UNKNOWN COMMAND"),
    (b"stream:  FOUND\0", "the scanner answered"),
    (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", "could not look into it"),
    (b"stream: Heuristics.Encrypted.Zip FOUND\0", "could not look into it"),
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP/1.1 400"),
    (b"\xff\xfe\x1b[31m\x07" * 500, "the scanner answered"),
    (b"x" * 100_000, "the scanner answered"),
    (b"stream: OK FOUND OK\0", "the scanner answered"),
]


@pytest.mark.parametrize(("answer", "reason"), NOT_SCANNED)
def test_an_answer_that_proves_nothing(answer: bytes, reason: str) -> None:
    with server(says(answer)) as address:
        result = Clamd(address=address).scan(b"content")
    assert result.state is ScanState.NOT_SCANNED
    assert reason in result.detail
    assert len(result.detail) < 300
    assert result.detail.isprintable()


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1"),
        (b"stream: Odd name, with blanks FOUND\0", "Odd name, with blanks"),
        (b"stream: Cut.Off FOUND", "Cut.Off"),
        (b"stream: \x1b[31mred\r\n FOUND\0", "[31mred"),
    ],
)
def test_a_finding_is_believed_even_when_cut_off(answer: bytes, name: str) -> None:
    with server(says(answer)) as address:
        result = Clamd(address=address).scan(b"content")
    assert (result.state, result.detail) == (ScanState.INFECTED, name)


def test_what_arrives_is_what_was_sent() -> None:
    got: list[bytes] = []

    def act(wire: socket.socket) -> None:
        got.append(read_stream(wire))
        wire.sendall(b"stream: OK\0")

    content = bytes(range(256)) * 1_000
    with server(act) as address:
        assert Clamd(address=address).scan(content).state is ScanState.CLEAN
    assert got == [content]


def test_an_answer_in_pieces() -> None:
    def act(wire: socket.socket) -> None:
        read_stream(wire)
        for letter in b"stream: OK\0":
            wire.sendall(bytes([letter]))

    with server(act) as address:
        assert Clamd(address=address).scan(b"x").state is ScanState.CLEAN


def hang_up(wire: socket.socket) -> None:
    wire.recv(10)
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_connection_that_is_cut_while_we_send() -> None:
    with server(hang_up) as address:
        result = Clamd(address=address).scan(b"x" * 20_000_000)
    assert (result.state, result.silent) == (ScanState.NOT_SCANNED, False)
    assert "the connection to the scanner broke" in result.detail or "hung up" in result.detail


def says_nothing(wire: socket.socket, over: threading.Event) -> None:
    read_stream(wire)
    over.wait(10)


def takes_nothing(wire: socket.socket, over: threading.Event) -> None:
    wire.recv(1)
    over.wait(10)


def drips(wire: socket.socket, over: threading.Event) -> None:
    read_stream(wire)
    while not over.wait(0.02):
        wire.sendall(b"a")


@pytest.mark.parametrize("act", [says_nothing, takes_nothing, drips], ids=lambda act: act.__name__)
def test_the_time_for_a_file_is_bounded(act: Callable[[socket.socket, threading.Event], None]) -> None:
    over = threading.Event()
    content = b"x" * 20_000_000 if act is takes_nothing else b"x"
    with server(lambda wire: act(wire, over)) as address:
        result = Clamd(address=address, timeout=0.2).scan(content)
        over.set()
    assert (result.state, result.silent) == (ScanState.NOT_SCANNED, True)
    assert result.detail == "the scanner did not answer within 0.2 seconds"


@pytest.mark.parametrize(
    "address", ["/nowhere/at/all", "/" + "x" * 300, "/a\0b", ("127.0.0.1", 0), ("a..b.invalid", 3310), "/dev/null"]
)
def test_a_scanner_that_is_not_there(address: str | tuple[str, int]) -> None:
    result = Clamd(address=address, timeout=2).scan(b"x")
    assert (result.state, result.silent) == (ScanState.NOT_SCANNED, True)
    assert result.detail.startswith("the scanner cannot be reached: ")


def test_a_closed_port() -> None:
    assert Clamd(address=("127.0.0.1", free_port())).scan(b"x").silent


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("clamd.example:3310", ("clamd.example", 3310)),
        (" 127.0.0.1:3310 ", ("127.0.0.1", 3310)),
        ("[::1]:3310", ("::1", 3310)),
    ],
)
def test_addresses(text: str, address: str | tuple[str, int]) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["", "clamd", ":3310", "clamd:", "clamd:0", "clamd:65536", "clamd:x", "clamd:²"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"scanning\.clamd"):
        make_scanner(ScanningSettings(clamd=text))


def test_the_settings_choose_the_scanner() -> None:
    assert isinstance(make_scanner(ScanningSettings()), NoScanner)
    made = make_scanner(ScanningSettings(clamd="/run/clamd", timeout=3.0, largest=7))
    assert made == Clamd(address="/run/clamd", timeout=3.0, largest=7)
