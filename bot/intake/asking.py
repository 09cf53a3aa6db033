"""Asks a contact whether he wrote the mail that came in his name."""

from bot.intake.identity import DeskIdentity
from bot.message_ids import delivery_id_for
from bot.notices import WasThisYou, to_json
from bot.policy.facts import Facts, Writer
from bot.policy.telling import shown
from parsers.confirmation import question_address
from store import deliveries, questions
from store.engine import Session


def ask_contact(session: Session, facts: Facts, writer: Writer, arrival_id: int, identity: DeskIdentity) -> bool:
    """Queue the question, to the address on file that the mail claims; False where he has just been asked by another worker."""
    address = facts.message.sender.address or ""
    token = questions.new_token()
    reply_to = question_address(identity.card.address, arrival_id, token)
    if reply_to is None or identity.ask_every is None:
        return False
    since = facts.now - identity.ask_every
    asked = questions.ask(
        session,
        arrival_id=arrival_id,
        contact_id=writer.contact_id,
        address=address,
        token=token,
        now=facts.now,
        unless_since=since,
    )
    if not asked:
        return False
    notice = WasThisYou(
        greeting=writer.name,
        subject=facts.message.subject,
        received=shown(facts.received_at or facts.now, identity.zone),
        reasons=facts.verdict.reasons,
        held_number=arrival_id,
        desk=identity.card,
    )
    cause = f"question {arrival_id}"
    new = deliveries.NewDelivery(
        cause=cause,
        notice=notice.template,
        recipient=address,
        recipient_name=writer.name,
        payload=to_json(notice),
        message_id=delivery_id_for(identity.reply_key, cause, notice.template, address, identity.card.address),
        reply_to=reply_to,
        arrival_id=arrival_id,
    )
    return deliveries.queue(session, new, facts.now) is not None
