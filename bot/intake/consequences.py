"""What else follows from a decision, in its transaction: an answer to a question, a bounce, a flag, alerts."""

from dataclasses import replace

from bot import alerting, bounces
from bot.intake import confirming
from bot.intake.identity import DeskIdentity
from bot.policy.alerts import Alert
from bot.policy.decide import Decision
from bot.policy.facts import Facts
from bot.policy.marking import foreign_words
from parsers.vocabulary import Authenticity
from store import tickets
from store.engine import Session
from store.tickets import Entry


def follow(
    session: Session,
    facts: Facts,
    decision: Decision,
    identity: DeskIdentity,
    *,
    arrival_id: int,
    ticket_id: int | None,
) -> bool:
    """Carry it out; whether something is queued for the outbox because of it."""
    if facts.confirmation is not None and (decision.release or decision.reject):
        yes = decision.release is not None
        confirming.carry_out(session, facts.confirmation, yes=yes, arrival_id=arrival_id, now=facts.now)
    if ticket_id is not None and facts.extraction.language:
        text = foreign_words(facts.extraction.language)
        entry = Entry(at=facts.now, actor=facts.actor, kind="needs a person", text=text, arrival_id=arrival_id)
        tickets.add_entry(session, ticket_id, entry)
    found: list[Alert] = [*decision.alerts]
    address = facts.message.sender.address
    if facts.bounced is not None:
        found += bounces.carry_out(session, facts.bounced, arrival_id=arrival_id, now=facts.now)
    elif facts.writer is not None and facts.verdict.result is Authenticity.PASS and address:
        bounces.clear_flag(session, address)
    return alerting.carry_out(
        session,
        alerts=[replace(one, arrival_id=arrival_id, ticket_id=ticket_id) for one in found],
        to=identity.alerts_to,
        card=identity.card,
        key=identity.reply_key,
        now=facts.now,
    )
