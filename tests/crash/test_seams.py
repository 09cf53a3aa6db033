"""Killed between any two steps and started again, the desk has lost nothing and opened nothing twice."""

import signal
import smtplib
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from store import deliveries, tickets
from tests.stories.desk import HELP, KIM, Story, mail, prepare, running, settings_for

STEPS = (
    "accepting",
    "accept-uncommitted",
    "accept-committed",
    "accepted",
    "claimed",
    "gathered",
    "apply-uncommitted",
    "applied",
    "delivery-claimed",
    "sent",
    "marked",
)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at(step: str, tmp_path: Path, database_url: str) -> None:
    prepare(database_url)
    mails = [mail(f"Twelve agents in site {n} lose calls.", subject=f"site {n}") for n in range(3)]
    untaken = _send_until_dead(database_url, tmp_path, step, mails)

    with running(settings_for(tmp_path, database_url)) as story:
        # A client whose mail was not answered with 250 keeps it and sends it again (RFC 5321 section 4.2.5).
        for raw in untaken:
            story.hand_over(raw)
        story.wait_until(lambda: not _unfinished(story))
        sums = story.sums()
        assert sums.balanced
        assert (sums.arrivals, sums.outcomes["opened"], sums.pending) == (3, 3, 0)
        with story.store.read() as session:
            opened = tickets.newest(session, limit=10)
            sent = deliveries.in_state(session, "sent")
            assert deliveries.in_state(session, "queued", "refused", "failed") == []
        assert sorted(ticket.subject for ticket in opened) == ["site 0", "site 1", "site 2"]
        assert sorted(ticket.number for ticket in opened) == [104_233, 104_234, 104_235]
        assert len(sent) == 3
        told = Counter(str(answer["Message-ID"]) for answer in story.answers())
        assert sorted(told.values()) == [1, 1, 1]


def _send_until_dead(url: str, folder: Path, step: str, mails: list[bytes]) -> list[bytes]:
    """Send to a desk that dies at ``step``; the mails that it did not answer with 250."""
    command = [sys.executable, "-m", "tests.crash.doomed_desk", url, str(folder), step]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            untaken = [raw for raw in mails if not _taken(port, raw)]
            assert process.wait(timeout=30) == -signal.SIGKILL, f"the desk passed {step} alive"
        finally:
            process.kill()
    return untaken


def _taken(port: int, raw: bytes) -> bool:
    with suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail(KIM, [HELP], raw)
        return True
    return False


def _unfinished(story: Story) -> bool:
    if story.sums().pending:  # first: what is pending becomes queued, never the other way round
        return True
    with story.store.read() as session:
        return bool(deliveries.in_state(session, "queued"))
