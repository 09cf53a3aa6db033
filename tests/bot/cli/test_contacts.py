"""Contacts on the command line: importing, listing, changing, checking."""

import codecs
from datetime import timedelta

import pytest

from store import bounces, contacts
from tests.bot.cli.conftest import NOW, TODAY, Cli
from tests.builders import KIM, SIGNE

_HEADING = "account,name,addresses,phone,slack_id,trained_on,valid_from,valid_to,reachable_24x7\n"
_GOOD = "Pinewell,Gordon Peake,gordon@pinewell.example; Gordon.Peake@PINEWELL.example,303-555-0142,U024BE7LH,2026-01-05,,,yes\n"


def write(cli: Cli, data: bytes | str, name: str = "contacts.csv") -> str:
    file = cli.folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(file)


def names(cli: Cli) -> list[str]:
    with cli.store.read() as session:
        return [contact.name for contact in contacts.all_contacts(session)]


def test_a_contact_is_imported_whole(cli: Cli) -> None:
    assert cli.ok("contacts", "import", write(cli, _HEADING + _GOOD)) == "added: 1, updated: 0, left out: 0\n"
    (contact,) = cli.json("contacts", "list")
    del contact["contact_id"], contact["account_id"]
    assert contact == {
        "account": "Pinewell",
        "name": "Gordon Peake",
        "addresses": ["gordon@pinewell.example", "gordon.peake@pinewell.example"],
        "phone": "+13035550142",
        "slack_id": "U024BE7LH",
        "trained_on": "2026-01-05",
        "valid_from": None,
        "valid_to": None,
        "reachable_24x7": True,
        "authentication": None,
        "undeliverable": [],
    }


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8
        + b'Account;Name;ADDRESSES\r\nPinewell;G\xc3\xb6ran;"a@pinewell.example;b@pinewell.example"\r\n',
        "sep=;\r\naccount;name;addresses\r\nPinewell;Göran;a@pinewell.example b@pinewell.example\r\n".encode(),
        "account\tname\taddresses\nPinewell\tGöran\ta@pinewell.example, b@pinewell.example\n".encode("utf-16"),
    ],
    ids=["excel with a byte order mark", "excel with sep=", "unicode text"],
)
def test_files_as_excel_writes_them(cli: Cli, data: bytes) -> None:
    cli.ok("contacts", "import", write(cli, data))
    (contact,) = cli.json("contacts", "list")
    assert (contact["name"], contact["addresses"]) == ("Göran", ["a@pinewell.example", "b@pinewell.example"])


def test_one_bad_line_keeps_everything_out_and_every_bad_line_is_named(cli: Cli) -> None:
    file = write(cli, _HEADING + _GOOD + ",Nobody,n@x.example,,,,,,\nPinewell,May,m@x.example,12,,3/4/2026,,,maybe\n")
    said = cli.refused("contacts", "import", file)
    assert "line 3: account: there is no account" in said
    assert "line 4: phone: '12' is too long or too short" in said
    assert "line 4: trained_on: '3/4/2026' is no date; write it like 2026-03-31" in said
    assert "line 4: reachable_24x7: 'maybe' is neither yes nor no" in said
    assert "nothing was imported" in said
    assert names(cli) == []


def test_bad_lines_can_be_left_out(cli: Cli) -> None:
    file = write(cli, _HEADING + _GOOD + ",Nobody,n@x.example,,,,,,\n")
    assert cli.ok("contacts", "import", file, "--skip-bad") == "added: 1, updated: 0, left out: 1\n"
    assert names(cli) == ["Gordon Peake"]


def test_a_dry_run_says_it_and_does_nothing(cli: Cli) -> None:
    file = write(cli, _HEADING + _GOOD)
    assert cli.ok("contacts", "import", file, "--dry-run") == "would be added: 1, would be updated: 0, left out: 0\n"
    with cli.store.read() as session:
        assert contacts.account_names(session) == []


def test_a_second_import_updates(cli: Cli) -> None:
    file = write(cli, _HEADING + _GOOD)
    cli.ok("contacts", "import", file)
    again = write(cli, _HEADING + _GOOD.replace("Gordon Peake", "Gordon B. Peake"))
    assert cli.ok("contacts", "import", again) == "added: 0, updated: 1, left out: 0\n"
    assert names(cli) == ["Gordon B. Peake"]


def test_what_belongs_to_somebody_else_is_a_bad_line(people: Cli) -> None:
    lines = f"Pinewell,Gordon,{KIM},,,,,,\nBluefern Travel,Both,{KIM};{SIGNE},,,,,,\n"
    people.ok(
        "contacts", "add", "-a", "Bluefern Travel", "--name", "Ada", "ada@bluefern.example", "--slack-id", "U0ADA"
    )
    lines += "Bluefern Travel,Bo,bo@bluefern.example,,U0ADA,,,,\n"
    said = people.refused("contacts", "import", write(people, _HEADING + lines))
    assert f"line 2: {KIM} belongs to Kim Aldous of Bluefern Travel" in said
    assert "line 3: " in said
    assert KIM in said.partition("line 3")[2]
    assert "line 4: the Slack id U0ADA belongs to Ada of Bluefern Travel" in said
    assert "Gordon" not in names(people)


