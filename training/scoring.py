"""How well a reader does on the annotated messages, voice by voice."""

from collections.abc import Callable, Iterable, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from parsers.extraction import Extractor, as_annotation
from parsers.mail import read_mail
from parsers.message import Message
from parsers.reader import RuleReader
from parsers.slack import read_slack
from parsers.vocabulary import Channel
from training.message import AnnotatedMessage
from training.message import as_annotation as as_contract
from training.metrics import Pair, Scores, score
from training.table import by_voice, console, voices_table

Reads = Callable[[AnnotatedMessage], dict[str, object]]
"""Reads a message into a row of the contract."""


def as_message(message: AnnotatedMessage) -> Message:
    """The message as it comes to a reader: read from a mail, or from Slack's event."""
    return (
        read_slack(_event(message)) if message.channel == "slack" else read_mail(_mail(message), channel=Channel.FILE)
    )


def reads_with(extractor: Extractor) -> Reads:
    """How ``extractor`` reads an annotated message; ``echodesk parse`` does the same with a file."""

    def reads(message: AnnotatedMessage) -> dict[str, object]:
        return as_annotation(message.id, extractor(as_message(message), received_at=message.sent))

    return reads


def pairs(messages: Iterable[AnnotatedMessage], reads: Reads) -> dict[str, list[Pair]]:
    """What is right and what is read, by voice."""
    found: dict[str, list[Pair]] = {}
    for voice, own in by_voice(messages).items():
        found[voice] = [(_gold(message), reads(message)) for message in own]
    return found


def show(messages: Sequence[AnnotatedMessage], reads: Reads | None = None) -> None:
    """Print every field's score on every voice, and on all of them; the desk's rules read, unless another reader does."""
    found = pairs(messages, reads or reads_with(RuleReader()))
    scored = [score(own) for own in found.values()]
    scored.append(score([pair for own in found.values() for pair in own]))
    table = voices_table(f"{len(messages)} messages in {len(found)} voices, scored as the contract says", found)
    table.add_column("gold", justify="right", style="dim")
    table.add_column("read", justify="right", style="dim")
    for name, whole in scored[-1].fields.items():
        values = (_shown(one.fields[name].value if one.fields[name].counts else None) for one in scored)
        table.add_row(name, *values, str(whole.gold), str(whole.read))
    table.add_section()
    for name, measure in _BESIDE:
        table.add_row(name, *(_shown(measure(one)) for one in scored))
    console().print(table)


_BESIDE: tuple[tuple[str, Callable[[Scores], float | None]], ...] = (
    ("overall", lambda one: one.overall),
    ("kind, accuracy", lambda one: one.accuracy),
    ("P1 recall", lambda one: one.p1_recall),
    ("P1 precision", lambda one: one.p1_precision),
)


def _shown(value: float | None) -> str:
    return "·" if value is None else f"{value:.2f}"


def _gold(message: AnnotatedMessage) -> dict[str, object]:
    gold = as_contract(message)["gold"]
    if not isinstance(gold, dict):
        raise TypeError("the contract's gold is an object")
    return gold


def _mail(message: AnnotatedMessage) -> bytes:
    mail = EmailMessage(policy=SMTP.clone(utf8=True))
    mail["From"] = formataddr((message.from_name, message.from_address))
    mail["To"] = "support@desk.example"
    mail["Date"] = format_datetime(message.sent)
    mail["Subject"] = message.subject
    mail.set_content(message.body, cte="8bit" if _short_lines(message.body) else "quoted-printable")
    return mail.as_bytes()


def _short_lines(text: str) -> bool:
    """Whether the lines may stand in a mail as they are (RFC 5322 section 2.1.1)."""
    return all(len(line.encode()) <= 998 for line in text.split("\n"))


def _event(message: AnnotatedMessage) -> dict[str, object]:
    offset = message.sent.utcoffset()
    profile = {
        "real_name": message.from_name,
        "email": message.from_address,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }
    return {
        "type": "message",
        "channel": "C01",
        "ts": f"{message.sent.timestamp():.6f}",
        "text": message.body,
        "user_profile": profile,
    }
