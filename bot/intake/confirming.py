"""A contact's answer to "was this you?": found by its one-time address, and carried out."""

from datetime import datetime

from bot.policy.asking import understand_answer
from bot.policy.doubt import ASKED_ABOUT
from bot.policy.facts import Confirmation
from parsers.arrival import Envelope
from parsers.confirmation import asked_tokens
from parsers.message import Message
from store import contacts, holds, questions
from store.engine import Session


def confirmation_of(session: Session, message: Message, envelope: Envelope) -> Confirmation | None:
    """The question that a message answers, by the address it is written to; None where it is to no such address."""
    asked = asked_tokens((*envelope.rcpt_to, *message.to))
    for arrival_id, token in asked:
        question = questions.find(session, arrival_id, token)
        if question is not None:
            contact = contacts.by_id(session, question.contact_id)
            hold = holds.held(session, arrival_id)
            waits = question.answer is None and hold is not None and hold.state == "held"
            answer = understand_answer(message.own_text, message.subject)
            # He may mean another one: who forges a mail like one of his, just before it, must not have it let in by his yes.
            if answer == "yes" and holds.waiting_from(session, question.address, rules=ASKED_ABOUT, but=arrival_id):
                answer = None
            return Confirmation(
                held=arrival_id,
                open=waits and contact is not None,
                contact=question.address,
                contact_id=question.contact_id,
                account_id=contact.account_id if contact else None,
                answer=answer,
            )
    return Confirmation(held=asked[0][0], open=False) if asked else None


def carry_out(session: Session, confirmation: Confirmation, *, yes: bool, arrival_id: int, now: datetime) -> None:
    """Let the held mail in, or turn it away, on its contact's word. Once: a second answer finds nothing open."""
    answer: questions.Answer = "yes" if yes else "no"
    if not questions.answer(session, confirmation.held, answer=answer, by_arrival=arrival_id, now=now):
        return
    by = f"{confirmation.contact}, who was asked"
    if yes:
        holds.release(
            session,
            confirmation.held,
            by=by,
            decision=f"said in arrival {arrival_id} that it is his",
            now=now,
            account_id=confirmation.account_id,
            contact_id=confirmation.contact_id,
        )
    else:
        reason = f"said in arrival {arrival_id} that it is not his"
        holds.reject(session, confirmation.held, by=by, reason=reason, now=now)
