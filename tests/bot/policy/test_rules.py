"""The admission table, read aloud: which facts lead to which outcome, under which rule, and in which order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.policy.decide import Answer, decide
from bot.policy.facts import Confirmation, Facts
from bot.policy.rules import RULES, first_match
from parsers.verdict import Verdict
from parsers.vocabulary import (
    AuthenticationPolicy,
    Authenticity,
    AutomaticKind,
    Disposition,
    FieldName,
    MessageKind,
    Severity,
    Status,
)
from tests.builders import (
    BOUNCED,
    NORRLAND,
    STRANGER,
    extraction,
    facts,
    found,
    message,
    release,
    thread,
    writer,
)
from tests.clock import NOON

OPENED, ADDED, HELD, IGNORED, SHUNTED = Disposition
PASS = Verdict(result=Authenticity.PASS, method="gateway", direct=True)
FAIL = Verdict(result=Authenticity.FAIL, reasons=("dmarc says no",))
DISOWNED = replace(FAIL, disowned=True)
TEMPORARY = Verdict(result=Authenticity.TEMPORARY, reasons=("no name server answered",))

BOUNCE = message(automatic=AutomaticKind.BOUNCE)
REPORT = message(automatic=AutomaticKind.REPORT)
AWAY = message("I am away.", automatic=AutomaticKind.AUTO_REPLY)
ALERT = message("Disk is full.", automatic=AutomaticKind.NOTIFICATION)
LISTED = message(automatic=AutomaticKind.LIST)
FROM_NOBODY = message(sender=None)
GOING_ROUND = message(received_hops=51)
MACHINE_WORDS = extraction(MessageKind.AUTOMATIC)
THANKS = extraction(MessageKind.OTHER)
NEWS = message(subject="Wallboard is blank")

NOBODY = Verdict(reasons=("nobody vouches for it",))
SIGNED_ONLY = Verdict(result=Authenticity.PASS, method="dkim", addressed=True)
PREFERS = writer(authentication=AuthenticationPolicy.PREFER)
TRUSTS = writer(authentication=AuthenticationPolicy.OFF)
UNREAD = "reading took longer than 1.5 seconds"
YES = Confirmation(held=7, open=True, contact="Kim Aldous", contact_id=1, account_id=1, answer="yes")
NO = replace(YES, answer="no")

EXPIRED = writer(invalid="Kim Aldous was a Designated Contact until 2026-10-31")
SECOND = writer(contact_id=2, name="Lee Ostrow")
THEIRS = thread(account_id=NORRLAND)
QUOTED = thread(via="number")
SIGNED = thread(via="address")
COPY = thread(via="copy")
LONG_CLOSED = thread(status=Status.CLOSED, closed_at=NOON - timedelta(days=15))
LATELY_CLOSED = thread(status=Status.CLOSED, closed_at=NOON - timedelta(days=13))

CASES: dict[str, tuple[Facts, str, Disposition]] = {
    # The plain ways.
    "a contact writes": (facts(), "new", OPENED),
    "a contact replies": (facts(thread=thread()), "reply", ADDED),
    "a second contact of the account replies": (facts(thread=thread(), writer=SECOND), "reply", ADDED),
    "a contact quotes his ticket": (facts(thread=QUOTED), "reply", ADDED),
    "a contact writes to the signed address": (facts(thread=SIGNED), "reply", ADDED),
    "a contact's proven mail": (facts(verdict=PASS), "new", OPENED),
    # Who may not write.
    "a stranger": (facts(writer=None), "not-a-designated-contact", HELD),
    "a proven stranger": (facts(writer=None, verdict=PASS), "not-a-designated-contact", HELD),
    "a stranger quotes a number": (facts(writer=None, thread=QUOTED), "not-a-designated-contact", HELD),
    "a stranger at the signed address": (facts(writer=None, thread=SIGNED), "not-a-designated-contact", HELD),
    "a stranger knows a Message-ID": (facts(writer=None, thread=thread()), "not-a-designated-contact", HELD),
    "an expired contact": (facts(writer=EXPIRED), "contact-not-valid", HELD),
    "an expired contact replies": (facts(writer=EXPIRED, thread=thread()), "contact-not-valid", HELD),
    "a contact on another account's ticket": (facts(thread=THEIRS), "ticket-of-another-account", HELD),
    "a contact in copy of another's signed address": (
        facts(thread=thread(account_id=NORRLAND, via="address")), "ticket-of-another-account", HELD,
    ),
    "a contact's name, proven false": (facts(verdict=FAIL), "sender-not-genuine", HELD),
    "a contact's reply, proven false": (facts(verdict=FAIL, thread=thread()), "sender-not-genuine", HELD),
    "a contact, not to be proven now": (facts(verdict=TEMPORARY), "sender-not-genuine", HELD),
    "a contact for whom nobody vouches": (facts(verdict=NOBODY), "sender-not-genuine", HELD),
    "an account that only prefers proof": (facts(verdict=NOBODY, writer=PREFERS), "new", OPENED),
    "an account that only prefers proof, whose domain disowns it": (
        facts(verdict=DISOWNED, writer=PREFERS), "sender-not-genuine", HELD,
    ),
    "an account that only prefers proof, whose domain only watches": (facts(verdict=FAIL, writer=PREFERS), "new", OPENED),
    "an account that only prefers proof, not to be proven now": (
        facts(verdict=TEMPORARY, writer=PREFERS), "sender-not-genuine", HELD,
    ),
    "an account without proof": (facts(verdict=FAIL, writer=TRUSTS), "new", OPENED),
    "what a ticket has already": (facts(same_mail="EP-104233", thread=COPY), "same-mail", IGNORED),
    "what a ticket has already, without proof": (facts(same_mail="EP-104233", verdict=FAIL), "same-mail", IGNORED),
    "what a ticket has already, released": (
        facts(same_mail="EP-104233", thread=COPY, release=release()), "released-into-ticket", ADDED,
    ),
    "a stranger, proven false": (facts(verdict=FAIL, writer=None), "not-a-designated-contact", HELD),
    "signed, but written to somebody else": (facts(verdict=SIGNED_ONLY, to_desk=False), "passed-on", HELD),
    "signed, written to somebody else, as a reply": (
        facts(verdict=SIGNED_ONLY, to_desk=False, thread=thread()), "passed-on", HELD,
    ),
    "signed, but not to whom": (facts(verdict=replace(SIGNED_ONLY, addressed=False)), "passed-on", HELD),
    "signed and written to the desk": (facts(verdict=SIGNED_ONLY), "new", OPENED),
    "sent by his own server, in a blind copy": (facts(to_desk=False), "new", OPENED),
    "signed for another, without proof demanded": (
        facts(verdict=SIGNED_ONLY, to_desk=False, writer=TRUSTS), "new", OPENED,
    ),
    "no usable From": (facts(message=FROM_NOBODY, writer=None), "no-usable-sender", HELD),
    "no usable From on a ticket": (facts(message=FROM_NOBODY, writer=None, thread=SIGNED), "no-usable-sender", HELD),
    "in the desk's own name": (facts(from_desk=True, writer=None), "writes-as-the-desk", HELD),
    "in the desk's own name, which is a contact too": (facts(from_desk=True), "writes-as-the-desk", HELD),
    # Loops.
    "the desk's own mail": (facts(own_mail=True), "own-mail", IGNORED),
    "the desk's own mail, bounced whole": (facts(own_mail=True, message=BOUNCE, thread=thread()), "own-mail", IGNORED),
    "too many hops": (facts(message=GOING_ROUND), "too-many-hops", HELD),
    "as many hops as are allowed": (facts(message=message(received_hops=50)), "new", OPENED),
    # Mail systems.
    "a bounce that knows our mail": (facts(message=BOUNCE, writer=None, thread=thread()), "report-not-proven", HELD),
    "a bounce to the signed address": (facts(message=BOUNCE, writer=None, thread=SIGNED), "report-not-proven", HELD),
    "a bounce without any reference": (facts(message=BOUNCE, writer=None), "mail-system-report", IGNORED),
    "a bounce that names a ticket": (facts(message=BOUNCE, writer=None, thread=QUOTED), "report-quoting-a-ticket", HELD),
    "a bounce without a sender": (
        facts(message=message(sender=None, automatic=AutomaticKind.BOUNCE), writer=None), "mail-system-report", IGNORED,
    ),
    "a contact's mail with the null sender": (facts(message=BOUNCE), "report-from-a-contact", HELD),
    "a contact's read receipt": (facts(message=REPORT), "mail-system-report", IGNORED),
    "a contact's read receipt that names his ticket": (
        facts(message=REPORT, thread=QUOTED), "auto-reply-on-ticket", ADDED,
    ),
    "a stranger's read receipt that names a ticket": (
        facts(message=REPORT, thread=QUOTED, writer=None), "report-quoting-a-ticket", HELD,
    ),
    "a bounce to a delivery's own address": (
        facts(message=BOUNCE, writer=None, bounced=BOUNCED, thread=thread()), "report-on-our-delivery", ADDED,
    ),
    "a bounce that knows our mail and its recipient": (
        facts(message=BOUNCE, writer=None, bounced=replace(BOUNCED, proven=False), thread=thread()),
        "report-not-proven", HELD,
    ),
    "a bounce in a contact's name that knows our mail": (
        facts(message=BOUNCE, verdict=NOBODY, thread=thread()), "report-from-a-contact", HELD,
    ),
    "a bounce of a mail on no ticket": (
        facts(message=BOUNCE, writer=None, bounced=replace(BOUNCED, ticket_id=None)), "report-on-our-note", IGNORED,
    ),
    # "Was this you?"
    "he says yes": (facts(confirmation=YES, verdict=NOBODY), "confirmation-yes", IGNORED),
    "he says yes from an address of his own": (facts(confirmation=YES, writer=None), "confirmation-yes", IGNORED),
    "he says no": (facts(confirmation=NO, verdict=NOBODY), "confirmation-no", IGNORED),
    "he says something else": (facts(confirmation=replace(YES, answer=None)), "confirmation-unclear", HELD),
    "he says yes once more": (facts(confirmation=replace(YES, open=False)), "confirmation-unclear", HELD),
    "his vacation program answers": (facts(confirmation=YES, message=AWAY), "confirmation-by-a-machine", IGNORED),
    # What could not be read.
    "unread, from a proven contact": (facts(unread=UNREAD), "new", OPENED),
    "unread, on a ticket": (facts(unread=UNREAD, thread=thread()), "reply", ADDED),
    "unread, in a contact's name": (facts(unread=UNREAD, verdict=NOBODY), "could-not-be-read", SHUNTED),
    "unread, from a stranger": (facts(unread=UNREAD, writer=None), "could-not-be-read", SHUNTED),
    "unread, from an expired contact": (facts(unread=UNREAD, writer=EXPIRED), "could-not-be-read", SHUNTED),
    "unread, released": (facts(unread=UNREAD, writer=None, release=release()), "released", OPENED),
    # Machines of people.
    "a contact is away": (facts(message=AWAY, thread=thread()), "auto-reply-on-ticket", ADDED),
    "a contact is away, by number": (facts(message=AWAY, thread=QUOTED), "auto-reply-on-ticket", ADDED),
    "a contact is away, on no ticket": (facts(message=AWAY), "auto-reply", IGNORED),
    "a stranger is away": (facts(message=AWAY, writer=None), "auto-reply", IGNORED),
    "a stranger is away and names a ticket": (facts(message=AWAY, writer=None, thread=QUOTED), "auto-reply", IGNORED),
    "an expired contact is away on his ticket": (facts(message=AWAY, writer=EXPIRED, thread=thread()), "auto-reply", IGNORED),
    "a contact is away on another's ticket": (facts(message=AWAY, thread=THEIRS), "auto-reply", IGNORED),
    "a false away": (facts(message=AWAY, thread=thread(), verdict=FAIL), "auto-reply-in-doubt", IGNORED),
    "a false away that states a matter": (
        facts(message=AWAY, verdict=FAIL, extraction=extraction(fields={FieldName.ERRORS: (found("SIP 503"),)})),
        "sender-not-genuine", HELD,
    ),
    "a contact's ticket system": (
        facts(message=AWAY, extraction=extraction(MessageKind.AUTOMATIC, fields={FieldName.ERRORS: (found("SIP 503"),)})),
        "auto-reply-with-a-matter", HELD,
    ),
    "a contact's monitoring": (facts(message=ALERT, extraction=MACHINE_WORDS), "new", OPENED),
    "a contact's monitoring on a ticket": (facts(message=ALERT, thread=thread()), "reply", ADDED),
    "a contact through his firm's list": (facts(message=LISTED), "new", OPENED),
    "a stranger through a list": (facts(message=LISTED, writer=None), "not-a-designated-contact", HELD),
    "words of a machine": (facts(extraction=MACHINE_WORDS), "reads-like-a-machine", HELD),
    "words of a machine on a ticket": (facts(extraction=MACHINE_WORDS, thread=thread()), "reply", ADDED),
    # Copies.
    "a changed copy": (facts(thread=COPY), "same-mail-again", ADDED),
    "a changed copy of a stranger's": (facts(thread=COPY, writer=None), "not-a-designated-contact", HELD),
    "a changed copy on another's ticket": (
        facts(thread=thread(via="copy", account_id=NORRLAND)), "ticket-of-another-account", HELD,
    ),
    # Old tickets and new matters.
    "a reply to a long closed ticket": (facts(thread=LONG_CLOSED), "long-closed", OPENED),
    "thanks for a long closed ticket": (facts(thread=LONG_CLOSED, extraction=THANKS), "reply", ADDED),
    "something unclear on a long closed ticket": (
        facts(thread=LONG_CLOSED, extraction=extraction(MessageKind.OTHER, score=0.2)), "long-closed", OPENED,
    ),
    "a reply to a lately closed ticket": (facts(thread=LATELY_CLOSED), "reply", ADDED),
    "a new matter in a reply": (facts(thread=thread(), message=NEWS), "new-matter", OPENED),
    "an update under another subject": (
        facts(thread=thread(), message=NEWS, extraction=extraction(MessageKind.UPDATE)), "reply", ADDED,
    ),
    "another subject, but the number": (facts(thread=QUOTED, message=NEWS), "reply", ADDED),
    # An analyst's word.
    "released": (facts(writer=None, release=release()), "released", OPENED),
    "released, named false": (facts(verdict=FAIL, release=release()), "released", OPENED),
    "released into a ticket": (facts(writer=None, release=release(thread=thread())), "released-into-ticket", ADDED),
    "released, on the account's ticket": (facts(writer=None, thread=QUOTED, release=release()), "released-into-ticket", ADDED),
    "released, on another account's ticket": (facts(writer=None, thread=THEIRS, release=release()), "released", OPENED),
    "released, on a long closed ticket": (
        facts(writer=None, thread=LONG_CLOSED, release=release()), "released-as-follow-up", OPENED,
    ),
    "released into a long closed ticket": (
        facts(writer=None, release=release(thread=LONG_CLOSED)), "released-into-ticket", ADDED,
    ),
    "released with a new matter": (
        facts(writer=None, thread=thread(), message=NEWS, release=release()), "released-as-follow-up", OPENED,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "rule", "then"), CASES.values(), ids=CASES)
def test_facts_lead_to_a_rule(given: Facts, rule: str, then: Disposition) -> None:
    decision = decide(given)
    assert (decision.rule, decision.disposition) == (rule, then)
    assert decision.reason.strip()


def test_every_rule_has_a_case() -> None:
    assert {rule for _, rule, _ in CASES.values()} == {rule.name for rule in RULES}


def test_names_are_told_apart() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_something_always_matches() -> None:
    assert RULES[-1].when(facts(writer=None, message=FROM_NOBODY, thread=THEIRS))
    assert first_match(facts()).name == "new"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("released", "own-mail"),
        ("own-mail", "report-on-our-delivery"),
        ("too-many-hops", "report-on-our-delivery"),
        ("report-on-our-delivery", "no-usable-sender"),
        ("could-not-be-read", "new"),
        ("writes-as-the-desk", "not-a-designated-contact"),
        ("sender-not-genuine", "auto-reply-on-ticket"),
        ("not-a-designated-contact", "ticket-of-another-account"),
        ("contact-not-valid", "reply"),
        ("ticket-of-another-account", "same-mail-again"),
        ("long-closed", "reply"),
        ("new-matter", "reply"),
        ("reply", "new"),
    ],
)
def test_the_order_of_the_rules(earlier: str, later: str) -> None:
    names = [rule.name for rule in RULES]
    assert names.index(earlier) < names.index(later)


WORDS: dict[str, tuple[Facts, str]] = {
    "stranger": (facts(writer=None, message=message(sender=STRANGER)), f"{STRANGER} is no Designated Contact of any account"),
    "expired": (facts(writer=EXPIRED), "Kim Aldous was a Designated Contact until 2026-10-31"),
    "another's": (facts(thread=THEIRS), "kim@bluefern.example writes about EP-104233, a ticket of another account"),
    "false": (facts(verdict=FAIL), "kim@bluefern.example is not shown to be genuine: dmarc says no"),
    "senders": (facts(message=FROM_NOBODY, writer=None), "the From field names several senders"),
    "closed": (facts(thread=LONG_CLOSED), "an answer to EP-104233, which was closed long ago"),
    "reply": (facts(thread=thread()), "it belongs to EP-104233 (by references)"),
    "new": (facts(), "kim@bluefern.example is a Designated Contact of Bluefern Travel"),
    "released": (facts(writer=None, release=release()), "released by Ada on the account of Bluefern Travel"),
    "hops": (facts(message=GOING_ROUND), "51 Received fields: it may be going round in a loop"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "words"), WORDS.values(), ids=WORDS)
def test_the_reason_is_in_words_for_an_analyst(given: Facts, words: str) -> None:
    assert decide(given).reason == words


ANSWERS: dict[str, tuple[Facts, Answer, str]] = {
    "a new ticket is acknowledged": (facts(), Answer.ACKNOWLEDGED, ""),
    "a reply is answered": (facts(thread=thread()), Answer.ADDED, ""),
    "a linked ticket is acknowledged": (facts(thread=LONG_CLOSED), Answer.ACKNOWLEDGED, ""),
    "what is released is acknowledged": (facts(writer=None, release=release()), Answer.ACKNOWLEDGED, ""),
    "what is released into a ticket is answered": (facts(release=release(thread=thread())), Answer.ADDED, ""),
    "an alert is not answered": (facts(message=ALERT), Answer.NONE, "a machine wrote it: its header says so"),
    "an alert on a ticket is not answered": (facts(message=ALERT, thread=thread()), Answer.NONE, "a machine wrote it"),
    "a list is not answered": (facts(message=LISTED), Answer.NONE, "a machine wrote it"),
    "a bounce is not answered": (facts(message=BOUNCE, thread=thread()), Answer.NONE, "a machine wrote it"),
    "what is released and automatic is not answered": (facts(message=ALERT, release=release()), Answer.NONE, "a machine"),
    "a machine's words are not answered": (
        facts(extraction=MACHINE_WORDS, thread=thread()), Answer.NONE, "it reads like a machine's mail",
    ),
    "what is ignored is not answered": (facts(own_mail=True), Answer.NONE, "it was set aside"),
    "old mail is not answered": (facts(silent=True), Answer.NONE, "old mail was imported without answering it"),
    "old held mail is not answered": (facts(silent=True, writer=None, verdict=PASS), Answer.NONE, "old mail"),
    "nobody is not answered": (facts(message=FROM_NOBODY, writer=None), Answer.NONE, "no address to answer to"),
    "nobody is not answered when he is released": (
        facts(message=FROM_NOBODY, writer=None, release=release()), Answer.NONE, "no address to answer to",
    ),
    "a copy is not answered": (facts(thread=COPY), Answer.NONE, "the first copy was answered"),
    "the last answer within an hour": (facts(answers_last_hour=19), Answer.ACKNOWLEDGED, ""),
    "one answer too many": (facts(answers_last_hour=20), Answer.NONE, "20 answers went to this address within an hour"),
    "a stranger who is not proven": (facts(writer=None, verdict=NOBODY), Answer.NONE, "not known to be genuine"),
    "a stranger who is proven": (facts(writer=None, verdict=PASS), Answer.WAITING, ""),
    "a stranger who was answered lately": (
        facts(writer=None, verdict=PASS, answered_while_held=True), Answer.NONE, "had the answer for held mail lately",
    ),
    "a proven contact on another's ticket": (facts(verdict=PASS, thread=THEIRS), Answer.WAITING, ""),
    "who is proven false": (facts(verdict=FAIL), Answer.NONE, "not known to be genuine"),
    "what is passed on": (facts(verdict=SIGNED_ONLY, to_desk=False), Answer.NONE, "he did not write to the desk"),
    "a return address": (facts(to_return_address=True), Answer.NONE, "nobody is answered"),
    "the desk itself": (facts(verdict=PASS, from_desk=True), Answer.NONE, "the answer would go to the desk itself"),
    "the desk itself, released": (facts(from_desk=True, release=release()), Answer.NONE, "to the desk itself"),
    "what goes round": (facts(verdict=PASS, message=GOING_ROUND), Answer.NONE, "it may be going round in a loop"),
    "a proven machine's words": (facts(verdict=PASS, extraction=MACHINE_WORDS), Answer.NONE, "reads like a machine"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "answer", "silence"), ANSWERS.values(), ids=ANSWERS)
def test_who_is_answered_and_why_not(given: Facts, answer: Answer, silence: str) -> None:
    decision = decide(given)
    assert decision.answer is answer
    assert silence in decision.silence
    assert bool(decision.silence) is (answer is Answer.NONE)


def test_held_mail_is_not_answered_where_the_operator_does_not_want_it() -> None:
    given = facts(writer=None, verdict=PASS)
    decision = decide(replace(given, terms=replace(given.terms, answer_held=False)))
    assert (decision.answer, decision.silence) == (Answer.NONE, "held mail is not answered here")


def test_a_critical_report_is_held_from_a_stranger_all_the_same() -> None:
    given = facts(writer=None, extraction=extraction(severity=Severity.P1))
    assert decide(given).disposition is HELD
