"""How a name server is written in the settings."""

import ipaddress

PORT = 53


def server_address(server: str) -> tuple[str, int]:
    """The address and port of ``address``, ``address:port``, ``[v6]:port``; ValueError says what is wrong."""
    host, port = server, str(PORT)
    if server.startswith("["):
        host, closed, rest = server[1:].partition("]")
        if rest or not closed:
            port = rest[1:] if rest.startswith(":") else ""
    elif server.count(":") == 1:
        host, _, port = server.partition(":")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536):
        raise ValueError(f"{server!r} is no name server: the port must be a number from 1 to 65535")
    try:
        return str(ipaddress.ip_address(host)), int(port)
    except ValueError as error:
        raise ValueError(f"{server!r} is no name server: it must be an IP address, with or without a port") from error
