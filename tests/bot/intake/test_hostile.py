"""What becomes of mail that could not be read, whose text could not be weighed, and whose files are infected."""

import pytest

from bot.reading.base import ReadingFailedError
from bot.reading.nursery import NoReaderError
from bot.scanning import Scanned
from parsers.extraction import Extraction
from parsers.verdict import Verdict
from parsers.vocabulary import AuthenticationPolicy, Authenticity, ScanState
from store import alerts, arrivals, holds, tickets
from tests.bot.intake.desk import IntakeDesk
from tests.builders import STRANGER

PASS = Verdict(result=Authenticity.PASS, method="spf", direct=True)
TOO_LONG = "it took more than 1.5 seconds of processor time"


def too_long(*_: object, **__: object) -> Extraction:
    raise ReadingFailedError(TOO_LONG)


class FindsEicar:
    """A scanner that finds one thing."""

    def scan(self, content: bytes) -> Scanned:
        if b"EICAR" in content:
            return Scanned(state=ScanState.INFECTED, detail="Eicar-Test")
        return Scanned(state=ScanState.CLEAN)


def kinds(desk: IntakeDesk) -> list[str]:
    with desk.store.read() as session:
        return [alert.kind for alert in alerts.open_alerts(session)]


def test_a_proven_contact_gets_a_bare_ticket_that_says_so(desk: IntakeDesk) -> None:
    desk.policy, desk.verdict, desk.unread = AuthenticationPolicy.REQUIRE, PASS, TOO_LONG
    line = desk.take(Subject="Calls drop in Reno")
    assert (line.outcome, line.rule) == ("opened", "new")
    assert desk.ticket().subject == "Calls drop in Reno"
    entry = next(entry for entry in desk.entries() if entry.kind == "message")
    assert entry.data["labels"] == [f"only its header could be read: {TOO_LONG}"]
    assert any("could not be read" in damage for damage in line.damages)
    assert kinds(desk) == ["unread"]


def test_the_rest_is_shunted_with_its_bytes_and_can_be_replayed(desk: IntakeDesk) -> None:
    desk.unread = TOO_LONG
    line = desk.take(From=STRANGER)
    assert (line.outcome, line.rule) == ("shunted", "could-not-be-read")
    with desk.store.read() as session:
        (shunted,) = holds.all_shunted(session)
        assert TOO_LONG in shunted.error
        assert b"Calls drop." in arrivals.load(session, line.arrival_id).raw
    assert desk.balanced()
    desk.unread = ""
    with desk.store.write() as session:
        assert holds.replay(session, [line.arrival_id], desk.clock.now()) == [line.arrival_id]
    assert desk.worker().work()
    assert desk.line(line.arrival_id).rule == "not-a-designated-contact"
    assert desk.balanced()


def test_a_text_that_cannot_be_weighed_is_kept_for_a_person(desk: IntakeDesk) -> None:
    arrival_id = desk.mail(1, "P1! Everything is down.")
    assert desk.worker(extract=too_long).work()
    line = desk.line(arrival_id)
    assert (line.outcome, desk.ticket().kind) == ("opened", "other")
    assert any(entry.text == "P1! Everything is down." for entry in desk.entries())
    assert any("could not be weighed" in damage for damage in line.damages)


class NoReader:
    """Readers cannot be had."""

    def __call__(self, *_: object) -> None:
        raise NoReaderError("no process to read in could be started")


def test_where_no_reader_can_be_had_mail_waits_and_is_not_shunted(desk: IntakeDesk) -> None:
    arrival_id = desk.mail(1)
    for _ in range(10):
        with pytest.raises(NoReaderError):
            desk.worker(read=NoReader()).work()  # type: ignore[arg-type]  # it never answers
    assert desk.line(arrival_id).outcome is None
    assert desk.worker().work()
    assert desk.line(arrival_id).outcome == "opened"


MIXED = (
    b"From: kim@bluefern.example\r\nTo: help@echopass.example\r\nSubject: See the files\r\nMessage-ID: <files@client.example>\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the files.\r\n"
    b"--b\r\nContent-Disposition: attachment; filename=good.txt\r\n\r\nplain\r\n"
    b"--b\r\nContent-Disposition: attachment; filename=bad.txt\r\n\r\nEICAR\r\n--b--\r\n"
)


def test_an_infected_file_is_kept_marked_and_told(desk: IntakeDesk) -> None:
    desk.scanner = FindsEicar()
    desk.put(MIXED)
    assert desk.worker().work()
    with desk.store.read() as session:
        files = tickets.files(session, desk.ticket().ticket_id)
    assert {file.name: (file.scan, file.scan_detail) for file in files} == {
        "good.txt": ("clean", None),
        "bad.txt": ("infected", "Eicar-Test"),
    }
    entry = next(entry for entry in desk.entries() if entry.kind == "message")
    assert "infected file: bad.txt" in entry.data["labels"]
    assert kinds(desk) == ["infected"]


def test_without_a_scanner_a_file_is_not_scanned_and_never_clean(desk: IntakeDesk) -> None:
    desk.put(MIXED)
    assert desk.worker().work()
    with desk.store.read() as session:
        states = {file.scan for file in tickets.files(session, desk.ticket().ticket_id)}
    assert states == {"not_scanned"}
