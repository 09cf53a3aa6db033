"""What one client may take: connections at a time, and wrong passwords in a while."""

import ipaddress
from collections import Counter, deque
from datetime import datetime, timedelta

from bot.clock import Clock


def plain_ip(peer: object) -> str | None:
    """The client's address out of a socket's peer name, an IPv4 one in its own form; None where there is none."""
    if not isinstance(peer, tuple) or not peer:
        return None
    try:
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def client_key(ip: str | None) -> str:
    """Whom to count an address for: one IPv6 subscriber has a whole /64."""
    if ip is None or ":" not in ip:
        return ip or "local"
    return str(ipaddress.ip_network((ip, 64), strict=False))


class Connections:
    """Counts connections, all and by client. Not for several threads: it belongs to one event loop."""

    def __init__(self, most: int, most_per_client: int) -> None:
        self._most = most
        self._most_per_client = most_per_client
        self._by_client: Counter[str] = Counter()

    def admit(self, client: str) -> str | None:
        """Count one more; the reason where it is one too many, and then nothing is counted."""
        if self._by_client.total() >= self._most:
            return "too many connections"
        if self._by_client[client] >= self._most_per_client:
            return "too many connections from your address"
        self._by_client[client] += 1
        return None

    def release(self, client: str) -> None:
        """One that was admitted has gone."""
        self._by_client[client] -= 1
        if self._by_client[client] <= 0:
            del self._by_client[client]

    def __len__(self) -> int:
        return self._by_client.total()


class WrongPasswords:
    """Remembers failed logins by client, so that guessing does not get faster by reconnecting."""

    MOST = 10
    PERIOD = timedelta(minutes=15)
    _CLIENTS = 10_000

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: dict[str, deque[datetime]] = {}

    def note(self, client: str) -> None:
        """One more from this client."""
        if len(self._times) >= self._CLIENTS and client not in self._times:
            self._times.pop(next(iter(self._times)))
        self._times.setdefault(client, deque(maxlen=self.MOST)).append(self._clock.now())

    def blocked(self, client: str) -> bool:
        """Whether this client has had its tries for now."""
        times = self._times.get(client)
        return times is not None and len(times) == self.MOST and self._clock.now() - times[0] < self.PERIOD
