"""Files into messages, for ``echodesk parse``: mails as bytes, Slack messages as JSON."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from parsers.limits import ReadLimits
from parsers.mail import read_mail
from parsers.message import Message
from parsers.vocabulary import Channel

_SLACK_ENDINGS = frozenset({".json", ".jsonl", ".ndjson"})


class UnreadableError(Exception):
    """Why a file holds no message that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A message, its id, and the time that stands in for a missing Date."""

    identity: str
    message: Message
    received_at: datetime


def messages(name: str, limits: ReadLimits) -> Iterator[Item]:
    """The messages of a file, ``-`` is standard input. Raises UnreadableError."""
    data, received_at = _read(name)
    identity = "stdin" if name == "-" else Path(name).stem
    if not _is_slack(name, data):
        message = read_mail(data, channel=Channel.FILE, limits=limits)
        yield Item(identity=identity, message=message, received_at=received_at)
        return
    from parsers.slack import read_slack

    events = _events(data)
    for number, event in enumerate(events, 1):
        own = identity if len(events) == 1 else f"{identity}-{number}"
        yield Item(identity=own, message=read_slack(event), received_at=received_at)


def _read(name: str) -> tuple[bytes, datetime]:
    if name == "-":
        return sys.stdin.buffer.read(), SystemClock().now()
    file = Path(name)
    try:
        return file.read_bytes(), datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from error


def _is_slack(name: str, data: bytes) -> bool:
    """By its ending; standard input has none, and no header field begins with a bracket (RFC 5322 section 2.2)."""
    if name != "-":
        return Path(name).suffix.lower() in _SLACK_ENDINGS
    return data.lstrip()[:1] in (b"{", b"[")


def _events(data: bytes) -> list[dict[str, Any]]:
    """One event, a list of them, or one a line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("is not UTF-8, as JSON must be (RFC 8259 section 8.1)") from error
    found = _one_document(text)
    if found is None:
        found = [_line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    events = found if isinstance(found, list) else [found]
    if not events:
        raise UnreadableError("holds no Slack message")
    return [_event(event) for event in events]


def _one_document(text: str) -> Any:
    """The value of the whole text; None where it is not one JSON document."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _line(number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"line {number} is not JSON: {error}") from error


def _event(found: Any) -> dict[str, Any]:
    """The message itself, also out of the wrapper in which Slack's Events API sends it."""
    inner = found.get("event") if isinstance(found, dict) else None
    event = inner if isinstance(inner, dict) else found
    if not isinstance(event, dict) or not isinstance(event.get("text"), str):
        raise UnreadableError('holds something else than Slack messages, which are objects with a "text"')
    return event
