"""Tickets, arrivals, deliveries and shunted mail on the command line."""

import re
from datetime import timedelta

import pytest

from store import deliveries
from tests.bot.cli.conftest import NOW, Cli
from tests.bot.cli.intake import keep, mail, open_tickets, take_in, work
from tests.builders import KIM, SIGNE, STRANGER


def finish_deliveries(cli: Cli, state: str, answer: str) -> None:
    now = NOW + timedelta(hours=1)
    with cli.store.write() as session:
        for one in deliveries.claim(session, owner="test", now=now, lease=timedelta(minutes=1), limit=10):
            deliveries.finish(session, one.delivery_id, owner="test", state=state, answer=answer, now=now)


def test_a_ticket_is_shown_by_either_number_with_everything(people: Cli) -> None:
    arrival = take_in(people, mail(1, "Dialer stopped.\nPlease help."))
    finish_deliveries(people, "refused", "550 5.1.1 no such user")
    (number,) = open_tickets(people)
    shown = people.json("tickets", "show", f"EP-{number}")
    assert shown == people.json("tickets", "show", str(number))
    assert (shown["number"], shown["severity"], shown["account"], shown["contact"]) == (
        f"EP-{number}",
        "P3",
        "Bluefern Travel",
        "Kim Aldous",
    )
    (field,) = shown["fields"]
    assert (field["name"], field["value"], field["words"], field["score"]) == ("service", "Dialer", "Dialer", 0.9)
    assert shown["missing"] == ["users_affected", "started_at"]
    kinds = [(entry["kind"], entry["arrival_id"]) for entry in shown["entries"]]
    assert kinds == [("opened", arrival), ("message", arrival), ("fields", arrival)]
    assert shown["entries"][0]["actor"] == f"Kim Aldous <{KIM}>"
    (delivery,) = shown["deliveries"]
    assert (delivery["state"], delivery["answer"], delivery["recipient"]) == ("refused", "550 5.1.1 no such user", KIM)
    assert "payload" not in delivery
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", shown["opened_at"])


def test_a_ticket_is_a_page(people: Cli) -> None:
    take_in(people, mail(1, "Dialer stopped.\nPlease help."))
    page = people.page("tickets", "show", str(open_tickets(people)[0]))
    for words in ("What we understood", "Service affected", "“Dialer”", "90%", "Still missing", "Users affected"):
        assert words in page
    for words in ("History", "Please help.", "(arrival 1, rule new)", "Answers", "queued", "acknowledged"):
        assert words in page


def test_a_file_is_on_the_page_and_a_linked_ticket_in_its_head(people: Cli) -> None:
    raw = (
        f"From: {KIM}\r\nTo: help@echopass.example\r\nSubject: Log\r\nMessage-ID: <f@client.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/plain\r\n\r\nDialer log.\r\n"
        "--x\r\nContent-Type: text/csv; name=calls.csv\r\nContent-Disposition: attachment; filename=calls.csv\r\n\r\n"
        "a,b\r\n--x--\r\n"
    )
    take_in(people, raw.encode())
    number = str(open_tickets(people)[0])
    (file,) = people.json("tickets", "show", number)["files"]
    assert (file["name"], file["media_type"]) == ("calls.csv", "text/csv")
    assert re.search(r"calls\.csv +text/csv +\d bytes", people.page("tickets", "show", number))


@pytest.mark.parametrize("number", ["EP-1", "1", "ep 1"])
def test_a_ticket_that_is_not_there(people: Cli, number: str) -> None:
    assert "there is no ticket EP-1; see: echodesk tickets list" in people.refused("tickets", "show", number)


@pytest.mark.parametrize("number", ["", "EP-", "XX-12", "12a", "-1", "9999999999"])
def test_what_is_no_ticket_number(people: Cli, number: str) -> None:
    assert "is no ticket number" in people.refused("tickets", "show", "--", number)


