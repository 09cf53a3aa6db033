"""Whether a client's address lies in one of our own networks."""

import ipaddress
from collections.abc import Sequence


def within(client_ip: str | None, networks: Sequence[str]) -> bool:
    """Whether ``client_ip`` lies in one of ``networks`` (CIDR). False for what is no address; never raises on one."""
    try:
        client = ipaddress.ip_address(client_ip or "")
    except ValueError:
        return False
    # A listener for both families names an IPv4 client ::ffff:192.0.2.9.
    client = getattr(client, "ipv4_mapped", None) or client
    return any(client in ipaddress.ip_network(network, strict=False) for network in networks)
