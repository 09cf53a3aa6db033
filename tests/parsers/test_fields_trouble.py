"""Frequency, impact, isolation steps, errors, calls, beginning and users: what an incident tells."""

import pytest

from parsers.fields.calls import own_phones, read_anis, read_connids
from parsers.fields.errors import read_errors
from parsers.fields.frequency import read_frequency
from parsers.fields.impact import read_impact
from parsers.fields.isolation import read_isolation_steps
from parsers.fields.people import read_users
from parsers.fields.thread import thread_of
from parsers.fields.timing import read_started
from parsers.vocabulary import FieldName, MessageKind

from .messages import view

INCIDENT = MessageKind.INCIDENT


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("it drops every 10 minutes or so", "every 10 minutes or so"),
        ("audio fails intermittently", "intermittently"),
        ("vanish mid-session, maybe 1 in 4", "maybe 1 in 4"),
        ("calls dropping on and off", "on and off"),
        ("rejected, all of them", "all of them"),
        ("about one call in five has it", "about one call in five"),
        ("still the odd call, no more", "still the odd call"),
        ("roughly half of the Spanish calls fail", "roughly half of the Spanish calls"),
        ("approx. 60% of the inbound calls", "approx. 60% of the inbound calls"),
        ("it happens two or three times an hour", "happens two or three times an hour"),
        ("frozen every time they put a caller on hold", "every time they put a caller on hold"),
        ("we log off and on again", None),
        ("the weekly report is late", None),
        ("3 of our 12 agents", None),
    ],
)
def test_the_frequency(text: str, frequency: str | None) -> None:
    found = read_frequency(view(text), INCIDENT)
    assert (found.value if found else None) == frequency


def test_a_change_has_no_frequency() -> None:
    assert read_frequency(view("send the list every 10 minutes"), MessageKind.CHANGE_REQUEST) is None


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        ("The hold music is silent, customers think they have been cut off.", "customers think they have been cut off"),
        (
            "IVR down. Members have to start over and plenty just leave. Since 9.",
            "Members have to start over and plenty just leave",
        ),
        ("Dialer is down. We lose roughly $4,000 an hour. Please call.", "We lose roughly $4,000 an hour"),
        (
            "Chat spins. People then call instead so the phones are swamped.",
            "People then call instead so the phones are swamped",
        ),
        ("No calls. 140 ppl sitting on their hands", "140 ppl sitting on their hands"),
        ("Label cut off. No impact for callers, just ugly.", "No impact for callers, just ugly"),
        ("The wallboard is blank. Which means supervisors are flying blind.", "supervisors are flying blind"),
        ("Agents cannot hear callers since 9:10.", None),
        ("Please fix it as soon as you can.", None),
        ("Are customers affected?", None),
        ("The IVR hangs. Because of that the callers wait for ten minutes.", "the callers wait for ten minutes"),
    ],
)
def test_the_impact(text: str, impact: str | None) -> None:
    found = read_impact(view(text), INCIDENT)
    assert (found.value if found else None) == impact


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "We restarted the campaign twice and logged two agents out and in; no change.",
            ["We restarted the campaign twice", "logged two agents out and in; no change"],
        ),
        ("swapped headsets, rebooted, no dice", ["swapped headsets", "rebooted, no dice"]),
        ("Refreshing doesn't bring the chat back, before you ask", ["Refreshing doesn't bring the chat back"]),
        ("Our IT people confirmed the adapter is unchanged.", ["Our IT people confirmed the adapter is unchanged"]),
        ("What we tried:\n- other browser\n- cleared cache\n\nPlease help", ["other browser", "cleared cache"]),
        (
            "I've had everyone log off and on again and Craig has restarted his machine.",
            ["I've had everyone log off and on again", "Craig has restarted his machine"],
        ),
        ("tried 3 phones, router restarted", ["tried 3 phones", "router restarted"]),
        ("Please restart the server.", []),
        ("Have you checked the trunk?", []),
        ("We have not changed anything since you updated the desktop.", []),
        ("Agents use paper for now.", []),
        ("We tried a reboot. Which did not help.", ["We tried a reboot"]),
        ("The calls drop. It made no difference.", []),
    ],
)
def test_the_isolation_steps(text: str, steps: list[str]) -> None:
    assert [found.value for found in read_isolation_steps(view(text), INCIDENT)] == steps


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("login says user not found", ["user not found"]),
        ('it fails with "SIP 480 Temporarily Unavailable" now', ["SIP 480 Temporarily Unavailable"]),
        ("agents get error 503 Service Unavailable", ["error 503 Service Unavailable"]),
        ("Spanish calls go to the wrong queue.", ["Spanish calls go to the wrong queue"]),
        ("All logins are rejected.", ["All logins are rejected"]),
        ("java.lang.NullPointerException: routing", ["java.lang.NullPointerException: routing"]),
        ("the audio is choppy and calls drop", []),
        ('the thing that was "fully fixed" is back', []),
        ('press the button "Ready" twice', []),
    ],
)
def test_the_errors(text: str, errors: list[str]) -> None:
    assert [found.value for found in read_errors(view(text), INCIDENT)] == errors


