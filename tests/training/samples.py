"""A file of annotated messages to read and to spoil in tests."""

from training.annotated import AnnotatedMessage, parse_text

HEADER = """\
=== id: sample-001
channel: email
from: Dana Whitlock <dana.whitlock@harborlane.example>
sent: 2026-03-17T08:42:00-05:00
subject: {service|Outbound dialer} is down
kind: incident
severity: P1
environment: production
"""
BODY = """
Good morning,

We have lost {department|the Tampa collections floor}: {users=40|about forty agents} since {started=2026-03-17T12:45Z|7:45 this
morning}. {impact|We cannot take any {frequency|calls at all}}. {iso|We rebooted the gateway}, {iso|then the switch}.
One of the calls is {connid|00a1025b7c3f9d42} from {ani=+13035550164|(303) 555-0164}; the log has \\{{error|no target}\\}.

{name|Dana Whitlock}, {account|Harbor Lane Finance}
{phone=+13035550119|303-555-0119}, {access_hours|8 to 5 Central}
"""
SAMPLE = HEADER + BODY


def parsed(text: str = SAMPLE) -> AnnotatedMessage:
    """The only message of a file."""
    found = parse_text(text, voice="sample")
    assert found.faults == ()
    (message,) = found.messages
    return message
