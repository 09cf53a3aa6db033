"""How many messages one client and one sender may send in a minute. Whoever sends more keeps them, and comes again."""

import ipaddress
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.channels.receiving.limits import client_key
from bot.clock import Clock
from bot.redaction import short_address
from bot.settings.channels import ReceiverSettings
from parsers.vocabulary import Channel

_log = structlog.get_logger()

_MINUTE = 60.0
_TOO_FAST = "450 4.7.1 too many messages {whose} within a minute, send the rest later"
"""4xx (RFC 5321 section 4.2.1): the client keeps the message and tries again; X.7.1 is policy (RFC 3463)."""


@dataclass(slots=True)
class _Count:
    minute: int
    now: int = 0
    before: int = 0
    told: bool = False


class Rate:
    """At most ``most`` in a minute for each key; 0 is no limit. Not for several threads: it belongs to one event loop.

    Two numbers a key, whatever ``most`` is: this minute's and the last one's, which counts in the share of it that still lies
    within the last 60 seconds. Of more than ``KEYS`` keys the longest unused is forgotten.
    """

    KEYS = 10_000

    def __init__(self, most: int, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def full(self, key: str) -> bool:
        """Whether one more would be one too many. Counts nothing: who is refused does not wait the longer for asking."""
        if not self._most:
            return False
        count, into = self._at(key)
        return count.now + count.before * (1 - into) >= self._most

    def add(self, key: str) -> None:
        """One more."""
        if self._most:
            self._at(key)[0].now += 1

    def first_refusal(self, key: str) -> bool:
        """Whether nobody was told yet in this minute that this key is full; from now on he was."""
        count, _ = self._at(key)
        told, count.told = count.told, True
        return not told

    def _at(self, key: str) -> tuple[_Count, float]:
        """The key's count, and how much of the present minute is over (0 to 1)."""
        minute, into = divmod(self._clock.now().timestamp() / _MINUTE, 1)
        count = self._counts.setdefault(key, _Count(int(minute)))
        self._counts.move_to_end(key)
        if len(self._counts) > self.KEYS:
            self._counts.popitem(last=False)
        if count.minute != int(minute):
            count.before = count.now if count.minute == int(minute) - 1 else 0
            count.now, count.told, count.minute = 0, False, int(minute)
        return count, into

    def __len__(self) -> int:
        return len(self._counts)


class Rates:
    """Both limits of one receiver. ``exempt`` are the networks of our own gateways, which speak for many clients."""

    def __init__(self, settings: ReceiverSettings, channel: Channel, clock: Clock, exempt: Sequence[str] = ()) -> None:
        # LMTP (RFC 2033) is spoken by the mail server in front of the desk: one client for everybody.
        by_client = 0 if channel is Channel.LMTP else settings.messages_per_client_per_minute
        self._clients = Rate(by_client, clock)
        self._senders = Rate(settings.messages_per_sender_per_minute, clock)
        self._exempt = tuple(ipaddress.ip_network(network, strict=False) for network in exempt)

    def refusal(self, client_ip: str | None, sender: str) -> str | None:
        """The reply to MAIL where a message is one too many; else it is counted. ``sender`` is ``""`` for the null sender."""
        client = None if self._is_exempt(client_ip) else client_key(client_ip)
        pair = f"{_network(client_ip)} {sender.casefold()}" if sender else None
        if client is not None and self._clients.full(client):
            return self._refused(self._clients, client, "from your address", client_ip, sender)
        if pair is not None and self._senders.full(pair):
            return self._refused(self._senders, pair, "from this sender", client_ip, sender)
        if client is not None:
            self._clients.add(client)
        if pair is not None:
            self._senders.add(pair)
        return None

    def _refused(self, rate: Rate, key: str, whose: str, client_ip: str | None, sender: str) -> str:
        if rate.first_refusal(key):
            limit = "client" if rate is self._clients else "sender"
            _log.warning("smtp.rate_limited", limit=limit, client_ip=client_ip, sender=short_address(sender))
        return _TOO_FAST.format(whose=whose)

    def _is_exempt(self, client_ip: str | None) -> bool:
        return client_ip is not None and any(ipaddress.ip_address(client_ip) in network for network in self._exempt)


def _network(ip: str | None) -> str:
    """Where a sender writes from. Anybody can name any sender: from elsewhere, he uses up nobody's allowance but his own."""
    if ip is None or ":" in ip:
        return client_key(ip)
    return str(ipaddress.ip_network((ip, 24), strict=False))
