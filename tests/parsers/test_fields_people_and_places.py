"""Account, contact, department, service, environment, access hours."""

import pytest

from parsers.fields.account import domain_core, read_account
from parsers.fields.calls import own_phones
from parsers.fields.contact import read_contact
from parsers.fields.department import read_department
from parsers.fields.environment import read_environment
from parsers.fields.hours import read_access_hours
from parsers.fields.service import read_service
from parsers.fields.view import view_of
from parsers.vocabulary import Environment, MessageKind

from .messages import SENT_AT, message, view

INCIDENT = MessageKind.INCIDENT


def value(found: object) -> object:
    return getattr(found, "value", None)


@pytest.mark.parametrize(
    ("address", "text", "account"),
    [
        ("a@lantern-hall.example", "Help.\n\nRegards,\nAnn Roe\nLantern Hall Tickets", "Lantern Hall Tickets"),
        ("a@oakspindlebank.example", "Help.\n\nAnn Roe\nOakspindle Bank, N.A. * 515-555-0100", "Oakspindle Bank, N.A."),
        ("a@mail.nordvalk.example", "Help.\n\nRegards\nAnn Roe\nNordvalk Energie GmbH", "Nordvalk Energie GmbH"),
        ("a@bellwick-retail.example", "this is Ann from Bellwick Retail, our dialer is down", "Bellwick Retail"),
        ("a@ridgelake.example", "Help.\n\nRegards,\nRidgelake Energy NOC", "Ridgelake Energy"),
        ("a@gcu.example", "Help.\n\nRegards,\nAnn Roe\nGreenfield Credit Union", "Greenfield Credit Union"),
        ("a@sarabande.example", "Help.\n\nRegards,\nAnn Roe\nFondation Sarabande", "Fondation Sarabande"),
        ("a@gmail.com", "Help.\n\nRegards,\nAnn Roe\nHarbour Freight Ltd", "Harbour Freight Ltd"),
        ("a@wrenfield.example", "mail me at a@wrenfield.example", None),
        ("a@acme.example", "nothing here says who we are", None),
        (None, "nothing here says who we are", None),
    ],
)
def test_the_account_agrees_with_the_domain(address: str | None, text: str, account: str | None) -> None:
    assert value(read_account(view_of(message(text, address=address), SENT_AT))) == account


@pytest.mark.parametrize(
    ("address", "core"),
    [
        ("a@mail.lantern-hall.example", "lanternhall"),
        ("a@acme.co.uk", "acme"),
        ("a@gmail.com", ""),
        ("broken", ""),
        (None, ""),
    ],
)
def test_the_letters_of_the_domain(address: str | None, core: str) -> None:
    assert domain_core(address) == core


SIGNED = "\n\nRegards,\nMrs Ann Roe\nManager, Lantern Hall\nFax 515-555-0109\nTel 515-555-0100 ext 3"


