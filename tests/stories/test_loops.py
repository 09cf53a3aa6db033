"""Machines that write to each other go quiet: two desks after one exchange, a robot without rules at the breaker."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.bot.channels.relay_server import ScriptedRelay
from tests.databases import Server
from tests.stories.desk import HELP, KIM, Story, mail, prepare, running
from tests.stories.relays import (
    CARE,
    INCIDENT,
    Change,
    Gateway,
    Pair,
    add_contact,
    counts,
    desk_settings,
    is_quiet,
    open_kinds,
    to_customer,
    with_other_ids,
    without,
)


@pytest.fixture
def other_url(database_server: Server) -> Iterator[str]:
    """A second database."""
    yield from database_server.database(empty=False)


@pytest.fixture
def pair(tmp_path: Path, database_url: str, other_url: str, request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Two running desks; the test's parameter says what the gateways between them do."""
    change: Change = request.param
    with ExitStack() as stack:
        to_one, to_two = (stack.enter_context(Gateway(change=change)) for _ in range(2))
        stories = []
        for url, address, other, gateway in ((database_url, HELP, CARE, to_two), (other_url, CARE, HELP, to_one)):
            prepare(url)
            add_contact(url, other)
            folder = tmp_path / address
            folder.mkdir()
            stories.append(
                stack.enter_context(
                    running(desk_settings(folder, url, address, gateway, answers_per_sender_per_hour=3))
                )
            )
        to_one.target, to_two.target = stories
        yield Pair(one=stories[0], two=stories[1], gateways=(to_one, to_two))


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param(lambda content: content, id="as it is"),
        pytest.param(without("Auto-Submitted"), id="without Auto-Submitted"),
        pytest.param(without("Auto-Submitted", "X-Auto-Response-Suppress"), id="without what Exchange knows too"),
        pytest.param(with_other_ids, id="with other Message-IDs"),
        pytest.param(lambda content: without("Auto-Submitted")(with_other_ids(content)), id="without both"),
    ],
    indirect=True,
)
def test_two_desks_are_quiet_after_one_exchange(pair: Pair) -> None:
    pair.start()
    assert pair.settle() == (1, 1, 1, 0)
    assert [gateway.passed for gateway in pair.gateways] == [0, 1]
    assert pair.one.sums().balanced
    assert pair.two.sums().balanced


STRIPPED = without("Auto-Submitted", "X-Auto-Response-Suppress", "X-Loop", "References", "In-Reply-To")


@pytest.mark.parametrize("pair", [pytest.param(lambda c: STRIPPED(with_other_ids(c)), id="bare")], indirect=True)
def test_two_desks_without_any_mark_are_stopped(pair: Pair) -> None:
    pair.start()
    arrivals, made, others, told = pair.settle()
    assert (made, others) == (3, 3)
    assert (arrivals, told) == (4, 3)
    assert open_kinds(pair.one) == ["loop"]


class Robot(ScriptedRelay):
    """A vacation responder that keeps no rule at all: it answers every mail, the desk's answers too, and marks nothing."""

    target: Story | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        if KIM in envelope.rcpt_tos:
            await asyncio.to_thread(self._answer, len(self.envelopes))
        return answer

    def _answer(self, number: int) -> None:
        if self.target is not None:
            self.target.hand_over(mail(INCIDENT, subject=f"Your mail {number}: screen pop gone"), sender=KIM)


def test_a_robot_that_answers_everything_is_stopped(tmp_path: Path, database_url: str) -> None:
    prepare(database_url)
    with (
        Robot() as robot,
        running(desk_settings(tmp_path, database_url, HELP, robot, answers_per_sender_per_hour=3)) as story,
    ):
        robot.target = story
        story.hand_over(mail(INCIDENT, subject="Screen pop gone"), sender=KIM)
        story.wait_until(lambda: story.sums().arrivals == 4 and is_quiet(story))
        assert (counts(story)[0], len(to_customer(story))) == (4, 3)
        assert open_kinds(story) == ["loop"]
        entries = story.entries("EP-104236")
        assert [entry.text for entry in entries if entry.kind == "unanswered"] == [
            "3 answers went to this address within an hour: it may be a loop"
        ]
