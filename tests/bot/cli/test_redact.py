"""``echodesk redact``: shown first, asked for, done, on record, and every other command goes on."""

from datetime import timedelta

import pytest

from store import tickets
from tests.bot.cli.conftest import NOW, Cli
from tests.bot.cli.intake import keep, mail, open_tickets, take_in, work
from tests.bot.cli.test_tickets import finish_deliveries
from tests.builders import KIM, LEE, STRANGER, raw_mail
from tests.store.redaction_desk import left_of

WORDS = "Dialer stopped. The marmalade is stuck."
OF_A_TICKET = ("marmalade", "calls jam", "1@client.example")
OF_KIM = (*OF_A_TICKET, "kim aldous", KIM, "3035550119")
REASON = ("--reason", "erasure request 17")


@pytest.fixture
def desk(people: Cli) -> Cli:
    """A ticket of Kim's, told; and mail of a stranger's that is held."""
    take_in(people, mail(1, WORDS, subject="Calls jam"))
    finish_deliveries(people, "sent", f"250 {KIM} ok")
    take_in(people, mail(2, "Hello.", sender=STRANGER, subject="Offer"), sender=STRANGER)
    return people


def number(cli: Cli) -> str:
    return f"EP-{open_tickets(cli)[0]}"


def test_a_ticket(desk: Cli) -> None:
    said = desk.ok("redact", number(desk), *REASON, "--by", "Ana", "--yes")
    assert "1 message, as it came and as it was read" in said
    assert "taken out; 1 kept messages and files are deleted" in said
    assert left_of(desk.store, OF_A_TICKET) == []
    shown = desk.json("tickets", "show", number(desk))
    assert (shown["subject"], shown["contact"], shown["account"]) == ("[redacted]", None, "Bluefern Travel")
    last = shown["entries"][-1]
    assert (last["kind"], last["actor"]) == ("redacted", "Ana")
    assert last["text"].endswith("was taken out: erasure request 17")
    assert "[redacted]" in desk.page("tickets", "show", number(desk))


@pytest.mark.parametrize("address", [KIM, KIM.upper()])
def test_a_person(desk: Cli, address: str) -> None:
    take_in(
        desk,
        raw_mail(
            f"Kim Aldous <{KIM}> is away.", sender=LEE, Message_ID="<3@lee.example>", Subject=f"Re: [{number(desk)}]"
        ),
        sender=LEE,
    )
    desk.ok("redact", address, *REASON, "--by", "Ana", "--yes")
    assert left_of(desk.store, OF_KIM) == []
    assert [one["name"] for one in desk.json("contacts", "list")] == [
        "Lee Ostrow",
        "redacted contact 1",
        "Signe Ekholm",
    ]
    assert "redacted contact 1" in desk.ok("tickets", "list")


def test_the_other_commands_go_on(desk: Cli) -> None:
    desk.ok("redact", KIM, *REASON, "--yes")
    desk.ok("redact", STRANGER, *REASON, "--yes")
    found = desk.json("arrivals")
    assert found["sums"]["balanced"]
    assert [(one["outcome"], one["sender"]) for one in found["arrivals"]] == [
        ("ignored", "[redacted]"),
        ("opened", "[redacted]"),
    ]
    assert desk.json("held", "list") == []
    assert "[redacted]" in desk.ok("held", "show", "2")
    assert "1 of these" not in desk.refused("held", "release", "2", "--account", "Bluefern Travel")
    (answer,) = desk.json("deliveries", "--state", "sent")
    assert answer["recipient"].startswith("[redacted]")


def test_a_reply_to_the_number_still_finds_the_ticket(desk: Cli) -> None:
    with desk.store.read() as session:
        ticket = tickets.by_number(session, open_tickets(desk)[0])
        assert ticket is not None
        ours = tickets.message_ids(session, ticket.ticket_id)[-1]
    desk.ok("redact", number(desk), *REASON, "--yes")
    for count, headers in enumerate(
        ({"Subject": f"Re: [{number(desk)}] Calls jam"}, {"Subject": "Re: x", "In_Reply_To": f"<{ours}>"})
    ):
        raw = raw_mail("Thanks, it works again.", sender=LEE, Message_ID=f"<late{count}@lee.example>", **headers)
        take_in(desk, raw, sender=LEE)
    assert open_tickets(desk) == [ticket.number]
    assert [one["outcome"] for one in desk.json("arrivals")["arrivals"]][:2] == ["added", "added"]


def test_nothing_is_done_without_a_yes(desk: Cli) -> None:
    result = desk.run("redact", number(desk), *REASON, stdin=b"n\n")
    assert result.exit_code == 1
    assert "to be taken out for good" in result.stdout
    assert left_of(desk.store, ("marmalade",)) != []
    assert desk.run("redact", number(desk), *REASON, stdin=b"y\n").exit_code == 0
    assert left_of(desk.store, ("marmalade",)) == []


def test_twice(desk: Cli) -> None:
    desk.ok("redact", number(desk), *REASON, "--by", "Ana", "--yes")
    said = desk.ok("redact", number(desk), *REASON, "--yes")
    assert f"{number(desk)} was redacted already: " in said
    assert "by Ana: erasure request 17" in said
    desk.ok("redact", KIM, *REASON, "--yes")
    assert "it was redacted already, or never known" in desk.refused("redact", KIM, *REASON, "--yes")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("EP-999999", "there is no ticket EP-999999; see: echodesk tickets list"),
        ("somebody", "'somebody' is no ticket number"),
        ("kim@@bluefern.example", "is no mail address"),
        ("nobody@pinewell.example", "is no contact's, and no mail came from it"),
    ],
)
def test_what_cannot_be_redacted(desk: Cli, what: str, words: str) -> None:
    assert words in desk.refused("redact", what, *REASON, "--yes")


def test_a_reason_is_needed(desk: Cli) -> None:
    assert "reason" in desk.refused("redact", number(desk), "--reason", "  ", "--yes")
    assert left_of(desk.store, ("marmalade",)) != []


def test_mail_that_a_worker_has_in_hand(desk: Cli) -> None:
    """Kept, leased by a worker that lives, and redacted meanwhile: nothing of it comes back."""
    from store import arrivals

    keep(desk, mail(5, WORDS, subject="Calls jam"), at=NOW)
    with desk.store.write() as session:
        (held,) = arrivals.claim(session, owner="other", now=NOW, lease=timedelta(minutes=1), limit=1)
    desk.ok("redact", KIM, *REASON, "--yes")
    with desk.store.write() as session:
        arrivals.give_back(session, [held.arrival_id], owner="other")
    work(desk)
    assert left_of(desk.store, OF_KIM) == []
    assert desk.json("arrivals")["sums"]["balanced"]
