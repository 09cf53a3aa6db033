"""Accounts and Designated Contacts: found by any of their addresses, valid for whole days, one owner for an address."""

from datetime import date

import pytest

from store import contacts
from store.contacts import Contact, NewContact
from store.engine import Store
from tests.builders import KIM, LEE, SIGNE, contact, with_contacts
from tests.clock import NOON

JANUARY, MARCH = date(2026, 1, 31), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (KIM, "Kim Aldous"),
        ("Kim@BlueFern.Example", "Kim Aldous"),
        (f"  {KIM} ", "Kim Aldous"),
        (LEE, "Lee Ostrow"),
        ("kim@bluefern.example.evil.example", None),
        ("kim+x@bluefern.example", None),
        ("", None),
        ("%@bluefern.example", None),
        # letters that folding makes one of, and mail systems do not
        ("\u017figne@norrland.example", None),
        ("jo\u00df@norrland.example", None),
    ],
)
def test_a_contact_is_found_by_his_address(store: Store, written: str, name: str | None) -> None:
    with_contacts(store)
    with store.read() as session:
        found = contacts.by_address(session, written)
    assert (found.name if found else None) == name


def test_every_address_of_a_contact_finds_him(store: Store) -> None:
    with store.write() as session:
        kim = contact(session, "Kim@Home.example", KIM, KIM.upper())
    assert sorted(kim.addresses) == [KIM, "kim@home.example"]
    with store.read() as session:
        assert contacts.by_address(session, "kim@home.example") == contacts.by_id(session, kim.contact_id) == kim


@pytest.mark.parametrize(
    ("first", "last", "day", "may_write"),
    [
        (None, None, MARCH, True),
        (MARCH, None, MARCH, True),
        (MARCH, None, date(2026, 2, 28), False),
        (None, JANUARY, JANUARY, True),
        (None, JANUARY, date(2026, 2, 1), False),
        (JANUARY, JANUARY, JANUARY, True),
    ],
)
def test_a_contact_may_write_from_his_first_to_his_last_day(
    first: date | None, last: date | None, day: date, may_write: bool
) -> None:
    kim = Contact(
        contact_id=1, account_id=1, account="B", name="Kim", addresses=(KIM,), valid_from=first, valid_to=last
    )
    assert (kim.invalid_on(day) is None) is may_write


def test_putting_a_contact_again_updates_him(store: Store) -> None:
    with store.write() as session:
        first = contact(session, KIM, phone="+13035550119", trained_on=JANUARY)
        second, new = contacts.put_contact(
            session, NewContact(account=" bluefern  TRAVEL ", name="Kim A. Aldous", addresses=(KIM, LEE)), NOON
        )
    assert (new, second.contact_id, second.account) == (False, first.contact_id, "Bluefern Travel")
    assert (second.name, second.phone, second.trained_on) == ("Kim A. Aldous", "+13035550119", JANUARY)
    assert sorted(second.addresses) == [KIM, LEE]


def test_an_address_belongs_to_one_contact(store: Store) -> None:
    with_contacts(store)
    with store.write() as session:
        both = NewContact(account="Bluefern Travel", name="Both", addresses=(KIM, LEE))
        with pytest.raises(ValueError, match="different contacts"):
            contacts.put_contact(session, both, NOON)
        moved = NewContact(account="Norrland Outdoor", name="Kim", addresses=(KIM,))
        with pytest.raises(ValueError, match="belongs to Kim Aldous of Bluefern Travel"):
            contacts.put_contact(session, moved, NOON)


def test_who_is_retired_may_write_until_his_last_day(store: Store) -> None:
    with_contacts(store)
    with store.write() as session:
        assert contacts.retire(session, "nobody@x.example", JANUARY) is None
        kim = contacts.retire(session, KIM.upper(), JANUARY)
    assert kim is not None
    assert (kim.invalid_on(JANUARY), kim.invalid_on(MARCH) is None) == (None, False)


def test_contacts_are_listed_by_account_and_name(store: Store) -> None:
    with_contacts(store)
    with store.read() as session:
        assert [one.addresses[0] for one in contacts.all_contacts(session)] == [KIM, LEE, SIGNE]
        assert [one.name for one in contacts.all_contacts(session, "NORRLAND outdoor")] == ["Signe Ekholm"]
        assert contacts.account_names(session) == ["Bluefern Travel", "Norrland Outdoor"]


def test_training_notices_are_listed_by_day(store: Store) -> None:
    with store.write() as session:
        contacts.add_training_notice(session, MARCH, "spring")
        contacts.add_training_notice(session, JANUARY, "winter")
        assert contacts.training_notices(session) == [(JANUARY, "winter"), (MARCH, "spring")]
