"""The reasons of a reading on a terminal: the text with its marks, the values, the judgements.

Colours help, but are not needed: a mark is a pair of brackets with the number of its value, so that the page can be read
in a pipe and without colours (NO_COLOR), and what lies within what can be seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from colorsys import hls_to_rgb
from dataclasses import dataclass, replace

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.output import console, styled
from bot.explain.marks import Mark, Piece
from bot.explain.page import Explanation
from bot.explain.values import Judged, Row, Runner

_ROOMY = 60
"""From this width on the margin has room for the names of quotes and signatures."""


@dataclass(frozen=True, slots=True)
class _Signs:
    """How marks and the margin are drawn on one terminal."""

    opens: str
    closes: str
    margin: str
    colours: str | None = None

    def style(self, hue: int) -> str:
        return style_of(hue, self.colours)


_COLOURS = ("red", "yellow", "green", "cyan", "blue", "magenta")
_UNICODE = _Signs("⟨", "⟩", "┊")
_ASCII = _Signs("[", "]", "|")


def show(page: Explanation) -> None:
    """Print the page."""
    out = console()
    utf8 = out.encoding.startswith("utf")
    signs = replace(_UNICODE if utf8 else _ASCII, colours=out.color_system)
    out.rule(styled(page.identity, "bold"), align="left", characters="─" if utf8 else "-")
    out.print(_heading(page, signs))
    out.print()
    out.print(Text("\n").join(_body(out, page, signs)))
    out.print()
    if page.rows:
        out.print(_legend(page, signs))
        out.print(_table(page.rows, signs))
    else:
        out.print("No field was read out of it.\n", style="dim")
    out.print(_judgements(page, signs))
    out.print()


def _heading(page: Explanation, signs: _Signs) -> Table:
    grid = _grid()
    grid.add_row(Text("From", style="dim"), styled(page.sender))
    if page.sent:
        grid.add_row(Text("Date", style="dim"), styled(page.sent))
    grid.add_row(Text("Subject", style="dim"), _marked(page.subject, signs, "bold"))
    if page.thread:
        grid.add_row(Text("Ticket", style="dim"), styled(page.thread))
    for damage in page.damages:
        grid.add_row(Text("Damage", style="dim"), styled(damage, "yellow"))
    return grid


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    return grid


def style_of(hue: int, colours: str | None = "truecolor") -> str:
    """Black on a light tone of the hue, to be read on dark terminals and on light ones; ``colours`` as rich calls them."""
    if colours in ("standard", "windows"):
        return f"not dim black on bright_{_COLOURS[(hue + 30) % 360 // 60]}"
    red, green, blue = (round(255 * part) for part in hls_to_rgb(hue / 360, 0.78, 0.75))
    return f"not dim #000000 on #{red:02x}{green:02x}{blue:02x}"


def _marked(pieces: Iterable[Piece], signs: _Signs, style: str = "") -> Text:
    """The words, each in the colour of the innermost mark around it."""
    text = Text(style=style, overflow="fold")
    around: list[Mark] = []
    for piece in pieces:
        if piece.opens:
            around.append(piece.opens)
            text.append(f"{signs.opens}{piece.opens.name} ", f"bold {signs.style(piece.opens.hue)}")
        elif piece.closes:
            around.pop()
            name = f" {piece.closes.name}" if piece.parted else ""
            text.append(f"{name}{signs.closes}", f"bold {signs.style(piece.closes.hue)}")
        else:
            text.append(piece.text, signs.style(around[-1].hue) if around else "")
    return text


def _body(out: Console, page: Explanation, signs: _Signs) -> Iterator[Text]:
    """The lines of the body with a margin that says what is not the writer's own."""
    titled = max((len(stretch.title) for stretch in page.body), default=0)
    room = titled + 1 if titled and out.width >= _ROOMY else 0
    width = max(1, out.width - room - 2 * bool(titled))
    empty = 0
    for stretch in page.body:
        title = stretch.title if room else ""
        text = _marked(stretch.pieces, signs, "dim" if stretch.muted else "")
        for line in text.split("\n"):
            empty = 0 if line.plain.strip() else empty + 1
            if empty > 2:  # thousands of them can be sent to push a text out of sight
                continue
            for part in line.wrap(out, width, overflow="fold"):
                part.rstrip()
                margin = f"{title:<{room}}{signs.margin if stretch.title else ' '} " if titled else ""
                yield Text.assemble((margin, "dim"), part)
                title = ""
    if page.cut:
        yield Text(f"and {page.cut:,} more characters that are not shown", style="dim italic")


