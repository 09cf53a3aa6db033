"""A reading on a page: each value with the words that say it."""

from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.cli.output import console, styled
from parsers.extraction import Extraction, plain
from parsers.labels import LABELS
from parsers.languages import name_of
from parsers.message import Message


def show(identity: str, message: Message, extraction: Extraction) -> None:
    """Print the page."""
    grid = Table.grid(padding=(0, 2))
    for _ in range(4):
        grid.add_column(overflow="fold")
    sender = message.sender
    grid.add_row(Text("From", style="dim"), styled(f"{sender.name} <{sender.address or sender.problem}>".strip()))
    grid.add_row(Text("Subject", style="dim"), styled(message.subject))
    if extraction.language:
        grid.add_row(Text("Language", style="dim"), styled(name_of(extraction.language), "yellow"))
    judged = (("Kind", extraction.kind), ("Severity", extraction.severity))
    for label, judgement in judged:
        if judgement is not None:
            reasons = styled("; ".join(judgement.reasons), "italic dim")
            grid.add_row(Text(label, style="dim"), styled(judgement.value), _score(judgement.score), reasons)
    for name, found in extraction:
        words = styled(f"“{found.words}”", "italic dim")
        grid.add_row(Text(LABELS[name], style="dim"), styled(plain(found.value)), _score(found.score), words)
    if extraction.thread:
        grid.add_row(Text("Ticket", style="dim"), styled(extraction.thread))
    for damage in message.damages:
        grid.add_row(Text("Damage", style="dim"), styled(damage, "yellow"))
    console().print(Panel(grid, title=styled(identity), title_align="left"))


def _score(score: float) -> Text:
    return Text(f"{score:.0%}", style="dim")
