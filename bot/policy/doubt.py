"""What is done about mail whose sender is in doubt: it is tried again, and its contact is asked."""

from datetime import datetime, timedelta

from bot.policy.facts import Facts
from bot.policy.rules import first_match
from parsers.vocabulary import Authenticity, MessageKind

_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=10)
_ASKED_ABOUT = frozenset({"sender-not-genuine", "passed-on"})


def put_off_until(facts: Facts) -> datetime | None:
    """When to try again, where only the DNS' failing keeps mail out: a person is not asked what a moment's patience answers.

    Mail that waited long before it was first tried is still tried twice.
    """
    if facts.verdict.result is not Authenticity.TEMPORARY or facts.received_at is None or facts.release is not None:
        return None
    if facts.terms.retry_for <= timedelta(0) or first_match(facts).name != "sender-not-genuine":
        return None
    age = facts.now - facts.received_at
    if not facts.put_off:
        return facts.now + _FIRST_WAIT
    if age >= facts.terms.retry_for:
        return None
    return facts.now + min(max(age, _FIRST_WAIT), _LONGEST_WAIT)


def asks(facts: Facts, rule: str) -> bool:
    """Whether the contact is asked "was this you?": only he, at his address on file, about a person's mail, and seldom."""
    if rule not in _ASKED_ABOUT or facts.writer is None or facts.writer.invalid is not None:
        return False
    machine = facts.message.automatic is not None or facts.extraction.kind.value is MessageKind.AUTOMATIC
    if machine or facts.silent or facts.from_desk or facts.terms.ask_every is None or facts.asking.said_no:
        return False
    last = facts.asking.last_asked
    return last is None or last <= facts.now - facts.terms.ask_every
