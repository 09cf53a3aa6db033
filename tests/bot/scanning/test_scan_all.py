"""All files of a message taken through a scanner, within a time, and not one by one through one that is gone."""

from dataclasses import dataclass, field

from bot.scanning import NoScanner, Scanned, scan_all
from parsers.attachments import make_attachment
from parsers.message import Attachment
from parsers.vocabulary import ScanState


def files(*contents: bytes) -> list[Attachment]:
    return [
        make_attachment(content, name=f"{n}.bin", media_type="image/png", number=n, inline=n == 1)
        for n, content in enumerate(contents, 1)
    ]


@dataclass
class Slow:
    """A scanner that takes seconds of a clock of its own, knows one virus, and dies on request."""

    takes: float = 1.0
    time: float = 0.0
    seen: list[bytes] = field(default_factory=list)

    def scan(self, content: bytes) -> Scanned:
        self.time += self.takes
        self.seen.append(content)
        if content == b"die":
            return Scanned(state=ScanState.NOT_SCANNED, detail="the scanner did not answer", silent=True)
        if content == b"broken":
            return Scanned(state=ScanState.NOT_SCANNED, detail="it said nothing")
        return Scanned(state=ScanState.INFECTED, detail="V") if content == b"virus" else Scanned(state=ScanState.CLEAN)

    def now(self) -> float:
        return self.time


def states(results: dict[str, Scanned], attachments: list[Attachment]) -> list[ScanState]:
    return [results[attachment.sha256].state for attachment in attachments]


def test_every_file_has_its_own_state_and_inline_pictures_too() -> None:
    scanner, sent = Slow(), files(b"a", b"virus", b"broken", b"b")
    found = states(scan_all(scanner, sent, now=scanner.now), sent)
    assert found == [ScanState.CLEAN, ScanState.INFECTED, ScanState.NOT_SCANNED, ScanState.CLEAN]


def test_the_same_bytes_are_looked_at_once() -> None:
    scanner = Slow()
    assert len(scan_all(scanner, files(b"a", b"a", b"b", b"a"), now=scanner.now)) == 2
    assert scanner.seen == [b"a", b"b"]


def test_a_scanner_that_is_gone_is_not_asked_again() -> None:
    scanner, sent = Slow(), files(b"a", b"die", b"b", b"c")
    results = scan_all(scanner, sent, now=scanner.now)
    assert scanner.seen == [b"a", b"die"]
    assert states(results, sent) == [ScanState.CLEAN] + [ScanState.NOT_SCANNED] * 3
    assert results[sent[3].sha256].detail == "the scanner did not answer for another file of the message"


def test_the_time_in_all_is_bounded() -> None:
    scanner, sent = Slow(takes=4.0), files(b"a", b"b", b"c", b"d", b"e")
    results = scan_all(scanner, sent, seconds=10.0, now=scanner.now)
    assert scanner.seen == [b"a", b"b", b"c"]
    assert states(results, sent) == [ScanState.CLEAN] * 3 + [ScanState.NOT_SCANNED] * 2
    assert results[sent[4].sha256].detail == "there was no time left to scan all files of the message"


def test_without_a_scanner_nothing_is_called_clean() -> None:
    sent = files(b"a", b"b")
    results = scan_all(NoScanner(), sent)
    assert {(result.state, result.detail) for result in results.values()} == {
        (ScanState.NOT_SCANNED, "no scanner is set up")
    }


def test_no_files() -> None:
    assert scan_all(NoScanner(), []) == {}
