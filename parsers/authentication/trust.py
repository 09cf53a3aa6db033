"""What the operator trusts besides the checks themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MICROSOFT_365 = "microsoft-365"
"""The word in ``Trust.authserv_ids`` for Exchange Online, whose Authentication-Results have no authserv-id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the operator trusts. ``logins`` are the addresses each SMTP login owns; networks are CIDR.

    ``genuine_networks`` are gateways that pass on authenticated mail only; ``gateways`` are our own servers, whose address is not
    the sender's. ``check`` false: no DNS is asked. ``imap_authserv_ids`` are for mail that is fetched from a mailbox, by its
    ``Envelope.source``, where ``authserv_ids`` is empty: a provider's name is believed where the provider delivers, nowhere else.
    """

    logins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    genuine_networks: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    imap_authserv_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arc_sealers: tuple[str, ...] = ()
    check: bool = True
