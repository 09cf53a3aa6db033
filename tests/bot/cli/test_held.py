"""Held mail on the command line: shown safely, let in, turned away."""

import getpass

import pytest

from store import holds, ledger, tickets
from tests.bot.cli.conftest import Cli
from tests.bot.cli.intake import mail, open_tickets, take_in, work
from tests.builders import KIM, LEE, SIGNE, STRANGER

_HOSTILE = (
    b"From: \x1b]0;owned\x07Gordon [red]Peake[/red] <gordon@pinewell.example>\r\n"
    b"To: help@echopass.example\r\nSubject: =?utf-8?q?=1B[2Jgone_=E2=80=AEdesrever?= [bold]x[/bold] :smile:\r\n"
    b"Message-ID: <hostile@client.example>\r\nX-Odd: \x1b[31mred\x9b32m\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Hello \x1b[8mhidden\x1b[0m [link=http://x.example]click[/link] \xe2\x80\xaeabc\r\n\x07\x08 :boom: end\r\n"
)
_NOT_FOR_TERMINALS = ("\x1b]", "\x07", "\x08", "\x9b", "\u202e", "\x1b[2J", "\x1b[8m", "\x1b[31m")


def held(cli: Cli, number: int = 1, *, sender: str = STRANGER) -> int:
    """A stranger's mail that was held; its arrival."""
    return take_in(cli, mail(number, sender=f"Gordon Peake <{sender}>"), sender=sender)


def rule_of(cli: Cli, number: int) -> tuple[str | None, str | None]:
    with cli.store.read() as session:
        line = ledger.line(session, number)
    assert line is not None
    return line.outcome, line.rule


def test_what_is_held_is_listed_with_the_reason(people: Cli) -> None:
    number = held(people)
    (shown,) = people.json("held", "list")
    assert (shown["arrival_id"], shown["sender"], shown["rule"]) == (number, STRANGER, "not-a-designated-contact")
    assert f"{number}\t" in people.ok("held", "list")
    assert people.json("tickets", "list") == []


def test_a_mail_is_shown_with_headers_verdict_and_words(people: Cli) -> None:
    number = held(people)
    shown = people.json("held", "show", str(number))
    assert shown["sender"] == {"address": STRANGER, "name": "Gordon Peake", "problem": None}
    assert (shown["state"], shown["rule"], shown["own_text"]) == ("held", "not-a-designated-contact", "Dialer stopped.")
    assert shown["verdict"]["result"] == "none"
    assert f"From: Gordon Peake <{STRANGER}>" in shown["headers"]
    assert shown["envelope"]["client_ip"] == "192.0.2.7"
    page = people.ok("held", "show", str(number))
    for words in (f"{STRANGER} is no Designated Contact", "Dialer stopped.", "Message-ID: <1@client.example>"):
        assert words in page


def test_nothing_a_customer_wrote_is_obeyed_by_the_terminal(people: Cli) -> None:
    number = str(take_in(people, _HOSTILE, sender=STRANGER))
    people.ok("held", "release", number, "--account", "Bluefern Travel", "--by", "Ada")
    work(people)
    (ticket,) = open_tickets(people)
    commands = (("held", "show", number), ("arrivals",), ("tickets", "list"), ("tickets", "show", str(ticket)))
    for command in commands:
        for output in (people.page(*command), people.ok(*command), people.run(*command, "--json").stdout):
            assert not [mark for mark in _NOT_FOR_TERMINALS if mark in output], command
    assert "[bold]x[/bold] :smile:" in people.page("held", "show", number)
    assert "[link=http://x.example]click[/link]" in people.page("tickets", "show", str(ticket))


def test_a_release_opens_a_ticket_of_the_account(people: Cli) -> None:
    number = held(people)
    said = people.ok("held", "release", str(number), "--account", "bluefern  travel", "--by", "Ada")
    assert said.startswith(f"arrival {number} is released on the account of Bluefern Travel; ")
    work(people)
    (ticket,) = people.json("tickets", "list")
    assert (ticket["account"], ticket["contact"]) == ("Bluefern Travel", None)
    assert rule_of(people, number) == ("opened", "released")


def test_a_release_can_add_the_contact(people: Cli) -> None:
    number = held(people)
    said = people.ok("held", "release", str(number), "-a", "Bluefern Travel", "--add-contact")
    assert f"{STRANGER} is a Designated Contact now" in said
    work(people)
    assert people.json("tickets", "list")[0]["contact"] == "Gordon Peake"
    assert people.json("contacts", "check", STRANGER)["may_write"]
    with people.store.read() as session:
        decision = holds.held(session, number)
    assert decision is not None
    assert decision.decided_by == getpass.getuser()


