"""The files of a ticket: what is said of them, and that they are saved with care."""

import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest

from store import arrivals, tickets
from store.tickets import Entry, TicketFile
from tests.bot.cli.conftest import NOW, Cli
from tests.builders import kept
from tests.store.arrival_states import ticket

FILES: list[tuple[str, bytes, dict[str, Any]]] = [
    ("calls.csv", b"a,b\n", {"media_type": "text/csv", "scan": "clean"}),
    ("photo.png", b"MZ...", {"scan": "infected", "scan_detail": "Some.Virus", "note": "It is a Windows program."}),
    ("trace.log", b"one", {"scan_detail": "no scanner is set up"}),
    ("trace.log", b"two", {}),
    ("same.log", b"same", {}),
    ("same.log", b"same", {}),
    ("2", b"the file called 2", {}),
]


@pytest.fixture
def number(cli: Cli) -> str:
    """A ticket with files, and with a message that carries labels."""
    with cli.store.write() as session:
        ticket_id, arrival_id = ticket(session), kept(session)
        for name, content, more in FILES:
            sha256 = arrivals.keep_content(session, content)
            values = {"media_type": "text/plain", "inline": False, "note": None, **more}
            file = TicketFile(name=name, sha256=sha256, size=len(content), arrival_id=arrival_id, **values)
            tickets.add_file(session, ticket_id, file)
        data = {
            "labels": ["S/MIME signature not verified", "Encrypted \x1b[31m with PGP"],
            "verdict": {"result": "pass", "method": "dkim", "reasons": ["signed by bluefern.example", "aligned"]},
        }
        entry = Entry(at=NOW, actor="Kim Aldous", kind="message", text="Dialer stopped.", data=data)
        tickets.add_entry(session, ticket_id, entry)
        found = tickets.get(session, ticket_id)
    assert found is not None
    return str(found.number)


def test_the_files_are_listed_with_what_the_scanner_said(cli: Cli, number: str) -> None:
    said = cli.ok("tickets", "file", number).splitlines()
    assert said[0] == "number\tname\ttype\tsize\tscan\tnote"
    assert said[1] == "1\tcalls.csv\ttext/csv\t4 bytes\tclean\t"
    assert said[2] == "2\tphoto.png\ttext/plain\t5 bytes\tINFECTED: Some.Virus\tIt is a Windows program."
    assert said[3] == "3\ttrace.log\ttext/plain\t3 bytes\tnot scanned: no scanner is set up\t"
    listed = cli.json("tickets", "file", number)
    assert [(file["number"], file["name"], file["scan"]) for file in listed[:2]] == [
        (1, "calls.csv", "clean"),
        (2, "photo.png", "infected"),
    ]


def test_the_page_shows_them_too(cli: Cli, number: str) -> None:
    page = cli.ok("tickets", "show", number)
    assert "INFECTED: Some.Virus" in page
    assert "It is a Windows program." in page
    assert "not scanned" in page
    assert cli.json("tickets", "show", number)["files"][1]["scan_detail"] == "Some.Virus"


def test_labels_and_the_proof_of_the_sender_stand_in_the_history(cli: Cli, number: str) -> None:
    page = cli.ok("tickets", "show", number)
    assert "S/MIME signature not verified" in page
    assert "Encrypted [31m with PGP" in page
    assert "Sender: pass (dkim): signed by bluefern.example; aligned" in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"labels": None, "verdict": None},
        {"labels": "x", "verdict": "pass"},
        {"labels": [], "verdict": {}},
        {"labels": [1], "verdict": {"result": "none", "reasons": None}},
    ],
)
def test_entries_without_or_with_odd_labels_are_shown(cli: Cli, number: str, data: dict[str, Any]) -> None:
    with cli.store.write() as session:
        found = tickets.by_number(session, int(number))
        assert found is not None
        tickets.add_entry(session, found.ticket_id, Entry(at=NOW, actor="x", kind="message", text="More.", data=data))
    assert "More." in cli.ok("tickets", "show", number)


