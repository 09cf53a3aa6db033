import pytest

from store import contacts
from tests.bot.cli.conftest import Cli
from tests.builders import KIM


def test_the_list(people: Cli) -> None:
    people.ok("accounts", "set", "bluefern  travel", "--authentication", "prefer")
    assert people.json("accounts", "list") == [
        {"name": "Bluefern Travel", "contacts": 2, "authentication": "prefer"},
        {"name": "Norrland Outdoor", "contacts": 1, "authentication": None},
    ]
    assert people.ok("accounts", "list").splitlines() == [
        "account\tcontacts\tauthentication",
        "Bluefern Travel\t2\tprefer",
        "Norrland Outdoor\t1\tdesk's (off)",
    ]


def test_no_accounts(cli: Cli) -> None:
    result = cli.run("accounts", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "echodesk contacts add" in result.stderr
    assert cli.json("accounts", "list") == []


@pytest.mark.parametrize("policy", ["require", "prefer", "off"])
def test_a_policy_of_its_own_and_back(people: Cli, policy: str) -> None:
    assert people.ok("accounts", "set", "Bluefern Travel", "--authentication", policy).startswith(
        f"Bluefern Travel: {policy};"
    )
    with people.store.read() as session:
        kim = contacts.by_address(session, KIM)
        assert kim is not None
        assert (kim.authentication, contacts.authentication_of(session, "BLUEFERN TRAVEL")) == (policy, policy)
        assert contacts.authentication_of(session, "Norrland Outdoor") is None
    assert "desk's (off)" in people.ok("accounts", "set", "Bluefern Travel", "--authentication", "desk")
    with people.store.read() as session:
        assert contacts.authentication_of(session, "Bluefern Travel") is None


def test_it_outlives_an_import(people: Cli) -> None:
    people.ok("accounts", "set", "Bluefern Travel", "--authentication", "off")
    people.ok("contacts", "add", "--account", "Bluefern Travel", "--name", "Mo Reyes", "mo@bluefern.example")
    with people.store.read() as session:
        assert contacts.authentication_of(session, "Bluefern Travel") == "off"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "Bluefern Travels",
            "there is no account 'Bluefern Travels'; did you mean 'Bluefern Travel'? See: echodesk accounts list",
        ),
        (
            "Quay",
            "there is no account 'Quay'; there are: Bluefern Travel, Norrland Outdoor; see: echodesk accounts list",
        ),
    ],
)
def test_an_account_that_is_not_there(people: Cli, name: str, words: str) -> None:
    assert people.refused("accounts", "set", name, "--authentication", "off") == f"echodesk: {words}\n"


def test_a_policy_that_is_not_one(people: Cli) -> None:
    assert "'strict'" in people.refused("accounts", "set", "Bluefern Travel", "--authentication", "strict", code=2)
