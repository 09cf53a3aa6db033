"""Values that several settings share: mail addresses and networks."""

import ipaddress


def mail_address(value: str) -> str:
    """The address as it is written. Raises ValueError, saying what to write."""
    local, _, domain = value.rpartition("@")
    if not local or not domain or any(sign.isspace() for sign in value):
        raise ValueError(f"{value!r} is no mail address; write it like help@echopass.example")
    return value


def networks(value: tuple[str, ...]) -> tuple[str, ...]:
    """The networks (CIDR) as they are written. Raises ValueError, saying what to write."""
    for network in value:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            raise ValueError(f"{network!r} is no network; write it like 192.0.2.0/24 or 2001:db8::/32") from error
    return value
