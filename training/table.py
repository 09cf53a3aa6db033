"""What the messages hold, voice by voice."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from parsers.vocabulary import Environment, MessageKind, Severity
from training.labels import LabelField
from training.message import AnnotatedMessage
from training.rules_across import company_at

_WIDTH = 300
Row = tuple[str, Callable[[Sequence[AnnotatedMessage]], int]]


def by_voice(messages: Iterable[AnnotatedMessage]) -> dict[str, tuple[AnnotatedMessage, ...]]:
    """The messages of each voice, in the order of the voices' names."""
    found: dict[str, list[AnnotatedMessage]] = {}
    for message in messages:
        found.setdefault(message.voice, []).append(message)
    return {voice: tuple(found[voice]) for voice in sorted(found)}


def console() -> Console:
    """Standard output, wide enough for a column a voice."""
    out = Console(markup=False, emoji=False, highlight=False)
    if not out.is_terminal:
        out.width = _WIDTH
    return out


def voices_table(title: str, voices: Iterable[str]) -> Table:
    """An empty table with a column a voice, and one for all of them."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for voice in voices:
        table.add_column(voice.replace("-", "\n"), justify="right")
    table.add_column("all", justify="right", style="bold")
    return table


def show(messages: Sequence[AnnotatedMessage]) -> None:
    """Print the table."""
    voices = by_voice(messages)
    table = voices_table(f"{len(messages)} messages in {len(voices)} voices", voices)
    for section in (_WHOLE, _KINDS, _SEVERITIES, _LABELS):
        for name, count in section:
            counted = [count(own) for own in (*voices.values(), messages)]
            table.add_row(name, *(str(number or "·") for number in counted))
        table.add_section()
    console().print(table)


def _kind(kind: MessageKind) -> Row:
    return str(kind), lambda own: sum(message.kind is kind for message in own)


def _severity(severity: Severity) -> Row:
    return str(severity), lambda own: sum(message.severity is severity for message in own)


def _environment(environment: Environment) -> Row:
    return str(environment), lambda own: sum(message.environment is environment for message in own)


def _label(field: LabelField) -> Row:
    return str(field), lambda own: Counter(label.field for message in own for label in message.labels)[field]


_WHOLE: tuple[Row, ...] = (
    ("messages", len),
    ("companies", lambda own: len({company_at(message.from_address) for message in own})),
    ("Slack", lambda own: sum(message.channel == "slack" for message in own)),
    ("with a ticket", lambda own: sum(message.thread is not None for message in own)),
)
_KINDS = tuple(map(_kind, MessageKind))
_SEVERITIES = (*map(_severity, Severity), *map(_environment, Environment))
_LABELS = tuple(map(_label, LabelField))
