"""A ticket on a page: its head, its fields with their evidence, what is missing, its history, files and answers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.cli import correction_page
from bot.cli.desk import CliDesk
from bot.cli.output import STYLES, console, styled
from bot.cli.safe import safe_cell, safe_lines, shown_size, shown_time
from bot.policy.required import missing
from parsers.labels import LABELS
from parsers.vocabulary import FieldName, ScanState, Severity, TicketKind
from store import contacts, corrections, deliveries, tickets

if TYPE_CHECKING:
    from store.engine import Session

_SCAN_WORDS: dict[str, str] = {
    ScanState.CLEAN: "clean",
    ScanState.INFECTED: "INFECTED",
    ScanState.NOT_SCANNED: "not scanned",
}
_SCAN_STYLES: dict[str, str] = {ScanState.CLEAN: "green", ScanState.INFECTED: "bold red", ScanState.NOT_SCANNED: "dim"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTicket:
    """A ticket and all that hangs on it."""

    ticket: tickets.Ticket
    linked: int | None
    fields: tuple[tickets.FieldValue, ...]
    missing: tuple[FieldName, ...]
    entries: tuple[tickets.Entry, ...]
    files: tuple[tickets.TicketFile, ...]
    deliveries: tuple[deliveries.Delivery, ...]
    corrections: tuple[corrections.Correction, ...]


def gather(at: CliDesk, session: "Session", number: int) -> WholeTicket | None:
    """Everything about the ticket of this number; None where there is none."""
    ticket = tickets.by_number(session, number)
    if ticket is None:
        return None
    found = tuple(tickets.fields(session, ticket.ticket_id, active_only=False))
    entries = tuple(tickets.entries(session, ticket.ticket_id))
    linked = tickets.get(session, ticket.linked_id) if ticket.linked_id else None
    contact = contacts.by_id(session, ticket.contact_id) if ticket.contact_id else None
    return WholeTicket(
        ticket=ticket,
        linked=linked.number if linked else None,
        fields=found,
        missing=_missing(at, ticket, found, entries, phone_on_file=bool(contact and contact.phone)),
        entries=entries,
        files=tuple(tickets.files(session, ticket.ticket_id)),
        deliveries=tuple(deliveries.of_ticket(session, ticket.ticket_id)),
        corrections=tuple(corrections.of_ticket(session, ticket.ticket_id)),
    )


def _missing(
    at: CliDesk,
    ticket: tickets.Ticket,
    found: Sequence[tickets.FieldValue],
    entries: Sequence[tickets.Entry],
    *,
    phone_on_file: bool,
) -> tuple[FieldName, ...]:
    """What intake would ask for now, by its own rule."""
    required = at.settings.required
    return missing(
        {name: tuple(getattr(required, name)) for name in type(required).model_fields},
        kind=TicketKind(ticket.kind),
        severity=Severity(ticket.severity) if ticket.severity else None,
        known=frozenset(FieldName(value.name) for value in found if value.active),
        text="\n".join([ticket.subject, *(e.text for e in entries if e.kind == "message")]),
        phone_on_file=phone_on_file,
    )


def ticket_document(at: CliDesk, ticket: tickets.Ticket) -> dict[str, Any]:
    """The head of a ticket for machines: ``number`` has its prefix."""
    head = asdict(ticket)
    for internal in ("ticket_id", "account_id", "contact_id", "linked_id"):
        del head[internal]
    return {**head, "number": at.number(ticket.number)}


def document(at: CliDesk, whole: WholeTicket) -> dict[str, Any]:
    """The whole ticket for machines."""
    return {
        **ticket_document(at, whole.ticket),
        "linked": at.number(whole.linked),
        "fields": [asdict(value) for value in whole.fields],
        "missing": [str(name) for name in whole.missing],
        "entries": [asdict(entry) for entry in whole.entries],
        "files": [asdict(file) for file in whole.files],
        "deliveries": [delivery_document(at, delivery) for delivery in whole.deliveries],
        "corrections": [correction_page.document(one, at.number(whole.ticket.number)) for one in whole.corrections],
    }


def delivery_document(at: CliDesk, delivery: deliveries.Delivery, ticket: int | None = None) -> dict[str, Any]:
    """A delivery for machines, without the words of the mail."""
    shown = asdict(delivery)
    for internal in ("payload", "ticket_id"):
        del shown[internal]
    return {**shown, "ticket": at.number(ticket)} if ticket is not None else shown


def show(at: CliDesk, whole: WholeTicket) -> None:
    """The page, for people."""
    out = console()
    out.print(_head(at, whole))
    _section(out, "What we understood", _fields(whole))
    _section(out, "Still missing", _questions(whole))
    _section(out, "History", _history(at, whole))
    _section(out, "Files", _files(whole))
    _section(out, "Answers", _answers(at, whole))


def _section(out: Console, title: str, body: RenderableType | None) -> None:
    if body is not None:
        out.print(Text(title, style="bold"))
        out.print(Padding(body, (0, 0, 1, 2)))


def _head(at: CliDesk, whole: WholeTicket) -> RenderableType:
    ticket = whole.ticket
    severity = ticket.severity or "unrated"
    words = Text.assemble(
        (severity, STYLES.get(severity, "bold")),
        f"  {ticket.status.replace('_', ' ')}  {ticket.kind.replace('_', ' ')}",
    )
    judged = (("kind", ticket.kind), ("severity", ticket.severity))
    lines = [
        ("Account", ticket.account),
        ("Contact", ticket.contact or "none"),
        ("Opened", shown_time(ticket.opened_at, at.zone)),
        ("Updated", shown_time(ticket.updated_at, at.zone)),
        ("Closed", shown_time(ticket.closed_at, at.zone)),
        ("Follows", at.number(whole.linked)),
        *((name.capitalize(), correction_page.note(whole.corrections, name, value)) for name, value in judged),
    ]
    grid = _grid([(Text(label, style="dim"), styled(value)) for label, value in lines if value])
    body = Group(Text(safe_cell(ticket.subject), style="bold"), words, Text(""), grid)
    return Panel(body, title=Text(at.number(ticket.number) or ""), title_align="left")


def _grid(rows: Sequence[tuple[RenderableType, ...]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for _ in rows[0]:
        grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*row)
    return grid


def _fields(whole: WholeTicket) -> RenderableType | None:
    order = {str(name): n for n, name in enumerate(FieldName)}
    rows: list[tuple[RenderableType, ...]] = []
    for value in sorted(whole.fields, key=lambda v: (order[v.name], not v.active)):
        style = "" if value.active else "dim strike"
        evidence = Text(f"“{safe_cell(value.words)}”" if value.words else "", style="italic dim")
        score = Text(f"{value.score:.0%}", style="dim")
        note = correction_page.note(whole.corrections, value.name, value.value) if value.active else ""
        label = styled(LABELS[FieldName(value.name)])
        rows.append((label, styled(value.value, style), score, evidence, Text(safe_cell(note), style="yellow")))
    return _grid(rows) if rows else None


def _questions(whole: WholeTicket) -> RenderableType | None:
    return Text(", ".join(LABELS[name] for name in whole.missing), style="yellow") if whole.missing else None


def _history(at: CliDesk, whole: WholeTicket) -> RenderableType | None:
    rows = [
        (
            Text(shown_time(entry.at, at.zone), style="dim"),
            styled(entry.kind),
            Group(Text(f"{safe_cell(entry.actor)}{_cause(entry)}", style="dim"), *_labels(entry), _text(entry.text)),
        )
        for entry in whole.entries
    ]
    return _grid(rows) if rows else None


def _cause(entry: tickets.Entry) -> str:
    causes = (("arrival", entry.arrival_id), ("delivery", entry.delivery_id), ("rule", entry.data.get("rule")))
    words = ", ".join(f"{what} {safe_cell(value)}" for what, value in causes if value is not None)
    return f" ({words})" if words else ""


def _labels(entry: tickets.Entry) -> list[Text]:
    """What was found out about a message beside its words: signatures and encryption, and whether its sender is proven."""
    labels = entry.data.get("labels")
    lines = [Text(safe_cell(label), style="yellow") for label in labels] if isinstance(labels, list) else []
    sender = _sender(entry.data.get("verdict"))
    return [*lines, Text(sender, style="dim")] if sender else lines


def _sender(verdict: object) -> str:
    """``Sender: pass (dkim): signed by bluefern.example``; "" for an entry that has no verdict."""
    if not isinstance(verdict, dict) or "result" not in verdict:
        return ""
    method, reasons = verdict.get("method"), verdict.get("reasons")
    how = f" ({safe_cell(method)})" if method else ""
    why = "; ".join(map(safe_cell, reasons)) if isinstance(reasons, list) else ""
    return f"Sender: {safe_cell(verdict['result'])}{how}" + (f": {why}" if why else "")


def _text(text: str) -> Text:
    return Text("\n".join(safe_lines(text.strip())), overflow="fold")


def _files(whole: WholeTicket) -> RenderableType | None:
    rows = [
        (
            Text(str(number), style="dim"),
            styled(file.name),
            styled(file.media_type),
            styled(shown_size(file.size)),
            Text(scan_words(file), style=_SCAN_STYLES.get(file.scan, "")),
            styled(file.note),
        )
        for number, file in enumerate(whole.files, 1)
    ]
    return _grid(rows) if rows else None


def scan_words(file: tickets.TicketFile) -> str:
    """What the scanner said of a file: ``clean``, ``INFECTED: Some.Name``, ``not scanned: no scanner is set up``."""
    words = _SCAN_WORDS.get(file.scan, safe_cell(file.scan))
    return f"{words}: {safe_cell(file.scan_detail)}" if file.scan_detail else words


def _answers(at: CliDesk, whole: WholeTicket) -> RenderableType | None:
    rows = [
        (
            styled(delivery.state),
            styled(delivery.notice),
            styled(delivery.recipient),
            Text(shown_time(_last(delivery), at.zone), style="dim"),
            styled(delivery.answer),
        )
        for delivery in whole.deliveries
    ]
    return _grid(rows) if rows else None


def _last(delivery: deliveries.Delivery) -> datetime:
    return delivery.finished_at or delivery.created_at
