"""Whether the sender is who the From line says. Only what the desk can prove without DNS so far."""

import ipaddress
from collections.abc import Mapping, Sequence

from parsers.arrival import Envelope
from parsers.verdict import Verdict
from parsers.vocabulary import Authenticity


def verdict(
    address: str | None, envelope: Envelope, *, logins: Mapping[str, Sequence[str]], networks: Sequence[str]
) -> Verdict:
    """The verdict over a sender.

    ``logins`` are the addresses each SMTP login owns; ``networks`` are those of gateways that take in authenticated mail only.
    """
    if address is None:
        return Verdict(reasons=("there is no single sender to check",))
    if envelope.auth_user is not None:
        owned = {owned.casefold() for owned in logins.get(envelope.auth_user, ())}
        if address.casefold() in owned:
            return Verdict(
                result=Authenticity.PASS,
                method="smtp-auth",
                reasons=(f"sent under the login {envelope.auth_user}, which owns the address",),
            )
    if envelope.client_ip and _within(envelope.client_ip, networks):
        return Verdict(
            result=Authenticity.PASS,
            method="gateway",
            reasons=(f"came from {envelope.client_ip}, a gateway that takes in authenticated mail only",),
        )
    return Verdict(reasons=("nothing was checked",))


def _within(client_ip: str, networks: Sequence[str]) -> bool:
    try:
        client = ipaddress.ip_address(client_ip)
    except ValueError:
        return False
    # A listener for both families names an IPv4 client ::ffff:192.0.2.9.
    client = getattr(client, "ipv4_mapped", None) or client
    return any(client in ipaddress.ip_network(network, strict=False) for network in networks)