def _legend(page: Explanation, signs: _Signs) -> Text:
    """Which number means what, in the colours of the text; and what the margin says."""
    labels: dict[str, list[Row]] = {}
    for row in page.rows:
        if row.number:
            labels.setdefault(row.label, []).append(row)
    legend = Text("Marks  ", style="dim", overflow="fold")
    for label, rows in labels.items():
        numbers = rows[0].number if len(rows) == 1 else f"{rows[0].number}-{rows[-1].number}"
        legend.append(f"{signs.opens}{numbers} {label}{signs.closes}", signs.style(rows[0].hue))
        legend.append(" ")
    if any(stretch.title for stretch in page.body):
        legend.append(f" {signs.margin} quotes, signatures and the like")
    return legend


def _table(rows: Sequence[Row], signs: _Signs) -> Table:
    contested = any(row.runners for row in rows)
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("#", justify="right", no_wrap=True)
    for name, share in (("Field", 3), ("Value", 4), ("Words", 4)):
        table.add_column(name, overflow="fold", ratio=share)
    table.add_column("Score", justify="right", no_wrap=True)
    for name in ("Found by", "Runner-up")[: 1 + contested]:
        table.add_column(name, overflow="fold", ratio=3)
    if not contested:
        table.caption = Text("No field had a runner-up.", style="dim italic")
    for row in rows:
        runners = [_runners(row.runners, row.more)] if contested else []
        table.add_row(*_value(row, signs), styled(row.found_by, "dim"), *runners)
    return table


def _value(row: Row, signs: _Signs) -> tuple[Text, ...]:
    if not row.number:
        return Text(), styled(row.label), Text("nothing believed", style="italic dim"), Text(), Text()
    words = Text("the same", style="dim") if row.words == row.value else styled(f'"{row.words}"', "italic")
    number = Text(row.number, style=signs.style(row.hue))
    return number, styled(row.label), styled(row.value), words, Text(row.score)


def _runners(runners: Sequence[Runner], more: int) -> Text:
    """What else it might have been, one a line."""
    lines = [styled(f"{each.value} ({each.score})" + (f' "{each.words}"' * bool(each.words))) for each in runners]
    if more:
        lines.append(Text(f"and {more} more", style="dim"))
    return Text("\n", overflow="fold").join(lines)


def _judgements(page: Explanation, signs: _Signs) -> Table:
    grid = _grid()
    for judged in page.judged:
        _judgement(grid, judged, signs)
    if page.unrated:
        grid.add_row(Text("Severity", style="bold"), Text(page.unrated, style="dim"))
    if page.language:
        grid.add_row(Text("Language", style="bold"), styled(page.language, "yellow"))
    return grid


def _judgement(grid: Table, judged: Judged, signs: _Signs) -> None:
    value = Text.assemble((judged.value, "bold"), f"  {judged.score}")
    if judged.mark:
        value.append(f"  by the words in {signs.opens}{judged.mark}{signs.closes}", "dim")
    grid.add_row(Text(judged.title, style="bold"), value)
    if judged.runners:
        others = ", ".join(f"{each.value} {each.score}" for each in judged.runners)
        more = f" and {judged.more} more" if judged.more else ""
        grid.add_row("", styled(f"rather than {others}{more}"))
    for reason in judged.reasons:
        grid.add_row("", styled(f"- {reason}", "dim"))
