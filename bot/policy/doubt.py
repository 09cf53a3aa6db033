"""What is done about mail whose sender is in doubt: it is tried again, and its contact is asked."""

from datetime import datetime, timedelta

from bot.policy.asking import Circumstances, why_not_asked
from bot.policy.facts import Facts
from bot.policy.rules import first_match
from parsers.vocabulary import Authenticity, MessageKind

_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=10)
ASKED_ABOUT = frozenset({"sender-not-genuine", "passed-on"})
"""Rules that hold mail which its contact is asked about."""


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


def why_not_ask(facts: Facts, rule: str) -> str:
    """Why the contact is not asked "was this you?"; "" where he is: at his address on file, about a person's mail, seldom."""
    writer, every = facts.writer, facts.terms.ask_every
    machine = facts.message.automatic is not None or facts.extraction.kind.value is MessageKind.AUTOMATIC
    return why_not_asked(
        Circumstances(
            now=facts.now,
            wanted=every is not None,
            rule="sender-not-genuine" if rule in ASKED_ABOUT else rule,
            address=facts.message.sender.address if writer else None,
            ask_within=every or timedelta(0),
            invalid=writer.invalid if writer else None,
            undeliverable=facts.asking.undeliverable,
            automatic=machine,
            silent=facts.silent,
            from_desk=facts.from_desk,
            last_asked=facts.asking.last_asked,
            said_no=facts.asking.said_no,
        )
    )
