"""A held mail on a page, read anew from its bytes; nothing in it reaches the terminal as more than text."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.assembly import read_limits
from bot.cli.desk import CliDesk
from bot.cli.failures import CommandError
from bot.cli.output import console, styled
from bot.cli.safe import safe_lines, shown_size, shown_time
from parsers.arrival import Arrival
from parsers.mail import read_mail
from parsers.message import Message
from parsers.verdict import Check, Verdict, verdict_from
from parsers.vocabulary import ZoneKind
from store import arrivals, holds

if TYPE_CHECKING:
    from store.engine import Session

_HEADER_BYTES = 64_000
_HEADER_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """A held mail, read, and what is known about it. ``headers`` are the raw header lines, cleaned."""

    hold: holds.Held
    arrival: Arrival
    message: Message
    verdict: Verdict
    headers: tuple[str, ...]


def gather(at: CliDesk, session: "Session", number: int) -> HeldMail:
    """Read the mail. Raises CommandError where the arrival was never held."""
    hold = holds.held(session, number)
    if hold is None:
        raise CommandError(f"arrival {number} is not held; see: echodesk held list")
    arrival = arrivals.load(session, number).arrival
    stored = arrivals.verdict_of(session, number)
    message = read_mail(arrival.raw, channel=arrival.channel, limits=read_limits(at.settings), at=arrival.received_at)
    return HeldMail(
        hold=hold,
        arrival=arrival,
        message=message,
        verdict=verdict_from(stored) if stored else Verdict(reasons=("nothing was found out about the sender",)),
        headers=header_lines(arrival.raw),
    )


def header_lines(raw: bytes) -> tuple[str, ...]:
    """The header section as it stands, bytes that are no UTF-8 replaced, controls gone, bounded."""
    head = raw[:_HEADER_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return tuple(safe_lines(head.decode("utf-8", "replace"))[:_HEADER_LINES])


def document(mail: HeldMail) -> dict[str, Any]:
    """For machines: the same as the page."""
    message, hold = mail.message, mail.hold
    return {
        "arrival_id": hold.arrival_id,
        "state": hold.state,
        "rule": hold.rule,
        "reason": hold.reason,
        "held_at": hold.held_at,
        "decided_by": hold.decided_by,
        "decided_at": hold.decided_at,
        "decision": hold.decision,
        "received_at": mail.arrival.received_at,
        "channel": str(mail.arrival.channel),
        "mailbox": mail.arrival.mailbox,
        "envelope": asdict(mail.arrival.envelope),
        "sender": asdict(message.sender),
        "subject": message.subject,
        "sent_at": message.sent_at,
        "verdict": asdict(mail.verdict),
        "damages": list(message.damages),
        "attachments": [_attachment(mail, n) for n in range(len(message.attachments))],
        "headers": list(mail.headers),
        "own_text": message.own_text,
    }


def _attachment(mail: HeldMail, number: int) -> dict[str, Any]:
    file = mail.message.attachments[number]
    return {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}


def show(at: CliDesk, mail: HeldMail) -> None:
    """The page, for people."""
    out = console()
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for label, value in _facts(at, mail):
        if value:
            grid.add_row(Text(label), styled(value))
    out.print(Panel(grid, title=Text(f"arrival {mail.hold.arrival_id}: {mail.hold.state}"), title_align="left"))
    _block("Headers", "\n".join(mail.headers), dim=True)
    _block("Words", mail.message.own_text)
    quoted = mail.message.zone_text(ZoneKind.QUOTE)
    if quoted.strip():
        lines = len(safe_lines(quoted.strip()))
        out.print(Text(f"({lines} quoted lines are not shown; --json has the headers, the store the whole mail)"))


def _facts(at: CliDesk, mail: HeldMail) -> list[tuple[str, str | None]]:
    message, hold, envelope = mail.message, mail.hold, mail.arrival.envelope
    sender = message.sender
    files = [f"{file.name} ({shown_size(file.size)})" for file in message.attachments]
    decided = f"{hold.state} by {hold.decided_by} {shown_time(hold.decided_at, at.zone)}: {hold.decision}"
    return [
        ("Why", f"{hold.reason} (rule {hold.rule})"),
        ("From", f"{sender.name} <{sender.address or 'no usable address'}>".strip()),
        ("Problem", sender.problem),
        ("Reply-To", ", ".join(message.reply_to)),
        ("Subject", message.subject),
        ("Sent", shown_time(message.sent_at, at.zone)),
        ("Received", f"{shown_time(mail.arrival.received_at, at.zone)} by {mail.arrival.channel}"),
        ("Client", " ".join(filter(None, (envelope.client_name, envelope.client_ip)))),
        ("Genuine", f"{mail.verdict.result}: {'; '.join(mail.verdict.reasons)}"),
        ("Checks", "; ".join(_check(check) for check in mail.verdict.checks)),
        ("Damages", "; ".join(message.damages)),
        ("Files", ", ".join(files)),
        ("Decision", decided if hold.decided_at else None),
    ]


def _check(check: Check) -> str:
    """``dkim pass for bluefern.example, which is the From field's domain``."""
    domain = f" for {check.domain}" if check.domain else ""
    return f"{check.method} {check.result}{domain}{' (aligned)' if check.aligned else ''}"


def _block(title: str, text: str, *, dim: bool = False) -> None:
    out = console()
    out.print(Text(title, style="bold"))
    body = Text("\n".join(safe_lines(text)), style="dim" if dim else "", overflow="fold")
    out.print(Padding(body, (0, 0, 1, 2)))
