"""Tickets: found by number and Message-ID; nothing that was once written down goes away."""

from dataclasses import replace

from store import arrivals, tickets
from store.engine import Store
from store.tickets import Entry, FieldValue, TicketFile
from tests.builders import kept
from tests.clock import NOON
from tests.store.arrival_states import ticket

USERS = FieldValue(
    name="users_affected", value=25, words="25", place="body", start=7, end=9, score=0.9, rule="labels", arrival_id=None
)


def test_a_ticket_is_found_by_its_number(store: Store) -> None:
    with store.write() as session:
        one = ticket(session)
        found = tickets.by_number(session, 104_233)
        assert found is not None
        assert (found.ticket_id, found.account, found.contact) == (one, "Bluefern Travel", "Kim Aldous")
        assert tickets.by_number(session, 104_234) is None
        assert tickets.by_number(session, 999_999_999) is None


def test_tickets_are_found_by_message_id_in_the_order_of_the_ids(store: Store) -> None:
    with store.write() as session:
        one, two = ticket(session), ticket(session)
        for ticket_id, message_id in ((one, "a@x"), (two, "b@x"), (two, "a@x"), (one, "a@x")):
            tickets.add_message_id(session, ticket_id, message_id, outbound=False)
        assert [t.ticket_id for t in tickets.by_message_ids(session, ["?@x", "b@x", "a@x"])] == [two, one]
        assert [t.ticket_id for t in tickets.by_message_ids(session, ["a@x", "b@x"])] == [one, two]
        assert tickets.by_message_ids(session, []) == []
        assert tickets.message_ids(session, one) == ["a@x"]


def test_a_value_that_is_replaced_stays_in_the_books(store: Store) -> None:
    with store.write() as session:
        one, other = ticket(session), ticket(session)
        tickets.put_fields(session, other, [USERS], replaced=(), now=NOON)
        tickets.put_fields(session, one, [USERS, replace(USERS, name="service", value="IVR")], replaced=(), now=NOON)
        tickets.put_fields(session, one, [replace(USERS, value=40)], replaced=["users_affected"], now=NOON)
        active = [(value.name, value.value) for value in tickets.fields(session, one)]
        every = [(value.value, value.active) for value in tickets.fields(session, one, active_only=False)]
        assert active == [("service", "IVR"), ("users_affected", 40)]
        assert every == [(25, False), ("IVR", True), (40, True)]
        assert [value.value for value in tickets.fields(session, other)] == [25], "another ticket is not touched"


def test_the_history_is_in_order_and_keeps_its_data(store: Store) -> None:
    with store.write() as session:
        one, mail = ticket(session), kept(session)
        entries = [
            Entry(at=NOON, actor="Kim", kind="message", text="Über\n\n\U0001f600", arrival_id=mail),
            Entry(at=NOON.replace(hour=3), actor="Echodesk", kind="told", data={"answer": "250", "n": [1, None]}),
        ]
        for entry in entries:
            tickets.add_entry(session, one, entry)
    with store.read() as session:
        assert tickets.entries(session, one) == entries
        assert tickets.first_words(session, one) == "Über\n\n\U0001f600"
        assert tickets.first_words(session, one + 1) == ""


def test_a_change_moves_the_time_of_the_last_change(store: Store) -> None:
    later = NOON.replace(hour=18)
    with store.write() as session:
        one = ticket(session)
        tickets.change(session, one, now=later, status="closed", closed_at=later)
    with store.read() as session:
        found = tickets.get(session, one)
    assert found is not None
    assert (found.status, found.closed_at, found.updated_at, found.opened_at) == ("closed", later, later, NOON)


def test_tickets_are_listed_newest_first(store: Store) -> None:
    with store.write() as session:
        for status in ("new", "closed", "new"):
            ticket(session, status=status)
        assert [t.number for t in tickets.newest(session, limit=2)] == [104_235, 104_234]
        assert [t.number for t in tickets.newest(session, limit=9, status="new")] == [104_235, 104_233]
        assert len(tickets.newest(session, limit=9, account="bluefern  TRAVEL")) == 3
        assert tickets.newest(session, limit=9, account="Norrland") == []


def test_files_share_their_content(store: Store) -> None:
    with store.write() as session:
        one, mail = ticket(session), kept(session)
        for name in ("a.log", "b.log"):
            sha256 = arrivals.keep_content(session, b"same bytes")
            file = TicketFile(
                name=name, media_type="text/plain", sha256=sha256, size=10, inline=False, note=None, arrival_id=mail
            )
            tickets.add_file(session, one, file)
        files = tickets.files(session, one)
    assert [file.name for file in files] == ["a.log", "b.log"]
    assert len({file.sha256 for file in files}) == 1
    assert {(file.scan, file.scan_detail) for file in files} == {("not_scanned", None)}
    with store.read() as session:
        assert tickets.file_content(session, files[0]) == b"same bytes"
        assert tickets.file_content(session, replace(files[0], sha256="0" * 64)) is None


def test_what_the_scanner_said_stays_with_the_file(store: Store) -> None:
    with store.write() as session:
        one, mail = ticket(session), kept(session)
        file = TicketFile(
            name="a.exe",
            media_type="application/octet-stream",
            sha256=arrivals.keep_content(session, b"bytes"),
            size=5,
            inline=False,
            note=None,
            arrival_id=mail,
            scan="infected",
            scan_detail="Test.Signature",
        )
        tickets.add_file(session, one, file)
        assert tickets.files(session, one) == [file]
