"""Notices when a mailbox has not been read for too long."""

from datetime import datetime, timedelta


def is_overdue(read_at: datetime | None, now: datetime, alarm_after: float) -> bool:
    """Whether a mailbox last read at ``read_at`` (None: never) has been silent for more than ``alarm_after`` seconds."""
    return read_at is None or now - read_at > timedelta(seconds=alarm_after)


class Silence:
    """One alarm for each silence, and one all-clear after it. Counts from ``since``, the moment reading was started."""

    def __init__(self, *, since: datetime, alarm_after: float) -> None:
        self._heard_at = since
        self._alarm_after = alarm_after
        self._alarmed = False

    @property
    def heard_at(self) -> datetime:
        """When the mailbox was last read."""
        return self._heard_at

    def heard(self, now: datetime) -> bool:
        """The mailbox was read. True where that ends an alarm."""
        ended, self._alarmed, self._heard_at = self._alarmed, False, now
        return ended

    def alarm_is_due(self, now: datetime) -> bool:
        """True once a silence, when it has become too long."""
        if self._alarmed or not is_overdue(self._heard_at, now, self._alarm_after):
            return False
        self._alarmed = True
        return True

    def seconds_left(self, now: datetime) -> float:
        """Until an alarm would be due; the whole period again while one is on."""
        left = self._alarm_after - (now - self._heard_at).total_seconds()
        return self._alarm_after if self._alarmed else max(left, 0.0)
