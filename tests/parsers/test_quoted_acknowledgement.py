"""Replies that quote the desk's acknowledgement in the ways of several programs."""

import pytest

from parsers.bodies import zones
from parsers.extraction import Extraction
from parsers.reader import RuleReader
from parsers.vocabulary import FieldName
from tests.parsers.messages import SENT_AT, message

F = FieldName
ASKED = frozenset({F.USERS_AFFECTED, F.FREQUENCY, F.STARTED_AT, F.ISOLATION_STEPS, F.ACCESS_HOURS, F.CONTACT_EMAIL})

ACKNOWLEDGEMENT = """Hello Ann Roe,

We have your message. Your ticket is

EP-104309
Desktop freezes

What we understood
Kind: Incident
Contact phone: +13035550119

If something here is not right, reply to this mail and say so.

What we still need
Please reply to this mail and fill in what you can, or answer in your own words.

How many users are affected?
Users affected:{users}
How often does it happen?
Frequency:
When did it begin (date, time, time zone)?
Started:
What have you already checked or tried, and what came of it?
Steps already taken:{steps}
At which address can we write to the contact?
Contact e-mail:
When can the contact be reached, or the site be entered?
Access hours:
Our target for a solution is counted from the moment we have all of this.

What you wrote
the desktop freezes

Please quote EP-104309 in all further correspondence: reply to this mail, or say the number when you call.
Northfield Care Desk
Phone: 303-555-0142
E-mail: help@northfield.example
"""
ANNOUNCED = {
    "outlook": "From: Northfield Care Desk <help@northfield.example>\nSent: Saturday, November 21, 2026 4:52 PM\n"
    "To: Ann Roe <ann.roe@lantern-hall.example>\nSubject: [EP-104309] Desktop freezes\n\n",
    "german": "Von: Northfield Care Desk <help@northfield.example>\nGesendet: Samstag, 21. November 2026 16:52\n"
    "An: Ann Roe <ann.roe@lantern-hall.example>\nBetreff: [EP-104309] Desktop freezes\n\n",
    "plain": "-----Original Message-----\nFrom: Northfield Care Desk <help@northfield.example>\n"
    "Sent: Saturday, November 21, 2026 4:52 PM\nTo: Ann Roe\nSubject: [EP-104309] Desktop freezes\n\n",
    "bare": "On Sat, Nov 21, 2026 at 4:52 PM Northfield Care Desk <help@northfield.example> wrote:\n\n",
    "marked": "On Sat, Nov 21, 2026 at 4:52 PM Northfield Care Desk <help@northfield.example> wrote:\n\n",
}


def reply(program: str, typed: str, users: str = "", steps: str = "") -> Extraction:
    quote = ACKNOWLEDGEMENT.format(users=users, steps=steps)
    if program == "marked":
        quote = "".join(f"> {line}\n" for line in quote.splitlines())
    text = f"{typed}\n\n{ANNOUNCED[program]}{quote}".lstrip()
    return RuleReader()(message(text, zones=zones(text)), received_at=SENT_AT, asked=ASKED)


def values(extraction: Extraction) -> dict[FieldName, list[str]]:
    return {field: [str(one.value) for one in found] for field, found in extraction.fields.items() if field in ASKED}


@pytest.mark.parametrize("program", list(ANNOUNCED))
def test_typed_prose_over_empty_labels(program: str) -> None:
    found = values(reply(program, "23 agents, on every call. We rebooted the PCs, no change."))
    assert found == {
        F.USERS_AFFECTED: ["23"],
        F.FREQUENCY: ["every call"],
        F.ISOLATION_STEPS: ["We rebooted the PCs, no change"],
    }


@pytest.mark.parametrize("program", list(ANNOUNCED))
def test_values_typed_into_the_quote(program: str) -> None:
    found = values(reply(program, "See below.", " 23 agents", " restarted the adapter, no change; tried another PC"))
    assert found == {
        F.USERS_AFFECTED: ["23"],
        F.ISOLATION_STEPS: ["restarted the adapter, no change", "tried another PC"],
    }


@pytest.mark.parametrize("program", list(ANNOUNCED))
def test_nothing_typed_is_nothing_said(program: str) -> None:
    fields = reply(program, "").fields
    assert not ASKED & set(fields)
    assert not {F.CONTACT_EMAIL, F.CONTACT_PHONE, F.STARTED_AT, F.STARTED_TEXT} & set(fields)


def test_an_acknowledgement_forwarded_without_a_word_names_no_contact() -> None:
    text = f"-----Original Message-----\n{ANNOUNCED['outlook']}{ACKNOWLEDGEMENT.format(users='', steps='')}"
    parts = zones(text, subject="FW: [EP-104309] Desktop freezes")
    fields = RuleReader()(message(text, zones=parts), received_at=SENT_AT, asked=ASKED).fields
    assert F.CONTACT_EMAIL not in fields


def test_an_announcement_of_a_quote_names_no_contact_and_no_time() -> None:
    text = f"{ANNOUNCED['marked']}> Calls drop in Tulsa.\n"
    extraction = RuleReader()(message(text), received_at=SENT_AT, asked=ASKED)
    assert not {F.CONTACT_EMAIL, F.STARTED_AT, F.STARTED_TEXT} & set(extraction.fields)