@pytest.mark.parametrize(
    ("text", "name", "phone", "email"),
    [
        ("The dialer is down." + SIGNED, "Ann Roe", "+15155550100", None),
        (
            "Questions go to Caspian Rowell (caspian@x.example, 615-555-0186)." + SIGNED,
            "Caspian Rowell",
            "+16155550186",
            "caspian@x.example",
        ),
        ("Local contact is Luis Ferro, 617-555-0190." + SIGNED, "Luis Ferro", "+16175550190", None),
        (
            "Best person to talk to is our telecom lead Yusuf Amari (303-555-0118)." + SIGNED,
            "Yusuf Amari",
            "+13035550118",
            None,
        ),
        ("Supervisor on duty: Sgt. Mara Ellison, 312-555-0109." + SIGNED, "Mara Ellison", "+13125550109", None),
        ("You can reach me on my cell, 815-555-0133." + SIGNED, "Ann Roe", "+18155550133", None),
        ("Call Recording is broken." + SIGNED, "Ann Roe", "+15155550100", None),
        ("Please add Sol Marks, 509-555-0149, to our designated contacts." + SIGNED, "Ann Roe", "+15155550100", None),
        ("Please ring me: 020 7946 0155, +44 is our code.\n\nAnn", "Ann", "+442079460155", None),
        ("dialer down again", None, None, None),
        ("dialer down\n\nthx, Ann Roe\nann@lantern-hall.example", "Ann Roe", None, "ann@lantern-hall.example"),
        ("Please call\nCheers, Kim 303-555-0144", None, None, None),
    ],
)
def test_the_contact(text: str, name: str | None, phone: str | None, email: str | None) -> None:
    seen = view(text)
    contact = read_contact(seen, own_phones(seen))
    assert (value(contact.name), value(contact.phone), value(contact.email)) == (name, phone, email)


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("nine agents across the Card Services floor hear an echo", "Card Services floor"),
        ("web chats in Member Services vanish", "Member Services"),
        ("about 25, all in Tulsa", "Tulsa"),
        ("the billing team cannot log in", "billing team"),
        ("3 nurses on the triage line cant hear patients", "triage line"),
        ("People in Denver hear themselves", "Denver"),
        ("hold music on the Order Line is silent. Returns and Gift Registry are fine.", "Order Line"),
        ("Only the Tampa agents are hit", "Tampa"),
        ("the night shift cannot log in", "night shift"),
        ("agents cannot log in on Monday in March", None),
        ("calls fail in Chrome and in Edge", None),
    ],
)
def test_the_department(text: str, department: str | None) -> None:
    assert value(read_department(view(text), INCIDENT)) == department


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("Our outbound dialer stopped", "outbound dialer"),
        ("The hold music is silent", "hold music"),
        ("agts kicked out of the desktop", "desktop"),
        ("Page 4 of the Supervisor Guide is wrong", "Supervisor Guide"),
        ("how is short abandon counted on the Queue Summary?", "Queue Summary"),
        ("the web chat does not connect", "web chat"),
        ("blind transfers to Boise fail", "blind transfers"),
        ("calls are dropping on and off", None),
        ("the lunch was good", None),
    ],
)
def test_the_service(text: str, service: str | None) -> None:
    assert value(read_service(view(text), INCIDENT)) == service


def test_a_service_that_works_is_not_the_affected_one() -> None:
    found = read_service(view("Voicemail is fine but the IVR hangs up on callers."), INCIDENT)
    assert value(found) == "IVR"


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("this is prod", Environment.PRODUCTION),
        ("our UAT tenant is down", Environment.DEVELOPMENT),
        ("in the sandbox the export fails", Environment.DEVELOPMENT),
        ("works fine in test, fails in production", Environment.PRODUCTION),
        ("not in prod, only in our test environment", Environment.DEVELOPMENT),
        ("callers hear nothing", Environment.PRODUCTION),
        ("about 30 agents in the Joliet office are sitting idle", Environment.PRODUCTION),
        ("typo in the list", None),
        ("new hire login does not work", None),
    ],
)
def test_the_environment(text: str, environment: Environment | None) -> None:
    assert value(read_environment(view(text), INCIDENT)) == environment


def test_callers_tell_the_environment_of_an_incident_only() -> None:
    assert read_environment(view("Can callers hear the queue position?"), MessageKind.QUESTION) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("he is available 8-5 Central", "8-5 Central"),
        (
            "I am at my desk from eight until half past four, except for lunch.",
            "eight until half past four, except for lunch",
        ),
        ("I am in the office on Mondays, Wednesdays and Thursdays.", "Mondays, Wednesdays and Thursdays"),
        ("someone is on site 8am-6pm MT Mon-Fri", "8am-6pm MT Mon-Fri"),
        ("My number is 316-555-0157, after 5 please", "after 5"),
        ("I'm on site until 6pm CT.", "until 6pm CT"),
        ("War room: 775-555-0115, staffed around the clock.", "around the clock"),
        ("Help.\n\nRegards\nAnn Roe\nTel 515-555-0100 (Mo-Fr 8-16 Uhr)", "Mo-Fr 8-16 Uhr"),
        ("Help.\n\nRegards\nAnn Roe\n515-555-0100, weekdays 9-5", "weekdays 9-5"),
        ("It has been broken between 2:00 and 2:20 PM.", None),
        ("The maintenance is Saturday 01:00-05:00 UTC.", None),
        ("Call me on 815-555-0133.", None),
    ],
)
def test_the_access_hours(text: str, hours: str | None) -> None:
    assert value(read_access_hours(view(text))) == hours
