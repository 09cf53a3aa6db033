"""Notices to render: full ones, and the least there can be."""

from dataclasses import replace

from bot.notices import Acknowledged, Added, DeskCard, Question, Understood, Waiting

DESK = DeskCard(
    name="Echopass Customer Care",
    address="help@echopass.example",
    phone="+1 (800) 247-1517",
    portal="https://support.echopass.example",
)
MAJOR = Acknowledged(
    number="EP-104233",
    subject="No sound on the billing queue",
    greeting="Kim Alvarez",
    kind="Incident",
    severity="Major (P2)",
    call_first=False,
    understood=(
        Understood(field="service", label="Service affected", value="Inbound calls"),
        Understood(field="users_affected", label="Users affected", value="40", words="about forty agents"),
    ),
    missing=(Question(field="frequency", label="Frequency", question="How often does it happen?"),),
    left_out=("winmail.dat could not be opened; it is kept as it came.",),
    desk=DESK,
    submitted="Hi,\n\nabout forty agents hear nothing.\n\nKim",
    attachments=("trace.pcap (12 kB)",),
    linked="EP-104001",
)
CRITICAL = replace(MAJOR, number="EP-104234", severity="Critical (P1)", call_first=True, linked=None)
LEAST = replace(
    MAJOR,
    subject="",
    greeting="",
    severity=None,
    understood=(),
    missing=(),
    left_out=(),
    submitted="",
    attachments=(),
    linked=None,
)
ADDED = Added(
    number="EP-104233",
    subject="No sound on the billing queue",
    greeting="Kim Alvarez",
    kind="Incident",
    severity="Major (P2)",
    call_first=False,
    understood=(Understood(field="frequency", label="Frequency", value="every third call"),),
    missing=(),
    left_out=(),
    desk=DESK,
)
WAITING = Waiting(subject="A question", greeting="Robin Hale", desk=DESK)
