"""One value of a contact, as people type it, in the form in which it is kept; ValueError says what to write instead."""

import re
from datetime import date

import phonenumbers

from parsers.mail.addresses import one_mailbox
from parsers.mail.mailboxes import AddressError
from store.contacts import address_key

_HOME_REGION = "US"
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0", "-"})
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


def mail_address(text: str) -> str:
    """The key under which an address is compared. The same reader reads the From fields, so that both agree."""
    try:
        mailbox = one_mailbox(text.strip().encode("utf-8", "surrogateescape"))
    except AddressError as error:
        raise ValueError(
            f"{text.strip()!r} is no mail address (it {error}); write one like kim@customer.example"
        ) from error
    return address_key(mailbox.address)


def mail_addresses(text: str) -> tuple[str, ...]:
    """Addresses separated by semicolons, commas or blanks, each once; at least one."""
    found = tuple(dict.fromkeys(mail_address(piece) for piece in re.split(r"[;,\s]+", text) if piece))
    if not found:
        raise ValueError("there is no mail address; write at least one, several separated by semicolons")
    return found


def phone_number(text: str) -> str | None:
    """E.164 (ITU-T), an extension behind it (``+13035550142 ext. 7``); None for none. Without country code: the US."""
    if not text.strip():
        return None
    try:
        number = phonenumbers.parse(text, _HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"{text.strip()!r} is no telephone number; write it like +1 303 555 0142") from error
    # Only possible, not valid: numbers set aside for fiction, and ranges younger than the metadata, are kept.
    if not phonenumbers.is_possible_number(number):
        raise ValueError(
            f"{text.strip()!r} is too long or too short for a telephone number; write it like +1 303 555 0142"
        )
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164} ext. {number.extension}" if number.extension else e164


def slack_id(text: str) -> str | None:
    """A member's id; None for none."""
    given = text.strip()
    if not given:
        return None
    if not _SLACK_ID.fullmatch(given):
        raise ValueError(f"{given!r} is no Slack member id; it looks like U024BE7LH (profile, More, Copy member ID)")
    return given


def day(text: str) -> date | None:
    """An ISO date; None for none. Others are refused: nobody knows whether 3/4/2026 is in March."""
    given = text.strip()
    if not given:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        raise ValueError(f"{given!r} is no date; write it like 2026-03-31")
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise ValueError(f"{given!r} is no day of the calendar; write it like 2026-03-31") from error


def yes_or_no(text: str) -> bool:
    """Whether a cell says yes; an empty one says no."""
    given = text.strip().casefold()
    if given in _YES:
        return True
    if given in _NO:
        return False
    raise ValueError(f"{text.strip()!r} is neither yes nor no")


def words(text: str, what: str) -> str:
    """A name in one clean line."""
    given = " ".join(text.split())
    if not given:
        raise ValueError(f"there is no {what}")
    if not given.isprintable():
        raise ValueError(f"the {what} has characters that cannot be shown")
    return given