def test_a_release_into_a_ticket(people: Cli) -> None:
    take_in(people, mail(1))
    (ticket,) = open_tickets(people)
    number = held(people, 2)
    assert f"into EP-{ticket}" in people.ok("held", "release", str(number), "--ticket", f"ep-{ticket}", "--by", "Ada")
    work(people)
    assert rule_of(people, number) == ("added", "released-into-ticket")
    assert open_tickets(people) == [ticket]


def test_a_known_sender_goes_to_his_own_account(people: Cli) -> None:
    people.ok("contacts", "retire", LEE, "--on", "2020-01-01")
    number = take_in(people, mail(1, sender=LEE), sender=LEE)
    assert rule_of(people, number) == ("held", "contact-not-valid")
    assert "on the account of Bluefern Travel" in people.ok("held", "release", str(number), "--by", "Ada")
    work(people)
    assert people.json("tickets", "list")[0]["contact"] == "Lee Ostrow"


def test_a_retired_contact_may_write_again_and_stays_who_he_was(people: Cli) -> None:
    people.ok("contacts", "retire", KIM, "--on", "2020-01-01")
    number = take_in(people, mail(1, sender=f"K. <{KIM}>"))
    people.ok("held", "release", str(number), "--add-contact", "--by", "Ada")
    (kim,) = [one for one in people.json("contacts", "list") if KIM in one["addresses"]]
    assert (kim["name"], kim["phone"], kim["valid_to"]) == ("Kim Aldous", "+13035550119", None)
    assert kim["reachable_24x7"] is True
    assert people.json("contacts", "check", KIM)["may_write"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "the sender belongs to no account"),
        (("--account", "Pinewell"), "there is no account 'Pinewell'; there are: Bluefern Travel, Norrland Outdoor"),
        (("--ticket", "EP-999"), "there is no ticket EP-999"),
        (("--ticket", "many"), "'many' is no ticket number; write EP-104233 or 104233"),
        (("--account", "Bluefern Travel", "--add-contact", "--name", " "), "the sender gives no name"),
    ],
)
def test_a_release_that_cannot_be(people: Cli, arguments: tuple[str, ...], expected: str) -> None:
    number = held(people)
    assert expected in people.refused("held", "release", str(number), *arguments)
    assert rule_of(people, number) == ("held", "not-a-designated-contact")


def test_a_ticket_of_another_account_than_the_one_named(people: Cli) -> None:
    take_in(people, mail(1))
    number = held(people, 2)
    arguments = ("--account", "Norrland Outdoor", "--ticket", str(open_tickets(people)[0]))
    said = people.refused("held", "release", str(number), *arguments)
    assert "the ticket is of Bluefern Travel, not of Norrland Outdoor" in said


def test_a_sender_without_an_address_can_be_let_in_but_is_no_contact(people: Cli) -> None:
    number = str(take_in(people, mail(1, sender=f"{KIM}, {SIGNE}")))
    said = people.refused("held", "release", number, "-a", "Bluefern Travel", "--add-contact", "--name", "X")
    assert "no contact can be made of this sender" in said
    people.ok("held", "release", number, "-a", "Bluefern Travel")
    work(people)
    assert len(open_tickets(people)) == 1


def test_a_rejection_is_kept_with_its_reason(people: Cli) -> None:
    number = held(people)
    people.ok("held", "reject", str(number), "--reason", "advertising", "--by", "Ada")
    assert people.json("held", "list") == []
    (line,) = people.json("arrivals")["arrivals"]
    assert (line["outcome"], line["rule"], line["reason"]) == ("ignored", "rejected-by-analyst", "Ada: advertising")
    assert people.json("held", "show", str(number))["decision"] == "advertising"


def test_nobody_decides_twice(people: Cli) -> None:
    number = str(held(people))
    people.ok("held", "reject", number, "--reason", "advertising", "--by", "Ada")
    for again in (("release", number, "-a", "Bluefern Travel"), ("reject", number, "--reason", "x")):
        assert f"arrival {number} was rejected already by Ada: advertising" in people.refused("held", *again)


@pytest.mark.parametrize("command", [("show",), ("release", "-a", "Bluefern Travel"), ("reject", "--reason", "x")])
def test_what_was_never_held(people: Cli, command: tuple[str, ...]) -> None:
    number = take_in(people, mail(1))
    with people.store.read() as session:
        assert tickets.newest(session, limit=1)
    said = people.refused("held", command[0], str(number), *command[1:])
    assert f"arrival {number} is not held; see: echodesk held list" in said
