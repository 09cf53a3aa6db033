"""The admission table: first match wins, and the name of the rule answers "why was my mail held?"."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.policy.facts import Facts
from bot.policy.threading import is_long_closed, is_new_matter
from parsers.vocabulary import Authenticity, AutomaticKind, Disposition, MessageKind

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


def _machine_words(facts: Facts) -> str:
    return facts.message.automatic.reason if facts.message.automatic else "its words are a machine's"


def _by_reference(facts: Facts) -> bool:
    return facts.thread is not None and facts.thread.via in {"references", "address"}


def _own_thread(facts: Facts) -> bool:
    """Whether the message belongs to a ticket of the writer's own account."""
    return facts.thread is not None and facts.writer is not None and facts.thread.account_id == facts.writer.account_id


def _number(facts: Facts) -> str:
    return facts.thread.number if facts.thread else "no ticket"


def _sender(facts: Facts) -> str:
    return facts.message.sender.address or "the sender"


def _released_to(facts: Facts) -> bool:
    if facts.release is None:
        return False
    thread = facts.release.thread or facts.thread
    return thread is not None and thread.account_id == facts.release.account_id


RULES: tuple[Rule, ...] = (
    Rule(
        name="released-into-ticket",
        when=_released_to,
        then=Disposition.ADDED,
        because=lambda f: f"released by {f.release.by}" if f.release else "",
    ),
    Rule(
        name="released",
        when=lambda f: f.release is not None,
        then=Disposition.OPENED,
        because=lambda f: f"released by {f.release.by} on the account of {f.release.account}" if f.release else "",
    ),
    Rule(
        name="own-mail",
        when=lambda f: f.own_mail,
        then=Disposition.IGNORED,
        because=lambda _: "a mail that the desk itself has sent came back: its Message-ID is one of ours",
    ),
    Rule(
        name="too-many-hops",
        when=lambda f: f.message.received_hops > f.terms.max_hops,
        then=Disposition.HELD,
        because=lambda f: f"{f.message.received_hops} Received fields: it may be going round in a loop",
    ),
    Rule(
        name="report-on-our-mail",
        when=lambda f: _automatic(f, AutomaticKind.BOUNCE, AutomaticKind.REPORT) and _by_reference(f),
        then=Disposition.ADDED,
        because=lambda f: f"a report about our mail on {_number(f)}: {_machine_words(f)}",
    ),
    Rule(
        name="mail-system-report",
        when=lambda f: _automatic(f, AutomaticKind.BOUNCE, AutomaticKind.REPORT),
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
    Rule(
        name="sender-not-genuine",
        when=lambda f: f.verdict.result in {Authenticity.FAIL, Authenticity.TEMPORARY},
        then=Disposition.HELD,
        because=lambda f: f"{_sender(f)} is not shown to be genuine: {'; '.join(f.verdict.reasons)}",
    ),
    Rule(
        name="auto-reply-on-ticket",
        when=lambda f: _automatic(f, AutomaticKind.AUTO_REPLY) and _own_thread(f),
        then=Disposition.ADDED,
        because=lambda f: f"an automatic reply on {_number(f)}: {_machine_words(f)}",
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
        when=lambda f: f.thread is not None and is_long_closed(f.thread, f.now, f.terms.reopen_within),
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
