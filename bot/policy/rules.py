"""The admission table: first match wins, and the name of the rule answers "why was my mail held?"."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.policy.facts import Facts, Thread
from bot.policy.threading import is_long_closed, is_new_matter, wants_nothing
from parsers.vocabulary import (
    AuthenticationPolicy,
    Authenticity,
    AutomaticKind,
    Disposition,
    FieldName,
    MessageKind,
)

Test = Callable[[Facts], bool]
Words = Callable[[Facts], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named case: when it applies, what becomes of the message, and why, in words for an analyst."""

    name: str
    when: Test
    then: Disposition
    because: Words
    links: bool = False


def _automatic(facts: Facts, *kinds: AutomaticKind) -> bool:
    return facts.message.automatic is not None and facts.message.automatic.kind in kinds


def _report(facts: Facts) -> bool:
    return _automatic(facts, AutomaticKind.BOUNCE, AutomaticKind.REPORT)


def _proven_report(facts: Facts) -> bool:
    return facts.bounced is not None and facts.bounced.proven


def _machine_words(facts: Facts) -> str:
    return facts.message.automatic.reason if facts.message.automatic else "its words are a machine's"


def _by_reference(facts: Facts) -> bool:
    return facts.thread is not None and facts.thread.via in {"references", "address"}


def _own_thread(facts: Facts) -> bool:
    """Whether the message belongs to a ticket of the writer's own account."""
    return facts.thread is not None and facts.writer is not None and facts.thread.account_id == facts.writer.account_id


def _may_write(facts: Facts) -> bool:
    return facts.writer is not None and facts.writer.invalid is None


def _in_doubt(facts: Facts) -> bool:
    """Whether mail in a contact's name is proven less than his account demands."""
    if facts.writer is None:
        return False
    match facts.writer.authentication:
        case AuthenticationPolicy.REQUIRE:
            return facts.verdict.result is not Authenticity.PASS
        case AuthenticationPolicy.PREFER:
            return facts.verdict.result is Authenticity.TEMPORARY or facts.verdict.disowned
        case AuthenticationPolicy.OFF:
            return False


def _passed_on(facts: Facts) -> bool:
    """Whether only a signature proves the mail, and it was written to somebody else: who was sent it can send it on to us."""
    if facts.writer is None or facts.writer.authentication is AuthenticationPolicy.OFF:
        return False
    known = facts.to_desk and facts.verdict.addressed
    return facts.verdict.result is Authenticity.PASS and not facts.verdict.direct and not known


def _confirms(facts: Facts, answer: str | None) -> bool:
    return facts.confirmation is not None and facts.confirmation.open and facts.confirmation.answer == answer


def _asked_about(facts: Facts) -> str:
    asked = facts.confirmation
    return f"arrival {asked.held}, about which {asked.contact or 'somebody'} was asked" if asked else "nothing"


def _number(facts: Facts) -> str:
    return facts.thread.number if facts.thread else "no ticket"


def _sender(facts: Facts) -> str:
    return facts.message.sender.address or "the sender"


def _released_thread(facts: Facts) -> Thread | None:
    """The ticket that a released message belongs to: the one the analyst named, or one of the account he named."""
    if facts.release is None:
        return None
    thread = facts.release.thread or facts.thread
    return thread if thread and thread.account_id == facts.release.account_id else None


def _belongs_elsewhere(facts: Facts, thread: Thread) -> bool:
    """Whether a message on ``thread`` needs a ticket of its own: the old one is long closed, or the matter is new."""
    return _long_closed(facts, thread) or is_new_matter(thread, facts.message.subject, facts.extraction.kind.value)


def _long_closed(facts: Facts, thread: Thread) -> bool:
    """Thanks for a ticket that was closed long ago stay with it; whatever wants work opens a new one."""
    return is_long_closed(thread, facts.now, facts.terms.reopen_within) and not wants_nothing(facts)


def _released_into(facts: Facts) -> bool:
    thread = _released_thread(facts)
    if thread is None or facts.release is None:
        return False
    return facts.release.thread is not None or not _belongs_elsewhere(facts, thread)


_MATTER = frozenset(
    {FieldName.USERS_AFFECTED, FieldName.IMPACT, FieldName.ERRORS, FieldName.CONNIDS, FieldName.ANIS},
)
"""Fields that no out-of-office note has."""


def _has_a_matter(facts: Facts) -> bool:
    return not _MATTER.isdisjoint(facts.extraction.fields)


