"""Who the desk is when it writes."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.notices import DeskCard


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskIdentity:
    """Who the desk is when it writes: what applying needs of the settings. ``alerts_to``: analysts who are told by mail."""

    card: DeskCard
    prefix: str
    first_ticket: int
    zone: ZoneInfo
    reply_key: bytes
    ask_every: timedelta | None = None
    alerts_to: tuple[str, ...] = ()