def test_connids_are_kept_as_written_and_once() -> None:
    text = (
        "00A1025b7c3f9d42, again 00a1025b7c3f9d42 and 00c402b7719ae11b; card 4111222233334444, key abc00a1025b7c3f9d42"
    )
    assert [found.value for found in read_connids(view(text))] == ["00A1025b7c3f9d42", "00c402b7719ae11b"]


@pytest.mark.parametrize(
    ("text", "anis"),
    [
        (
            "Examples, calling number then CONNID:\n\n  (515) 555-0126   00c402b7719ae03f\n  (515) 555-0188   00c402b7719ae11b",
            ["+15155550126", "+15155550188"],
        ),
        ("From +1 919 555 0123 to +1 800 555 0199 at 9:31", ["+19195550123"]),
        ("208-555-0102 called 1-877-555-0160, connid 00b3f7a1c2d3e4f5", ["+12085550102"]),
        ("ANI 303-555-0144", ["+13035550144"]),
        ("call me on 303-555-0144", []),
        ("our toll-free number 866-555-0148 is dead", []),
        ("Fax: 303-555-0144", []),
    ],
)
def test_the_calling_numbers(text: str, anis: list[str]) -> None:
    seen = view(text)
    assert [found.value for found in read_anis(seen, own_phones(seen))] == anis


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Down since 9:10ish. Reach me until 6pm.", "9:10ish"),
        ("I am in until 4pm. It started Monday at 8.", "Monday at 8"),
        ("It worked fine until 8:40.", "8:40"),
        ("Set up by you yesterday but without skills.", "yesterday"),
        ("We meet at 3pm tomorrow. Calls drop.", None),
        ("YESTERDAY'S REPORT IS GONE.", None),
        ("Calls drop.", None),
    ],
)
def test_the_beginning(text: str, words: str | None) -> None:
    found = read_started(view(text), INCIDENT).get(FieldName.STARTED_TEXT)
    assert (found.words if found else None) == words


def test_how_old_a_ticket_is_tells_no_beginning() -> None:
    assert read_started(view("EP-104555 has been open since April 20."), MessageKind.ESCALATION) == {}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("I have reports from nine agents across the floor (we seat 64 there).", "nine agents", 9),
        ("2 new starters have no skills. The other 11 people are fine.", "2 new starters", 2),
        ("Everyone else is OK, but agent Kim cannot log in.", "agent Kim", 1),
        ("We are all stuck, 10-15 agts hit so far", "10-15 agts", None),
        ("how many agents: can't say", None, None),
        ("It is not tied to one person.", None, None),
        ("Scores are wrong, also for the one that matters to agents.", "the one that matters", None),
    ],
)
def test_the_users(text: str, words: str | None, value: int | None) -> None:
    found = read_users(view(text), INCIDENT)
    text_found, count = found.get(FieldName.USERS_AFFECTED_TEXT), found.get(FieldName.USERS_AFFECTED)
    assert (text_found.words if text_found else None, count.value if count else None) == (words, value)


@pytest.mark.parametrize(
    ("subject", "text", "thread"),
    [
        ("RE: [EP-104011] Drops", "any news?", "EP-104011"),
        ("", "I want a manager on EP-106120. Today.", "EP-106120"),
        ("", "please close ep 104233 and EP-104234", "EP-104233"),
        ("Report", "Layout like the weekly you made for us in spring (EP-098811).", None),
        ("Music gone", "I believe this belongs to the case we had in the summer, EP-099120.", None),
        ("", "no number here", None),
    ],
)
def test_the_thread(subject: str, text: str, thread: str | None) -> None:
    assert thread_of(view(text, subject=subject), "EP-") == thread