def test_a_file_that_is_not_there(cli: Cli) -> None:
    assert "cannot be read: No such file" in cli.refused("contacts", "import", str(cli.folder / "none.csv"))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--name", "X", "nobody"), "'nobody' is no mail address"),
        (("--name", "X", "Ann <a@x.example>, b@x.example"), "is no mail address"),
        (("--name", " ", "a@x.example"), "there is no name"),
        (("--name", "X", "a@x.example", "--phone", "call me"), "'call me' is no telephone number"),
        (("--name", "X", "a@x.example", "--trained-on", "2026-02-30"), "is no day of the calendar"),
        (("--name", "X", "a@x.example", "--slack-id", "ada"), "'ada' is no Slack member id"),
    ],
)
def test_what_cannot_be_added_says_why(cli: Cli, arguments: tuple[str, ...], expected: str) -> None:
    assert expected in cli.refused("contacts", "add", "--account", "Pinewell", *arguments)
    assert names(cli) == []


def test_adding_and_retiring(people: Cli) -> None:
    assert "added: Ada of Norrland Outdoor" in people.ok(
        "contacts", "add", "-a", "norrland  outdoor", "--name", "Ada", "Ada@Norrland.example"
    ).replace("norrland outdoor", "Norrland Outdoor")
    day = (TODAY - timedelta(days=3)).isoformat()
    assert people.ok("contacts", "retire", "ADA@norrland.example", "--on", day) == (
        f"Ada of Norrland Outdoor may write until {day}\n"
    )
    found = people.json("contacts", "check", "ada@norrland.example", code=1)
    assert (found["may_write"], found["outcome"], found["rule"]) == (False, "held", "contact-not-valid")
    assert found["why_not"] == f"Ada was a Designated Contact until {day}"
    assert "belongs to no contact" in people.refused("contacts", "retire", "x@y.example")


def test_the_list_into_a_pipe_is_tab_separated(people: Cli) -> None:
    lines = people.ok("contacts", "list", "--account", "norrland outdoor").splitlines()
    assert lines[0].split("\t") == ["account", "name", "addresses", "phone", "trained on", "valid", "24x7"]
    assert lines[1].split("\t") == ["Norrland Outdoor", "Signe Ekholm", SIGNE, "", "never", "always", ""]
    assert len(lines) == 2


def test_nobody_in_the_list(cli: Cli) -> None:
    result = cli.run("contacts", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no contacts; see: echodesk contacts import" in result.stderr
    assert cli.json("contacts", "list") == []


def test_the_rules_of_every_account(people: Cli) -> None:
    states = people.json("contacts", "check", code=1)
    assert [(state["account"], state["ok"], state["valid"], state["trained"]) for state in states] == [
        ("Bluefern Travel", True, 2, 2),
        ("Norrland Outdoor", False, 1, 0),
    ]
    assert [rule["rule"] for rule in states[1]["rules"] if not rule["ok"]] == ["trained", "reachable-24x7"]
    assert "\tFAIL\ttrained\t0 trained of the 2" in people.run("contacts", "check").stdout


def test_a_training_notice_runs_out(people: Cli) -> None:
    people.ok("contacts", "retire", SIGNE, "--on", "2020-01-01")
    people.ok("contacts", "training-notice", (TODAY - timedelta(days=29)).isoformat(), "Release 9")
    rules = people.json("contacts", "check", code=1)[0]["rules"]
    assert rules[-1]["ok"]
    assert "1 day left" in rules[-1]["text"] or "2 days left" in rules[-1]["text"]
    people.ok("contacts", "training-notice", (TODAY - timedelta(days=60)).isoformat(), "Release 8")
    rules = people.json("contacts", "check", code=1)[0]["rules"]
    assert [rule["ok"] for rule in rules if rule["rule"] == "retrained"] == [False, True]


@pytest.mark.parametrize(
    ("address", "code", "outcome", "rule"),
    [
        ("KIM@BlueFern.example", 0, "opened", "new"),
        ("gordon@pinewell.example", 1, "held", "not-a-designated-contact"),
        ("help@echopass.example", 1, "held", "writes-as-the-desk"),
    ],
)
def test_what_happens_to_the_mail_of_an_address(people: Cli, address: str, code: int, outcome: str, rule: str) -> None:
    found = people.json("contacts", "check", address, code=code)
    assert (found["outcome"], found["rule"], found["may_write"]) == (outcome, rule, code == 0)


def test_what_happens_is_said_in_words(people: Cli) -> None:
    said = people.ok("contacts", "check", KIM)
    assert f"{KIM} is Kim Aldous of Bluefern Travel\nmay write today: yes\n" in said
    assert "is no mail address" in people.refused("contacts", "check", "nobody")


def test_an_address_to_which_mail_comes_back(people: Cli) -> None:
    with people.store.write() as session:
        bounces.flag(session, SIGNE, reason="550 5.1.1 no such user", now=NOW)
    lines = people.ok("contacts", "list", "--account", "Norrland Outdoor").splitlines()
    assert lines[1].split("\t")[2] == f"{SIGNE} (mail comes back)"
    (signe,) = people.json("contacts", "list", "--account", "Norrland Outdoor")
    assert [(one["address"], one["reason"]) for one in signe["undeliverable"]] == [(SIGNE, "550 5.1.1 no such user")]
    assert people.ok("contacts", "deliverable", SIGNE.upper()) == f"{SIGNE.upper()} is taken for deliverable again\n"
    assert people.json("contacts", "list", "--account", "Norrland Outdoor")[0]["undeliverable"] == []
    assert "no mail to nobody@x.example has come back" in people.refused("contacts", "deliverable", "nobody@x.example")