def test_the_list_is_newest_first_and_can_be_narrowed(people: Cli) -> None:
    take_in(people, mail(1))
    take_in(people, mail(2, sender=SIGNE, subject="Reports"), sender=SIGNE)
    newest, oldest = open_tickets(people)
    numbers = [ticket["number"] for ticket in people.json("tickets", "list")]
    assert numbers == [f"EP-{newest}", f"EP-{oldest}"]
    assert len(people.json("tickets", "list", "--limit", "1")) == 1
    assert [t["subject"] for t in people.json("tickets", "list", "--account", "norrland outdoor")] == ["Reports"]
    assert len(people.json("tickets", "list", "--status", "waiting_for_information")) == 2
    assert people.json("tickets", "list", "--status", "closed") == []
    assert people.run("tickets", "list", "--status", "lost").exit_code == 2


def test_the_accounting_names_every_message_and_balances(people: Cli) -> None:
    take_in(people, mail(1))
    assert keep(people, mail(1)).duplicate
    take_in(people, mail(2, sender=STRANGER), sender=STRANGER)
    keep(people, mail(3))
    shown = people.json("arrivals")
    assert [(line["outcome"], line["routes"]) for line in shown["arrivals"]] == [
        ("pending", 1),
        ("held", 1),
        ("opened", 2),
    ]
    assert shown["arrivals"][2]["ticket"] == f"EP-{open_tickets(people)[0]}"
    sums = shown["sums"]
    assert (sums["routes"], sums["arrivals"], sums["duplicates"], sums["pending"], sums["balanced"]) == (
        4,
        3,
        1,
        1,
        True,
    )
    assert [line["outcome"] for line in people.json("arrivals", "-o", "held")["arrivals"]] == ["held"]
    said = people.ok("arrivals")
    assert "4 received = 3 arrivals + 1 duplicates\n3 arrivals = 1 pending + 1 opened, 0 added, 1 held" in said
    assert "balanced: yes" in said


def test_sums_that_do_not_agree_end_with_code_1(people: Cli) -> None:
    from sqlalchemy import text

    number = take_in(people, mail(1, sender=STRANGER), sender=STRANGER)
    with people.store.write() as session:
        session.execute(text("DELETE FROM hold WHERE arrival_id = :number"), {"number": number})
    assert people.json("arrivals", code=1)["sums"]["orphans"] == 1
    result = people.run("arrivals")
    assert result.exit_code == 1
    assert "1 without the record that their outcome needs\nbalanced: NO" in result.stdout


def test_deliveries_show_what_is_stuck_and_why(people: Cli) -> None:
    take_in(people, mail(1))
    assert [d["state"] for d in people.json("deliveries")] == ["queued"]
    finish_deliveries(people, "refused", "550 5.1.1 no such user")
    (shown,) = people.json("deliveries")
    assert (shown["answer"], shown["ticket"]) == ("550 5.1.1 no such user", f"EP-{open_tickets(people)[0]}")
    assert "550 5.1.1 no such user" in people.ok("deliveries", "--state", "refused")
    result = people.run("deliveries", "--state", "queued", "--state", "failed")
    assert (result.stdout, result.stderr) == ("", "no deliveries are queued or failed\n")


def test_a_shunted_mail_is_shown_and_tried_again(people: Cli) -> None:
    number = take_in(people, mail(1, "break the reader"))
    (shown,) = people.json("shunted", "list")
    assert (shown["arrival_id"], shown["error"]) == (number, "RuntimeError: the reader broke on purpose")
    assert shown["size"] == len(mail(1, "break the reader"))
    page = people.ok("shunted", "show", str(number))
    assert "Traceback (most recent call last):" in page
    assert "RuntimeError: the reader broke on purpose" in page
    assert people.ok("shunted", "replay", str(number)).startswith("1 to be tried again")
    assert people.json("shunted", "list") == []
    work(people)
    assert len(people.json("shunted", "list")) == 1
    assert people.ok("shunted", "replay", "--all").startswith("1 to be tried again")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("show", "7"), "arrival 7 was never shunted"),
        (("replay", "7"), "not shunted: 7"),
        (("replay",), "name the arrivals, or say --all"),
        (("replay", "7", "--all"), "name the arrivals, or say --all"),
    ],
)
def test_what_is_not_shunted(people: Cli, arguments: tuple[str, ...], expected: str) -> None:
    assert expected in people.refused("shunted", *arguments)