RULES: tuple[Rule, ...] = (
    Rule(
        name="released-into-ticket",
        when=_released_into,
        then=Disposition.ADDED,
        because=lambda f: f"released by {f.release.by}" if f.release else "",
    ),
    Rule(
        name="released-as-follow-up",
        when=lambda f: _released_thread(f) is not None,
        then=Disposition.OPENED,
        because=lambda f: f"released by {f.release.by}; it needs a ticket of its own" if f.release else "",
        links=True,
    ),
    Rule(
        name="released",
        when=lambda f: f.release is not None,
        then=Disposition.OPENED,
        because=lambda f: f"released by {f.release.by} on the account of {f.release.account}" if f.release else "",
    ),
    # It came first from somebody who proved nothing, then by its own way, and now that one is looked at again, or a third.
    Rule(
        name="same-mail",
        when=lambda f: bool(f.same_mail),
        then=Disposition.IGNORED,
        because=lambda f: f"{f.same_mail} has this very mail already: it came by another way as well",
    ),
    Rule(
        name="own-mail",
        when=lambda f: f.own_mail,
        then=Disposition.IGNORED,
        because=lambda _: "a mail that the desk itself has sent came back: its Message-ID is one of ours",
    ),
    # Nobody knows what it holds: where its sender may write it becomes a bare ticket, else it is set aside with its bytes.
    Rule(
        name="could-not-be-read",
        when=lambda f: bool(f.unread) and (not _may_write(f) or _in_doubt(f)),
        then=Disposition.SHUNTED,
        because=lambda f: f"only its header could be read: {f.unread}",
    ),
    # A machine answers a question without having read it.
    Rule(
        name="confirmation-by-a-machine",
        when=lambda f: f.confirmation is not None and f.message.automatic is not None,
        then=Disposition.IGNORED,
        because=lambda f: f"a machine's answer on {_asked_about(f)}: {_machine_words(f)}",
    ),
    Rule(
        name="confirmation-yes",
        when=lambda f: _confirms(f, "yes"),
        then=Disposition.IGNORED,
        because=lambda f: f"it says yes to {_asked_about(f)}: that mail is let in",
    ),
    Rule(
        name="confirmation-no",
        when=lambda f: _confirms(f, "no"),
        then=Disposition.IGNORED,
        because=lambda f: f"it says no to {_asked_about(f)}: that mail is turned away",
    ),
    Rule(
        name="confirmation-unclear",
        when=lambda f: f.confirmation is not None,
        then=Disposition.HELD,
        because=lambda f: (
            f"it says neither yes nor no to {_asked_about(f)}, or more than one mail in his name waits"
            if f.confirmation and f.confirmation.open
            else f"it answers a question that is not open (any more): {_asked_about(f)}"
        ),
    ),
    Rule(
        name="too-many-hops",
        when=lambda f: f.message.received_hops > f.terms.max_hops,
        then=Disposition.HELD,
        because=lambda f: f"{f.message.received_hops} Received fields: it may be going round in a loop",
    ),
    Rule(
        name="report-on-our-delivery",
        when=lambda f: _proven_report(f) and f.thread is not None,
        then=Disposition.ADDED,
        because=lambda f: f"a report about our mail to {f.bounced.recipient if f.bounced else ''} on {_number(f)}",
    ),
    Rule(
        name="report-on-our-note",
        when=_proven_report,
        then=Disposition.IGNORED,
        because=lambda f: (
            f"a report about our mail to {f.bounced.recipient if f.bounced else ''}, which is about no ticket"
        ),
    ),
    # Whoever had our mail knows its Message-ID: a report without our return address may be anybody's.
    Rule(
        name="report-not-proven",
        when=lambda f: _report(f) and (f.bounced is not None or (_by_reference(f) and not _own_thread(f))),
        then=Disposition.HELD,
        because=lambda f: (
            f"a report about our mail, but not to the address that only our mail bore: {_machine_words(f)}"
        ),
    ),
    # A null envelope sender or a daemon's subject is no proof of a machine: what a contact wrote must not be set aside.
    Rule(
        name="report-from-a-contact",
        when=lambda f: _automatic(f, AutomaticKind.BOUNCE) and f.writer is not None,
        then=Disposition.HELD,
        because=lambda f: f"it looks like a mail system's report, but {_sender(f)} is a contact: {_machine_words(f)}",
    ),
    # Anybody can write a number into a report: by that alone nothing gets into a ticket's history.
    Rule(
        name="report-quoting-a-ticket",
        when=lambda f: _report(f) and f.thread is not None and not _own_thread(f),
        then=Disposition.HELD,
        because=lambda f: f"a report that names {_number(f)} but none of our mail on it: {_machine_words(f)}",
    ),
    Rule(
        name="mail-system-report",
        when=lambda f: _report(f) and f.thread is None,
        then=Disposition.IGNORED,
        because=lambda f: f"a mail system's report on no mail of ours: {_machine_words(f)}",
    ),
    Rule(
        name="writes-as-the-desk",
        when=lambda f: f.from_desk,
        then=Disposition.HELD,
        because=lambda f: f"it claims to come from {_sender(f)}, but the desk did not send it",
    ),
    Rule(
        name="no-usable-sender",
        when=lambda f: f.message.sender.address is None,
        then=Disposition.HELD,
        because=lambda f: f.message.sender.problem or "the From field names no sender",
    ),
    # Vacation programs send with the null sender and often unsigned: no person's time for those that state nothing.
    Rule(
        name="auto-reply-in-doubt",
        when=lambda f: _in_doubt(f) and _automatic(f, AutomaticKind.AUTO_REPLY) and not _has_a_matter(f),
        then=Disposition.IGNORED,
        because=lambda f: (
            f"an automatic reply in the name of {_sender(f)}, which nobody vouches for: {_machine_words(f)}"
        ),
    ),
    Rule(
        name="sender-not-genuine",
        when=_in_doubt,
        then=Disposition.HELD,
        because=lambda f: f"{_sender(f)} is not shown to be genuine: {'; '.join(f.verdict.reasons)}",
    ),
    Rule(
        name="passed-on",
        when=_passed_on,
        then=Disposition.HELD,
        because=lambda f: (
            f"{_sender(f)} has signed it, but not to whom and when he wrote it: anybody who had it may have sent it on"
            if f.to_desk
            else f"{_sender(f)} has signed it, but wrote it to somebody else, who may have sent it on"
        ),
    ),
    Rule(
        name="auto-reply-on-ticket",
        when=lambda f: (_automatic(f, AutomaticKind.AUTO_REPLY) or _report(f)) and _own_thread(f) and _may_write(f),
        then=Disposition.ADDED,
        because=lambda f: f"an automatic reply on {_number(f)}: {_machine_words(f)}",
    ),
    # Some ticket systems mark all they send as automatic replies, their users' incidents too.
    Rule(
        name="auto-reply-with-a-matter",
        when=lambda f: _automatic(f, AutomaticKind.AUTO_REPLY) and f.writer is not None and _has_a_matter(f),
        then=Disposition.HELD,
        because=lambda f: f"it is marked as an automatic reply, but states facts of a problem: {_machine_words(f)}",
    ),
    Rule(
        name="auto-reply",
        when=lambda f: _automatic(f, AutomaticKind.AUTO_REPLY),
        then=Disposition.IGNORED,
        because=lambda f: f"an automatic reply to no ticket of the sender's: {_machine_words(f)}",
    ),
    Rule(
        name="not-a-designated-contact",
        when=lambda f: f.writer is None,
        then=Disposition.HELD,
        because=lambda f: f"{_sender(f)} is no Designated Contact of any account",
    ),
    Rule(
        name="contact-not-valid",
        when=lambda f: f.writer is not None and f.writer.invalid is not None,
        then=Disposition.HELD,
        because=lambda f: (f.writer.invalid if f.writer else None) or "",
    ),
    Rule(
        name="ticket-of-another-account",
        when=lambda f: f.thread is not None and not _own_thread(f),
        then=Disposition.HELD,
        because=lambda f: f"{_sender(f)} writes about {_number(f)}, a ticket of another account",
    ),
    Rule(
        name="same-mail-again",
        when=lambda f: f.thread is not None and f.thread.via == "copy",
        then=Disposition.ADDED,
        because=lambda f: f"a differing copy of a mail that {_number(f)} has already (same Message-ID and date)",
    ),
    Rule(
        name="reads-like-a-machine",
        when=lambda f: f.extraction.kind.value is MessageKind.AUTOMATIC and not f.message.automatic and not f.thread,
        then=Disposition.HELD,
        because=lambda _: "nothing in its header says so, but it reads like a machine's mail",
    ),
    Rule(
        name="long-closed",
        when=lambda f: f.thread is not None and _long_closed(f, f.thread),
        then=Disposition.OPENED,
        because=lambda f: f"an answer to {_number(f)}, which was closed long ago",
        links=True,
    ),
    Rule(
        name="new-matter",
        when=lambda f: f.thread is not None and is_new_matter(f.thread, f.message.subject, f.extraction.kind.value),
        then=Disposition.OPENED,
        because=lambda f: f"an answer to {_number(f)} with a new subject and a matter of its own",
        links=True,
    ),
    Rule(
        name="reply",
        when=lambda f: f.thread is not None,
        then=Disposition.ADDED,
        because=lambda f: f"it belongs to {_number(f)} (by {f.thread.via if f.thread else ''})",
    ),
    Rule(
        name="new",
        when=lambda _: True,
        then=Disposition.OPENED,
        because=lambda f: f"{_sender(f)} is a Designated Contact of {f.writer.account if f.writer else ''}",
    ),
)


def first_match(facts: Facts) -> Rule:
    """The rule that decides; the last one matches everything."""
    return next(rule for rule in RULES if rule.when(facts))
