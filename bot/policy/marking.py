"""What analysts see beside a message (labels), and what they are told of (alerts)."""

from bot.policy.alerts import Alert
from bot.policy.facts import Facts
from parsers.languages import name_of
from parsers.message import Protection
from parsers.vocabulary import Authenticity, Severity

_HELD_IN_A_NAME = frozenset({"sender-not-genuine", "passed-on", "contact-not-valid"})
"""Rules that may hold a contact's own mail back: where it is critical, somebody must look at once."""


def labels_of(facts: Facts) -> tuple[str, ...]:
    """Marks on a message that became part of a ticket: who vouches for it, signatures, files that are infected."""
    labels = [_protection(protection) for protection in facts.message.protections]
    if facts.verdict.result is not Authenticity.PASS:
        labels.append(f"sender not proven: {'; '.join(facts.verdict.reasons) or 'nothing was checked'}")
    if facts.unread:
        labels.append(f"only its header could be read: {facts.unread}")
    if facts.extraction.language:
        labels.append(f"written in {name_of(facts.extraction.language)}")
    labels += [f"infected file: {name}" for name in facts.infected]
    return tuple(labels)


def foreign_words(language: str) -> str:
    """What an analyst is told of a message in ``language`` (ISO 639-1)."""
    return f"in {name_of(language)}, which the desk does not read: a person must read it and say how grave it is"


def foreign_alerts(facts: Facts, number: str = "") -> tuple[Alert, ...]:
    """The alert about a message that a person must read for its language; for one on an open ticket, ``number`` is that.

    One for each ticket: a second matter in the same language needs a reader as well. Imported mail is old, and held mail is
    looked at anyway.
    """
    if facts.extraction.language is None or facts.silent:
        return ()
    address = facts.message.sender.address or "the sender"
    key = number or facts.message.message_id or address.casefold()
    text = f"{address} writes{f' on {number}' if number else ''} {foreign_words(facts.extraction.language)}"
    return (Alert(kind="language", key=key, text=text),)


def _protection(protection: Protection) -> str:
    if protection.state == "encrypted":
        words = f"{protection.scheme} encrypted"
    else:
        words = f"{protection.scheme} signature {protection.state}"
    by = f" ({protection.signer})" if protection.signer else ""
    return f"{words}{by}{f': {protection.reason}' if protection.reason else ''}"


def is_looping(facts: Facts) -> bool:
    """Whether so many answers went to this address lately that it may be a loop: the breaker."""
    return facts.answers_last_hour >= _most_answers(facts)


def _most_answers(facts: Facts) -> int:
    """Answers an hour to one address. Who reports a critical trouble must be told to call, also as his twenty-first mail."""
    critical = facts.extraction.severity is not None and facts.extraction.severity.value is Severity.P1
    return facts.terms.answers_per_hour * (3 if critical else 1)


def alerts_of(facts: Facts, rule: str) -> tuple[Alert, ...]:
    """What of this message an analyst must look at, beside what the desk does with it anyway."""
    address = facts.message.sender.address or "the sender"
    found: list[Alert] = []
    if is_looping(facts) and not facts.silent:
        text = f"{facts.answers_last_hour} answers went to {address} within an hour: it is not answered any more"
        found.append(Alert(kind="loop", key=address.casefold(), text=text))
    if rule == "confirmation-no" and facts.confirmation:
        asked = facts.confirmation.contact
        text = f"{asked} says that arrival {facts.confirmation.held}, which came in his name, is not his"
        found.append(Alert(kind="forgery", key=asked.casefold(), text=text))
    if rule in _HELD_IN_A_NAME and facts.extraction.severity and facts.extraction.severity.value is Severity.P1:
        text = f"what may be a critical incident is held ({rule}): it came in the name of {address}"
        found.append(Alert(kind="critical", key=address.casefold(), text=text))
    if facts.unread:
        found.append(Alert(kind="unread", key=address.casefold(), text=f"a mail could not be read: {facts.unread}"))
    if facts.infected:
        text = f"{address} sent infected files: {', '.join(facts.infected)}"
        found.append(Alert(kind="infected", key=address.casefold(), text=text))
    return tuple(found)
