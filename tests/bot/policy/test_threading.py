"""Which ticket a message belongs to, and when it is a new matter all the same."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.facts import Thread, Writer
from bot.policy.threading import base_subject, choose, is_long_closed, is_new_matter, wants_nothing
from parsers.vocabulary import AutomaticKind, MessageKind, Status
from tests.builders import NORRLAND, extraction, facts, message, thread, writer
from tests.clock import NOON

OURS, OURS_TOO, THEIRS = thread(), thread(ticket_id=8, number="EP-104240"), thread(ticket_id=9, account_id=NORRLAND)


@pytest.mark.parametrize(
    ("candidates", "who", "chosen"),
    [
        ([[], [], []], writer(), None),
        ([], writer(), None),
        ([[], [OURS], [OURS_TOO]], writer(), OURS),
        ([[OURS_TOO], [OURS]], writer(), OURS_TOO),
        ([[THEIRS, OURS]], writer(), OURS),
        ([[OURS, OURS_TOO]], writer(), OURS),
        ([[THEIRS, OURS]], None, THEIRS),
        ([[THEIRS], [OURS]], writer(), THEIRS),
        ([[THEIRS]], writer(), THEIRS),
    ],
    ids=[
        "no candidates", "no ways", "the surer way", "a surer way to another", "his own first", "the nearest first",
        "a stranger", "the surest way leads to another account: he is held", "only another account's",
    ],
)  # fmt: skip
def test_the_surest_way_wins_and_within_it_the_writers_own(
    candidates: list[list[Thread]], who: Writer | None, chosen: Thread | None
) -> None:
    assert choose(candidates, who) == chosen


PREFIXES = [
    *(
        "",
        "  ",
        "Re: ",
        "RE:  ",
        "re:",
        "Re : ",
        "Re: Re: RE: ",
        "Re[2]: ",
        "Re(3): ",
        "RE^2: ",
        "Re: [EP-104233] ",
        "[EP-104233] ",
    ),
    *("[EXTERNAL] Re: ", "Re: [EXTERNAL] [Caution] ", "[ext] RE: [EP-104233] re: ", "Fwd: ", "FW: ", "Re: Fwd: "),
    *(
        "AW: ",
        "Antw: AW: ",
        "WG: ",
        "SV: ",
        "VS: ",
        "Vb: ",
        "TR : ",
        "RE\u00a0: ",
        "RÉP: ",
        "R: ",
        "I: ",
        "Rif: ",
        "RES: ",
        "ENC: ",
    ),
    *("RV: ", "Odp: ", "PD: ", "YNT: ", "İLT: ", "Vá: ", "Atb: ", "BLS: ", "ΑΠ: ", "ΠΡΘ: ", "Ответ: ", "Отв: "),
    *("回复: ", "回复：", "答复: ", "转发: ", "轉寄: ", "返信: ", "転送: ", "회신: ", "השב: ", "رد: ", "إعادة توجيه: "),
]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_marks_and_tags_are_no_part_of_a_subject(prefix: str) -> None:
    assert base_subject(f"{prefix}Calls  DROP ") == "calls drop"


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("", ""),
        ("Re:", ""),
        ("Re: Fwd: [EP-104233]", ""),
        ("Reports: none load", "reports: none load"),
        ("Retry fails", "retry fails"),
        ("Awkward: pauses", "awkward: pauses"),
        ("IVR: no audio", "ivr: no audio"),
        ("[Denver Calls drop", "[denver calls drop"),
        ("Calls drop [Denver]", "calls drop [denver]"),
        ("[]", "[]"),
        ("Größe", "grösse"),
    ],
)
def test_what_only_looks_like_a_mark_stays(subject: str, base: str) -> None:
    assert base_subject(subject) == base


@given(st.text(max_size=60), st.lists(st.sampled_from(["Re: ", "AW:", "[EXT] ", "Fwd : ", "回复："]), max_size=4))
def test_a_base_subject_has_no_marks_left_and_marks_do_not_change_it(subject: str, marks: list[str]) -> None:
    base = base_subject(subject)
    assert base_subject(base) == base
    assert base_subject("".join(marks) + subject) == base


@pytest.mark.parametrize(
    "hostile",
    ["re" + " " * 200_000, "re:" * 100_000, "[" * 200_000, "[x]" * 70_000 + "y", "re[1" * 50_000, " " * 200_000],
)
def test_a_hostile_subject_costs_little(hostile: str) -> None:
    begun = time.thread_time()
    base_subject(hostile)
    assert time.thread_time() - begun < 1.0


INCIDENT, UPDATE, QUESTION = MessageKind.INCIDENT, MessageKind.UPDATE, MessageKind.QUESTION


@pytest.mark.parametrize(
    ("on", "subject", "kind", "new"),
    [
        (OURS, "Re: Calls drop", INCIDENT, False),
        (OURS, "Re: [EXTERNAL] calls  drop", INCIDENT, False),
        (OURS, "Wallboard is blank", INCIDENT, True),
        (OURS, "Re: Wallboard is blank", QUESTION, True),
        (OURS, "Wallboard is blank", MessageKind.CHANGE_REQUEST, True),
        (OURS, "Wallboard is blank", MessageKind.FEATURE_REQUEST, True),
        (OURS, "Wallboard is blank", UPDATE, False),
        (OURS, "Wallboard is blank", MessageKind.ESCALATION, False),
        (OURS, "Wallboard is blank", MessageKind.OTHER, False),
        (OURS, "", INCIDENT, False),
        (OURS, "Re:", INCIDENT, False),
        (OURS, "Wallboard is blank, ep-104233", INCIDENT, False),
        (thread(via="number"), "Wallboard is blank", INCIDENT, False),
        (thread(via="address"), "Wallboard is blank", INCIDENT, True),
        (thread(subject="x" * 250), "Re: " + "x" * 400, INCIDENT, False),
    ],
)
def test_another_subject_with_a_matter_of_its_own_is_a_new_matter(
    on: Thread, subject: str, kind: MessageKind, new: bool
) -> None:
    assert is_new_matter(on, subject, kind) is new


@pytest.mark.parametrize(
    ("status", "days", "long"),
    [
        (Status.CLOSED, 15, True),
        (Status.CLOSED, 14, False),
        (Status.CLOSED, 0, False),
        (Status.CLOSED, None, False),
        (Status.RESOLVED, 400, False),
        (Status.IN_PROGRESS, 400, False),
    ],
)
def test_a_ticket_is_long_closed_after_the_operators_days(status: Status, days: int | None, long: bool) -> None:
    closed = None if days is None else NOON - timedelta(days=days)
    assert is_long_closed(thread(status=status, closed_at=closed), NOON, timedelta(days=14)) is long


@pytest.mark.parametrize(
    ("kind", "score", "machine", "nothing"),
    [
        (MessageKind.OTHER, 0.9, None, True),
        (MessageKind.OTHER, 0.2, None, False),
        (MessageKind.RESOLUTION, 0.9, None, True),
        (MessageKind.UPDATE, 0.9, None, False),
        (INCIDENT, 0.9, None, False),
        (INCIDENT, 0.9, AutomaticKind.NOTIFICATION, True),
    ],
)
def test_thanks_and_machines_want_nothing(
    kind: MessageKind, score: float, machine: AutomaticKind | None, nothing: bool
) -> None:
    assert wants_nothing(facts(message=message(automatic=machine), extraction=extraction(kind, score=score))) is nothing
