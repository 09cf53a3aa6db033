"""The test mail of ``echodesk check --send-test``."""

import html
import secrets

from bot.channels.base import Deferred, Outgoing, Refused, Sent
from bot.channels.mail_out import compose, transport
from bot.checks.findings import Finding, fail, ok
from bot.clock import Clock
from bot.errors import PermanentError
from bot.render import Rendered
from bot.settings import Settings

_SUBJECT = "Test of the Echodesk mail desk"


def send_test_mail(settings: Settings, recipient: str, clock: Clock) -> Finding:
    """Send one mail on the way that answers take; how it ended."""
    subject = "test mail"
    desk = settings.desk
    message_id = f"echodesk-test.{secrets.token_hex(12)}@{desk.address.rpartition('@')[2]}"
    text = f"This is a test. Answers of {desk.name} reach you this way."
    try:
        content = compose(
            Rendered(subject=_SUBJECT, text=f"{text}\n", html=f"<!DOCTYPE html><p>{html.escape(text)}</p>\n"),
            message_id=message_id,
            date=clock.now(),
            mail_from_name=desk.name,
            mail_from=desk.address,
            reply_to=None,
            recipient=recipient,
            recipient_name="",
            in_reply_to=None,
            references=(),
        )
    except PermanentError as error:
        return fail(subject, str(error), "give one plain address")
    out = transport(settings.mail_out)
    try:
        # The desk's own address is the reverse-path: a bounce of a test is to be seen.
        mail = Outgoing(message_id=message_id, mail_from=desk.address, recipient=recipient, content=content)
        match out.send([mail])[0]:
            case Sent(answer=answer):
                return ok(subject, f"sent to {recipient}: {answer}")
            case Deferred(reason=reason):
                return fail(subject, f"not taken now: {reason}", "try again; see mail_out in the configuration")
            case Refused(reason=reason):
                return fail(subject, f"refused: {reason}", "see mail_out and desk.address in the configuration")
    finally:
        out.close()