@pytest.mark.parametrize(("which", "content"), [("1", b"a,b\n"), ("calls.csv", b"a,b\n"), ("same.log", b"same")])
def test_a_file_is_saved_under_its_name(cli: Cli, number: str, which: str, content: bytes) -> None:
    said = cli.ok("tickets", "file", f"EP-{number}", which)
    (path,) = [path for path in cli.folder.iterdir() if path.suffix in (".csv", ".log")]
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert said.startswith(f"saved {path.name} ({len(content)} bytes, ")


def test_where_it_is_saved(cli: Cli, number: str) -> None:
    folder = cli.folder / "out"
    folder.mkdir()
    cli.ok("tickets", "file", number, "3", "--out", str(folder))
    assert (folder / "trace.log").read_bytes() == b"one"
    saved = cli.json("tickets", "file", number, "4", "--out", str(folder / "other.log"))
    assert (folder / "other.log").read_bytes() == b"two"
    assert (saved["path"], saved["size"], saved["scan"]) == (str(folder / "other.log"), 3, "not_scanned")
    assert saved["sha256"] == hashlib.sha256(b"two").hexdigest()


def test_what_is_there_is_not_overwritten_unasked(cli: Cli, number: str) -> None:
    path = cli.folder / "calls.csv"
    path.write_text("mine")
    assert "is there already; overwrite it with --force" in cli.refused("tickets", "file", number, "1")
    assert path.read_text() == "mine"
    cli.ok("tickets", "file", number, "1", "--force")
    assert path.read_bytes() == b"a,b\n"


def test_a_link_is_not_followed(cli: Cli, number: str) -> None:
    target = cli.folder / "target"
    target.write_text("mine")
    link = cli.folder / "calls.csv"
    link.symlink_to(target)
    assert "is there already" in cli.refused("tickets", "file", number, "1")
    cli.ok("tickets", "file", number, "1", "--force")
    assert target.read_text() == "mine"
    assert not link.is_symlink()


def test_an_infected_file_is_handed_out_on_request_only(cli: Cli, number: str) -> None:
    said = cli.refused("tickets", "file", number, "photo.png")
    assert "a virus was found in photo.png (Some.Virus); save it with --anyway" in said
    assert not (cli.folder / "photo.png").exists()
    assert "INFECTED: Some.Virus" in cli.ok("tickets", "file", number, "photo.png", "--anyway")
    assert (cli.folder / "photo.png").read_bytes() == b"MZ..."


@pytest.mark.parametrize(
    ("which", "reason"),
    [
        ("nothing.txt", "has no file nothing.txt; see: echodesk tickets file EP-"),
        ("99", "has no file 99"),
        ("0", "has no file 0"),
        ("²", "has no file ²"),
        ("trace.log", "several files of EP-"),
        ("../calls.csv", "has no file ../calls.csv"),
    ],
)
def test_a_file_that_is_not_there(cli: Cli, number: str, which: str, reason: str) -> None:
    assert reason in cli.refused("tickets", "file", number, which)


def test_a_name_from_an_older_version_is_made_safe(cli: Cli, number: str) -> None:
    with cli.store.write() as session:
        found = tickets.by_number(session, int(number))
        assert found is not None
        sha256 = arrivals.keep_content(session, b"x")
        odd = TicketFile(
            name="../../evil",
            media_type="x/y",
            sha256=sha256,
            size=1,
            inline=False,
            note=None,
            arrival_id=kept(session),
        )
        tickets.add_file(session, found.ticket_id, odd)
    cli.ok("tickets", "file", number, str(len(FILES) + 1))
    assert (cli.folder / "evil").read_bytes() == b"x"


def test_a_place_that_cannot_be_written(cli: Cli, number: str, tmp_path: Path) -> None:
    said = cli.refused("tickets", "file", number, "1", "--out", str(tmp_path / "no" / "such" / "folder.csv"))
    assert "cannot be written: No such file or directory" in said


def test_a_ticket_without_files_and_one_that_is_not_there(cli: Cli) -> None:
    with cli.store.write() as session:
        found = tickets.get(session, ticket(session))
    assert found is not None
    result = cli.run("tickets", "file", str(found.number))
    assert (result.stdout, result.stderr) == ("", "the ticket has no files\n")
    assert "there is no ticket EP-1;" in cli.refused("tickets", "file", "1")
