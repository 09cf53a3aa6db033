"""Nobody writes in a contact's name but he: attempts that must come to nothing, and genuine mail that must not.

Real SMTP, a real desk under policy ``require``, a real DNS, real signatures. None of the attempts may open a ticket, add to one,
or draw an answer to anybody it is not about. What may go out is the question to the contact, at his address on file, once; and
to a forger who has proven an address of his own the polite line that any stranger gets there.
"""

from collections.abc import Iterator

import pytest

from store import deliveries
from store.deliveries import Delivery
from tests.databases import SqliteFolder
from tests.stories.desk import KIM, SIGNE, Story
from tests.stories.genuine_mail import GENUINE, Genuine
from tests.stories.spoof_desk import FORGER, ON_FILE, Attempt, Known, demanding_desk, letter, send, told
from tests.stories.spoofs import UNSIGNED
from tests.stories.spoofs_signed import SIGNED

ATTEMPTS = (*UNSIGNED, *SIGNED)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sqlite_folder: SqliteFolder) -> Iterator[tuple[Story, Known]]:
    """One desk for the whole table: what the database is made of does not matter here, and one is much faster."""
    database = sqlite_folder.database(empty=False)
    with demanding_desk(tmp_path_factory.mktemp("spoofing"), next(database)) as found:
        yield found
    next(database, None)


def test_the_table_is_long_enough_and_names_differ() -> None:
    names = [attempt.name for attempt in ATTEMPTS]
    assert len(set(names)) == len(names) >= 70
    assert len(GENUINE) >= 15


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
def test_it_comes_to_nothing(desk: tuple[Story, Known], attempt: Attempt) -> None:
    story, known = desk
    before, history = story.sums().arrivals, story.entries(known.number)
    raw = attempt.make(known)
    arrival = send(story, raw, sender=attempt.sender, recipients=attempt.recipients, helo=attempt.helo)
    applied = story.outcome(arrival)
    line = story.arrival(arrival)
    assert (applied.disposition, applied.rule, applied.number) == (attempt.disposition, attempt.rule, None), line.reason
    assert story.sums().arrivals == before + 1, "it is one mail, and holds no second one"
    assert story.entries(known.number) == history, "nothing is added to the contact's ticket"
    assert all(may_go_out(one) for one in told(story, arrival))


def may_go_out(one: Delivery) -> bool:
    """A question to a contact, or a stranger's polite line to the forger where he has proven his own address."""
    forger = one.recipient.endswith("evil.example")
    return (one.notice, forger) == ("waiting", True) or (one.notice == "was_this_you" and one.recipient in ON_FILE)


@pytest.mark.parametrize("mail", GENUINE, ids=lambda mail: mail.name)
def test_what_is_genuine_is_let_in_and_answered(desk: tuple[Story, Known], mail: Genuine) -> None:
    story, known = desk
    arrival = send(story, mail.make(known), sender=mail.sender, recipients=mail.recipients)
    applied = story.outcome(arrival)
    assert (applied.disposition, applied.rule) == (mail.disposition, mail.rule), story.arrival(arrival).reason
    assert applied.told
    (answer,) = told(story, arrival)
    assert (answer.recipient, answer.notice) == (
        mail.author,
        "acknowledged" if mail.disposition == "opened" else "added",
    )


@pytest.mark.parametrize(
    "top",
    [
        "",
        "Received: from a by b; Mon, 16 Nov 2026 09:30:00 -0700",
        "Content-Type: text/html",
        "Reply-To: mallory@evil.example",
    ],
)
def test_his_own_mail_again_is_the_same_mail(desk: tuple[Story, Known], top: str) -> None:
    story, known = desk
    before, history = story.sums().arrivals, story.entries(known.number)
    send(story, f"{top}\r\n".encode() * bool(top) + known.genuine, sender="bounce@evil.example")
    assert story.sums().arrivals == before
    assert story.entries(known.number) == history


def test_each_contact_was_asked_once(desk: tuple[Story, Known]) -> None:
    story, _ = desk
    send(story, letter(KIM), sender=FORGER)
    story.outcome(send(story, letter(SIGNE), sender=FORGER))
    with story.store.read() as session:
        everything = deliveries.in_state(session, "queued", "sending", "sent", "failed")
    asked = sorted(one.recipient for one in everything if one.notice == "was_this_you")
    assert {KIM, SIGNE} <= set(asked) <= ON_FILE
    assert len(set(asked)) == len(asked)
