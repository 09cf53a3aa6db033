"""A Slack message event as a :class:`parsers.message.Message`.

The text stays as Slack sends it, mark-up and all ("<@U01>", "<#C01|desk>", "&amp;"): extracted words are verbatim. What
is not as it should be is left out and told in ``damages``.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from parsers.characters import clean_line, clean_text
from parsers.message import Message, Sender, Zone
from parsers.vocabulary import Channel, ZoneKind

_MAX_TEXT = 40_000
"""Slack cuts messages at 40,000 characters itself."""
_DAY_SECONDS = 86_400


def _line(value: object, limit: int = 200) -> str:
    return clean_line(value, limit) if isinstance(value, str) else ""


def _zone(profile: Mapping[str, object], damages: list[str]) -> timezone:
    seconds = profile.get("tz_offset", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or abs(seconds) >= _DAY_SECONDS:
        damages.append("The sender's time zone could not be read; times are taken as UTC.")
        return UTC
    return timezone(timedelta(seconds=seconds))


def _sent_at(stamp: object, zone: timezone, damages: list[str]) -> datetime | None:
    try:
        seconds = float(stamp) if isinstance(stamp, str | int | float) else math.nan
        if math.isfinite(seconds) and seconds > 0:
            return datetime.fromtimestamp(seconds, zone)
    except (ValueError, OverflowError, OSError):
        pass
    damages.append("The message's time stamp could not be read.")
    return None


def _address(value: object, damages: list[str]) -> str | None:
    address = _line(value, 320)
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain) or any(char.isspace() or char in "<>,;\"'()" for char in address):
        damages.append("The sender's e-mail address is not known.")
        return None
    return f"{local}@{domain.lower()}"


def _profile(event: Mapping[str, object], damages: list[str]) -> Mapping[str, object]:
    profile = event.get("user_profile")
    if isinstance(profile, Mapping):
        return profile
    damages.append("The message has no profile of its sender.")
    return {"tz_offset": 0}


def read_slack(event: Mapping[str, object]) -> Message:
    """Read one event (``{"type": "message", "text": ..., "ts": ..., "user": ..., "user_profile": {...}}``). Never raises.

    ``sent_at`` is ``ts`` (seconds since 1970) in the offset ``tz_offset`` (seconds). ``message_id`` is made of channel
    and ``ts``, which Slack keeps when it sends an event again; ``references`` name the thread's first message.
    """
    damages: list[str] = []
    received = event.get("text")
    text = clean_text(received[:_MAX_TEXT]) if isinstance(received, str) else ""
    if not isinstance(received, str):
        damages.append("The message has no text.")
    profile = _profile(event, damages)
    sent_at = _sent_at(event.get("ts"), _zone(profile, damages), damages)
    address = _address(profile.get("email"), damages)
    name = _line(profile.get("real_name")) or _line(profile.get("display_name"))
    channel, stamp = _line(event.get("channel"), 64), _line(event.get("ts"), 64)
    parent = _line(event.get("thread_ts"), 64)
    return Message(
        channel=Channel.SLACK,
        sender=Sender(address=address, name=name, problem=None if address else "Slack gives no e-mail address"),
        text=text,
        zones=(Zone(kind=ZoneKind.OWN, start=0, end=len(text)),) if text else (),
        sent_at=sent_at,
        message_id=f"{channel}.{stamp}" if stamp else None,
        references=(f"{channel}.{parent}",) if parent and parent != stamp else (),
        damages=tuple(damages),
    )
