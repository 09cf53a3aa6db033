"""Notices are kept as JSON and come back the same, so that every try tells the same."""

import json
from dataclasses import replace

import pytest

from bot.notices import Acknowledged, Added, DeskCard, Notice, Question, Understood, Waiting, from_json, to_json
from tests.bot.notice_samples import ALERT, WAS_THIS_YOU

DESK = DeskCard(name="Customer Care", address="help@echopass.example", phone="+1 (303) 555-0100", portal="")
FULL = Acknowledged(
    number="EP-104233",
    subject="Calls drop – “Denver” \U0001f600",
    greeting="Kim",
    kind="Incident",
    severity="Major (P2)",
    call_first=False,
    understood=(Understood(field="service", label="Service affected", value="IVR", words="the ivr"),),
    missing=(Question(field="users_affected", label="Users affected", question="How many?"),),
    left_out=("A part was cut short.",),
    desk=DESK,
    submitted="line one\nline two\t\n",
    attachments=("trace.log (3 kB)",),
    linked="EP-104201",
)
EMPTY = replace(
    FULL,
    subject="",
    greeting="",
    severity=None,
    understood=(),
    missing=(),
    left_out=(),
    submitted="",
    attachments=(),
    linked=None,
)
ADDED = Added(
    number="EP-104233", subject="", greeting="", kind="Incident", severity=None, call_first=True,
    understood=(), missing=(), left_out=(), desk=DESK,
)  # fmt: skip
WAITING = Waiting(subject="Hello", greeting="", desk=DESK)


@pytest.mark.parametrize(
    "notice",
    [FULL, EMPTY, ADDED, WAITING, WAS_THIS_YOU, ALERT],
    ids=["full", "empty", "added", "waiting", "question", "alert"],
)
def test_a_notice_comes_back_from_json_as_it_was(notice: Notice) -> None:
    assert from_json(json.loads(json.dumps(to_json(notice)))) == notice


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"template": "no-such-notice"},
        {"template": "waiting", "subject": "", "greeting": ""},
        {"template": "waiting", "subject": "", "greeting": "", "desk": {"name": "x"}},
        {**to_json(WAITING), "surplus": 1},
        {**to_json(FULL), "missing": [{"field": "x"}]},
    ],
)
def test_a_row_that_is_no_notice_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        from_json(stored)


def test_reading_does_not_change_the_row() -> None:
    row = to_json(FULL)
    before = json.dumps(row)
    from_json(row)
    assert json.dumps(row) == before
