"""Notices to render: full ones, and the least there can be."""

from dataclasses import replace

from bot.notices import Acknowledged, Added, AlertNotice, DeskCard, Question, Understood, Waiting, WasThisYou

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
WAS_THIS_YOU = WasThisYou(
    greeting="Kim Alvarez",
    subject="Please change our call-back number",
    received="19 May 2026, 08:17 MDT",
    reasons=("no signature is by bluefern.example", "SPF: 192.0.2.44 may not send for bluefern.example"),
    held_number=4711,
    desk=DESK,
)
ALERT = AlertNotice(
    subject="somebody uses a contact's name",
    greeting="",
    text="kim@bluefern.example says that arrival 4711, which came in his name, is not his",
    command="echodesk held show 4711",
    desk=DESK,
)
ALL = (MAJOR, CRITICAL, LEAST, ADDED, WAITING, WAS_THIS_YOU, ALERT)
